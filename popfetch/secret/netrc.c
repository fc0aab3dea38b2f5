/*
 * netrc.c - words, then entries, then the search.
 *
 * The file has no standard; this follows what ftp(1) and curl(1) take.  An
 * entry ends where the next one begins, so a keyword that begins one is put
 * back.  A macro goes on to an empty line or the end of the file.  Words are
 * read into one buffer, which is wiped, and of all passwords only the one
 * that is asked for is copied.
 *
 * A word and an entry are found, or none is any more, as what is searched for.
 */
#include "popfetch/secret/netrc.h"
#include "popfetch/secret/secret-line.h"
#include "popfetch/text/letter-case.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

struct netrc {
	const char *at;
	const char *end;
	unsigned line;
	char word[NETRC_WORD_MAX];
};

/* What an entry is compared by; its words are copies. */
struct entry {
	bool is_default;
	char *machine;
	char *login;
	char *password;
};

/* ---- Words --------------------------------------------------------------- */

static bool is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

static void skip_blanks(struct netrc *netrc)
{
	for (; netrc->at < netrc->end && is_blank(*netrc->at); netrc->at++)
		netrc->line += *netrc->at == '\n';
}

static bool keep(struct netrc *netrc, size_t *length)
{
	if (*netrc->at == '\0' || *length + 1 == sizeof(netrc->word))
		return false;
	netrc->line += *netrc->at == '\n';
	netrc->word[(*length)++] = *netrc->at++;
	return true;
}

static enum netrc_result read_quoted(struct netrc *netrc)
{
	size_t length = 0;

	for (netrc->at++; netrc->at < netrc->end;) {
		if (*netrc->at == '"') {
			netrc->at++;
			netrc->word[length] = '\0';
			return NETRC_FOUND;
		}
		if (*netrc->at == '\\' && netrc->end - netrc->at > 1)
			netrc->at++;
		if (!keep(netrc, &length))
			return NETRC_BAD;
	}
	return NETRC_BAD;
}

static enum netrc_result read_word(struct netrc *netrc)
{
	size_t length = 0;

	skip_blanks(netrc);
	if (netrc->at == netrc->end)
		return NETRC_NONE;
	if (*netrc->at == '"')
		return read_quoted(netrc);
	while (netrc->at < netrc->end && !is_blank(*netrc->at))
		if (!keep(netrc, &length))
			return NETRC_BAD;
	netrc->word[length] = '\0';
	return NETRC_FOUND;
}

static void skip_line(struct netrc *netrc)
{
	while (netrc->at < netrc->end && *netrc->at != '\n')
		netrc->at++;
}

static enum netrc_result read_keyword(struct netrc *netrc)
{
	skip_blanks(netrc);
	while (netrc->at < netrc->end && *netrc->at == '#') {
		skip_line(netrc);
		skip_blanks(netrc);
	}
	return read_word(netrc);
}

/* Behind the empty line that ends a macro. */
static void skip_macro(struct netrc *netrc)
{
	const char *line;

	do {
		skip_line(netrc);
		if (netrc->at < netrc->end) {
			netrc->at++;
			netrc->line++;
		}
		line = netrc->at;
		skip_line(netrc);
	} while (
	    netrc->at != line && !(netrc->at == line + 1 && *line == '\r'));
}

/* ---- Entries ------------------------------------------------------------- */

static void entry_clear(struct entry *entry)
{
	secret_free(entry->password);
	free(entry->machine);
	free(entry->login);
	*entry = (struct entry){0};
}

/* Reads the next word into *out_word; NULL: it is passed over. */
static enum netrc_result read_value(struct netrc *netrc, char **out_word)
{
	const enum netrc_result result = read_word(netrc);

	if (result != NETRC_FOUND)
		return NETRC_BAD;
	if (out_word == NULL)
		return NETRC_FOUND;
	secret_free(*out_word);
	*out_word = strdup(netrc->word);
	return *out_word != NULL ? NETRC_FOUND : NETRC_NO_MEMORY;
}

/* The word after a machine or default: NETRC_NONE where the entry is over. */
static enum netrc_result read_part(struct netrc *netrc, struct entry *entry)
{
	const char *before = netrc->at;
	const unsigned line = netrc->line;
	const enum netrc_result result = read_keyword(netrc);

	if (result != NETRC_FOUND)
		return result;
	if (strcmp(netrc->word, "login") == 0)
		return read_value(netrc, &entry->login);
	if (strcmp(netrc->word, "password") == 0)
		return read_value(netrc, &entry->password);
	if (strcmp(netrc->word, "account") == 0)
		return read_value(netrc, NULL);
	netrc->at = before;
	netrc->line = line;
	return NETRC_NONE;
}

static enum netrc_result read_parts(struct netrc *netrc, struct entry *entry)
{
	enum netrc_result result;

	do
		result = read_part(netrc, entry);
	while (result == NETRC_FOUND);
	return result == NETRC_NONE ? NETRC_FOUND : result;
}

static enum netrc_result next_entry(struct netrc *netrc, struct entry *entry)
{
	enum netrc_result result;

	for (;;) {
		result = read_keyword(netrc);
		if (result != NETRC_FOUND)
			return result;
		if (strcmp(netrc->word, "macdef") != 0)
			break;
		if (read_word(netrc) != NETRC_FOUND)
			return NETRC_BAD;
		skip_macro(netrc);
	}
	if (strcmp(netrc->word, "default") == 0)
		entry->is_default = true;
	else if (strcmp(netrc->word, "machine") != 0)
		return NETRC_BAD;
	else if ((result = read_value(netrc, &entry->machine)) != NETRC_FOUND)
		return result;
	return read_parts(netrc, entry);
}

/* ---- The search ---------------------------------------------------------- */

static struct netrc begin(const char *text, size_t length)
{
	return (struct netrc){.at = text, .end = text + length, .line = 1};
}

static bool is_about(
    const struct entry *entry, const char *host, const char *user)
{
	return (entry->is_default || words_match(entry->machine, host)) &&
	       (entry->login == NULL || strcmp(entry->login, user) == 0) &&
	       entry->password != NULL;
}

enum netrc_result netrc_password(const char *text, size_t length,
    const char *host, const char *user, char **out_password, unsigned *out_line)
{
	struct netrc netrc = begin(text, length);
	struct entry entry = {0};
	enum netrc_result result;

	while ((result = next_entry(&netrc, &entry)) == NETRC_FOUND &&
	       !is_about(&entry, host, user))
		entry_clear(&entry);
	if (result == NETRC_FOUND) {
		*out_password = entry.password;
		entry.password = NULL;
	} else {
		*out_line = netrc.line;
	}
	entry_clear(&entry);
	secret_wipe(netrc.word, sizeof(netrc.word));
	return result;
}

enum netrc_result netrc_login(
    const char *text, size_t length, const char *host, char **out_login)
{
	struct netrc netrc = begin(text, length);
	struct entry entry = {0};
	char *login = NULL;
	size_t count = 0;
	enum netrc_result result;

	while ((result = next_entry(&netrc, &entry)) == NETRC_FOUND) {
		if (!entry.is_default && entry.login != NULL &&
		    words_match(entry.machine, host) &&
		    (login == NULL || strcmp(entry.login, login) != 0)) {
			count++;
			free(login);
			login = entry.login;
			entry.login = NULL;
		}
		entry_clear(&entry);
	}
	entry_clear(&entry);
	secret_wipe(netrc.word, sizeof(netrc.word));
	if (result == NETRC_NONE && count == 1) {
		*out_login = login;
		return NETRC_FOUND;
	}
	free(login);
	return result;
}
