/*
 * mbox-plan.c - an mbox compared with what is planned for it, and made so.
 */
#include "tests/unit/popfetch/scene.h"

#include <errno.h>
#include <signal.h>
#include <sys/resource.h>

#include "popfetch/deliver/mbox-plan.h"

static struct mbox_plan plan;
static int spool;

static void begin(void)
{
	scene_begin();
	spool = scene_open("spool", "0123456789ABCDEF");
}

static void end(void)
{
	mbox_plan_free(&plan);
	close(spool);
	scene_end();
}

TestSuite(mbox_plan, .init = begin, .fini = end);

static void add(uint64_t offset, uint64_t length)
{
	cr_assert(mbox_plan_add(&plan, (struct spool_range){offset, length}));
}

/* Behind "old" shall stand "ABC0123". */
static void plan_to_append(void)
{
	plan.at = plan.old_end = 3;
	add(10, 3);
	add(0, 4);
}

static uint64_t same_in(int mbox)
{
	uint64_t same = 12345;

	cr_assert(mbox_plan_compare(&plan, spool, mbox, &same));
	return same;
}

static enum mbox_written write_from(int mbox, uint64_t same)
{
	static char space[MBOX_WRITE_SPACE];

	return mbox_plan_write(&plan, spool, mbox, same, space);
}

/* ---- Comparing ----------------------------------------------------------- */

Test(mbox_plan, tells_how_much_of_it_stands)
{
	static const struct {
		const char *mbox;
		uint64_t same;
	} rows[] = {{"old", 0}, {"oldA", 1}, {"oldABC", 3}, {"oldABC01", 5},
	    {"oldABC0123", 7}, {"oldABC0123 and more", 7}, {"oldxBC0123", 0},
	    {"oldABCx123", 3}, {"ol", 0}, {"", 0}};

	plan_to_append();
	cr_expect_eq(plan.length, 7);
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		const int mbox = scene_open("mbox", rows[i].mbox);

		cr_expect_eq(same_in(mbox), rows[i].same, "%s", rows[i].mbox);
		close(mbox);
	}
}

Test(mbox_plan, of_nothing_stands_always)
{
	const int mbox = scene_open("mbox", "old");

	add(3, 0);
	cr_expect_eq(plan.count, 0);
	cr_expect_eq(same_in(mbox), 0);
	cr_expect_eq(write_from(mbox, 0), MBOX_WRITTEN);
	cr_expect_str_eq(scene_text_of(mbox), "old");
	close(mbox);
}

/* More ranges and octets than any piece that is read at once. */
Test(mbox_plan, may_be_long)
{
	const size_t count = 40000;
	const int mbox = scene_open("mbox", "");
	const int theirs = open("mbox", O_WRONLY);

	for (size_t i = 0; i < count; i++)
		add(i % 16, 16 - i % 16);
	cr_assert_eq(write_from(mbox, 0), MBOX_WRITTEN);
	cr_expect_eq(lseek(mbox, 0, SEEK_END), (off_t)plan.length);
	cr_expect_eq(same_in(mbox), plan.length);
	cr_assert_eq(pwrite(theirs, "x", 1, 299999), 1);
	cr_expect_eq(same_in(mbox), 299999);
	cr_expect_str_eq(
	    (scene_text_of(mbox), scene_text[33] = '\0', scene_text),
	    "0123456789ABCDEF123456789ABCDEF23");
	close(theirs);
	close(mbox);
}

/* ---- Writing ------------------------------------------------------------- */

Test(mbox_plan, is_appended_from_where_it_stands)
{
	static const char *const states[] = {"old", "oldAB", "oldABC0123"};

	plan_to_append();
	for (size_t i = 0; i < 3; i++) {
		const int mbox = scene_open("mbox", states[i]);

		cr_expect_eq(write_from(mbox, same_in(mbox)), MBOX_WRITTEN);
		cr_expect_str_eq(scene_text_of(mbox), "oldABC0123");
		close(mbox);
	}
}

Test(mbox_plan, nothing_of_others_is_overwritten)
{
	const int mbox = scene_open("mbox", "old and theirs");

	plan_to_append();
	cr_expect_eq(write_from(mbox, 0), MBOX_MOVED);
	cr_expect_str_eq(scene_text_of(mbox), "old and theirs");
	close(mbox);
}

