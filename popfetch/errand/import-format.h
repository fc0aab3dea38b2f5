/*
 * import-format.h - the files in which programs keep what they have seen, those
 * of others a line at a time.
 */
#ifndef POPFETCH_IMPORT_FORMAT_H
#define POPFETCH_IMPORT_FORMAT_H

#include <pop3.h>

/* Where a reader stands in a file, and whose entries it looks for. */
struct import_reader {
	const char *user;
	const char *host;
	bool begun;	 /* a line has been read that is no comment */
	bool in_section; /* mpop: one has begun, */
	bool ours;	 /* and it is our account's */
};

enum import_line {
	IMPORT_ENTRY = 0,
	IMPORT_OTHER, /* an entry of another account */
	IMPORT_NONE,  /* a header or a comment */
	IMPORT_BROKEN
};

/* What a line says of one message. */
struct import_entry {
	const char *uid; /* in the line */
	size_t length;
	int64_t retrieved; /* Unix seconds; 0: the file does not say */
};

struct import_format {
	const char *name;
	bool of_one_account; /* the file does not say whose it is */
	bool has_dashes_for_slashes;
	/* The line is without its line feed; any octet may be in it.  NULL: a
	 * state file of ours, which the library reads. */
	enum import_line (*read)(struct import_reader *reader, const char *line,
	    size_t length, struct import_entry *out_entry);
};

/* By name, without regard to what follows; NULL: there is none. */
const struct import_format *import_format_named(
    const char *name, size_t length);

#endif
