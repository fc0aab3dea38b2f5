/*
 * text/line.c - a field as one line of text for people.
 *
 * A field is blanks, encoded-words and plain characters.  Neighbouring
 * encoded-words in one charset make a run whose octets are decoded together,
 * since mailers cut words in the middle of a multibyte character, or of a
 * shifted state, although RFC 2047, section 5 forbids it.  Blanks between two
 * encoded-words belong to the folding and are dropped (section 6.2); a word
 * that cannot be decoded is plain characters, and so keeps its blanks.
 *
 * Plain octets beyond ASCII should not be; they are UTF-8 (RFC 6532) or what
 * the sender's machine had, mostly Windows-1252.
 *
 * Every character then goes through one gate, put(), whatever it came from,
 * so that an encoded-word hides no control character: what would break the
 * line or act on a terminal does not get by.
 */
#include <pop3/header.h>

#include <string.h>

#include "libpop3/base/ascii.h"
#include "libpop3/base/buf.h"
#include "libpop3/base/utf8.h"
#include "libpop3/text/charset-name.h"
#include "libpop3/text/charset.h"
#include "libpop3/text/encoded-word.h"
#include "libpop3/text/token.h"

/* Charsets looked up for one field.  Opening one may load a converter from
 * disk; a field in more charsets than these is an attack. */
#define CHARSETS_MAX 8

struct line {
	struct p3_buf utf8;
	size_t blanks; /* met, and not yet written */
	bool folded;   /* not all of these are SP */
	bool full;
};

struct reader {
	const char *at;
	const char *end;
	struct line line;
	struct p3_decoder *decoders[CHARSETS_MAX];
	size_t decoder_count;
	/* The run that is being gathered; NULL: none is. */
	const struct p3_decoder *decoder;
	struct p3_buf run;
};

/* ---- The gate ---------------------------------------------------------- */

static bool breaks_line(uint32_t c)
{
	return (c >= '\t' && c <= '\r') || c == 0x85 || c == 0x2028 ||
	       c == 0x2029;
}

/* Marks that have no shape; dropping them loses nothing. */
static bool is_invisible(uint32_t c)
{
	return c == 0x200E || c == 0x200F || c == 0x061C || c == 0xFEFF;
}

/* Blanks in front and behind are no part of the text; a run of blanks with a
 * fold or a tab in it is one blank. */
static void put_blanks(struct line *line)
{
	size_t n = line->folded ? 1 : line->blanks;

	if (p3_buf_length(&line->utf8) == 0)
		n = 0;
	for (; n > 0; n--)
		line->full |= !p3_buf_append(&line->utf8, " ", 1);
	line->blanks = 0;
	line->folded = false;
}

static void put(struct line *line, uint32_t c)
{
	char octets[P3_UTF8_MAX];
	size_t n;

	if (c == ' ' || breaks_line(c)) {
		line->blanks++;
		line->folded |= c != ' ';
		return;
	}
	if (is_invisible(c))
		return;
	put_blanks(line);
	n = p3_utf8_write(octets, p3_utf8_is_text(c) ? c : '?');
	line->full |= !p3_buf_append(&line->utf8, octets, n);
}

static void put_all(struct line *line, const char *octets, const char *end)
{
	while (octets < end && !line->full) {
		uint32_t c;

		octets += p3_raw_read(octets, (size_t)(end - octets), &c);
		put(line, c);
	}
}

/* ---- Runs of encoded-words --------------------------------------------- */

static void end_run(struct reader *reader)
{
	struct line *line = &reader->line;
	size_t length = p3_buf_length(&reader->run);
	struct p3_buf utf8;

	if (reader->decoder == NULL)
		return;
	p3_buf_init(&utf8, p3_decoded_max(length));
	line->full |= !p3_decode(
	    reader->decoder, p3_buf_octets(&reader->run), length, &utf8);
	if (p3_buf_length(&utf8) > 0) {
		const char *octets = p3_buf_octets(&utf8);

		put_all(line, octets, octets + p3_buf_length(&utf8));
	}
	p3_buf_free(&utf8);
	p3_buf_take(&reader->run, length);
	reader->decoder = NULL;
}

