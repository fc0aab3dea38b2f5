/*
 * state/header.c - what the file is, and whose.
 *
 *	popfetch-state 1 SEAL
 *	account ACCOUNT SEAL
 *
 * The number is the format's.  It is looked at before the seal, since a later
 * format may guard its lines otherwise.
 */
#include "libpop3/state/header.h"

#include <string.h>

#include <pop3/printable.h>

#include "libpop3/base/error.h"
#include "libpop3/base/number.h"

#define FORMAT	     1
#define FORMAT_WORD  "popfetch-state "
#define ACCOUNT_WORD "account "

/* How much of an account an error shows. */
#define SHOWN_MAX 128

size_t p3_header_write(char out[P3_HEADER_MAX], const char *account)
{
	static const char format[] = FORMAT_WORD "1";
	char *at = out;
	size_t length = sizeof format - 1;

	memcpy(at, format, length);
	at += p3_line_seal(at, length);

	length = sizeof ACCOUNT_WORD - 1;
	memcpy(at, ACCOUNT_WORD, length);
	length +=
	    p3_line_escape(at + length, account, strlen(account), P3_LINE_TEXT);
	at += p3_line_seal(at, length);
	return (size_t)(at - out);
}

static bool begins(const char *line, size_t length, const char *word)
{
	size_t n = strlen(word);

	return length >= n && memcmp(line, word, n) == 0;
}

static enum pop3_status broken(
    int line, const char *path, struct pop3_error *error)
{
	return p3_error(error, POP3_E_FILE, 0,
	    "line %d of state file '%s' is broken: restore the file, or "
	    "remove it (then all messages are new)",
	    line, path);
}

enum pop3_status p3_header_check_format(
    const char *line, size_t length, const char *path, struct pop3_error *error)
{
	size_t word = sizeof FORMAT_WORD - 1;
	uint64_t format;
	size_t used, body;

	if (!begins(line, length, FORMAT_WORD) ||
	    !p3_number_read(
		line + word, length - word, UINT32_MAX, &format, &used))
		return p3_error(error, POP3_E_FILE, 0,
		    "'%s' is no popfetch state file: restore it, or remove it "
		    "(then all messages are new)",
		    path);
	if (format != FORMAT)
		return p3_error(error, POP3_E_FILE, 0,
		    "state file '%s' has format %u, and this version knows "
		    "only %d",
		    path, (unsigned)format, FORMAT);
	if (!p3_line_sealed(line, length, &body) || body != word + used)
		return broken(1, path, error);
	return POP3_OK;
}

enum pop3_status p3_header_check_account(const char *line, size_t length,
    const char *account, const char *path, struct pop3_error *error)
{
	char space[POP3_STATE_TEXT_MAX];
	char ours[SHOWN_MAX], theirs[SHOWN_MAX];
	size_t word = sizeof ACCOUNT_WORD - 1;
	const char *found = line + word;
	size_t body;

	if (!begins(line, length, ACCOUNT_WORD) ||
	    !p3_line_sealed(line, length, &body) || body < word)
		return broken(2, path, error);
	length = body - word;
	if (!p3_line_unescape(
		&found, &length, P3_LINE_TEXT, space, sizeof space))
		return broken(2, path, error);
	if (length == strlen(account) && memcmp(found, account, length) == 0)
		return POP3_OK;
	return p3_error(error, POP3_E_FILE, 0,
	    "state file '%s' belongs to account '%s', not to '%s'", path,
	    pop3_printable(theirs, sizeof theirs, found, length),
	    pop3_printable(ours, sizeof ours, account, strlen(account)));
}
