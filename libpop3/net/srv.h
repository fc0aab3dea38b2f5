/*
 * net/srv.h - the SRV records of a name (RFC 2782).
 */
#ifndef P3_NET_SRV_H
#define P3_NET_SRV_H

#include "libpop3/net/host.h"
#include "libpop3/net/transport.h"

/* Records that are looked at; the rest is left. */
#define P3_SRV_MAX 16

struct p3_srv {
	uint16_t priority;
	uint16_t weight;
	uint16_t port;
	char target[P3_HOST_SIZE]; /* without a final dot; "": not offered */
};

struct p3_srv_list {
	struct p3_srv entries[P3_SRV_MAX];
	size_t count;
};

/* A number from 0 to most, each as likely. */
typedef uint32_t p3_srv_random_fn(void *context, uint32_t most);

/* Reads a DNS answer (RFC 1035, section 4) as it came; false when it is none.
 * Records whose target cannot be a host's name are left out. */
bool p3_srv_parse(
    const unsigned char *answer, size_t length, struct p3_srv_list *out_list);

/* Puts the entries into the order in which they are to be tried. */
void p3_srv_order(
    struct p3_srv_list *list, p3_srv_random_fn *random, void *context);

/*
 * Asks for the records of "PREFIX.DOMAIN" and orders them.  POP3_OK also
 * where there are none.  POP3_E_HOST_NOT_FOUND (an address is no domain),
 * POP3_E_NAME_TEMPORARY, POP3_E_TIMEOUT, POP3_E_CANCELLED, POP3_E_SYSTEM,
 * POP3_E_NO_MEMORY.
 */
enum pop3_status p3_srv_look_up(const char *prefix,
    const struct p3_host *domain, const struct p3_patience *patience,
    struct pop3_error *error, struct p3_srv_list *out_list);

#endif
