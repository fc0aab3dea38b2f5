/*
 * nearest.h - "did you mean": the word nearest to one that is not known.
 */
#ifndef POPFETCH_NEAREST_H
#define POPFETCH_NEAREST_H

#include <stddef.h>

struct nearest {
	const char *wanted;
	const char *word; /* the best so far, or NULL: none is near */
	size_t distance;
};

/* Begins a search for what is near to wanted, which must outlive it. */
struct nearest nearest_to(const char *wanted);

/* Takes a candidate into account; the first of equally near ones wins. */
void nearest_offer(struct nearest *nearest, const char *candidate);

#endif
