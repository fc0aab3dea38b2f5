/*
 * session/listed.h - scan listings and unique-id listings, merged by
 * message-number.
 *
 * First all scan listings are put in, then p3_listed_settle(), then all
 * unique-id listings, then p3_listed_settle() again; either half may be left
 * out.  Where there is a sift it is asked of each message that both name, as
 * long as LIST leaves no gap.  A message-number that comes twice in one half
 * counts as malformed, and what came first stays.  Neither a message-number of
 * 0 nor a unique-id with a NUL comes from the engine (pop3/event.h).
 *
 * Where UIDL comes alone, for the sift, it must number its messages 1, 2, 3 and
 * so on: what does not counts as malformed.  Octets can be filled in later.
 */
#ifndef P3_SESSION_LISTED_H
#define P3_SESSION_LISTED_H

#include <pop3/session.h>

#include "libpop3/session/dense.h"
#include "libpop3/session/uids.h"

/* The largest maildrops known have a few hundred thousand messages.  At 32
 * octets an entry and the unique-ids beside them this is where a server that
 * never ends its listing is stopped. */
#define P3_LISTED_MAX 4000000

/* All zero is an empty one. */
struct p3_listed {
	struct pop3_listed *entries;
	size_t count;
	size_t size;
	size_t settled; /* entries in order of message-number */
	size_t cursor;	/* the one the next unique-id is likely for */
	size_t malformed;
	struct p3_uids uids;
	bool no_uids; /* UIDL was refused, without a reason */

	enum {
		P3_LISTED_BOTH, /* LIST and then UIDL, or one of them */
		P3_LISTED_UIDS, /* UIDL alone, to be sifted */
		P3_LISTED_FILL	/* LIST, for entries that are there */
	} way;
	uint32_t numbered; /* lines of UIDS, or of FILL, that make sense */
	bool has_drop;
	struct pop3_drop_listing drop; /* beside UIDS */

	pop3_sift_fn *sift; /* NULL: all messages are kept */
	void *sift_context;
	struct p3_dense dense; /* until the end, where there is a sift */
};

/* Empties it; there is no sift then, and both halves are expected. */
void p3_listed_clear(struct p3_listed *listed);

/* POP3_E_LIMIT, POP3_E_NO_MEMORY. */
enum pop3_status p3_listed_scan(
    struct p3_listed *listed, const struct pop3_scan_listing *scan);
enum pop3_status p3_listed_uid(
    struct p3_listed *listed, const struct pop3_unique_id_listing *uid);

/* The answer to STAT. */
void p3_listed_drop(
    struct p3_listed *listed, const struct pop3_drop_listing *drop);

/* How many messages there are, by what has been put in so far. */
size_t p3_listed_messages(const struct p3_listed *listed);

/* Whether UIDL alone has named all that STAT counted. */
bool p3_listed_is_whole(const struct p3_listed *listed);

/* Counts a line that is neither.  POP3_E_LIMIT. */
enum pop3_status p3_listed_malformed(struct p3_listed *listed);

/* Brings all entries in order, one a message.  POP3_E_NO_MEMORY. */
enum pop3_status p3_listed_settle(struct p3_listed *listed);

#endif
