/*
 * mbox-spool.c - what a later run finds of a batch, and what a crash tore.
 */
#include "tests/unit/popfetch/scene.h"

#include <errno.h>
#include <sys/syscall.h>

#include "popfetch/deliver/mbox-spool.h"

/* Of a batch whose room does not stay. */
#define LARGE ((off_t)8 << 20)

static struct mbox_spool spool;
static struct mbox_plan plan;

/* With what the head begins as far as it is durable. */
static char durable[8];

extern long syscall(long number, ...);

static int look_and_sync(long number, int fd)
{
	(void)!pread(fd, durable, sizeof durable, 0);
	return (int)syscall(number, fd);
}

int fsync(int fd)
{
	return look_and_sync(SYS_fsync, fd);
}

int fdatasync(int fd)
{
	return look_and_sync(SYS_fdatasync, fd);
}

static void begin(void)
{
	scene_begin();
	cr_assert(mbox_spool_init(&spool, scene_path("spool")));
}

static void end(void)
{
	mbox_plan_free(&plan);
	mbox_spool_free(&spool);
	scene_end();
}

TestSuite(mbox_spool, .init = begin, .fini = end);

/* A sealed batch with one message of ten octets. */
static void seal(void)
{
	cr_assert(mbox_spool_begin(&spool));
	cr_assert_eq(pwrite(spool.fd, "From\nabcd\n", 10, MBOX_SPOOL_HEAD), 10);
	cr_assert(mbox_spool_finish(&spool, MBOX_SPOOL_HEAD + 10));
}

static void plan_at(uint64_t at)
{
	struct mbox_plan made = {.at = at, .old_end = at + 1, .before = 99};

	cr_assert(mbox_plan_add(&made, mbox_spool_newlines(1)));
	cr_assert(
	    mbox_plan_add(&made, (struct spool_range){MBOX_SPOOL_HEAD, 10}));
	cr_assert(mbox_spool_add_plan(&spool, &made));
	mbox_plan_free(&made);
}

/* What the next run makes of it. */
static enum mbox_loaded load(void)
{
	mbox_spool_free(&spool);
	mbox_plan_free(&plan);
	cr_assert(mbox_spool_init(&spool, scene_path("spool")));
	return mbox_spool_load(&spool, &plan);
}

static off_t length_of_spool(void)
{
	return lseek(spool.fd, 0, SEEK_END);
}

static void truncate_by(off_t n)
{
	cr_assert_eq(ftruncate(spool.fd, length_of_spool() - n), 0);
}

Test(mbox_spool, last_plan_is_the_one_that_counts)
{
	char batch[MBOX_BATCH_SIZE];

	seal();
	strcpy(batch, spool.batch);
	plan_at(7);
	plan_at(8);
	cr_assert_eq(load(), MBOX_LOADED);
	cr_expect_str_eq(spool.batch, batch);
	cr_expect_eq(spool.end, MBOX_SPOOL_HEAD + 10);
	cr_expect_eq(plan.at, 8);
	cr_expect_eq(plan.old_end, 9);
	cr_expect_eq(plan.before, 99);
	cr_expect_eq(plan.count, 2);
	cr_expect_eq(plan.length, 11);
	cr_expect_eq(plan.ranges[0].offset, MBOX_SPOOL_HEAD - 1);
	cr_expect_eq(plan.ranges[1].offset, MBOX_SPOOL_HEAD);
	cr_expect_eq(plan.ranges[1].length, 10);
}

Test(mbox_spool, plan_that_was_torn_anywhere_was_not_begun)
{
	off_t whole, torn;

	seal();
	plan_at(7);
	torn = lseek(spool.fd, 0, SEEK_END);
	plan_at(8);
	whole = lseek(spool.fd, 0, SEEK_END);
	while (whole > torn) {
		truncate_by(1);
		whole--;
		cr_assert_eq(load(), MBOX_LOADED);
		cr_expect_eq(plan.at, 7, "cut at %ld", (long)(whole - torn));
	}
	while (whole > MBOX_SPOOL_HEAD + 10) {
		truncate_by(1);
		whole--;
		cr_assert_eq(load(), MBOX_LOADED);
		cr_expect_eq(plan.count, 0);
	}
}

