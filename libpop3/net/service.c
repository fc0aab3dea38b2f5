/*
 * net/service.c - to a server that a domain names (RFC 6186; for TLS from the
 * first octet RFC 8314, section 5.1).
 *
 * DNS may be lied about.  So what it says decides where to go and nothing
 * else: which service is asked for, and with it how TLS is made, is the
 * caller's word, and the certificate must be for a host within the domain
 * that was found, or for the domain itself (RFC 6186, section 6).  Where the
 * domain names the other service only, that is told and not taken.
 *
 * Of several servers the next is tried where one cannot be reached (RFC 2782).
 * One that is down often says nothing at all, so each has its share of the
 * time that is left.
 */
#include "libpop3/net/service.h"

#include <string.h>

#include "libpop3/base/ascii.h"
#include "libpop3/base/error.h"
#include "libpop3/net/srv.h"

const char *p3_service_prefix(enum p3_service service)
{
	return service == P3_SERVICE_POP3S ? "_pop3s._tcp" : "_pop3._tcp";
}

/* One entry with "." as its target says that there is none. */
static bool is_offered(const struct p3_srv_list *list)
{
	return list->count > 0 && list->entries[0].target[0] != '\0';
}

bool p3_service_within(const char *host, const char *domain)
{
	size_t length = strlen(host), tail = strlen(domain);

	if (length < tail || !p3_same_name(host + length - tail, tail, domain))
		return false;
	return length == tail || host[length - tail - 1] == '.';
}

static enum pop3_status not_offered(const struct p3_connect_options *options,
    const struct p3_host *domain, const struct p3_patience *patience,
    struct pop3_error *error)
{
	enum p3_service other = options->service == P3_SERVICE_POP3S
				    ? P3_SERVICE_POP3
				    : P3_SERVICE_POP3S;
	struct p3_srv_list list = {.count = 0};
	enum pop3_status status = p3_srv_look_up(
	    p3_service_prefix(other), domain, patience, error, &list);
	const char *hint = "";

	if (status == POP3_E_TIMEOUT || status == POP3_E_CANCELLED)
		return status;
	if (status == POP3_OK && is_offered(&list))
		hint = other == P3_SERVICE_POP3
			   ? ", but one that begins in the clear (STLS)"
			   : ", but one with TLS from the first octet";
	return p3_error(error, POP3_E_HOST_NOT_FOUND, 0,
	    "the domain '%s' names no server for '%s'%s", domain->shown,
	    p3_service_prefix(options->service), hint);
}

static enum pop3_status connect_to(const struct p3_connect_options *options,
    const struct p3_srv *server, const struct p3_host *domain,
    const struct p3_patience *patience, struct pop3_error *error,
    struct p3_transport **out_transport)
{
	char name[P3_HOST_SIZE];
	struct p3_host host;
	enum pop3_status status = p3_host_read(server->target, &host, error);

	if (status == POP3_OK && host.address_length > 0)
		status = p3_error(error, POP3_E_HOST_NOT_FOUND, 0,
		    "'%s' is an address and no name", host.shown);
	if (status == POP3_OK)
		status = p3_connect_direct(options, &host, server->port,
		    patience, error, out_transport);
	if (status != POP3_OK)
		return status;
	p3_host_tls_name(domain, name);
	p3_transport_set_service(*out_transport,
	    p3_service_within(server->target, name) ? server->target : name,
	    server->port);
	return POP3_OK;
}

/* Whether another server may fare better. */
static bool is_of_this_server(enum pop3_status status)
{
	return status == POP3_E_CONNECT || status == POP3_E_TIMEOUT ||
	       status == POP3_E_HOST_NOT_FOUND ||
	       status == POP3_E_NAME_TEMPORARY;
}

/* What the next of so many servers may take. */
static struct p3_patience share_of(
    const struct p3_patience *patience, size_t servers)
{
	const int64_t now_ms = p3_now_ms();
	struct p3_patience share = *patience;

	share.until_ms =
	    now_ms + (patience->until_ms - now_ms) / (int64_t)servers;
	return share;
}

enum pop3_status p3_connect_service(const struct p3_connect_options *options,
    const struct p3_host *domain, const struct p3_patience *patience,
    struct pop3_error *error, struct p3_transport **out_transport)
{
	struct p3_srv_list list = {.count = 0};
	enum pop3_status status;

	status = p3_srv_look_up(p3_service_prefix(options->service), domain,
	    patience, error, &list);
	if (status != POP3_OK)
		return status;
	if (!is_offered(&list))
		return not_offered(options, domain, patience, error);
	for (size_t i = 0; i < list.count; i++) {
		const struct p3_patience share =
		    share_of(patience, list.count - i);

		status = connect_to(options, &list.entries[i], domain, &share,
		    error, out_transport);
		if (!is_of_this_server(status))
			break;
	}
	return status;
}
