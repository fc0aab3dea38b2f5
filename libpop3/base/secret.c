/*
 * base/secret.c - wiping.  A plain memset() before free() is dead code to a
 * compiler; one whose octets an empty piece of assembly might read is not.
 */
#include "libpop3/base/secret.h"

#include <stdlib.h>
#include <string.h>

void p3_wipe(void *octets, size_t n)
{
	if (n == 0)
		return;
	memset(octets, 0, n);
	__asm__ __volatile__("" : : "r"(octets) : "memory");
}

void p3_secret_free(char *text)
{
	if (text == NULL)
		return;
	p3_wipe(text, strlen(text));
	free(text);
}
