/*
 * envelope.h - what stands on the envelope of a message: POP3 hands out the
 * letter alone, and the last server noted the sender in its Return-Path.
 */
#ifndef POPFETCH_ENVELOPE_H
#define POPFETCH_ENVELOPE_H

#include <stdbool.h>
#include <stddef.h>

/* Room for an address (RFC 5321, section 4.5.3.1.3), the NUL counted. */
#define ENVELOPE_ADDRESS_SIZE 256

/* How much of a message is looked at for its Return-Path, which stands at the
 * very top. */
#define ENVELOPE_HEAD_MAX ((size_t)64 << 10)

/* Whether it can be written into a dialogue, a header field and a command
 * without meaning more than itself: not empty, printable ASCII without blanks,
 * quotes, brackets and commas, no dash in front. */
bool envelope_is_address(const char *address);

/* The sender of the message that begins with these octets; "" for the null
 * sender, for none, and for one that is no such address. */
void envelope_sender(
    const char *header, size_t length, char out_sender[ENVELOPE_ADDRESS_SIZE]);

#endif
