/*
 * pop3/listing.h - the listings of a maildrop, merged: what LIST and UIDL say
 * of its messages (RFC 1939, sections 5 and 7).
 */
#ifndef POP3_LISTING_H
#define POP3_LISTING_H

#include <pop3/event.h>
#include <pop3/status.h>

POP3_BEGIN_DECLS

struct pop3_session;

/*
 * One entry of the listing a session keeps: what LIST and UIDL said of one
 * message.  uid is NULL where UIDL was not asked or did not name the message;
 * else uid_length octets, none of them NUL, and a NUL behind.
 * has_octets is false, and octets 0, where LIST was not asked or did not name
 * it.
 */
struct pop3_listed {
	uint32_t msgno;
	bool has_octets;
	uint64_t octets;
	const char *uid;
	size_t uid_length;
};

/* What pop3_session_listing() is to ask for. */
#define POP3_LISTING_OCTETS (1u << 0) /* LIST */
#define POP3_LISTING_UIDS   (1u << 1) /* UIDL */

/*
 * Asks for the listings of the whole maildrop in one flight and gives them
 * merged, in order of message-number, in an array that lives until _free or
 * the next listing, sifted or not.  A message that only one of the two names
 * is in it.  out_malformed, where not NULL, counts lines that could not be
 * read or repeat a message-number.  POP3_E_REFUSED names the command in the
 * error's text, unless STAT, which is asked then where no message was named,
 * counts none: what is refused of an empty maildrop is an empty listing.  A
 * server that has no UIDL is told apart by POP3_E_UNSUPPORTED: one that
 * announces UIDL, or gives a reason in a response code, only refuses it now.
 * POP3_E_LIMIT beyond 4,000,000 messages or 320 MiB of unique-ids;
 * POP3_E_MISUSE where what is neither of the two, nor both.
 */
POP3_API enum pop3_status pop3_session_listing(struct pop3_session *session,
    unsigned what, const struct pop3_listed **out_listed, size_t *out_count,
    size_t *out_malformed);

/*
 * LIST and UIDL, as pop3_session_listing() does both, of a maildrop of which
 * little is new: sift is asked of a message when UIDL names it, with both
 * halves known, and true leaves it out, so that a million of them take no
 * memory.  What it is not asked of is in the listing: where UIDL does not
 * name it, or LIST has gaps or is not in order.  The unique-id that it is shown
 * has no NUL behind it and lives as long as the call, which may not call the
 * session.
 */
typedef bool pop3_sift_fn(void *context, const struct pop3_listed *listed);
POP3_API enum pop3_status pop3_session_sift(struct pop3_session *session,
    pop3_sift_fn *sift, void *context, const struct pop3_listed **out_listed,
    size_t *out_count, size_t *out_malformed);

/*
 * The same by UIDL alone, for who needs the octets of few messages or of none:
 * STAT goes with it in place of LIST, and says how many there are.  *out_whole
 * is true where UIDL names just as many, in order from 1 on without a gap, and
 * each line of it can be read, or where there are none; *out_drop is then what
 * STAT said.  Else the listing is nothing to go by, sift may have left out one
 * of two messages with the same number, and who goes on asks for LIST, too.
 */
POP3_API enum pop3_status pop3_session_sift_uids(struct pop3_session *session,
    pop3_sift_fn *sift, void *context, const struct pop3_listed **out_listed,
    size_t *out_count, struct pop3_drop_listing *out_drop, bool *out_whole);

/*
 * LIST, for the octets of what is in the last listing, which stays where it
 * is.  What LIST says of other messages, and what cannot be read, is passed
 * over.  Fails as pop3_session_listing() does; some octets may be there then.
 */
POP3_API enum pop3_status pop3_session_add_octets(struct pop3_session *session);

POP3_END_DECLS

#endif
