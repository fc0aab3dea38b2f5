/*
 * text/charset.c - charsets; the only file that knows iconv.
 *
 * Whatever is decoded goes through UTF-8.  UTF-8 itself, ISO 8859-1 and raw
 * octets are decoded here: these make up most of mail, raw octets are a guess
 * that no iconv makes, and a system may have no other converters installed.
 * So are UTF-16 and UTF-32 (charset-wide.c).
 *
 * iconv() converts octets of a stranger's choosing with tables of a stranger's
 * choosing, and has stood still for ever on some (CVE-2016-10228, 2020-27618).
 * So each call has to get on, by an octet in or an octet out, or it is made to;
 * and what comes out has a cap.  A name cannot carry a "//" suffix or be the
 * empty one that stands for the locale's charset.
 */
#include "libpop3/text/charset.h"

#include <errno.h>
#include <iconv.h>
#include <stdlib.h>
#include <string.h>

#include "libpop3/base/utf8.h"
#include "libpop3/text/charset-name.h"
#include "libpop3/text/charset-shape.h"
#include "libpop3/text/charset-wide.h"

#define NO_ICONV ((iconv_t)(-1))

/* Octets that one call of iconv() may put out. */
#define CHUNK 1024

#define DECODED_PER_OCTET 12

enum kind {
	UNKNOWN,
	UTF_8,
	LATIN1,
	RAW,
	WIDE,
	ICONV
};

struct p3_decoder {
	char name[P3_CHARSET_NAME_MAX]; /* canonical; "" when it is no name */
	enum kind kind;
	struct p3_charset_wide wide;
	bool has_pairs;
	iconv_t iconv;
};

size_t p3_decoded_max(size_t length)
{
	return length < SIZE_MAX / (2 * DECODED_PER_OCTET)
		   ? length * DECODED_PER_OCTET + CHUNK
		   : SIZE_MAX / 2;
}

/* ---- What needs no iconv ---------------------------------------------- */

static uint32_t latin1_character(unsigned char octet)
{
	/* 0x80..0x9F in Windows-1252. */
	static const uint16_t windows[] = {0x20AC, P3_REPLACEMENT, 0x201A,
	    0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160,
	    0x2039, 0x0152, P3_REPLACEMENT, 0x017D, P3_REPLACEMENT,
	    P3_REPLACEMENT, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013,
	    0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, P3_REPLACEMENT,
	    0x017E, 0x0178};

	return octet >= 0x80 && octet < 0xA0 ? windows[octet - 0x80] : octet;
}

size_t p3_raw_read(const char *octets, size_t length, uint32_t *out_c)
{
	size_t n = p3_utf8_read(octets, length, out_c);

	if (n > 0)
		return n;
	*out_c = latin1_character((unsigned char)*octets);
	return 1;
}

static size_t read_character(
    enum kind kind, const char *octets, size_t length, uint32_t *out_c)
{
	size_t n;

	if (kind == RAW)
		return p3_raw_read(octets, length, out_c);
	if (kind == LATIN1) {
		*out_c = latin1_character((unsigned char)*octets);
		return 1;
	}
	n = p3_utf8_read(octets, length, out_c);
	if (n > 0)
		return n;
	*out_c = P3_REPLACEMENT;
	return 1;
}

static bool append_character(struct p3_buf *utf8, uint32_t c)
{
	char octets[P3_UTF8_MAX];

	return p3_buf_append(utf8, octets, p3_utf8_write(octets, c));
}

static bool decode_here(
    enum kind kind, const char *octets, size_t length, struct p3_buf *utf8)
{
	while (length > 0) {
		uint32_t c;
		size_t n = read_character(kind, octets, length, &c);

		if (!append_character(utf8, c))
			return false;
		octets += n;
		length -= n;
	}
	return true;
}

