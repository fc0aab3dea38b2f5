/*
 * session/dense.h - scan listings of the messages 1, 2, 3 and so on, in four
 * octets each, and which of them UIDL has named.
 */
#ifndef P3_SESSION_DENSE_H
#define P3_SESSION_DENSE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <pop3/event.h>
#include <pop3/status.h>

/* All zero is an empty one. */
struct p3_dense {
	uint32_t *octets; /* of message i + 1 */
	size_t count;
	size_t size;
	unsigned char *named; /* a bit for each; NULL: UIDL is not due */
};

void p3_dense_clear(struct p3_dense *dense);

/* Whether the scan listing is the next one and can be kept here. */
bool p3_dense_fits(
    const struct p3_dense *dense, const struct pop3_scan_listing *scan);

/* Keeps one that fits.  POP3_E_NO_MEMORY. */
enum pop3_status p3_dense_add(
    struct p3_dense *dense, const struct pop3_scan_listing *scan);

/* No more will be added; UIDL is due.  POP3_E_NO_MEMORY. */
enum pop3_status p3_dense_close(struct p3_dense *dense);

bool p3_dense_has(const struct p3_dense *dense, uint32_t msgno);

/* Both of a message that it has: whether it was named, and that it is. */
bool p3_dense_is_named(const struct p3_dense *dense, uint32_t msgno);
void p3_dense_name(struct p3_dense *dense, uint32_t msgno);

#endif
