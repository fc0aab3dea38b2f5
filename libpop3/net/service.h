/*
 * net/service.h - to a server that a domain names.
 */
#ifndef P3_NET_SERVICE_H
#define P3_NET_SERVICE_H

#include "libpop3/net/connect.h"

/* "_pop3s._tcp" or "_pop3._tcp". */
const char *p3_service_prefix(enum p3_service service);

/* Whether host is the domain or lies within it. */
bool p3_service_within(const char *host, const char *domain);

/* See p3_connect(), with options->service. */
enum pop3_status p3_connect_service(const struct p3_connect_options *options,
    const struct p3_host *domain, const struct p3_patience *patience,
    struct pop3_error *error, struct p3_transport **out_transport);

#endif
