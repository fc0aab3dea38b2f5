/*
 * screen.c - glyphs of a stream, of which a character may be cut between two
 * pieces.
 */
#include "popfetch/talk/screen.h"

#include <assert.h>
#include <limits.h>
#include <string.h>

#include "popfetch/text/glyph.h"

#define PIECE 4096

_Static_assert(sizeof((struct screen *)NULL)->held >= MB_LEN_MAX,
    "there is room for any character");

/* Returns how many octets are done with: all but those of a character whose
 * end is to come. */
static size_t show(FILE *stream, const char *octets, size_t n)
{
	size_t at = 0;

	while (at < n) {
		struct glyph glyph;

		if (octets[at] == '\n' || octets[at] == '\t') {
			putc(octets[at++], stream);
			continue;
		}
		if (glyph_is_cut(octets + at, n - at))
			break;
		glyph = glyph_read(octets + at, n - at);
		fwrite(glyph.octets, 1, glyph.length, stream);
		at += glyph.taken;
	}
	return at;
}

static void show_piece(
    struct screen *screen, FILE *stream, const char *octets, size_t n)
{
	char text[PIECE + sizeof screen->held];
	const size_t length = screen->held_length + n;
	size_t done;

	memcpy(text, screen->held, screen->held_length);
	memcpy(text + screen->held_length, octets, n);
	done = show(stream, text, length);
	assert(length - done <= sizeof screen->held);
	screen->held_length = length - done;
	memcpy(screen->held, text + done, length - done);
}

void screen_write(
    struct screen *screen, FILE *stream, const char *octets, size_t n)
{
	while (n > 0) {
		const size_t piece = n < PIECE ? n : PIECE;

		show_piece(screen, stream, octets, piece);
		octets += piece;
		n -= piece;
	}
}

void screen_end(struct screen *screen, FILE *stream)
{
	for (; screen->held_length > 0; screen->held_length--)
		putc('?', stream);
}

void screen_text(FILE *stream, const char *text)
{
	struct screen screen = {0};

	screen_write(&screen, stream, text, strlen(text));
	screen_end(&screen, stream);
}
