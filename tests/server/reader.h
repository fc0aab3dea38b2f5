/*
 * reader.h - the octets of one message as the wire carries them, before dots
 * are stuffed; read piece by piece, so that a message may be of any size.
 */
#ifndef TEST_SERVER_READER_H
#define TEST_SERVER_READER_H

#include "maildrop.h"

struct reader {
	const char *line_end; /* for lines of a file that end in LF */
	FILE *file;	      /* NULL: a made-up message */
	uint64_t made_up;
	uint64_t octets;
	uint64_t at;
	char last;
	bool ended;
};

bool reader_open(
    struct reader *reader, const struct maildrop *maildrop, size_t i);

/* The next octets, 0 at the end; cap is at least 8. */
size_t reader_get(struct reader *reader, char *octets, size_t cap);

void reader_close(struct reader *reader);

#endif
