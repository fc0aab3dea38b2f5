/*
 * net/service.h - to a server that a domain names.
 */
#ifndef P3_NET_SERVICE_H
#define P3_NET_SERVICE_H

#include "libpop3/net/connect.h"

/* See p3_connect(), with options->service. */
enum pop3_status p3_connect_service(const struct p3_connect_options *options,
    const struct p3_host *domain, const struct p3_patience *patience,
    struct pop3_error *error, struct p3_transport **out_transport);

#endif
