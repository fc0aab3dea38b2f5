/*
 * base64.h - octets as ASCII (RFC 4648, section 4).
 */
#ifndef POPFETCH_BASE64_H
#define POPFETCH_BASE64_H

#include <stddef.h>

/* What n octets become. */
#define BASE64_LENGTH(n) (((n) + 2) / 3 * 4)

/* Encodes n octets into out, padded, without a NUL, and returns how many came
 * out.  Pieces of a multiple of three can be put one behind the other. */
size_t base64_write(const char *octets, size_t n, char *out);

#endif
