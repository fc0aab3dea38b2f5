/*
 * net/descriptor.h - descriptors as this room wants them: closed on exec,
 * never blocking.
 */
#ifndef P3_NET_DESCRIPTOR_H
#define P3_NET_DESCRIPTOR_H

#include <stdbool.h>

/* On failure false and errno; ends is untouched. */
bool p3_pipe(int ends[2]);

/* A stream socket of the family for TCP, small writes sent at once, a dead
 * peer noticed.  On failure -1 and errno. */
int p3_stream_socket(int family);

/* Closes and keeps errno. */
void p3_close(int descriptor);

#endif
