/*
 * state/run.c - one allocation, which doubles.
 */
#include "libpop3/state/run.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "libpop3/state/page-in.h"

#define FIRST_OCTETS 4096U
/* No guess makes more room than for so many. */
#define EXPECT_MAX (1U << 27)
/* So far ahead there are pages. */
#define AHEAD 65536U

void p3_run_init(struct p3_run *run)
{
	*run = (struct p3_run){.used = 1};
}

void p3_run_free(struct p3_run *run)
{
	free(run->octets);
	p3_run_init(run);
}

static bool resize(struct p3_run *run, uint32_t size)
{
	char *octets = realloc(run->octets, size);

	if (octets == NULL)
		return false;
	run->octets = octets;
	run->size = size;
	return true;
}

bool p3_run_expect(struct p3_run *run, uint64_t octets)
{
	uint32_t size = FIRST_OCTETS;

	while (size < octets && size < EXPECT_MAX)
		size *= 2;
	return size <= run->size || resize(run, size);
}

bool p3_run_grow(struct p3_run *run, size_t n)
{
	const uint64_t wanted = (uint64_t)run->used + n;
	uint64_t size = run->size > 0 ? run->size : FIRST_OCTETS;

	while (size < wanted)
		size *= 2;
	return size <= UINT32_MAX && resize(run, (uint32_t)size);
}

bool p3_run_is_loose(const struct p3_run *run, size_t n)
{
	return run->dead > run->used / 2 && run->dead >= n;
}

bool p3_run_like(const struct p3_run *run, struct p3_run *out_other)
{
	p3_run_init(out_other);
	return resize(out_other, run->size);
}

static void page_in(const struct p3_run *run)
{
	const uint32_t room = run->size - run->used;

	p3_page_in(run->octets + run->used, room < AHEAD ? room : AHEAD);
}

uint32_t p3_run_keep(struct p3_run *run, const char *octets, size_t n)
{
	const uint32_t at = run->used;

	assert(p3_run_has_room(run, n));
	if (n > 0)
		memcpy(run->octets + at, octets, n);
	run->used += (uint32_t)n;
	if (run->used / AHEAD != at / AHEAD)
		page_in(run);
	return at;
}

void p3_run_reuse(struct p3_run *run)
{
	if (run->dead == run->used - 1)
		*run = (struct p3_run){run->octets, 1, run->size, 0};
}
