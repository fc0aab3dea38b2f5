/*
 * state/record.h - one record of the state file, read from a line and written
 * to one.
 */
#ifndef P3_STATE_RECORD_H
#define P3_STATE_RECORD_H

#include <pop3/state.h>

#include "libpop3/state/line.h"

enum p3_record_kind {
	P3_RECORD_INTENDED,
	P3_RECORD_PLACED,
	P3_RECORD_DOOMED,
	P3_RECORD_TROUBLED,
	P3_RECORD_MISSING,
	P3_RECORD_FOUND,
	P3_RECORD_FORGOTTEN,
	P3_RECORD_LOGIN, /* these are of the account: they have no key */
	P3_RECORD_ANNOUNCED
};

/* What a kind does not have is 0. */
struct p3_record {
	enum p3_record_kind kind;
	struct pop3_state_key key;
	uint32_t since;	    /* Unix seconds */
	uint32_t retrieved; /* placed, doomed: Unix seconds */
	uint32_t failures;  /* troubled */
	uint32_t delay_s;   /* login */
	const char *text;   /* intended: the destination; troubled: why;
			     * announced: what */
	size_t text_length;
};

/* Where the unescaped octets of a record go, or copies of a caller's. */
struct p3_record_space {
	char uid[POP3_STATE_UID_MAX];
	char text[POP3_STATE_TEXT_MAX];
};

/* No more stands in front of a unique-id: a word and three numbers. */
#define P3_RECORD_FRONT_MAX (10 + 3 * 11)

/* No record's line is longer, its line feed counted: what is in front, the
 * unique-id and the text. */
#define P3_RECORD_MAX                                                          \
	(P3_RECORD_FRONT_MAX + P3_LINE_ESCAPED(POP3_STATE_UID_MAX) + 1 +       \
	    P3_LINE_ESCAPED(POP3_STATE_TEXT_MAX) + P3_LINE_SEAL)

/* Writes the record's line; its length, the line feed counted. */
size_t p3_record_write(
    char line[P3_RECORD_MAX], const struct p3_record *record);

enum p3_record_result {
	P3_RECORD_READ,
	P3_RECORD_BROKEN, /* the seal is missing or wrong */
	P3_RECORD_UNKNOWN /* sealed, and yet nothing this version writes */
};

/*
 * What reading remembers from one record to the next, since they come in runs
 * that are the same but for their unique-ids.  All zero where it begins.
 */
struct p3_record_reader {
	struct p3_record_space space;
	struct p3_record front;		  /* without unique-id and text */
	char octets[P3_RECORD_FRONT_MAX]; /* what says so in the line */
	size_t length;			  /* of these; 0: none */
	uint32_t checksum;		  /* of these */
	bool summed;			  /* the checksum is known */
};

/* Reads a line without its line feed; the record points into line and
 * reader. */
enum p3_record_result p3_record_read(struct p3_record_reader *reader,
    const char *line, size_t length, struct p3_record *out_record);

#endif
