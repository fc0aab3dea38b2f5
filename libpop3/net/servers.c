/*
 * net/servers.c - the servers of a domain, told instead of connected to
 * (RFC 6186; RFC 8314, section 5.1).
 */
#include <pop3/service.h>

#include <string.h>

#include "libpop3/net/patience.h"
#include "libpop3/net/service.h"
#include "libpop3/net/srv.h"

_Static_assert(
    POP3_SERVERS_MAX == P3_SRV_MAX && POP3_HOST_NAME_MAX == P3_HOST_SIZE,
    "pop3/service.h has room for what a lookup gives");

/* "." says that there is none (RFC 2782), port 0 as much; a number would be
 * taken for an address, whatever the domain. */
static bool is_server(const struct p3_srv *entry)
{
	struct p3_host host;

	return entry->target[0] != '\0' && entry->port != 0 &&
	       p3_host_read(entry->target, &host, NULL) == POP3_OK &&
	       host.address_length == 0;
}

enum pop3_status pop3_service_look_up(const char *domain,
    enum pop3_tls_mode tls, uint32_t timeout_ms, struct pop3_cancel *cancel,
    struct pop3_error *error, struct pop3_server out_servers[POP3_SERVERS_MAX],
    size_t *out_count)
{
	const char *prefix = p3_service_prefix(
	    tls == POP3_TLS_IMPLICIT ? P3_SERVICE_POP3S : P3_SERVICE_POP3);
	const struct p3_patience patience = p3_patience_of(timeout_ms, cancel);
	struct p3_srv_list list;
	struct p3_host host;
	char name[P3_HOST_SIZE];
	enum pop3_status status = p3_host_read(domain, &host, error);

	if (status == POP3_OK)
		status = p3_srv_look_up(prefix, &host, &patience, error, &list);
	if (status != POP3_OK)
		return status;
	p3_host_tls_name(&host, name);
	*out_count = 0;
	for (size_t i = 0; i < list.count; i++) {
		struct pop3_server *server = &out_servers[*out_count];

		if (!is_server(&list.entries[i]))
			continue;
		strcpy(server->host, list.entries[i].target);
		server->port = list.entries[i].port;
		server->within = p3_service_within(server->host, name);
		++*out_count;
	}
	return POP3_OK;
}