/* The decoder for a word's charset; NULL when there is none. */
static const struct p3_decoder *find_decoder(
    struct reader *reader, const struct p3_encoded_word *word)
{
	char name[P3_CHARSET_NAME_MAX];
	struct p3_decoder *decoder;

	if (!p3_charset_canonical(word->charset, word->charset_length, name))
		return NULL;
	for (size_t i = 0; i < reader->decoder_count; i++) {
		decoder = reader->decoders[i];
		if (p3_same_name(name, strlen(name), p3_decoder_name(decoder)))
			return p3_decoder_known(decoder) ? decoder : NULL;
	}
	if (reader->decoder_count == CHARSETS_MAX)
		return NULL;
	decoder = p3_decoder_new(word->charset, word->charset_length);
	if (decoder == NULL) {
		reader->line.full = true;
		return NULL;
	}
	reader->decoders[reader->decoder_count++] = decoder;
	return p3_decoder_known(decoder) ? decoder : NULL;
}

/* Takes the word behind the gap, where there is one that can be decoded. */
static bool take_word(struct reader *reader, const char *gap)
{
	struct p3_encoded_word word;
	const struct p3_decoder *decoder;

	if (!p3_encoded_word_read(
		reader->at, (size_t)(reader->end - reader->at), &word))
		return false;
	decoder = find_decoder(reader, &word);
	if (decoder == NULL)
		return false;
	if (reader->decoder == NULL)
		put_all(&reader->line, gap, reader->at);
	if (decoder != reader->decoder)
		end_run(reader);
	reader->decoder = decoder;
	reader->line.full |= !p3_encoded_word_decode(&word, &reader->run);
	reader->at += word.length;
	return true;
}

/* ---- The whole field --------------------------------------------------- */

static void take_character(struct reader *reader, const char *gap)
{
	uint32_t c;

	end_run(reader);
	put_all(&reader->line, gap, reader->at);
	if (reader->at == reader->end)
		return;
	reader->at +=
	    p3_raw_read(reader->at, (size_t)(reader->end - reader->at), &c);
	put(&reader->line, c);
}

static void read_field(struct reader *reader)
{
	while (reader->at < reader->end && !reader->line.full) {
		const char *gap = reader->at;

		while (reader->at < reader->end && p3_is_folding(*reader->at))
			reader->at++;
		if (!take_word(reader, gap))
			take_character(reader, gap);
	}
	end_run(reader);
}

static bool is_utf8(const char *charset)
{
	char name[P3_CHARSET_NAME_MAX];

	return charset == NULL ||
	       (p3_charset_canonical(charset, strlen(charset), name) &&
		   strcmp(name, P3_CHARSET_UTF_8) == 0);
}

static enum pop3_status give_encoded(
    const struct p3_buf *utf8, const char *charset, char **out_text)
{
	size_t length = p3_buf_length(utf8);
	const char *octets = length > 0 ? p3_buf_octets(utf8) : "";
	struct p3_buf encoded;
	enum pop3_status status;

	p3_buf_init(&encoded, p3_decoded_max(length));
	status = p3_encode(charset, octets, length, &encoded);
	if (status == POP3_OK)
		status = p3_buf_give(&encoded, out_text);
	p3_buf_free(&encoded);
	return status;
}

enum pop3_status pop3_header_text(
    const struct pop3_field *field, const char *charset, char **out_text)
{
	const char *octets = p3_field_octets(field);
	struct reader reader = {.at = octets, .end = octets + field->length};
	enum pop3_status status = POP3_E_NO_MEMORY;

	p3_buf_init(&reader.run, field->length);
	p3_buf_init(&reader.line.utf8, p3_decoded_max(field->length));
	read_field(&reader);
	if (!reader.line.full)
		status =
		    is_utf8(charset)
			? p3_buf_give(&reader.line.utf8, out_text)
			: give_encoded(&reader.line.utf8, charset, out_text);
	p3_buf_free(&reader.line.utf8);
	p3_buf_free(&reader.run);
	for (size_t i = 0; i < reader.decoder_count; i++)
		p3_decoder_free(reader.decoders[i]);
	return status;
}
