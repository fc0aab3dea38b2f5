/*
 * shell-wait.c - one pselect() over the terminal, the server and the cancel
 * handle.
 *
 * A server ends an idle session after some minutes (RFC 1939, section 3).
 * Whoever sits at the prompt is told then and not at the next command, and
 * TLS, which speaks unasked, too, gets an ear.
 */
#include "popfetch/shell/shell-wait.h"

#include <errno.h>
#include <sys/select.h>

struct wait_set {
	fd_set set;
	int count; /* one above the highest */
};

static bool add(struct wait_set *waiting, int descriptor)
{
	if (descriptor < 0)
		return true;
	if (descriptor >= FD_SETSIZE) {
		errno = EMFILE;
		return false;
	}
	FD_SET(descriptor, &waiting->set);
	if (descriptor >= waiting->count)
		waiting->count = descriptor + 1;
	return true;
}

static bool is_broken(const struct shell_watch *watch)
{
	return watch->session != NULL &&
	       pop3_session_attend(watch->session) != POP3_OK &&
	       !pop3_cancel_fired(watch->cancel);
}

enum shell_input shell_wait_failure(enum shell_wait wait)
{
	switch (wait) {
	case SHELL_WAIT_LOST:
		return SHELL_INPUT_LOST;
	case SHELL_WAIT_CANCELLED:
		return SHELL_INPUT_CANCELLED;
	default:
		return SHELL_INPUT_FAILED;
	}
}

enum shell_wait shell_wait(
    int descriptor, const struct shell_watch *watch, const sigset_t *mask)
{
	for (;;) {
		struct wait_set waiting = {.count = 0};

		if (pop3_cancel_fired(watch->cancel))
			return SHELL_WAIT_CANCELLED;
		if (is_broken(watch))
			return SHELL_WAIT_LOST;
		FD_ZERO(&waiting.set);
		if (!add(&waiting, descriptor) ||
		    !add(&waiting, pop3_cancel_descriptor(watch->cancel)) ||
		    (watch->session != NULL &&
			!add(
			    &waiting, pop3_session_descriptor(watch->session))))
			return SHELL_WAIT_FAILED;
		if (pselect(waiting.count, &waiting.set, NULL, NULL, NULL,
			mask) < 0) {
			if (errno != EINTR)
				return SHELL_WAIT_FAILED;
			if (!pop3_cancel_fired(watch->cancel))
				return SHELL_WAIT_SIGNAL;
			continue;
		}
		if (FD_ISSET(descriptor, &waiting.set))
			return SHELL_WAIT_READY;
	}
}
