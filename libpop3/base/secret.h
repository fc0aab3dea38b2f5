/*
 * base/secret.h - secrets are wiped by whoever copied them.
 */
#ifndef P3_BASE_SECRET_H
#define P3_BASE_SECRET_H

#include <stddef.h>

/* Overwrites in a way no compiler leaves out; nothing at all where n is 0. */
void p3_wipe(void *octets, size_t n);

/* Wipes up to the NUL and frees; NULL is fine. */
void p3_secret_free(char *text);

#endif