/* The spool has the old octets safe, among the ranges. */
Test(mbox_plan, that_moves_octets_is_written_in_place)
{
	const int mbox = scene_open("mbox", "oldTHEIRS");

	plan_to_append();
	plan.old_end = 9;
	cr_expect_eq(write_from(mbox, 0), MBOX_WRITTEN);
	cr_expect_str_eq(scene_text_of(mbox), "oldABC0123");
	close(mbox);
}

/* No file can become longer than that. */
static void fill_disk(rlim_t octets)
{
	const struct rlimit limit = {octets, octets};

	signal(SIGXFSZ, SIG_IGN);
	cr_assert_eq(setrlimit(RLIMIT_FSIZE, &limit), 0);
}

Test(mbox_plan, what_did_not_fit_is_taken_back)
{
	const int mbox = scene_open("mbox", "old");

	plan_to_append();
	fill_disk(6);
	cr_expect_eq(write_from(mbox, 0), MBOX_WRITE_FAILED);
	cr_expect_eq(errno, EFBIG);
	cr_expect_str_eq(scene_text_of(mbox), "old");
	close(mbox);
}

Test(mbox_plan, octets_that_are_moved_are_never_taken_back)
{
	const int mbox = scene_open("mbox", "oldTHEIRS");

	plan_to_append();
	plan.old_end = 9;
	fill_disk(9);
	cr_expect_eq(write_from(mbox, 0), MBOX_WRITE_FAILED);
	cr_expect_eq(lseek(mbox, 0, SEEK_END), 9);
	close(mbox);
}

Test(mbox_plan, a_spool_that_is_too_short_is_a_failure)
{
	const int mbox = scene_open("mbox", "old");

	plan_to_append();
	add(14, 3);
	cr_expect_neq(write_from(mbox, 0), MBOX_WRITTEN);
	cr_expect_eq(errno, EIO);
	cr_expect_str_eq(scene_text_of(mbox), "old");
	close(mbox);
}

/* ---- The mark ------------------------------------------------------------ */

static bool is_marked_in(const char *text)
{
	const int mbox = scene_open("mbox", text);
	bool marked;

	cr_assert(mbox_plan_is_marked(&plan, mbox, &marked));
	close(mbox);
	return marked;
}

Test(mbox_plan, an_mbox_that_was_rewritten_is_noticed)
{
	const int mbox = scene_open("mbox", "From a\n\nbody\n");

	plan.at = 9;
	cr_assert(mbox_plan_mark(&plan, mbox));
	close(mbox);
	cr_expect(is_marked_in("From a\n\nbody\n"));
	cr_expect(is_marked_in("From a\n\nb---- and more"));
	cr_expect_not(is_marked_in("From b\n\nbody\n"));
	cr_expect_not(is_marked_in("From a\n\n"));
	cr_expect_not(is_marked_in("rom a\n\nbody\n"));
	cr_expect_not(is_marked_in(""));
}

/* ---- What a loss of power left ------------------------------------------- */

/* Makes "oldABC0123" of n octets, in which '-' stands for NUL. */
static bool filled(const char *text, const char *expected)
{
	int mbox = scene_open("mbox", text);
	const size_t n = strlen(text);
	bool result = false;

	for (size_t i = 0; i < n; i++)
		if (text[i] == '-')
			cr_assert_eq(pwrite(mbox, "", 1, (off_t)i), 1);
	cr_assert(
	    mbox_plan_fill(&plan, spool, mbox, same_in(mbox), n, &result));
	scene_text_of(mbox);
	for (size_t i = 0; i < n; i++)
		if (scene_text[i] == '\0')
			scene_text[i] = '-';
	cr_expect_str_eq(scene_text, expected);
	close(mbox);
	return result;
}

Test(mbox_plan, nuls_are_filled)
{
	plan_to_append();
	cr_expect(filled("old-------", "oldABC0123"));
	cr_expect(filled("oldAB--1-3", "oldABC0123"));
	cr_expect(filled("old----", "oldABC0"));
	cr_expect(filled("oldA------theirs", "oldABC0123theirs"));
}

Test(mbox_plan, what_is_no_nul_is_somebodys)
{
	plan_to_append();
	cr_expect_not(filled("oldAB--1x3", "oldAB--1x3"));
	cr_expect_not(filled("oldABC0123", "oldABC0123"));
	cr_expect_not(filled("old", "old"));
	cr_expect_not(filled("ol", "ol"));
}
