/*
 * writer.h - a thread that writes a file's octets in the order in which they
 * are handed over, while the caller gathers the next.
 */
#ifndef POPFETCH_WRITER_H
#define POPFETCH_WRITER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct writer;

/* Whoever hands over an outlet's buffer gets another.  NULL where there is no
 * thread or no memory: nothing is wrong, but who asked writes himself. */
struct writer *writer_new(void);

/* Takes the buffer, whose first n octets go to that place of the file, for an
 * empty one; waits where the disk is slower.  NULL with errno once a write has
 * failed: then the buffer is still the caller's. */
char *writer_swap(
    struct writer *writer, int fd, char *octets, size_t n, uint64_t at);

/* Waits until all is written, and no file is in use.  False with errno when
 * something could not be: then nobody knows how much of it was, and what was
 * behind it was not.  That is forgotten here. */
bool writer_settle(struct writer *writer);

/* It must be settled; NULL does nothing. */
void writer_free(struct writer *writer);

#endif
