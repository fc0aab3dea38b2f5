/*
 * sasl/choice.h - which mechanisms to try, and in which order; the choice
 * itself is pop3_sasl_choose().  Pure.
 */
#ifndef P3_SASL_CHOICE_H
#define P3_SASL_CHOICE_H

#include <pop3/sasl.h>

#include "libpop3/sasl/mechanism.h"

/* Whose maildrop it is to be, or NULL where it is the user's own.  Each may be
 * NULL. */
const char *p3_another(const char *user, const char *authzid);

/* Whether one would be tried before the other, if both were announced. */
bool p3_prefers(const struct pop3_sasl_options *options,
    const struct p3_mechanism *one, const struct p3_mechanism *other);

#endif
