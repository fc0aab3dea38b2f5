/*
 * sasl/bearer.h - what XOAUTH2 and OAUTHBEARER have in common: one response
 * with a token in it, and an error that comes as a challenge.
 */
#ifndef P3_SASL_BEARER_H
#define P3_SASL_BEARER_H

#include "libpop3/sasl/backend.h"

/* How a mechanism writes its response: appends it to *message. */
typedef bool p3_bearer_fn(
    struct p3_buf *message, const struct pop3_sasl_options *options);

/* The begin of a backend.  dummy answers the error; static storage. */
enum pop3_status p3_bearer_begin(p3_bearer_fn *write, const char *dummy,
    const struct p3_mechanism *mechanism,
    const struct pop3_sasl_options *options, struct pop3_error *error,
    void **out_state);

/* The others. */
enum p3_progress p3_bearer_step(void *state, const char *octets, size_t length,
    struct p3_buf *response, struct pop3_error *error);
const char *p3_bearer_words(const void *state);
void p3_bearer_end(void *state);

#endif
