/*
 * sasl/choice.h - which mechanisms to try, and in which order.  Pure.
 */
#ifndef P3_SASL_CHOICE_H
#define P3_SASL_CHOICE_H

#include "libpop3/sasl/mechanism.h"

/* What is known when somebody logs in without naming a mechanism. */
struct p3_choice {
	bool in_tls;	  /* the connection is private, its peer verified */
	bool can_bind;	  /* there is channel binding data */
	bool for_another; /* the maildrop is not the user's own */
	const char *announced; /* the words of SASL, blanks around each, in
				* upper case (RFC 5034, section 3); NULL
				* where CAPA or SASL is not announced */
};

/*
 * Fills chosen, best first, and returns how many there are: those that are
 * tried unnamed and are announced, and USER in any case; for the maildrop of
 * another only those that can say whose it is, perhaps none.  Without TLS none
 * but USER shows a plain secret; whether that may be said is the caller's
 * matter.
 */
size_t p3_choose(const struct p3_choice *choice,
    const struct p3_mechanism *chosen[P3_MECHANISMS]);

/* Whether one would be tried before the other, if both were announced. */
bool p3_prefers(const struct p3_choice *choice, const struct p3_mechanism *one,
    const struct p3_mechanism *other);

#endif
