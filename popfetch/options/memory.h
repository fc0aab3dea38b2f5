/*
 * memory.h - memory for reading options and configuration.
 *
 * These never return NULL: where there is no memory left, popfetch says so
 * and exits with 71.  They are for the time before anything is connected,
 * locked or staged; what runs later returns POP3_E_NO_MEMORY.
 */
#ifndef POPFETCH_MEMORY_H
#define POPFETCH_MEMORY_H

#include <stddef.h>

/* count zeroed elements of size octets. */
void *memory_array(size_t count, size_t size);

/* An array grown to count elements; the new ones are not zeroed. */
void *memory_grow(void *array, size_t count, size_t size);

/* A copy of a text, and of the first length octets of one. */
char *memory_copy(const char *text);
char *memory_copy_part(const char *text, size_t length);

/* Formats into a text of its own. */
char *memory_format(const char *format, ...)
    __attribute__((format(printf, 1, 2)));

#endif