/* A loss of power leaves the length, and not all of the octets. */
Test(mbox_spool, plan_of_which_an_octet_is_wrong_was_not_begun)
{
	off_t first, end;

	seal();
	plan_at(7);
	first = lseek(spool.fd, 0, SEEK_END);
	plan_at(8);
	end = lseek(spool.fd, 0, SEEK_END);
	for (off_t at = first; at < end; at++) {
		char octet, wrong;

		cr_assert_eq(pread(spool.fd, &octet, 1, at), 1);
		if (octet == ' ' || octet == '\n')
			continue;
		wrong = octet == '1' ? '2' : '1';
		cr_assert_eq(pwrite(spool.fd, &wrong, 1, at), 1);
		cr_assert_eq(load(), MBOX_LOADED);
		cr_expect_eq(plan.at, 7, "octet %ld", (long)(at - first));
		cr_assert_eq(pwrite(spool.fd, &octet, 1, at), 1);
	}
	cr_assert_eq(load(), MBOX_LOADED);
	cr_expect_eq(plan.at, 8);
}

Test(mbox_spool, torn_plan_is_overwritten_by_the_next)
{
	seal();
	plan_at(7);
	plan_at(8);
	truncate_by(5);
	cr_assert_eq(load(), MBOX_LOADED);
	plan_at(9);
	cr_assert_eq(load(), MBOX_LOADED);
	cr_expect_eq(plan.at, 9);
}

Test(mbox_spool, octets_of_the_mbox_are_kept)
{
	const int mbox = scene_open("mbox", "0123456789");
	struct spool_range range;
	char octets[5] = "";

	seal();
	plan_at(7);
	cr_assert(mbox_spool_keep(&spool, mbox, 3, 7, &range));
	cr_expect_eq(range.length, 4);
	cr_assert_eq(pread(spool.fd, octets, 4, (off_t)range.offset), 4);
	cr_expect_str_eq(octets, "3456");
	plan_at(8);
	cr_assert_eq(load(), MBOX_LOADED);
	cr_expect_eq(plan.at, 8);
	close(mbox);
}

/* Nobody can keep octets that are not there: the mbox was cut meanwhile. */
Test(mbox_spool, octets_that_the_mbox_lacks_are_a_failure)
{
	const int mbox = scene_open("mbox", "0123");
	struct spool_range range;

	seal();
	cr_expect_not(mbox_spool_keep(&spool, mbox, 3, 7, &range));
	close(mbox);
}

/* A message may have anything in it. */
Test(mbox_spool, record_of_another_batch_is_none)
{
	seal();
	plan_at(7);
	spool.batch[0] = spool.batch[0] == '0' ? '1' : '0';
	plan_at(8);
	cr_assert_eq(load(), MBOX_LOADED);
	cr_expect_eq(plan.at, 7);
}

Test(mbox_spool, batch_that_was_placed_or_not_sealed_is_none)
{
	cr_expect_eq(load(), MBOX_LOAD_ABSENT);
	cr_assert(mbox_spool_begin(&spool));
	cr_assert_eq(pwrite(spool.fd, "x", 1, MBOX_SPOOL_HEAD + 9), 1);
	cr_expect_eq(load(), MBOX_LOAD_EMPTY);
	seal();
	plan_at(7);
	cr_assert(mbox_spool_clear(&spool));
	cr_expect_eq(load(), MBOX_LOAD_EMPTY);
	cr_expect_str_eq(spool.batch, "");
	seal();
	plan_at(7);
	mbox_spool_placed(&spool);
	cr_expect_str_eq(spool.batch, "");
	cr_expect_eq(load(), MBOX_LOAD_EMPTY);
}

/* As a run that is killed leaves it. */
Test(mbox_spool, octets_of_a_placed_batch_are_none)
{
	struct mbox_spool other;

	seal();
	plan_at(7);
	mbox_spool_placed(&spool);
	cr_expect_gt(length_of_spool(), 0);
	cr_assert(mbox_spool_init(&other, scene_path("spool")));
	cr_expect_eq(mbox_spool_load(&other, &plan), MBOX_LOAD_EMPTY);
	mbox_spool_free(&other);
}

