/*
 * row-json.c - rows as JSON Lines: an object a row, a line an object.  The
 * members are those of popfetch.json(5).
 *
 * The output is ASCII: everything else is written as \u escapes.  So it is
 * the same in each locale, and nothing that a server says can act on a
 * terminal: controls, C1 and changes of the writing direction among it.
 * Jansson does that but for DEL.
 *
 * An object is held by Jansson until its row ends, but for a message, which
 * goes out piece by piece: as a text of which the quotes are cut off.
 */
#include "popfetch/result/row-json.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "popfetch/text/base64.h"

#define FORMAT_VERSION 1
#define FLAGS	       ((size_t)(JSON_COMPACT | JSON_ENSURE_ASCII))

/* A multiple of three, for base64. */
#define PIECE ((size_t)3 << 10)

/* An octet can become "\u0001". */
#define ESCAPED_MAX (6 * PIECE)

/* json_dump_callback_t */
static int write_escapes(const char *octets, size_t n, void *context)
{
	FILE *stream = context;
	const char *del;

	while ((del = memchr(octets, 0x7F, n)) != NULL) {
		size_t span = (size_t)(del - octets);

		fwrite(octets, 1, span, stream);
		fputs("\\u007f", stream);
		octets += span + 1;
		n -= span + 1;
	}
	fwrite(octets, 1, n, stream);
	return 0;
}

/* ---- Members ------------------------------------------------------------- */

/* Takes the value, which is NULL where there was no memory for it. */
static void set_member(struct row *row, const char *name, json_t *value)
{
	if (json_object_set_new(row->object, name, value) != 0)
		row->no_memory = true;
}

static json_t *mended(struct row *row, const char *octets, size_t length)
{
	char *text = malloc(UTF8_MENDED_ROOM(length) + 1);
	json_t *value = NULL;

	row->replaced = true;
	if (text != NULL)
		value = json_stringn(text, utf8_mend(octets, length, text));
	free(text);
	return value;
}

static void set_octets(
    struct row *row, const char *name, const char *octets, size_t length)
{
	set_member(row, name,
	    utf8_span(octets, length) == length ? json_stringn(octets, length)
						: mended(row, octets, length));
}

/* Who decoded it may have replaced something, too. */
static void set_text(struct row *row, const char *name, const char *text)
{
	if (strstr(text, UTF8_REPLACEMENT) != NULL)
		row->replaced = true;
	set_octets(row, name, text, strlen(text));
}

static void set_uid(struct row *row, const char *uid, size_t length)
{
	set_octets(row, "uid", uid, length);
}

/* What JSON has no number for, no maildrop has octets for: it counts as not
 * told. */
static void set_number(struct row *row, const char *name, uint64_t number)
{
	if (number <= INT64_MAX)
		set_member(row, name, json_integer((json_int_t)number));
}

static void set_moment(
    struct row *row, const char *name, int64_t seconds, const char *text)
{
	(void)seconds;
	set_text(row, name, text);
}

static void set_truth(
    struct row *row, const char *name, bool truth, const char *word)
{
	(void)word;
	set_member(row, name, json_boolean(truth));
}

/* ---- Objects ------------------------------------------------------------- */

static void begin_object(struct row *row)
{
	row->object = json_object();
	row->replaced = false;
	set_number(row, "v", FORMAT_VERSION);
	set_text(row, "account", row->account);
}

/* flags: JSON_EMBED leaves the braces out. */
static void write_object(struct row *row, size_t flags)
{
	if (row->replaced)
		set_truth(row, "replaced", true, NULL);
	if (json_dump_callback(
		row->object, write_escapes, row->stream, FLAGS | flags) != 0)
		row->no_memory = true;
	json_decref(row->object);
	row->object = NULL;
}

static void end_object(struct row *row)
{
	write_object(row, 0);
	putc('\n', row->stream);
}

const struct row_form row_json = {
    .named = true,
    .charset = "UTF-8",
    .begin = begin_object,
    .number = set_number,
    .text = set_text,
    .uid = set_uid,
    .moment = set_moment,
    .truth = set_truth,
    .end = end_object,
};

/* ---- Messages ------------------------------------------------------------ */

/* The inside of a JSON text. */
static void write_text(struct row *row, const char *octets, size_t length)
{
	char escaped[ESCAPED_MAX + 2];
	json_t *text = json_stringn_nocheck(octets, length);
	size_t n =
	    json_dumpb(text, escaped, sizeof escaped, FLAGS | JSON_ENCODE_ANY);

	json_decref(text);
	if (n < 2)
		row->no_memory = true;
	else
		write_escapes(escaped + 1, n - 2, row->stream);
}

static void write_message_text(struct row *row, struct held_message *held)
{
	char octets[PIECE];
	size_t n = 0, got;

	while ((got = held_message_read(held, octets + n, PIECE - n)) > 0) {
		size_t whole = utf8_span(octets, n + got);

		write_text(row, octets, whole);
		n += got - whole;
		memmove(octets, octets + whole, n);
	}
}

static void write_message_base64(struct row *row, struct held_message *held)
{
	char octets[PIECE], encoded[BASE64_LENGTH(PIECE)];
	size_t got;

	while ((got = held_message_read(held, octets, PIECE)) > 0)
		fwrite(encoded, 1, base64_write(octets, got, encoded),
		    row->stream);
}

bool row_json_end_message(struct row *row, struct held_message *held)
{
	if (!held->is_text)
		set_text(row, "encoding", "base64");
	putc('{', row->stream);
	write_object(row, JSON_EMBED);
	fputs(",\"message\":\"", row->stream);
	if (held->is_text)
		write_message_text(row, held);
	else
		write_message_base64(row, held);
	if (held->left > 0)
		return false;
	fputs("\"}\n", row->stream);
	return true;
}
