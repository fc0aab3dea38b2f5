/*
 * state/record.c - the records, a line each.
 *
 *	intended SINCE OCCURRENCE UID DESTINATION
 *	placed SINCE RETRIEVED OCCURRENCE UID
 *	doomed SINCE RETRIEVED OCCURRENCE UID
 *	troubled SINCE FAILURES OCCURRENCE UID REASON
 *	missing SINCE OCCURRENCE UID
 *	found OCCURRENCE UID
 *	forgotten OCCURRENCE UID
 *	login SINCE DELAY
 *	announced SINCE LINES
 *
 * One blank stands between the fields, and behind each line its seal
 * (line.c).  Times are Unix seconds, and RETRIEVED is 0 where a message was
 * passed over; DELAY is in seconds; UID is an escaped word, DESTINATION,
 * REASON and LINES are escaped text and reach to the seal.
 *
 * A record says all there is to say of its phase and leans on none before
 * it: whoever takes a broken line out of the file loses what that line said
 * and nothing else, and compacting writes the same records.
 *
 * Records come in runs: those of one batch, of one listing, and all that were
 * caught up with, have the same word and numbers, and only their unique-ids
 * differ.  So what stands in front of the unique-id is held against that of
 * the record before, and where it is the same, neither the numbers nor the
 * checksum are made of it once more.
 */
#include "libpop3/state/record.h"

#include <assert.h>
#include <string.h>

#include "libpop3/base/number.h"
#include "libpop3/state/checksum.h"

/* Which fields a record has, in the order in which they stand. */
enum {
	SINCE = 1,
	RETRIEVED = 2,
	FAILURES = 4,
	DELAY = 8,
	KEY = 16, /* OCCURRENCE UID */
	TEXT = 32
};

static const struct form {
	char word[12]; /* no pointer: nothing to relocate */
	uint8_t length;
	uint8_t fields;
} forms[] = {
    [P3_RECORD_INTENDED] = {"intended", 8, SINCE | KEY | TEXT},
    [P3_RECORD_PLACED] = {"placed", 6, SINCE | RETRIEVED | KEY},
    [P3_RECORD_DOOMED] = {"doomed", 6, SINCE | RETRIEVED | KEY},
    [P3_RECORD_TROUBLED] = {"troubled", 8, SINCE | FAILURES | KEY | TEXT},
    [P3_RECORD_MISSING] = {"missing", 7, SINCE | KEY},
    [P3_RECORD_FOUND] = {"found", 5, KEY},
    [P3_RECORD_FORGOTTEN] = {"forgotten", 9, KEY},
    [P3_RECORD_LOGIN] = {"login", 5, SINCE | DELAY},
    [P3_RECORD_ANNOUNCED] = {"announced", 9, SINCE | TEXT},
};
#define FORMS (sizeof forms / sizeof forms[0])

static char *put_number(char *at, uint32_t value)
{
	*at++ = ' ';
	return at + p3_number_write(at, value);
}

static char *put_key(char *at, const struct pop3_state_key *key)
{
	at = put_number(at, key->occurrence);
	*at++ = ' ';
	return at + p3_line_escape(at, key->uid, key->length, P3_LINE_WORD);
}

size_t p3_record_write(char line[P3_RECORD_MAX], const struct p3_record *record)
{
	const struct form *form = &forms[record->kind];
	char *at = line;

	memcpy(at, form->word, form->length);
	at += form->length;
	if (form->fields & SINCE)
		at = put_number(at, record->since);
	if (form->fields & RETRIEVED)
		at = put_number(at, record->retrieved);
	if (form->fields & FAILURES)
		at = put_number(at, record->failures);
	if (form->fields & DELAY)
		at = put_number(at, record->delay_s);
	if (form->fields & KEY)
		at = put_key(at, &record->key);
	if (form->fields & TEXT) {
		*at++ = ' ';
		at += p3_line_escape(
		    at, record->text, record->text_length, P3_LINE_TEXT);
	}
	return p3_line_seal(line, (size_t)(at - line));
}

/* What is left to read of a line's body. */
struct rest {
	const char *at;
	const char *end;
};

static bool take_blank(struct rest *rest)
{
	if (rest->at == rest->end || *rest->at != ' ')
		return false;
	rest->at++;
	return true;
}

/* A blank and a number of at least min, spelled without leading zeros. */
static bool take_number(struct rest *rest, uint32_t min, uint32_t *out_value)
{
	uint64_t value;
	size_t used;

	if (!take_blank(rest) ||
	    !p3_number_read(rest->at, (size_t)(rest->end - rest->at),
		UINT32_MAX, &value, &used))
		return false;
	if (value < min || (*rest->at == '0' && used > 1))
		return false;
	rest->at += used;
	*out_value = (uint32_t)value;
	return true;
}

