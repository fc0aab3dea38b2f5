/*
 * engine/capabilities.h - reading the lines CAPA answers (RFC 2449).
 */
#ifndef P3_ENGINE_CAPABILITIES_H
#define P3_ENGINE_CAPABILITIES_H

#include <pop3/capability.h>
#include <pop3/event.h>

/* Adds what one line announces; what is unknown or malformed adds nothing. */
void p3_capabilities_add(
    struct pop3_capabilities *capabilities, struct pop3_span line);

#endif
