/*
 * glyph.h - a text as a terminal shows it: character by character, each as
 * wide as it is, and none that acts on the terminal.
 */
#ifndef POPFETCH_GLYPH_H
#define POPFETCH_GLYPH_H

#include <stdbool.h>
#include <stddef.h>

struct glyph {
	const char *octets; /* to be shown; as long as the text lives */
	size_t length;	    /* 0: it is left out */
	size_t taken;	    /* octets of the text that it stands for */
	unsigned columns;   /* 0: a mark on the one before */
};

/*
 * The first character of n octets, at least one, in the charset of the
 * locale.  "?" stands for what is none, and for what would act on the
 * terminal.
 */
struct glyph glyph_read(const char *text, size_t n);

/* Whether n octets, at least one, are the beginning of a character that is
 * longer. */
bool glyph_is_cut(const char *text, size_t n);

/* What stands where something was cut off: one column. */
const char *glyph_ellipsis(void);

#endif
