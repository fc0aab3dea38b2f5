/*
 * octets-text.c - the units that options take, K, M and G, and those above.
 */
#include "popfetch/text/octets-text.h"

#include <inttypes.h>
#include <stdio.h>

/* An exbioctet: no maildrop has more, and its tenths fit into 64 bits. */
#define OCTETS_END (UINT64_C(1) << 60)

static uint64_t in_units(uint64_t number, unsigned shift)
{
	return (number + (UINT64_C(1) << shift) - 1) >> shift;
}

void octets_text(char text[OCTETS_TEXT_MAX], uint64_t octets)
{
	const char *unit = "KMGTPE";
	unsigned shift = 10;

	if (octets < 1024) {
		snprintf(text, OCTETS_TEXT_MAX, "%" PRIu64, octets);
		return;
	}
	if (octets > OCTETS_END)
		octets = OCTETS_END;
	for (; in_units(octets, shift) >= 1024; shift += 10)
		unit++;
	if (in_units(octets * 10, shift) < 100)
		snprintf(text, OCTETS_TEXT_MAX, "%u.%u%c",
		    (unsigned)in_units(octets * 10, shift) / 10,
		    (unsigned)in_units(octets * 10, shift) % 10, *unit);
	else
		snprintf(text, OCTETS_TEXT_MAX, "%u%c",
		    (unsigned)in_units(octets, shift), *unit);
}
