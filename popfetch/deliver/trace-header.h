/*
 * trace-header.h - the header fields that say how a message came here
 * (RFC 5321, section 4.4), in front of it when asked for.
 */
#ifndef POPFETCH_TRACE_HEADER_H
#define POPFETCH_TRACE_HEADER_H

#include <time.h>

#include "popfetch/options/settings.h"

/* Room for both fields, the NUL counted. */
#define TRACE_HEADER_SIZE 1024

/*
 * "Delivered-To" where the settings name an address, "Received" where they
 * ask for it, with CRLF line ends; else "".  Returns the length.
 */
size_t trace_header_make(const struct settings *settings, time_t now,
    char out_fields[TRACE_HEADER_SIZE]);

#endif
