/*
 * exit-status.c - which failure is which exit status.
 *
 * The numbers are those of sysexits.h.  What a script needs to know is who
 * has to act: nobody (75: it passes by itself), the server's side (68, 69,
 * 76), this machine (66, 71, 73, 74), or the person whose mail it is (64, 77,
 * 78).  Two statuses could be argued about: [SYS/PERM] (RFC 3206, section 4)
 * lasts until somebody mends it and mostly answers a login, so it is 77 and
 * not 69; a "-ERR" without a reason that a program knows, and a command that
 * the server does not have, are 69: the service is not given, and why is in
 * the server's words.
 */
#include "popfetch/talk/exit-status.h"

#include <assert.h>
#include <errno.h>
#include <stddef.h>

#include "popfetch/talk/failure.h"

enum exit_status exit_status_of(enum pop3_status status)
{
	switch (status) {
	case POP3_OK:
		return EXIT_DONE;
	case POP3_E_MISUSE:
	case POP3_E_FULL:
		return EXIT_BUG;
	case POP3_E_NO_MEMORY:
	case POP3_E_SYSTEM:
		return EXIT_SYSTEM;
	case POP3_E_HOST_NOT_FOUND:
		return EXIT_NO_HOST;
	case POP3_E_CONNECT:
	case POP3_E_CLOSED:
	case POP3_E_REFUSED:
	case POP3_E_UNSUPPORTED:
		return EXIT_UNAVAILABLE;
	case POP3_E_CANCELLED:
	case POP3_E_NAME_TEMPORARY:
	case POP3_E_TIMEOUT:
	case POP3_E_LOCKED:
	case POP3_E_IN_USE:
	case POP3_E_LOGIN_DELAY:
	case POP3_E_TEMPORARY:
		return EXIT_TRY_LATER;
	case POP3_E_FILE:
		return EXIT_DATA;
	case POP3_E_TLS:
	case POP3_E_PROTOCOL:
	case POP3_E_LIMIT:
		return EXIT_PROTOCOL;
	case POP3_E_TLS_UNAVAILABLE:
	case POP3_E_CERTIFICATE:
	case POP3_E_CLEARTEXT:
	case POP3_E_AUTH:
	case POP3_E_PERMANENT:
		return EXIT_REFUSED;
	case POP3_E_SINK:
		return EXIT_IO;
	}
	return EXIT_BUG;
}

/* There is no such file, or none for us. */
static bool is_no_input(int sys_errno)
{
	return sys_errno == ENOENT || sys_errno == EACCES ||
	       sys_errno == ENOTDIR || sys_errno == ELOOP ||
	       sys_errno == ENAMETOOLONG;
}

enum exit_status exit_status_of_reading(const struct pop3_error *error)
{
	return is_no_input(error->sys_errno)
		   ? EXIT_NO_INPUT
		   : exit_status_unless_short(
			 error->sys_errno, exit_status_of(error->status));
}

/* It ended the session, and said that it may be another time. */
static bool is_passing(const struct pop3_error *error)
{
	return error->status == POP3_E_CLOSED &&
	       (error->code == POP3_CODE_SYS_TEMP ||
		   error->code == POP3_CODE_IN_USE ||
		   error->code == POP3_CODE_LOGIN_DELAY);
}

enum exit_status exit_status_of_error(const struct pop3_error *error)
{
	if (is_passing(error))
		return EXIT_TRY_LATER;
	return error->status == POP3_E_FILE ? exit_status_of_reading(error)
					    : exit_status_of(error->status);
}

enum exit_status exit_status_unless_short(int sys_errno, enum exit_status usual)
{
	return sys_errno == EMFILE || sys_errno == ENFILE || sys_errno == ENOMEM
		   ? EXIT_SYSTEM
		   : usual;
}

enum exit_status exit_status_of_writing(const struct pop3_error *error)
{
	return error->status == POP3_E_SYSTEM
		   ? exit_status_unless_short(error->sys_errno, EXIT_IO)
		   : exit_status_of(error->status);
}

enum exit_status exit_status_of_creating(const struct pop3_error *error)
{
	enum exit_status usual = exit_status_of(error->status);

	if (failure_is_no_room(error))
		usual = EXIT_IO;
	else if (error->status == POP3_E_SYSTEM || error->sys_errno == ENOTDIR)
		usual = EXIT_CANNOT_CREATE;
	return exit_status_unless_short(error->sys_errno, usual);
}

/*
 * From best to worst.  New mail in one account outweighs none in another,
 * since "--check" asks whether there is any.  Then what passes by itself,
 * then what concerns the server or some messages, then this machine, then
 * what will fail again and again until somebody mends it; a bug of ours above
 * all.
 */
static const enum exit_status ranks[] = {
    EXIT_NOTHING_NEW,
    EXIT_DONE,
    EXIT_TRY_LATER,
    EXIT_UNAVAILABLE,
    EXIT_NO_HOST,
    EXIT_DATA,
    EXIT_PROTOCOL,
    EXIT_NO_INPUT,
    EXIT_CANNOT_CREATE,
    EXIT_IO,
    EXIT_SYSTEM,
    EXIT_REFUSED,
    EXIT_CONFIG,
    EXIT_USAGE,
    EXIT_BUG,
};

#define RANK_COUNT (sizeof(ranks) / sizeof(ranks[0]))

static size_t rank_of(int status)
{
	size_t rank = 0;

	while (rank < RANK_COUNT && (int)ranks[rank] != status)
		rank++;
	return rank;
}

bool exit_status_is_one(int number)
{
	return rank_of(number) < RANK_COUNT;
}

enum exit_status exit_status_worse(enum exit_status a, enum exit_status b)
{
	assert(exit_status_is_one((int)a) && exit_status_is_one((int)b));
	return rank_of((int)a) >= rank_of((int)b) ? a : b;
}