Test(mbox_spool, batch_goes_over_one_that_was_placed)
{
	seal();
	plan_at(7);
	mbox_spool_placed(&spool);
	seal();
	cr_expect_eq(length_of_spool(), MBOX_SPOOL_HEAD + 10);
	plan_at(8);
	cr_assert_eq(load(), MBOX_LOADED);
	cr_expect_eq(plan.at, 8);
}

/* Or a loss of power would leave an old head, and new octets behind it. */
Test(mbox_spool, head_is_durably_gone_before_octets_are_gone_over)
{
	seal();
	cr_expect_arr_eq(durable, "popfetch", sizeof durable);
	mbox_spool_placed(&spool);
	cr_assert(mbox_spool_begin(&spool));
	cr_expect_arr_neq(durable, "popfetch", sizeof durable);
}

Test(mbox_spool, takes_no_room_once_all_is_placed)
{
	seal();
	mbox_spool_placed(&spool);
	load();
	cr_expect_eq(length_of_spool(), 0);
	cr_assert(mbox_spool_begin(&spool));
	cr_assert_eq(ftruncate(spool.fd, LARGE), 0);
	cr_assert(mbox_spool_finish(&spool, LARGE));
	mbox_spool_placed(&spool);
	cr_expect_eq(length_of_spool(), 0);
}

/* The next run places it. */
Test(mbox_spool, sealed_batch_behind_one_that_was_placed_stays)
{
	seal();
	mbox_spool_placed(&spool);
	seal();
	cr_assert_eq(load(), MBOX_LOADED);
}

Test(mbox_spool, every_batch_has_a_name_of_its_own)
{
	char first[MBOX_BATCH_SIZE];

	seal();
	strcpy(first, spool.batch);
	seal();
	cr_expect_str_neq(spool.batch, first);
	load();
	seal();
	cr_expect_str_neq(spool.batch, first);
}

/* Nobody can say then whether it was placed, so it is not taken for that. */
Test(mbox_spool, batch_that_is_cut_is_there_without_a_plan)
{
	char batch[MBOX_BATCH_SIZE];

	seal();
	plan_at(7);
	strcpy(batch, spool.batch);
	truncate_by(length_of_spool() - MBOX_SPOOL_HEAD - 9);
	for (off_t left = 9; left-- > 0; truncate_by(1)) {
		cr_assert_eq(load(), MBOX_LOADED, "%ld octets", (long)left);
		cr_expect_str_eq(spool.batch, batch);
		cr_expect_eq(plan.count, 0);
	}
}

Test(mbox_spool, head_that_is_damaged_is_not_taken_for_none)
{
	seal();
	truncate_by(length_of_spool() - 40);
	cr_expect_eq(load(), MBOX_LOAD_ABSENT);
	truncate_by(39);
	cr_expect_eq(load(), MBOX_LOAD_ABSENT);
	seal();
	cr_assert_eq(pwrite(spool.fd, "b", 1, 0), 1);
	cr_expect_eq(load(), MBOX_LOAD_ABSENT);
}

Test(mbox_spool, is_ours_alone)
{
	struct stat status;

	seal();
	cr_assert_eq(fstat(spool.fd, &status), 0);
	cr_expect_eq(status.st_mode & 0777, 0600);
}

/* In a state directory that others may write to, too. */
Test(mbox_spool, spool_of_somebody_else_is_not_written_to)
{
	struct mbox_spool other;

	if (geteuid() != 0)
		scene_skip("only root can give files away");
	seal();
	cr_assert_eq(chown("spool", 1, 1), 0);
	cr_assert(mbox_spool_init(&other, scene_path("spool")));
	cr_expect_not(mbox_spool_begin(&other));
	cr_expect_eq(errno, EPERM);
	cr_expect_eq(mbox_spool_load(&other, &plan), MBOX_LOAD_FAILED);
	mbox_spool_free(&other);
	cr_assert_eq(chown("spool", 0, 0), 0);
	cr_expect_eq(load(), MBOX_LOADED);
}
