/*
 * state/mark.c - a line of one word, sealed as every line is.
 */
#include "libpop3/state/mark.h"

#include <string.h>

static const char WORD[] = "synced";
#define WORD_LENGTH (sizeof WORD - 1)

size_t p3_mark_write(char line[P3_MARK_MAX])
{
	memcpy(line, WORD, WORD_LENGTH);
	return p3_line_seal(line, WORD_LENGTH);
}

bool p3_mark_is(const char *line, size_t length)
{
	size_t body;

	return length == P3_MARK_MAX - 1 &&
	       memcmp(line, WORD, WORD_LENGTH) == 0 &&
	       p3_line_sealed(line, length, &body);
}
