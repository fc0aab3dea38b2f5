/*
 * maildir-move.c - from tmp/ into new/, whatever the file system can.
 */
#define _GNU_SOURCE /* renameat2() */
#include "tests/unit/popfetch/scene.h"

#include <errno.h>

#include "popfetch/deliver/deliver-maildir.h"

/* What the calls fail with; 0: they do not. */
static int renaming, linking;
static size_t renamings;

int renameat2(
    int from, const char *old, int to, const char *name, unsigned int flags)
{
	renamings++;
	cr_assert_eq(flags, RENAME_NOREPLACE);
	errno = renaming != 0 ? renaming : EEXIST;
	if (renaming != 0 || faccessat(to, name, F_OK, 0) == 0)
		return -1;
	return renameat(from, old, to, name);
}

static struct maildir maildir;

int linkat(int from, const char *old, int to, const char *name, int flags)
{
	char octets[64];
	int there;
	ssize_t got;

	(void)flags;
	errno = linking;
	if (linking != 0)
		return -1;
	/* A copy will do. */
	there = openat(to, name, O_WRONLY | O_CREAT | O_EXCL, 0600);
	if (there < 0)
		return -1;
	from = openat(from, old, O_RDONLY);
	got = read(from, octets, sizeof octets);
	cr_assert_eq(write(there, octets, (size_t)got), got);
	close(from);
	close(there);
	return 0;
}

static int make(const char *name)
{
	cr_assert_eq(mkdir(scene_path(name), 0700), 0);
	return open(scene_path(name), O_RDONLY | O_DIRECTORY);
}

static void begin(void)
{
	scene_begin();
	maildir = (struct maildir){.tmp = make("tmp"), .new = make("new")};
	scene_write("tmp/m", 0600, "ours");
}

static void end(void)
{
	close(maildir.tmp);
	close(maildir.new);
	scene_end();
}

TestSuite(maildir_move, .init = begin, .fini = end);

static bool moves(void)
{
	return maildir_move_to_new(&maildir, maildir.tmp, "m");
}

static void check_moved(void)
{
	cr_expect_eq(scene_files_in("tmp"), 0);
	cr_expect_eq(scene_files_in("new"), 1);
	cr_expect(maildir_stands_in_new(&maildir, "m"));
}

Test(maildir_move, is_a_rename_that_replaces_nothing)
{
	cr_expect(moves());
	check_moved();
	scene_write("tmp/m", 0600, "another");
	cr_expect_not(moves());
	cr_expect_eq(scene_files_in("tmp"), 1);
}

/* One look at a file system is enough. */
Test(maildir_move, is_a_link_where_a_rename_always_replaces)
{
	const int errors[] = {EINVAL, ENOSYS};

	for (size_t i = 0; i < 2; i++) {
		maildir.link_only = false;
		renaming = errors[i];
		renamings = 0;
		scene_write("tmp/m", 0600, "ours");
		unlinkat(maildir.new, "m", 0);
		cr_expect(moves(), "%d", renaming);
		check_moved();
		scene_write("tmp/m", 0600, "another");
		cr_expect_not(moves());
		cr_expect_eq(renamings, 1);
	}
}

Test(maildir_move, is_a_rename_all_the_same_where_there_are_no_links)
{
	const int errors[] = {EPERM, ENOSYS, ENOTSUP, EOPNOTSUPP, EMLINK};

	renaming = EINVAL;
	for (size_t i = 0; i < sizeof errors / sizeof *errors; i++) {
		linking = errors[i];
		scene_write("tmp/m", 0600, "ours");
		unlinkat(maildir.new, "m", 0);
		cr_expect(moves(), "%d", linking);
		check_moved();
	}
}

Test(maildir_move, is_none_where_it_fails)
{
	renaming = ENOSPC;
	cr_expect_not(moves());
	renaming = EINVAL;
	linking = ENOSPC;
	cr_expect_not(moves());
	cr_expect_eq(errno, ENOSPC);
	cr_expect_eq(scene_files_in("tmp"), 1);
	cr_expect_eq(scene_files_in("new"), 0);
	cr_expect_not(maildir_stands_in_new(&maildir, "m"));
}
