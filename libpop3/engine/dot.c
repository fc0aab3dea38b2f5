/*
 * engine/dot.c - unstuffing without a copy.
 *
 * A line of a message that begins with "." is sent with one more in front,
 * and a line of "." alone is the terminator (RFC 1939, section 3).  So a
 * message is cut into spans only where CRLF and "." meet, and all that has
 * to be remembered from one call to the next is where in a line we stand.
 * What comes before a dot that may begin the terminator is given at once;
 * only the dot itself, or the dot and a CR, wait for what follows.
 *
 * A line ends in CRLF and nothing else.  If "LF . LF" ended a message,
 * whoever writes a mail with bare LFs could end it early and have the rest
 * of his mail read as the server's replies.  A dot behind a bare LF is not
 * stuffed either, for the server, which sees no line there, did not stuff it.
 * The exception is a server whose greeting ended in a bare LF, or behind STLS
 * its first line inside TLS: it is taken to end every line so.
 *
 * The search is for "LF ." at 64 places at once where the processor compares
 * octets by the block, as every common one does.  Elsewhere, and at the end, it
 * is for line ends, one memchr() a line, which takes three times as long on
 * lines as mail has them; memmem() takes eight times as long as that.
 */
#include "libpop3/engine/dot.h"

#include <stdint.h>
#include <string.h>

/* clang on POWER may make one number of a comparison, and not a vector. */
#if defined __SSE2__ || defined __ARM_NEON ||                                  \
    (defined __ALTIVEC__ && !defined __clang__)

/* Octets that are compared at once: vectors of GNU C. */
typedef unsigned char block __attribute__((vector_size(16)));
#define OCTETS	  ((size_t)16)
#define AT_A_TIME (4 * OCTETS)

/* All bits of an octet are set where "LF ." begins. */
static inline block lf_dots(const char *at)
{
	const block lf = (block){0} + '\n', dot = (block){0} + '.';
	block here, behind;

	memcpy(&here, at, OCTETS);
	memcpy(&behind, at + 1, OCTETS);
	return (block)(here == lf) & (block)(behind == dot);
}

static inline bool has_any(block bits)
{
	uint64_t halves[2];

	memcpy(halves, &bits, OCTETS);
	return (halves[0] | halves[1]) != 0;
}

/* Where the next few octets have "LF ." in them, or the end is near. */
static size_t pass_by(const char *octets, size_t from, size_t length)
{
	for (; length - from > AT_A_TIME; from += AT_A_TIME) {
		const char *at = octets + from;

		if (has_any(lf_dots(at) | lf_dots(at + OCTETS) |
			    lf_dots(at + 2 * OCTETS) |
			    lf_dots(at + 3 * OCTETS)))
			break;
	}
	return from;
}

#else

static size_t pass_by(const char *octets, size_t from, size_t length)
{
	(void)octets, (void)length;
	return from;
}

#endif

/* Where the next "LF ." begins at or behind from, which is at most length;
 * length when nowhere. */
static size_t find_lf_dot(const char *octets, size_t from, size_t length)
{
	from = pass_by(octets, from, length);
	while (from < length) {
		const char *lf = memchr(octets + from, '\n', length - from);

		if (lf == NULL)
			break;
		from = (size_t)(lf - octets) + 1;
		if (from < length && octets[from] == '.')
			return from - 1;
	}
	return length;
}

/* Whether the LF at octets[lf], before which dot stood at octets[0], ends a
 * line. */
static bool ends_line(const struct p3_dot *dot, const char *octets, size_t lf)
{
	if (dot->bare_lf)
		return true;
	return lf > 0 ? octets[lf - 1] == '\r' : dot->where == P3_DOT_AFTER_CR;
}

/* How many octets, from the first on, are data without a dot to look at. */
static size_t run_length(
    const struct p3_dot *dot, const char *octets, size_t length)
{
	size_t lf = find_lf_dot(octets, 0, length);

	while (lf < length && !ends_line(dot, octets, lf))
		lf = find_lf_dot(octets, lf + 1, length);
	return lf < length ? lf + 1 : length;
}

static enum p3_dot_where where_behind(
    const struct p3_dot *dot, const char *octets, size_t length)
{
	switch (octets[length - 1]) {
	case '\n':
		return ends_line(dot, octets, length - 1) ? P3_DOT_LINE_START
							  : P3_DOT_INSIDE;
	case '\r':
		return P3_DOT_AFTER_CR;
	default:
		return P3_DOT_INSIDE;
	}
}

/* The octets of the terminator at octets, which begin with a dot; 0 when
 * they are something else; SIZE_MAX when that is not yet known. */
static size_t terminator_length(
    const struct p3_dot *dot, const char *octets, size_t length)
{
	if (length < 2)
		return SIZE_MAX;
	if (octets[1] == '\n')
		return dot->bare_lf ? 2 : 0;
	if (octets[1] != '\r')
		return 0;
	if (length < 3)
		return SIZE_MAX;
	return octets[2] == '\n' ? 3 : 0;
}

enum p3_dot_found p3_dot_take(struct p3_dot *dot, const char *octets,
    size_t length, struct pop3_span *out_data, size_t *out_used)
{
	size_t stuffed = 0, n;

	*out_used = 0;
	if (length == 0)
		return P3_DOT_MORE;
	if (dot->where == P3_DOT_LINE_START && octets[0] == '.') {
		n = terminator_length(dot, octets, length);
		if (n == SIZE_MAX)
			return P3_DOT_MORE;
		if (n > 0) {
			*out_used = n;
			return P3_DOT_END;
		}
		stuffed = 1;
		dot->where = P3_DOT_INSIDE;
	}
	octets += stuffed;
	n = run_length(dot, octets, length - stuffed);
	dot->where = where_behind(dot, octets, n);
	*out_data = (struct pop3_span){octets, n};
	*out_used = stuffed + n;
	return P3_DOT_DATA;
}
