/*
 * nearest.c - edit distance between short words.
 *
 * The distance counts letters added, left out, changed, and neighbours that
 * changed places ("optimal string alignment"), since that is how people
 * mistype.  A word is near when the distance is at most a third of the
 * wanted one's length, and at least 1: beyond that a guess is noise.
 */
#include "popfetch/text/nearest.h"

#include <string.h>

/* Longer words are nobody's option or account; they are near to nothing. */
#define WORD_MAX 64

static size_t smaller(size_t a, size_t b)
{
	return a < b ? a : b;
}

static size_t distance_between(const char *a, const char *b)
{
	const size_t rows = strlen(a), columns = strlen(b);
	size_t table[3][WORD_MAX + 1];
	size_t *before = table[0], *above = table[1], *row = table[2];

	for (size_t j = 0; j <= columns; j++)
		above[j] = j;
	for (size_t i = 1; i <= rows; i++) {
		size_t *oldest = before;

		row[0] = i;
		for (size_t j = 1; j <= columns; j++) {
			const size_t cost = a[i - 1] != b[j - 1];

			row[j] = smaller(above[j - 1] + cost,
			    smaller(above[j], row[j - 1]) + 1);
			if (i > 1 && j > 1 && a[i - 1] == b[j - 2] &&
			    a[i - 2] == b[j - 1])
				row[j] = smaller(row[j], before[j - 2] + 1);
		}
		before = above;
		above = row;
		row = oldest;
	}
	return above[columns];
}

struct nearest nearest_to(const char *wanted)
{
	const size_t length = strlen(wanted);

	return (struct nearest){
	    .wanted = wanted, .distance = (length < 3 ? 1 : length / 3) + 1};
}

void nearest_offer(struct nearest *nearest, const char *candidate)
{
	size_t distance;

	if (strlen(nearest->wanted) > WORD_MAX || strlen(candidate) > WORD_MAX)
		return;
	distance = distance_between(nearest->wanted, candidate);
	if (distance >= nearest->distance)
		return;
	nearest->distance = distance;
	nearest->word = candidate;
}