static bool take_uid(struct rest *rest, struct pop3_state_key *key, char *space)
{
	const char *start, *blank;

	if (!take_blank(rest))
		return false;
	start = rest->at;
	blank = memchr(start, ' ', (size_t)(rest->end - start));
	rest->at = blank != NULL ? blank : rest->end;
	key->uid = start;
	key->length = (size_t)(rest->at - start);
	return p3_line_unescape(
	    &key->uid, &key->length, P3_LINE_WORD, space, POP3_STATE_UID_MAX);
}

static bool take_text(struct rest *rest, struct p3_record *record, char *space)
{
	if (!take_blank(rest))
		return false;
	record->text = rest->at;
	record->text_length = (size_t)(rest->end - rest->at);
	rest->at = rest->end;
	return p3_line_unescape(&record->text, &record->text_length,
		   P3_LINE_TEXT, space, POP3_STATE_TEXT_MAX) &&
	       memchr(record->text, '\0', record->text_length) == NULL;
}

static const struct form *take_word(struct rest *rest)
{
	size_t left = (size_t)(rest->end - rest->at);

	for (size_t i = 0; i < FORMS; i++) {
		const struct form *form = &forms[i];

		if (*form->word == *rest->at && left > form->length &&
		    rest->at[form->length] == ' ' &&
		    memcmp(rest->at, form->word, form->length) == 0) {
			rest->at += form->length;
			return form;
		}
	}
	return NULL;
}

/* Reads what stands in front of the unique-id, or of the text where there is
 * none. */
static bool read_front(struct rest *rest, struct p3_record *record)
{
	const struct form *form = take_word(rest);

	if (form == NULL)
		return false;
	*record =
	    (struct p3_record){.kind = (enum p3_record_kind)(form - forms)};
	if ((form->fields & SINCE && !take_number(rest, 1, &record->since)) ||
	    (form->fields & RETRIEVED &&
		!take_number(rest, record->kind == P3_RECORD_DOOMED,
		    &record->retrieved)) ||
	    (form->fields & FAILURES &&
		!take_number(rest, 1, &record->failures)) ||
	    (form->fields & DELAY && !take_number(rest, 1, &record->delay_s)))
		return false;
	return !(form->fields & KEY) ||
	       take_number(rest, 0, &record->key.occurrence);
}

static bool read_body(
    struct rest *rest, struct p3_record_space *space, struct p3_record *record)
{
	const uint8_t fields = forms[record->kind].fields;

	if (fields & KEY && !take_uid(rest, &record->key, space->uid))
		return false;
	if (fields & TEXT && !take_text(rest, record, space->text))
		return false;
	return rest->at == rest->end;
}

/* ---- From one record to the next ----------------------------------------- */

/* The last digit is not one of a longer number: a blank follows. */
static bool is_as_the_last(
    const struct p3_record_reader *reader, const char *line, size_t body)
{
	return reader->length > 0 && reader->length < body &&
	       line[reader->length] == ' ' &&
	       memcmp(line, reader->octets, reader->length) == 0;
}

static void remember(struct p3_record_reader *reader,
    const struct p3_record *record, const char *line, size_t length)
{
	reader->length = 0;
	if (!(forms[record->kind].fields & KEY))
		return;
	assert(length <= sizeof reader->octets);
	memcpy(reader->octets, line, length);
	reader->length = length;
	reader->front = *record;
	reader->summed = false;
}

/* Its checksum is made when it comes for the second time: what never does
 * costs nothing. */
static enum p3_record_result read_as_the_last(struct p3_record_reader *reader,
    const char *line, size_t body, struct p3_record *out_record)
{
	struct rest rest = {line + reader->length, line + body};

	if (!reader->summed)
		reader->checksum = p3_checksum(0, line, reader->length);
	reader->summed = true;
	if (!p3_line_bears_seal(line, body, reader->length, reader->checksum))
		return P3_RECORD_BROKEN;
	*out_record = reader->front;
	return read_body(&rest, &reader->space, out_record) ? P3_RECORD_READ
							    : P3_RECORD_UNKNOWN;
}

enum p3_record_result p3_record_read(struct p3_record_reader *reader,
    const char *line, size_t length, struct p3_record *out_record)
{
	struct rest rest = {.at = line};
	size_t body;

	if (!p3_line_has_seal(line, length, &body))
		return P3_RECORD_BROKEN;
	if (is_as_the_last(reader, line, body))
		return read_as_the_last(reader, line, body, out_record);
	if (!p3_line_bears_seal(line, body, 0, 0))
		return P3_RECORD_BROKEN;
	rest.end = line + body;
	if (!read_front(&rest, out_record))
		return P3_RECORD_UNKNOWN;
	remember(reader, out_record, line, (size_t)(rest.at - line));
	return read_body(&rest, &reader->space, out_record) ? P3_RECORD_READ
							    : P3_RECORD_UNKNOWN;
}
