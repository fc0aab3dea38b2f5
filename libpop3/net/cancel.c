/*
 * net/cancel.c - the handle that stops a wait from elsewhere: a pipe that is
 * readable while the handle is fired.
 *
 * Whether it is fired is the pipe's to say, alone.  A flag beside it that
 * followed it would go out of step: the two change in two steps, and a firing
 * that meets a reset in another thread could leave one without the other: a
 * wait that never ends, or one that ends for nothing.  The kernel orders
 * writes, reads and polls of one pipe.  Whoever waits polls it anyway.
 *
 * But a handle is looked at for each message of a bulk call, and most are
 * never fired.  So there is a number that does not follow the pipe: it is
 * raised before each firing and never lowered.  While it is 0 there was no
 * firing and the pipe need not be asked; beyond that it tells one firing from
 * the next, and not whether the handle is fired.
 *
 * write() and poll() are async-signal-safe (POSIX, 2.4.3).  A full pipe
 * refuses the octet, and is as readable as it was.
 */
#include <pop3/cancel.h>

#include <errno.h>
#include <poll.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <unistd.h>

#include "libpop3/net/cancel.h"
#include "libpop3/net/descriptor.h"

/* A signal handler may use no other (C11, 7.14.1.1). */
_Static_assert(ATOMIC_INT_LOCK_FREE == 2, "an atomic number needs no lock");

struct pop3_cancel {
	int ends[2];	     /* read here, write there */
	atomic_uint firings; /* so far */
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
	atomic_init(&cancel->firings, 0);
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

	atomic_fetch_add(&cancel->firings, 1);
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

	if (atomic_load(&cancel->firings) == 0)
		return false;
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

unsigned p3_cancel_firings(const struct pop3_cancel *cancel)
{
	return atomic_load(&cancel->firings);
}

int pop3_cancel_descriptor(const struct pop3_cancel *cancel)
{
	return cancel->ends[0];
}
