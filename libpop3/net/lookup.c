/*
 * net/lookup.c - getaddrinfo() in a thread (see errand.c).
 *
 * An address needs no name server and hence no thread.
 *
 * AI_ADDRCONFIG is not asked for: it hides 'localhost' on a machine without
 * a network, and what it saves, an attempt at an address without a route,
 * fails at once anyway and costs nothing (see race.c).
 */
#include "libpop3/net/lookup.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "libpop3/base/error.h"
#include "libpop3/base/number.h"
#include "libpop3/net/errand.h"
#include "libpop3/net/patience.h"

struct pop3_lookup {
	struct p3_errand errand;
	struct p3_host host;
	char service[P3_NUMBER_TEXT_MAX];
	struct addrinfo hints;
	struct addrinfo *addresses;
	int code; /* of getaddrinfo() */
	int sys_errno;
};

/* ---- Asking -------------------------------------------------------------- */

static void lookup_run(struct p3_errand *errand)
{
	struct pop3_lookup *lookup = (struct pop3_lookup *)errand;

	lookup->code = getaddrinfo(lookup->host.ascii, lookup->service,
	    &lookup->hints, &lookup->addresses);
	lookup->sys_errno = lookup->code == EAI_SYSTEM ? errno : 0;
	if (lookup->code != 0)
		lookup->addresses = NULL;
}

static void lookup_free(struct p3_errand *errand)
{
	struct pop3_lookup *lookup = (struct pop3_lookup *)errand;

	if (lookup->addresses != NULL)
		freeaddrinfo(lookup->addresses);
	free(lookup);
}

static struct pop3_lookup *lookup_new(
    const struct p3_host *host, uint16_t port, int family)
{
	struct pop3_lookup *lookup = calloc(1, sizeof *lookup);

	if (lookup == NULL)
		return NULL;
	p3_errand_init(&lookup->errand, lookup_run, lookup_free);
	lookup->host = *host;
	p3_number_write(lookup->service, port);
	lookup->hints.ai_family = family;
	lookup->hints.ai_socktype = SOCK_STREAM;
	lookup->hints.ai_flags = AI_NUMERICSERV;
	if (host->address_length > 0)
		lookup->hints.ai_flags |= AI_NUMERICHOST;
	return lookup;
}

enum pop3_status p3_lookup_start(const struct p3_host *host, uint16_t port,
    int family, struct pop3_lookup **out_lookup, struct pop3_error *error)
{
	struct pop3_lookup *lookup = lookup_new(host, port, family);
	enum pop3_status status;

	if (lookup == NULL)
		return p3_error_no_memory(error);
	status = host->address_length > 0 ? p3_errand_run(&lookup->errand)
					  : p3_errand_start(&lookup->errand);
	if (status != POP3_OK) {
		p3_error(
		    error, status, errno, "cannot look up '%s'", host->shown);
		p3_errand_release(&lookup->errand);
		return status;
	}
	*out_lookup = lookup;
	return POP3_OK;
}

bool p3_lookup_is_of(const struct pop3_lookup *lookup,
    const struct p3_host *host, uint16_t port, int family)
{
	char service[P3_NUMBER_TEXT_MAX];

	p3_number_write(service, port);
	return strcmp(lookup->host.ascii, host->ascii) == 0 &&
	       strcmp(lookup->service, service) == 0 &&
	       lookup->hints.ai_family == family;
}

/* ---- The answer ---------------------------------------------------------- */

static const char *family_words(int family)
{
	return family == AF_INET    ? "it has no IPv4 address"
	       : family == AF_INET6 ? "it has no IPv6 address"
				    : "no address is known for it";
}

static enum pop3_status explain(
    const struct pop3_lookup *lookup, struct pop3_error *error)
{
	const char *shown = lookup->host.shown;

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

enum pop3_status p3_lookup_await(struct pop3_lookup *lookup,
    const struct p3_patience *patience, const struct addrinfo **out_addresses,
    struct pop3_error *error)
{
	enum pop3_status status = p3_errand_await(&lookup->errand, patience);
	const char *shown = lookup->host.shown;

	if (status == POP3_E_SYSTEM)
		return p3_error(
		    error, status, errno, "cannot look up '%s'", shown);
	if (status != POP3_OK)
		return p3_error(error, status, 0, "cannot look up '%s': %s",
		    shown, pop3_status_text(status));
	if (lookup->code != 0)
		return explain(lookup, error);
	*out_addresses = lookup->addresses;
	return POP3_OK;
}

/* ---- For everybody ------------------------------------------------------- */

int p3_family_of(enum pop3_address_family family)
{
	return family == POP3_FAMILY_IPV4   ? AF_INET
	       : family == POP3_FAMILY_IPV6 ? AF_INET6
					    : AF_UNSPEC;
}

enum pop3_status pop3_lookup_start(const char *host, uint16_t port,
    enum pop3_address_family family, struct pop3_error *error,
    struct pop3_lookup **out_lookup)
{
	struct p3_host read;
	enum pop3_status status;

	if ((unsigned)family > POP3_FAMILY_IPV6)
		return p3_error(error, POP3_E_MISUSE, 0,
		    "there is no such family of addresses");
	status = p3_host_read(host, &read, error);
	if (status != POP3_OK)
		return status;
	return p3_lookup_start(
	    &read, port, p3_family_of(family), out_lookup, error);
}

int pop3_lookup_descriptor(const struct pop3_lookup *lookup)
{
	return p3_errand_descriptor(&lookup->errand);
}

enum pop3_status pop3_lookup_await(struct pop3_lookup *lookup,
    uint32_t timeout_ms, struct pop3_cancel *cancel, struct pop3_error *error,
    const struct addrinfo **out_addresses)
{
	const struct p3_patience patience = p3_patience_of(timeout_ms, cancel);

	return p3_lookup_await(lookup, &patience, out_addresses, error);
}

void pop3_lookup_free(struct pop3_lookup *lookup)
{
	if (lookup != NULL)
		p3_errand_release(&lookup->errand);
}
