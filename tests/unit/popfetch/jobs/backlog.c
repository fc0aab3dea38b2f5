/*
 * Results that wait for their turn.
 */
#include "tests/unit/popfetch/scene.h"

#include "popfetch/jobs/backlog.h"

TestSuite(backlog, .init = scene_begin, .fini = scene_end);

#define PIECE 1000

static struct backlog backlog;

/* Octets that tell where they are. */
static char octet_at(size_t place)
{
	return (char)(place * 31 + place / 251);
}

static void put(size_t from, size_t length)
{
	char octets[PIECE];
	int ends[2];

	cr_assert(length <= sizeof octets && pipe(ends) == 0);
	for (size_t i = 0; i < length; i++)
		octets[i] = octet_at(from + i);
	cr_assert_eq(write(ends[1], octets, length), (ssize_t)length);
	close(ends[1]);
	while (length > 0) {
		ssize_t got;

		cr_assert(backlog_has_room(&backlog));
		got = backlog_fill(&backlog, ends[0]);
		cr_assert_gt(got, 0);
		length -= (size_t)got;
	}
	close(ends[0]);
}

/* Takes one drain's worth; how much it was. */
static size_t take(size_t from)
{
	char octets[8192];
	int ends[2];
	ssize_t written;

	cr_assert_eq(pipe(ends), 0);
	written = backlog_drain(&backlog, ends[1]);
	cr_assert(written > 0 && written <= (ssize_t)sizeof octets);
	cr_assert_eq(read(ends[0], octets, (size_t)written), written);
	for (ssize_t i = 0; i < written; i++)
		cr_assert_eq(octets[i], octet_at(from + (size_t)i));
	close(ends[0]);
	close(ends[1]);
	return (size_t)written;
}

Test(backlog, gives_what_it_got)
{
	backlog_init(&backlog);
	cr_assert(backlog_is_empty(&backlog));
	put(0, 5);
	cr_assert_not(backlog_is_empty(&backlog));
	cr_assert_eq(take(0), 5);
	cr_assert(backlog_is_empty(&backlog));
}

Test(backlog, holds_much_more_than_its_memory_in_order)
{
	const size_t all = 20 * BACKLOG_MEMORY;
	size_t at = 0, taken = 0;

	backlog_init(&backlog);
	for (; at < all; at += PIECE)
		put(at, PIECE);
	while (!backlog_is_empty(&backlog))
		taken += take(taken);
	cr_assert_eq(taken, at);
	backlog_clear(&backlog);
}

Test(backlog, is_filled_and_drained_by_turns)
{
	size_t at = 0, taken = 0;

	backlog_init(&backlog);
	for (int i = 0; i < 2000; i++) {
		put(at, PIECE);
		at += PIECE;
		if (i % 5 == 0)
			taken += take(taken);
	}
	while (!backlog_is_empty(&backlog))
		taken += take(taken);
	cr_assert_eq(taken, at);
	backlog_clear(&backlog);
}

Test(backlog, leaves_no_file_behind)
{
	setenv("TMPDIR", scene_home, 1);
	backlog_init(&backlog);
	for (size_t at = 0; at < 3 * BACKLOG_MEMORY; at += PIECE)
		put(at, PIECE);
	cr_assert_geq(backlog.file, 0);
	cr_assert_eq(rmdir(scene_home), 0);
	backlog_clear(&backlog);
	scene_begin();
}

Test(backlog, without_a_place_for_a_file_says_when_it_is_full)
{
	size_t at = 0, taken = 0;

	setenv("TMPDIR", "/nonexistent", 1);
	backlog_init(&backlog);
	for (; at + PIECE <= BACKLOG_MEMORY; at += PIECE)
		put(at, PIECE);
	put(at, BACKLOG_MEMORY - at);
	at = BACKLOG_MEMORY;
	cr_assert_not(backlog_has_room(&backlog));
	while (!backlog_is_empty(&backlog))
		taken += take(taken);
	cr_assert_eq(taken, at);
	cr_assert(backlog_has_room(&backlog));
}
