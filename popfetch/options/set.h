/*
 * set.h - a SET: which messages of a maildrop an action is about.
 *
 *	N  N-M  N-  -K (the last K)  uid:UID  new (not yet seen)  all
 *
 * and any of these joined by commas.  What stands behind a comma and is none
 * of these, belongs to the unique-id before it; a comma that belongs to it all
 * the same is written as %2C.
 */
#ifndef POPFETCH_SET_H
#define POPFETCH_SET_H

#include <pop3.h>

enum set_kind {
	SET_NUMBER = 0, /* first */
	SET_RANGE,	/* first to last, both included */
	SET_TAIL,	/* the last count messages */
	SET_UID,
	SET_NEW,
	SET_ALL
};

struct set_part {
	enum set_kind kind;
	uint32_t first;
	uint32_t last;
	uint32_t count;
	const char *uid; /* inside the set's own copy of the text */
	size_t uid_length;
};

struct set {
	char *text;
	struct set_part *parts;
	size_t count;
};

/* The most parts a SET may have; beyond this it is a mistake. */
#define SET_PARTS_MAX 100000

/*
 * Reads text; true, and *out_set is to be cleared.  False and the reason in
 * why, which has room for why_size octets.
 */
bool set_parse(
    const char *text, struct set *out_set, char *why, size_t why_size);

void set_clear(struct set *set);

/* Whether it is one number or one unique-id: a single message as it is. */
bool set_is_single(const struct set *set);

/* Whether it speaks of what was seen; of unique-ids, or of that. */
bool set_wants_new(const struct set *set);
bool set_wants_uids(const struct set *set);

/*
 * Marks the messages of the listing (in order of message-number) that are in
 * the set: marks has count elements, all false before.  is_new tells which
 * are not seen; NULL where the set does not ask.  Returns NULL, or the first
 * part that names one message which is not there.
 */
const struct set_part *set_mark(const struct set *set,
    const struct pop3_listed *listed, size_t count, const bool *is_new,
    bool *marks);

/* Words for a part that named nothing: "message 9", "message with unique-id
 * 'x'". */
const char *set_part_text(const struct set_part *part, char *text, size_t size);

#endif
