/*
 * text-shape.h - what a text must look like to be a value of some options.
 *
 * Who uses the value may know more: that there is no such proxy, or that an
 * address is not one of this machine.
 */
#ifndef POPFETCH_TEXT_SHAPE_H
#define POPFETCH_TEXT_SHAPE_H

#include <stdbool.h>

/* Not empty, and without control characters: any text. */
bool text_is_clean(const char *text);

/* The text, or asterisks where a password seems to be in it. */
const char *text_to_repeat(const char *text);

/* The URL of a proxy of a kind that there is, without a password. */
bool text_is_proxy(const char *text);

/* A SHA-256 in hexadecimal digits, each two with a colon between them or none,
 * or behind "sha256//" in base64. */
bool text_is_fingerprint(const char *text);

/* An address of IPv4 or IPv6, in figures. */
bool text_is_ip_address(const char *text);

/* A host alone, without user, port or brackets, and no URL. */
bool text_is_host(const char *text);

/* A command that words_split() takes. */
bool text_is_command(const char *text);

/* Where an LMTP server may be. */
bool text_is_lmtp_server(const char *text);

#endif
