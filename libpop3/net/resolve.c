/*
 * net/resolve.c - getaddrinfo() within a deadline.
 *
 * getaddrinfo() blocks for as long as the name servers of /etc/resolv.conf
 * let it, half a minute and more, and nothing can stop it.  So a name is
 * looked up in a thread of its own, which tells by a pipe that it is done.
 * Asker and thread hold the lookup together; whoever lets go last frees it.
 * An asker who has the answer joins the thread, which is at its end; one who
 * gives up leaves it to finish alone.  Each thread gets a lookup of its own
 * and touches nothing else.  It takes no signals: those are for threads that
 * the application knows.
 *
 * An address needs no name server and hence no thread.
 *
 * AI_ADDRCONFIG is not asked for: it hides 'localhost' on a machine without
 * a network, and what it saves, an attempt at an address without a route,
 * fails at once anyway and costs nothing (see race.c).
 */
#include "libpop3/net/resolve.h"

#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "libpop3/base/error.h"
#include "libpop3/base/number.h"
#include "libpop3/net/descriptor.h"
#include "libpop3/net/patience.h"

struct lookup {
	atomic_int holders;  /* asker and thread */
	atomic_bool is_done; /* orders what follows */
	int done[2];	     /* a pipe: an octet comes when is_done */
	char name[P3_HOST_SIZE];
	char service[P3_NUMBER_TEXT_MAX];
	struct addrinfo hints;
	struct addrinfo *addresses;
	int code; /* of getaddrinfo() */
	int sys_errno;
};

static struct lookup *lookup_new(
    const struct p3_host *host, uint16_t port, enum pop3_address_family family)
{
	struct lookup *lookup = calloc(1, sizeof *lookup);

	if (lookup == NULL)
		return NULL;
	atomic_init(&lookup->holders, 1);
	atomic_init(&lookup->is_done, false);
	lookup->done[0] = lookup->done[1] = -1;
	memcpy(lookup->name, host->ascii, sizeof lookup->name);
	p3_number_write(lookup->service, port);
	lookup->hints.ai_family = family == POP3_FAMILY_IPV4   ? AF_INET
				  : family == POP3_FAMILY_IPV6 ? AF_INET6
							       : AF_UNSPEC;
	lookup->hints.ai_socktype = SOCK_STREAM;
	lookup->hints.ai_flags = AI_NUMERICSERV;
	if (host->address_length > 0)
		lookup->hints.ai_flags |= AI_NUMERICHOST;
	return lookup;
}

static void lookup_release(struct lookup *lookup)
{
	if (atomic_fetch_sub(&lookup->holders, 1) > 1)
		return;
	if (lookup->addresses != NULL)
		freeaddrinfo(lookup->addresses);
	if (lookup->done[0] != -1) {
		p3_close(lookup->done[0]);
		p3_close(lookup->done[1]);
	}
	free(lookup);
}

static void lookup_run(struct lookup *lookup)
{
	lookup->code = getaddrinfo(
	    lookup->name, lookup->service, &lookup->hints, &lookup->addresses);
	lookup->sys_errno = lookup->code == EAI_SYSTEM ? errno : 0;
	if (lookup->code != 0)
		lookup->addresses = NULL;
	atomic_store(&lookup->is_done, true);
}

static void *lookup_thread(void *argument)
{
	struct lookup *lookup = argument;
	ssize_t written;

	lookup_run(lookup);
	/* Both ends stay open until the last holder goes, so that this cannot
	 * raise SIGPIPE; an empty pipe takes one octet. */
	do
		written = write(lookup->done[1], "", 1);
	while (written == -1 && errno == EINTR);
	lookup_release(lookup);
	return NULL;
}

/* 0, or an error number. */
static int start(struct lookup *lookup, pthread_t *out_thread)
{
	sigset_t all, before;
	int failure;

	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &before);
	atomic_fetch_add(&lookup->holders, 1);
	failure = pthread_create(out_thread, NULL, lookup_thread, lookup);
	if (failure != 0)
		atomic_fetch_sub(&lookup->holders, 1);
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	return failure;
}

static enum pop3_status await(
    struct lookup *lookup, const struct p3_patience *patience)
{
	struct pollfd polled[2] = {{.fd = lookup->done[0], .events = POLLIN}};
	enum pop3_status status;

	do
		status = p3_poll(polled, 1, P3_NO_DEADLINE, patience);
	while (status == POP3_OK && !atomic_load(&lookup->is_done));
	return status;
}

static enum pop3_status run_in_thread(
    struct lookup *lookup, const struct p3_patience *patience)
{
	enum pop3_status status;
	pthread_t thread;
	int saved;

	if (!p3_pipe(lookup->done))
		return POP3_E_SYSTEM;
	errno = start(lookup, &thread);
	if (errno != 0)
		return POP3_E_SYSTEM;
	status = await(lookup, patience);
	saved = errno;
	if (status == POP3_OK)
		pthread_join(thread, NULL);
	else
		pthread_detach(thread);
	errno = saved;
	return status;
}

static enum pop3_status look_up(struct lookup *lookup, const char *shown,
    const struct p3_patience *patience, struct pop3_error *error)
{
	enum pop3_status status = p3_patience_left(patience);

	if (status == POP3_OK)
		status = run_in_thread(lookup, patience);
	if (status == POP3_E_SYSTEM)
		return p3_error(
		    error, status, errno, "cannot look up '%s'", shown);
	if (status != POP3_OK)
		return p3_error(error, status, 0, "cannot look up '%s': %s",
		    shown, pop3_status_text(status));
	return POP3_OK;
}

static const char *family_words(int family)
{
	return family == AF_INET    ? "it has no IPv4 address"
	       : family == AF_INET6 ? "it has no IPv6 address"
				    : "no address is known for it";
}

static enum pop3_status explain(
    const struct lookup *lookup, const char *shown, struct pop3_error *error)
{
	switch (lookup->code) {
	case EAI_MEMORY:
		return p3_error(error, POP3_E_NO_MEMORY, 0, "out of memory");
	case EAI_SYSTEM:
		return p3_error(error, POP3_E_SYSTEM, lookup->sys_errno,
		    "cannot look up '%s'", shown);
	case EAI_AGAIN:
		return p3_error(error, POP3_E_NAME_TEMPORARY, 0,
		    "cannot look up '%s' just now: no name server answered",
		    shown);
	case EAI_FAIL:
		/* Refused or garbled by the name server: the name itself may
		 * be well. */
		return p3_error(error, POP3_E_NAME_TEMPORARY, 0,
		    "cannot look up '%s' just now: the name server failed",
		    shown);
	default:
		return p3_error(error, POP3_E_HOST_NOT_FOUND, 0,
		    "cannot find host '%s': %s", shown,
		    family_words(lookup->hints.ai_family));
	}
}

enum pop3_status p3_resolve(const struct p3_host *host, uint16_t port,
    enum pop3_address_family family, const struct p3_patience *patience,
    struct pop3_error *error, struct addrinfo **out_addresses)
{
	struct lookup *lookup = lookup_new(host, port, family);
	enum pop3_status status = POP3_OK;

	if (lookup == NULL)
		return p3_error(error, POP3_E_NO_MEMORY, 0, "out of memory");
	if (host->address_length > 0)
		lookup_run(lookup);
	else
		status = look_up(lookup, host->shown, patience, error);
	if (status == POP3_OK && lookup->code != 0)
		status = explain(lookup, host->shown, error);
	if (status == POP3_OK) {
		*out_addresses = lookup->addresses;
		lookup->addresses = NULL;
	}
	lookup_release(lookup);
	return status;
}