static bool decode_wide(const struct p3_decoder *decoder, const char *octets,
    size_t length, struct p3_buf *utf8)
{
	const struct p3_charset_wide wide =
	    p3_charset_wide_begin(&decoder->wide, octets, length);

	while (length > 0) {
		uint32_t c;
		size_t n = p3_charset_wide_read(&wide, octets, length, &c);

		if (!append_character(utf8, c))
			return false;
		octets += n;
		length -= n;
	}
	return true;
}

/* ---- What does -------------------------------------------------------- */

/* What is left to convert; octets NULL: only the way back to the initial
 * state. */
struct input {
	const char *octets;
	size_t length;
};

/* One call of iconv(): 0 when all is converted; ENOMEM; E2BIG to be called
 * again; EILSEQ or EINVAL when the input's first octet is not understood. */
static int convert(iconv_t iconv_to, struct input *input, struct p3_buf *out)
{
	char chunk[CHUNK];
	char *to = chunk, *from = (char *)input->octets;
	size_t room = sizeof chunk, left = input->length;
	int why = 0;

	if (iconv(iconv_to, from != NULL ? &from : NULL, &left, &to, &room) ==
	    (size_t)-1)
		why = errno;
	if (!p3_buf_append(out, chunk, sizeof chunk - room))
		return ENOMEM;
	if (left == input->length && room == sizeof chunk && left > 0 &&
	    why != EINVAL)
		why = EILSEQ;
	else if (why == 0 && left > 0)
		why = E2BIG;
	if (input->length > left)
		input->octets += input->length - left;
	input->length = left;
	return why;
}

static int convert_all(
    iconv_t iconv_to, struct input *input, struct p3_buf *out)
{
	int why;

	do {
		why = convert(iconv_to, input, out);
	} while (why == E2BIG);
	return why;
}

static void start_anew(iconv_t iconv_to)
{
	iconv(iconv_to, NULL, NULL, NULL, NULL);
}

static bool finish(iconv_t iconv_to, struct p3_buf *out)
{
	struct input none = {NULL, 0};

	return convert(iconv_to, &none, out) != ENOMEM;
}

static bool decode_iconv(
    const struct p3_decoder *decoder, struct input input, struct p3_buf *utf8)
{
	start_anew(decoder->iconv);
	while (input.length > 0) {
		int why = convert_all(decoder->iconv, &input, utf8);
		size_t n;

		if (why == 0)
			break;
		if (why == ENOMEM || !append_character(utf8, P3_REPLACEMENT))
			return false;
		if (why == EINVAL) /* cut off in a character */
			break;
		n = decoder->has_pairs
			? p3_charset_unknown(input.octets, input.length)
			: 1;
		input.octets += n;
		input.length -= n;
	}
	return finish(decoder->iconv, utf8);
}

/* ---- Decoders --------------------------------------------------------- */

static enum kind kind_of(const char *name)
{
	if (strcmp(name, P3_CHARSET_UTF_8) == 0)
		return UTF_8;
	if (strcmp(name, P3_CHARSET_LATIN1) == 0)
		return LATIN1;
	return strcmp(name, P3_CHARSET_RAW) == 0 ? RAW : ICONV;
}

/* The superset may be one that this iconv does not have. */
static iconv_t open_decoder(
    const char *canonical, const char *name, size_t length)
{
	char given[P3_CHARSET_NAME_MAX];
	iconv_t opened = iconv_open("UTF-8", canonical);

	if (opened != NO_ICONV || !p3_charset_copy(name, length, given))
		return opened;
	return iconv_open("UTF-8", given);
}

struct p3_decoder *p3_decoder_new(const char *name, size_t length)
{
	struct p3_decoder *decoder = calloc(1, sizeof *decoder);

