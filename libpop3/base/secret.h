/*
 * base/secret.h - copies of secrets, wiped before they are freed.
 */
#ifndef P3_BASE_SECRET_H
#define P3_BASE_SECRET_H

#include <stddef.h>

/* Overwrites in a way no compiler leaves out. */
void p3_wipe(void *octets, size_t n);

/* A copy on the heap, or NULL. */
char *p3_secret_copy(const char *text);

/* Wipes up to the NUL and frees; NULL is fine. */
void p3_secret_free(char *text);

#endif
