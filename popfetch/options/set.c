/*
 * set.c - reading a SET and applying it to a listing.
 *
 * A part that names one message (N, uid:UID) must find it; a range or a tail
 * takes what there is, so that "1-100" is fine on a maildrop of three.
 */
#include "popfetch/options/set.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "popfetch/options/memory.h"
#include "popfetch/text/uid-text.h"

static const char UID_PREFIX[] = "uid:";
#define UID_PREFIX_LENGTH (sizeof UID_PREFIX - 1)

static const char UID_COMMA[] = "%2C";
#define UID_COMMA_LENGTH (sizeof UID_COMMA - 1)

/* Reads digits up to the end of text or to a stop; 0 where it is no
 * message-number. */
static uint32_t read_number(const char *text, size_t length)
{
	uint64_t number = 0;

	if (length == 0 || length > 10)
		return 0;
	for (size_t i = 0; i < length; i++) {
		if (text[i] < '0' || text[i] > '9')
			return 0;
		number = number * 10 + (uint64_t)(text[i] - '0');
	}
	return number <= UINT32_MAX ? (uint32_t)number : 0;
}

static bool is_word(const char *text, size_t length, const char *word)
{
	return length == strlen(word) && memcmp(text, word, length) == 0;
}

static bool read_range(const char *text, size_t length, struct set_part *part)
{
	const char *dash = memchr(text, '-', length);
	size_t before = dash != NULL ? (size_t)(dash - text) : length;
	size_t after = dash != NULL ? length - before - 1 : 0;

	part->kind = dash == NULL ? SET_NUMBER : SET_RANGE;
	if (dash == text) {
		part->kind = SET_TAIL;
		part->count = read_number(text + 1, length - 1);
		return part->count != 0;
	}
	part->first = read_number(text, before);
	part->last = part->first;
	if (dash != NULL)
		part->last =
		    after == 0 ? UINT32_MAX : read_number(dash + 1, after);
	return part->first != 0 && part->last >= part->first;
}

static bool read_part(const char *text, size_t length, struct set_part *part)
{
	*part = (struct set_part){.kind = SET_ALL};
	if (is_word(text, length, "all"))
		return true;
	if (is_word(text, length, "new")) {
		part->kind = SET_NEW;
		return true;
	}
	if (length >= UID_PREFIX_LENGTH &&
	    memcmp(text, UID_PREFIX, UID_PREFIX_LENGTH) == 0) {
		part->kind = SET_UID;
		part->uid = text + UID_PREFIX_LENGTH;
		part->uid_length = length - UID_PREFIX_LENGTH;
		return part->uid_length > 0;
	}
	return length > 0 && read_range(text, length, part);
}

static size_t count_parts(const char *text)
{
	size_t count = 1;

	for (; *text != '\0'; text++)
		count += *text == ',';
	return count;
}

/* A comma may be one of a unique-id (RFC 1939, section 7), such as
 * "1700.M1P2.host,S=512", which Maildir servers make of a file's name. */
static bool continue_uid(struct set *set, size_t length)
{
	struct set_part *last =
	    set->count > 0 ? &set->parts[set->count - 1] : NULL;

	if (last == NULL || last->kind != SET_UID || length == 0)
		return false;
	last->uid_length += 1 + length;
	return true;
}

/* part is what was read of text. */
static void refuse_part(const struct set_part *part, const char *text,
    size_t length, char *why, size_t why_size)
{
	const bool backwards = part->last != 0 && part->last < part->first;

	snprintf(why, why_size, "'%.*s' %s", (int)(length < 80 ? length : 80),
	    text,
	    backwards ? "begins with the larger number"
		      : "is none of N, N-M, N-, -K, uid:UID, new, all");
}

static bool read_parts(struct set *set, char *why, size_t why_size)
{
	const char *at = set->text;

	for (;;) {
		struct set_part *part = &set->parts[set->count];
		size_t length = strcspn(at, ",");

		if (read_part(at, length, part)) {
			set->count++;
		} else if (!continue_uid(set, length)) {
			refuse_part(part, at, length, why, why_size);
			return false;
		}
		if (at[length] == '\0')
			return true;
		at += length + 1;
	}
}

bool set_parse(
    const char *text, struct set *out_set, char *why, size_t why_size)
{
	size_t count = count_parts(text);
	struct set set = {0};

	if (count > SET_PARTS_MAX) {
		snprintf(
		    why, why_size, "it has more than %d parts", SET_PARTS_MAX);
		return false;
	}
	set.text = memory_copy(text);
	set.parts = memory_array(count, sizeof *set.parts);
	if (!read_parts(&set, why, why_size)) {
		set_clear(&set);
		return false;
	}
	*out_set = set;
	return true;
}

