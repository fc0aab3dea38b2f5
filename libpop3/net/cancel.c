/*
 * net/cancel.c - the handle that stops a wait from elsewhere: a pipe that is
 * readable while the handle is fired.
 *
 * The pipe is the only memory of having been fired.  A flag beside it would
 * be faster to look at, but flag and pipe change in two steps, and a firing
 * that meets a reset in another thread could leave one without the other: a
 * wait that never ends, or one that ends for nothing.  The kernel orders
 * writes, reads and polls of one pipe, so there is nothing to go out of step.
 * Whoever waits polls the pipe anyway; nobody pays twice.
 *
 * write() and poll() are async-signal-safe (POSIX, 2.4.3).  A full pipe
 * refuses the octet, and is as readable as it was.
 */
#include <pop3/cancel.h>

#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <unistd.h>

#include "libpop3/net/descriptor.h"

struct pop3_cancel {
	int ends[2]; /* read here, write there */
};

enum pop3_status pop3_cancel_new(struct pop3_cancel **out_cancel)
{
	struct pop3_cancel *cancel = malloc(sizeof *cancel);

	if (cancel == NULL)
		return POP3_E_NO_MEMORY;
	if (!p3_pipe(cancel->ends)) {
		free(cancel);
		return POP3_E_SYSTEM;
	}
	*out_cancel = cancel;
	return POP3_OK;
}

void pop3_cancel_free(struct pop3_cancel *cancel)
{
	if (cancel == NULL)
		return;
	p3_close(cancel->ends[0]);
	p3_close(cancel->ends[1]);
	free(cancel);
}

void pop3_cancel_fire(struct pop3_cancel *cancel)
{
	int saved = errno;
	ssize_t written;

	do
		written = write(cancel->ends[1], "", 1);
	while (written == -1 && errno == EINTR);
	errno = saved;
}

bool pop3_cancel_fired(const struct pop3_cancel *cancel)
{
	struct pollfd polled = {.fd = cancel->ends[0], .events = POLLIN};
	int saved = errno;
	int ready;

	do
		ready = poll(&polled, 1, 0);
	while (ready == -1 && errno == EINTR);
	errno = saved;
	return ready > 0;
}

void pop3_cancel_reset(struct pop3_cancel *cancel)
{
	int saved = errno;
	char fired[64];
	ssize_t got;

	do
		got = read(cancel->ends[0], fired, sizeof fired);
	while (got > 0 || (got == -1 && errno == EINTR));
	errno = saved;
}

int pop3_cancel_descriptor(const struct pop3_cancel *cancel)
{
	return cancel->ends[0];
}
