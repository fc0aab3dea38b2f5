/*
 * engine/reply.h - reading a status line (RFC 1939, section 3; RFC 2449,
 * section 8) and a SASL challenge (RFC 5034, section 4).
 */
#ifndef P3_ENGINE_REPLY_H
#define P3_ENGINE_REPLY_H

#include <pop3/event.h>

/* Reads a line without its line end; false when it has no status indicator,
 * which leaves *out_reply as it was. */
bool p3_reply_read(struct pop3_span line, struct pop3_reply *out_reply);

/* Whether the line is a challenge, and its base64.  A status line is none. */
bool p3_challenge_read(struct pop3_span line, struct pop3_span *out_base64);

#endif
