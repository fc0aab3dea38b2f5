/*
 * net/resolve.c - getaddrinfo() within a deadline (see errand.c).
 *
 * An address needs no name server and hence no thread.
 *
 * AI_ADDRCONFIG is not asked for: it hides 'localhost' on a machine without
 * a network, and what it saves, an attempt at an address without a route,
 * fails at once anyway and costs nothing (see race.c).
 */
#include "libpop3/net/resolve.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "libpop3/base/error.h"
#include "libpop3/base/number.h"
#include "libpop3/net/errand.h"

struct lookup {
	struct p3_errand errand;
	char name[P3_HOST_SIZE];
	char service[P3_NUMBER_TEXT_MAX];
	struct addrinfo hints;
	struct addrinfo *addresses;
	int code; /* of getaddrinfo() */
	int sys_errno;
};

static void lookup_run(struct p3_errand *errand)
{
	struct lookup *lookup = (struct lookup *)errand;

	lookup->code = getaddrinfo(
	    lookup->name, lookup->service, &lookup->hints, &lookup->addresses);
	lookup->sys_errno = lookup->code == EAI_SYSTEM ? errno : 0;
	if (lookup->code != 0)
		lookup->addresses = NULL;
}

static void lookup_free(struct p3_errand *errand)
{
	struct lookup *lookup = (struct lookup *)errand;

	if (lookup->addresses != NULL)
		freeaddrinfo(lookup->addresses);
	free(lookup);
}

static struct lookup *lookup_new(
    const struct p3_host *host, uint16_t port, int family)
{
	struct lookup *lookup = calloc(1, sizeof *lookup);

	if (lookup == NULL)
		return NULL;
	p3_errand_init(&lookup->errand, lookup_run, lookup_free);
	memcpy(lookup->name, host->ascii, sizeof lookup->name);
	p3_number_write(lookup->service, port);
	lookup->hints.ai_family = family;
	lookup->hints.ai_socktype = SOCK_STREAM;
	lookup->hints.ai_flags = AI_NUMERICSERV;
	if (host->address_length > 0)
		lookup->hints.ai_flags |= AI_NUMERICHOST;
	return lookup;
}

static enum pop3_status look_up(struct lookup *lookup, const char *shown,
    const struct p3_patience *patience, struct pop3_error *error)
{
	enum pop3_status status = p3_errand_run(&lookup->errand, patience);

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
		return p3_error_no_memory(error);
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
    int family, const struct p3_patience *patience, struct pop3_error *error,
    struct addrinfo **out_addresses)
{
	struct lookup *lookup = lookup_new(host, port, family);
	enum pop3_status status = POP3_OK;

	if (lookup == NULL)
		return p3_error_no_memory(error);
	if (host->address_length > 0)
		lookup_run(&lookup->errand);
	else
		status = look_up(lookup, host->shown, patience, error);
	if (status == POP3_OK && lookup->code != 0)
		status = explain(lookup, host->shown, error);
	if (status == POP3_OK) {
		*out_addresses = lookup->addresses;
		lookup->addresses = NULL;
	}
	p3_errand_release(&lookup->errand);
	return status;
}
