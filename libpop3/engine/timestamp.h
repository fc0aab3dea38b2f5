/*
 * engine/timestamp.h - the timestamp in a greeting, for APOP.
 */
#ifndef P3_ENGINE_TIMESTAMP_H
#define P3_ENGINE_TIMESTAMP_H

#include <pop3/event.h>

/* Room for a timestamp with its brackets and a NUL.  A greeting has 512
 * octets at most (RFC 2449, section 4); what servers send has about 50. */
#define P3_TIMESTAMP_MAX 256

/* Copies the first timestamp in text, brackets and all, and a NUL; "" when
 * there is none that is an RFC 822 msg-id. */
void p3_timestamp_find(struct pop3_span text, char out[P3_TIMESTAMP_MAX]);

#endif
