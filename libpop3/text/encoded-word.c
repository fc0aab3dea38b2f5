/*
 * text/encoded-word.c - encoded-words (RFC 2047, sections 2 and 4; the
 * language suffix of RFC 2231, section 5).
 *
 *	=?charset[*language]?B-or-Q?encoded-text?=
 *
 * What mailers write is wider than the RFC: words longer than 75 characters,
 * words without a blank around them, blanks, folds and "?" in Q text, B text
 * without its padding or padded in the middle.  All of that has one reading
 * and is read.  A "=" without two hexadecimal digits, or an octet outside the
 * base64 alphabet, has none: such a word is no word, and is shown as it came.
 *
 * Reading takes linear time in the whole of a field, although it is tried at
 * each "=?": the text of Q cannot reach over the next "=?", since "=" wants a
 * digit behind it, nor that of B over a "?".
 */
#include "libpop3/text/encoded-word.h"

#include "libpop3/base/ascii.h"
#include "libpop3/text/token.h"

/* Base64: 6 bits, or one of these. */
enum {
	PADDING = 64,
	BLANK,
	NO_DIGIT
};

static unsigned base64_digit(char c)
{
	if (c >= 'A' && c <= 'Z')
		return (unsigned)(c - 'A');
	if (c >= 'a' && c <= 'z')
		return (unsigned)(c - 'a') + 26;
	if (p3_is_digit(c))
		return (unsigned)(c - '0') + 52;
	if (c == '+')
		return 62;
	if (c == '/')
		return 63;
	if (c == '=')
		return PADDING;
	return p3_is_folding(c) ? BLANK : NO_DIGIT;
}

static bool ends_word(const char *at, const char *end)
{
	return end - at >= 2 && at[0] == '?' && at[1] == '=';
}

/* How many octets make the next unit of Q text; 0: it is not Q. */
static size_t q_unit(const char *at, const char *end)
{
	if (*at == '=')
		return end - at >= 3 && p3_hex(at[1]) >= 0 && p3_hex(at[2]) >= 0
			   ? 3
			   : 0;
	if (p3_is_folding(*at))
		return 1;
	return (unsigned char)*at >= 0x20 && *at != 0x7F ? 1 : 0;
}

static size_t b_unit(const char *at)
{
	return base64_digit(*at) != NO_DIGIT ? 1 : 0;
}

/* The "?=" behind the encoded-text, or NULL. */
static const char *find_end(const char *at, const char *end, char encoding)
{
	while (at < end && !ends_word(at, end)) {
		size_t n = encoding == 'Q' ? q_unit(at, end) : b_unit(at);

		if (n == 0)
			return NULL;
		at += n;
	}
	return at < end ? at : NULL;
}

/* The "?" behind the charset, or NULL; *out_star is behind the charset's own
 * name. */
static const char *charset_end(
    const char *at, const char *end, const char **out_star)
{
	*out_star = NULL;
	for (; at != end && *at > ' ' && *at < 0x7F && *at != '='; at++) {
		if (*out_star == NULL && (*at == '*' || *at == '?'))
			*out_star = at;
		if (*at == '?')
			return at;
	}
	return NULL;
}

bool p3_encoded_word_read(
    const char *octets, size_t length, struct p3_encoded_word *out_word)
{
	const char *end = octets + length;
	const char *star, *mark, *text, *tail;
	char encoding;

	if (length < 2 || octets[0] != '=' || octets[1] != '?')
		return false;
	mark = charset_end(octets + 2, end, &star);
	if (mark == NULL || star == octets + 2 || end - mark < 3 ||
	    mark[2] != '?')
		return false;
	encoding = p3_upper(mark[1]);
	if (encoding != 'B' && encoding != 'Q')
		return false;
	text = mark + 3;
	tail = find_end(text, end, encoding);
	if (tail == NULL)
		return false;
	*out_word = (struct p3_encoded_word){
	    .charset = octets + 2,
	    .charset_length = (size_t)(star - (octets + 2)),
	    .encoding = encoding,
	    .text = text,
	    .text_length = (size_t)(tail - text),
	    .length = (size_t)(tail + 2 - octets),
	};
	return true;
}

static size_t decode_q(char *to, const char *at, const char *end)
{
	char *begin = to;

	while (at < end) {
		size_t n = q_unit(at, end);

		if (n == 3)
			*to++ = (char)(p3_hex(at[1]) << 4 | p3_hex(at[2]));
		else if (*at != '\r' && *at != '\n')
			*to++ = *at == '_' ? ' ' : *at;
		at += n;
	}
	return (size_t)(to - begin);
}

static size_t decode_b(char *to, const char *at, const char *end)
{
	char *begin = to;
	unsigned bits = 0, count = 0;

	for (; at < end; at++) {
		unsigned digit = base64_digit(*at);

		if (digit == BLANK)
			continue;
		if (digit == PADDING) {
			/* What is left are no 8 bits. */
			count = 0;
			continue;
		}
		bits = (bits << 6 | digit) & 0xFFFF;
		count += 6;
		if (count < 8)
			continue;
		count -= 8;
		*to++ = (char)(bits >> count & 0xFF);
	}
	return (size_t)(to - begin);
}

bool p3_encoded_word_decode(
    const struct p3_encoded_word *word, struct p3_buf *buf)
{
	const char *end = word->text + word->text_length;
	char *to;

	if (word->text_length == 0)
		return true;
	/* Neither encoding makes more of anything. */
	if (!p3_buf_reserve(buf, word->text_length))
		return false;
	to = buf->octets + buf->end;
	buf->end += word->encoding == 'Q' ? decode_q(to, word->text, end)
					  : decode_b(to, word->text, end);
	return true;
}
