/*
 * state/run.h - octets of many entries, one behind the other.
 *
 * Where some begin is told as a number, since the run may move; it is never 0.
 */
#ifndef P3_STATE_RUN_H
#define P3_STATE_RUN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct p3_run {
	char *octets;
	uint32_t used;
	uint32_t size;
	uint32_t dead; /* of those used: no entry has them any more */
};

/* An empty run; allocates nothing yet. */
void p3_run_init(struct p3_run *run);
void p3_run_free(struct p3_run *run);

/* Makes room for about so many octets in all.  False when there is no
 * memory. */
bool p3_run_expect(struct p3_run *run, uint64_t octets);

/* Makes room for n more.  False when there is no memory. */
bool p3_run_grow(struct p3_run *run, size_t n);

static inline bool p3_run_has_room(const struct p3_run *run, size_t n)
{
	return (uint64_t)run->used + n <= run->size;
}

/* Whether to close the gaps makes room for n more, and is worth it: most of
 * the run is gaps. */
bool p3_run_is_loose(const struct p3_run *run, size_t n);

/* An empty run as large as that one, for closing its gaps.  False when there
 * is no memory. */
bool p3_run_like(const struct p3_run *run, struct p3_run *out_other);

/* The octets go behind the others, room has been made; where they are. */
uint32_t p3_run_keep(struct p3_run *run, const char *octets, size_t n);

/* Begins anew where nobody has any of the octets. */
void p3_run_reuse(struct p3_run *run);

#endif
