/*
 * secret-line.c - no stdio, since its buffers keep what was read.
 *
 * One octet a read(): a password is short, and what stands behind the line
 * belongs to somebody else.
 */
#include "popfetch/secret/secret-line.h"
#include "popfetch/system/interrupt.h"
#include "popfetch/talk/failure.h"
#include "popfetch/text/utf8.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

void secret_wipe(void *octets, size_t length)
{
	volatile unsigned char *at = octets;

	while (length-- > 0)
		*at++ = 0;
}

void secret_free(char *secret)
{
	if (secret != NULL)
		secret_wipe(secret, strlen(secret));
	free(secret);
}

struct source {
	int fd;
	secret_wait_fn *wait;
	void *context;
};

/* Fills line; length counts the octets that are in it, also where it fails. */
static enum pop3_status fill(
    const struct source *source, char *line, size_t *length)
{
	ssize_t got;

	for (*length = 0;;) {
		enum pop3_status status = source->wait(source->context);

		if (status != POP3_OK)
			return status;
		got = read(source->fd, line + *length, 1);
		if (got < 0)
			return errno == EINTR ? POP3_E_CANCELLED
					      : POP3_E_SYSTEM;
		if (got == 0 || line[*length] == '\n')
			break;
		if (line[*length] == '\0')
			return POP3_E_FILE;
		if (++*length == SECRET_OCTETS_MAX)
			return POP3_E_LIMIT;
		if (*length == UTF8_MARK_LENGTH &&
		    memcmp(line, UTF8_MARK, UTF8_MARK_LENGTH) == 0)
			*length = 0;
	}
	if (got == 1 && *length > 0 && line[*length - 1] == '\r')
		--*length;
	return *length > 0 ? POP3_OK : POP3_E_FILE;
}

enum pop3_status secret_line_read_when(
    int fd, secret_wait_fn *wait, void *context, char **out_line)
{
	const struct source source = {fd, wait, context};
	char *line = malloc(SECRET_OCTETS_MAX), *copy = NULL;
	enum pop3_status status;
	size_t length;
	int sys_errno;

	if (line == NULL)
		return POP3_E_NO_MEMORY;
	status = fill(&source, line, &length);
	sys_errno = errno;
	if (status == POP3_OK) {
		copy = strndup(line, length);
		if (copy == NULL) {
			status = POP3_E_NO_MEMORY;
		} else {
			/* Out of the swap, where we are allowed to. */
			(void)mlock(copy, length);
			*out_line = copy;
		}
	}
	secret_wipe(line, length);
	free(line);
	errno = sys_errno;
	return status;
}

static enum pop3_status wait_for(void *context)
{
	return interrupt_await(*(const int *)context) ? POP3_OK
						      : POP3_E_CANCELLED;
}

enum pop3_status secret_line_read(int fd, char **out_line)
{
	return secret_line_read_when(fd, wait_for, &fd, out_line);
}

enum pop3_status secret_line_failed(
    struct pop3_error *error, enum pop3_status status, const char *from)
{
	const int sys_errno = errno;

	switch (status) {
	case POP3_E_FILE:
		return failure_fill(error, status, 0,
		    "no password in the first line of %s", from);
	case POP3_E_LIMIT:
		return failure_fill(error, POP3_E_FILE, 0,
		    "the first line of %s is longer than %d octets", from,
		    SECRET_OCTETS_MAX - 1);
	case POP3_E_CANCELLED:
		return failure_fill(error, status, 0,
		    "interrupted while waiting for the password");
	case POP3_E_SYSTEM:
		return failure_fill(error, status, sys_errno,
		    "cannot read the password from %s", from);
	default:
		return failure_no_memory(error);
	}
}