	if (decoder == NULL)
		return NULL;
	decoder->iconv = NO_ICONV;
	if (!p3_charset_canonical(name, length, decoder->name))
		return decoder;
	decoder->kind = p3_charset_wide_find(decoder->name, &decoder->wide)
			    ? WIDE
			    : kind_of(decoder->name);
	if (decoder->kind != ICONV)
		return decoder;
	decoder->has_pairs = p3_charset_has_pairs(decoder->name);
	decoder->iconv = open_decoder(decoder->name, name, length);
	if (decoder->iconv != NO_ICONV)
		return decoder;
	decoder->kind = UNKNOWN;
	if (errno != ENOMEM)
		return decoder;
	free(decoder);
	return NULL;
}

void p3_decoder_free(struct p3_decoder *decoder)
{
	if (decoder->iconv != NO_ICONV)
		iconv_close(decoder->iconv);
	free(decoder);
}

const char *p3_decoder_name(const struct p3_decoder *decoder)
{
	return decoder->name;
}

bool p3_decoder_known(const struct p3_decoder *decoder)
{
	return decoder->kind != UNKNOWN;
}

bool p3_decode(const struct p3_decoder *decoder, const char *octets,
    size_t length, struct p3_buf *utf8)
{
	struct input input = {octets, length};

	if (decoder->kind == ICONV)
		return decode_iconv(decoder, input, utf8);
	if (decoder->kind == WIDE)
		return decode_wide(decoder, octets, length, utf8);
	return decode_here(decoder->kind, octets, length, utf8);
}

/* ---- The reader's charset --------------------------------------------- */

static iconv_t open_encoder(const char *name)
{
	static const char transliterate[] = "//TRANSLIT";
	char suffixed[P3_CHARSET_NAME_MAX + sizeof transliterate];
	size_t length = strlen(name);
	iconv_t opened;

	memcpy(suffixed, name, length);
	memcpy(suffixed + length, transliterate, sizeof transliterate);
	opened = iconv_open(suffixed, "UTF-8");
	return opened != NO_ICONV ? opened : iconv_open(name, "UTF-8");
}

/* Whether "?" has a NUL in it: a text without any would be one, too, though
 * its reader could not tell where it ends. */
static bool has_nuls(iconv_t iconv_to)
{
	char mark[] = "?", octets[16];
	char *from = mark, *to = octets;
	size_t left = 1, room = sizeof octets;

	start_anew(iconv_to);
	iconv(iconv_to, &from, &left, &to, &room);
	return memchr(octets, 0, sizeof octets - room) != NULL;
}

static bool append_mark(iconv_t iconv_to, struct p3_buf *out)
{
	struct input mark = {"?", 1};

	return convert_all(iconv_to, &mark, out) != ENOMEM;
}

static bool encode_iconv(
    iconv_t iconv_to, struct input input, struct p3_buf *out)
{
	start_anew(iconv_to);
	while (input.length > 0) {
		int why = convert_all(iconv_to, &input, out);
		uint32_t c;
		size_t n;

		if (why == 0)
			break;
		if (why == ENOMEM || !append_mark(iconv_to, out))
			return false;
		n = p3_utf8_read(input.octets, input.length, &c);
		n = n > 0 ? n : 1;
		input.octets += n;
		input.length -= n;
	}
	return finish(iconv_to, out);
}

enum pop3_status p3_encode(
    const char *charset, const char *utf8, size_t length, struct p3_buf *out)
{
	char name[P3_CHARSET_NAME_MAX];
	enum pop3_status status = POP3_OK;
	struct input input = {utf8, length};
	iconv_t iconv_to;

	if (!p3_charset_copy(charset, strlen(charset), name))
		return POP3_E_UNSUPPORTED;
	iconv_to = open_encoder(name);
	if (iconv_to == NO_ICONV)
		return errno == ENOMEM ? POP3_E_NO_MEMORY : POP3_E_UNSUPPORTED;
	if (has_nuls(iconv_to))
		status = POP3_E_UNSUPPORTED;
	else if (!encode_iconv(iconv_to, input, out))
		status = POP3_E_NO_MEMORY;
	iconv_close(iconv_to);
	return status;
}