void set_clear(struct set *set)
{
	free(set->text);
	free(set->parts);
	*set = (struct set){0};
}

static bool names_one(const struct set_part *part)
{
	return part->kind == SET_NUMBER || part->kind == SET_UID;
}

bool set_is_single(const struct set *set)
{
	return set->count == 1 && names_one(&set->parts[0]);
}

static bool has_part(const struct set *set, enum set_kind kind)
{
	for (size_t i = 0; i < set->count; i++)
		if (set->parts[i].kind == kind)
			return true;
	return false;
}

bool set_wants_new(const struct set *set)
{
	return has_part(set, SET_NEW);
}

bool set_wants_uids(const struct set *set)
{
	return has_part(set, SET_UID) || has_part(set, SET_NEW);
}

/* The first message of the listing whose number is at least msgno. */
static size_t at_least(
    const struct pop3_listed *listed, size_t count, uint32_t msgno)
{
	size_t low = 0;

	while (count > 0) {
		size_t half = count / 2;

		if (listed[low + half].msgno < msgno) {
			low += half + 1;
			count -= half + 1;
		} else {
			count = half;
		}
	}
	return low;
}

static bool mark_range(const struct set_part *part,
    const struct pop3_listed *listed, size_t count, bool *marks)
{
	size_t i = at_least(listed, count, part->first);
	bool found = false;

	for (; i < count && listed[i].msgno <= part->last; i++)
		marks[i] = found = true;
	return found;
}

static bool is_uid(
    const struct pop3_listed *listed, const struct set_part *part)
{
	return listed->uid_length == part->uid_length &&
	       memcmp(listed->uid, part->uid, part->uid_length) == 0;
}

static bool stands_at(
    const struct set_part *part, size_t at, const char *text, size_t length)
{
	return part->uid_length - at >= length &&
	       memcmp(part->uid + at, text, length) == 0;
}

/* Where it has octets that are printed in another way, or commas behind which
 * stands what would be a part of its own. */
static bool is_printed_as(
    const struct pop3_listed *listed, const struct set_part *part)
{
	char text[UID_TEXT_ROOM(1)];
	size_t used = 0;

	for (size_t i = 0; i < listed->uid_length; i++) {
		size_t n = strlen(uid_text(text, listed->uid + i, 1));

		if (stands_at(part, used, text, n))
			used += n;
		else if (listed->uid[i] == ',' &&
			 stands_at(part, used, UID_COMMA, UID_COMMA_LENGTH))
			used += UID_COMMA_LENGTH;
		else
			return false;
	}
	return used == part->uid_length;
}

static bool mark_where(bool (*matches)(const struct pop3_listed *listed,
			   const struct set_part *part),
    const struct set_part *part, const struct pop3_listed *listed, size_t count,
    bool *marks)
{
	bool found = false;

	for (size_t i = 0; i < count; i++)
		if (listed[i].uid != NULL && matches(&listed[i], part))
			marks[i] = found = true;
	return found;
}

static bool mark_uid(const struct set_part *part,
    const struct pop3_listed *listed, size_t count, bool *marks)
{
	return mark_where(is_uid, part, listed, count, marks) ||
	       mark_where(is_printed_as, part, listed, count, marks);
}

static bool mark_part(const struct set_part *part,
    const struct pop3_listed *listed, size_t count, const bool *is_new,
    bool *marks)
{
	switch (part->kind) {
	case SET_NUMBER:
		return mark_range(part, listed, count, marks);
	case SET_RANGE:
		mark_range(part, listed, count, marks);
		return true;
	case SET_UID:
		return mark_uid(part, listed, count, marks);
	case SET_TAIL:
		for (size_t i = 0; i < count; i++)
			marks[i] = marks[i] || count - i <= part->count;
		return true;
	case SET_NEW:
		for (size_t i = 0; i < count; i++)
			marks[i] = marks[i] || is_new[i];
		return true;
	case SET_ALL:
		for (size_t i = 0; i < count; i++)
			marks[i] = true;
		return true;
	}
	return true;
}

const struct set_part *set_mark(const struct set *set,
    const struct pop3_listed *listed, size_t count, const bool *is_new,
    bool *marks)
{
	const struct set_part *missing = NULL;

	for (size_t i = 0; i < set->count; i++) {
		const struct set_part *part = &set->parts[i];

		if (!mark_part(part, listed, count, is_new, marks) &&
		    missing == NULL)
			missing = part;
	}
	return missing;
}

const char *set_part_text(const struct set_part *part, char *text, size_t size)
{
	if (part->kind == SET_UID)
		snprintf(text, size, "message with unique-id '%.*s'",
		    (int)(part->uid_length < 80 ? part->uid_length : 80),
		    part->uid);
	else
		snprintf(text, size, "message %u", (unsigned)part->first);
	return text;
}
