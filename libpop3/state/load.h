/*
 * state/load.h - reading a state file into a table.
 */
#ifndef P3_STATE_LOAD_H
#define P3_STATE_LOAD_H

#include "libpop3/state/table.h"

struct p3_loaded {
	uint64_t length;  /* of what counts, the header at least */
	uint64_t records; /* in it */
	bool ragged;	  /* something torn stands behind it */
};

/* Reads from the descriptor's start; path is for messages.  What failed may
 * have filled the table in part. */
enum pop3_status p3_load(int fd, const char *path, const char *account,
    struct p3_table *table, struct p3_loaded *out_loaded,
    struct pop3_error *error);

#endif
