/*
 * net/proxy.h - through somebody who connects for us.
 */
#ifndef P3_NET_PROXY_H
#define P3_NET_PROXY_H

#include "libpop3/net/connect.h"

/* See p3_connect(), with options->proxy. */
enum pop3_status p3_connect_proxy(const struct p3_connect_options *options,
    const struct p3_host *host, const struct p3_patience *patience,
    struct pop3_error *error, struct p3_transport **out_transport);

#endif
