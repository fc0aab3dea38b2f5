/*
 * durable.c - what is synced when, and that it is told where it cannot be.
 *
 * The calls are ours, and sync nothing: they note what they are asked for.
 */
#define _GNU_SOURCE /* syncfs() */
#include "tests/unit/popfetch/delivery.h"

#include <errno.h>
#include <unistd.h>
#ifdef __linux__
#include <sys/vfs.h>
#endif

#include "popfetch/system/disk.h"

#define SYNCED_MAX 256

static struct stat synced[SYNCED_MAX];
static size_t synced_count;
static bool synced_all;

static int failure;	      /* what syncing fails with, 0 not, */
static bool directories_only; /* of directories alone */

static int note(int fd)
{
	struct stat file;

	cr_assert_eq(fstat(fd, &file), 0);
	if (failure != 0 && (!directories_only || S_ISDIR(file.st_mode))) {
		errno = failure;
		return -1;
	}
	cr_assert_lt(synced_count, SYNCED_MAX);
	synced[synced_count++] = file;
	return 0;
}

int fsync(int fd)
{
	return note(fd);
}

int fdatasync(int fd)
{
	return note(fd);
}

int syncfs(int fd)
{
	synced_all = note(fd) == 0;
	return synced_all ? 0 : -1;
}

/* As <linux/magic.h> has it. */
enum {
	EXT4 = 0xEF53,
	FAT = 0x4D44
};

static unsigned short file_system = EXT4;

#ifdef __linux__
int fstatfs(int fd, struct statfs *about)
{
	(void)fd;
	memset(about, 0, sizeof *about);
	about->f_type = file_system;
	return 0;
}
#endif

static void forget_synced(void)
{
	synced_count = 0;
	synced_all = false;
}

/* Synced, and nothing was added since. */
static bool is_durable(const char *name)
{
	struct stat file;

	cr_assert_eq(stat(scene_path(name), &file), 0, "%s", name);
	for (size_t i = 0; i < synced_count; i++)
		if (synced[i].st_ino == file.st_ino &&
		    (S_ISDIR(file.st_mode) ||
			synced[i].st_size == file.st_size))
			return true;
	return synced_all;
}

/* How many files a directory below has that are not. */
static size_t lost_of(const char *name)
{
	DIR *entries = opendir(scene_path(name));
	const struct dirent *entry;
	size_t lost = 0;
	char path[600];

	cr_assert_not_null(entries);
	while ((entry = readdir(entries)) != NULL) {
		if (entry->d_type != DT_REG)
			continue;
		snprintf(path, sizeof path, "%s/%s", name, entry->d_name);
		lost += !is_durable(path);
	}
	closedir(entries);
	return lost;
}

/* ---- Two kinds, two handles ---------------------------------------------- */

static struct settings settings;

static void begin(void)
{
	scene_begin();
	settings = (struct settings){.maildir = below("Mail")};
}

static void begin_mbox(void)
{
	scene_begin();
	settings = (struct settings){.mbox = below("mbox")};
}

static void end(void)
{
	free(settings.maildir);
	free(settings.mbox);
	scene_end();
}

static void stage_some(struct deliver *deliver, size_t count)
{
	for (size_t i = 0; i < count; i++)
		stage(deliver, "Subject: x\r\n\r\n");
	forget_synced();
}

/* Three messages placed; what was synced for that is what is looked at. */
static struct deliver *place_some(void)
{
	struct deliver *deliver = open_at(&settings);

	stage_some(deliver, 3);
	seal(deliver);
	forget_synced();
	place(deliver);
	return deliver;
}

static void fail_to_seal(struct deliver *deliver, size_t count)
{
	stage_some(deliver, count);
	failure = EIO;
	cr_expect_eq(deliver_seal(deliver), POP3_E_SYSTEM);
	failure = 0;
	deliver_close(deliver);
}

static void fail_to_place(void)
{
	struct deliver *deliver = open_at(&settings);

	stage_some(deliver, 1);
	seal(deliver);
	failure = EIO;
	cr_expect_eq(deliver_place(deliver), POP3_E_SYSTEM);
	failure = 0;
	deliver_close(deliver);
}

/* ---- A Maildir ----------------------------------------------------------- */

TestSuite(durable_maildir, .init = begin, .fini = end);

Test(durable_maildir, is_its_name_and_its_parts_when_it_is_made)
{
	free(settings.maildir);
	settings.maildir = below("a/Mail");
	deliver_close(open_at(&settings));
	cr_expect(is_durable(""));
	cr_expect(is_durable("a"));
	cr_expect(is_durable("a/Mail"));
}

static void seal_in_tmp(size_t count)
{
	struct deliver *deliver = open_at(&settings);

	stage_some(deliver, count);
	seal(deliver);
	cr_expect_eq(lost_of("Mail/tmp"), 0);
	cr_expect(is_durable("Mail/tmp"));
	deliver_close(deliver);
}

Test(durable_maildir, are_the_few_messages_of_a_sealed_batch)
{
	seal_in_tmp(3);
}

Test(durable_maildir, are_the_many_messages_of_a_sealed_batch)
{
	seal_in_tmp(50);
#ifdef __linux__
	cr_expect(synced_all, "a thousand of them one by one take long");
#endif
}

/* FAT does not flush the disk's cache when it is synced as a whole. */
Test(durable_maildir, are_the_many_messages_where_each_must_be_synced)
{
	file_system = FAT;
	seal_in_tmp(50);
	cr_expect_not(synced_all);
}

/* The annex, too, has a name. */
Test(durable_maildir, are_the_messages_of_the_second_handle)
{
	struct deliver *deliver = open_second(&settings);
	char annex[300] = "";
	struct dirent **names;
	int count = scandir(scene_path("Mail/tmp"), &names, NULL, alphasort);

	cr_assert_eq(count, 3);
	snprintf(annex, sizeof annex, "Mail/tmp/%s", names[2]->d_name);
	for (int i = 0; i < count; i++)
		free(names[i]);
	free(names);
	stage_some(deliver, 3);
	seal(deliver);
	cr_expect_eq(lost_of(annex), 0);
	cr_expect(is_durable(annex));
	cr_expect(is_durable("Mail/tmp"));
	deliver_close(deliver);
}

Test(durable_maildir, is_what_is_placed)
{
	struct deliver *deliver = place_some();

	cr_expect(is_durable("Mail/new"));
	deliver_close(deliver);
}

Test(durable_maildir, is_what_is_placed_by_the_next_run)
{
	char *where = seal_and_die(&settings, "Subject: x\r\n\r\n");
	struct deliver *deliver = open_at(&settings);

	forget_synced();
	recover(deliver, (const char *const *)&where, 1);
	cr_expect_eq(scene_files_in("Mail/new"), 1);
	cr_expect(is_durable("Mail/new"));
	deliver_close(deliver);
	free(where);
}

Test(durable_maildir, is_no_batch_that_cannot_be_synced)
{
	fail_to_seal(open_at(&settings), 3);
	fail_to_seal(open_at(&settings), 50);
	fail_to_seal(open_second(&settings), 3);
	cr_expect_eq(scene_files_in("Mail/new"), 0);
	cr_expect_eq(scene_files_in("Mail/tmp"), 0);
}

Test(durable_maildir, is_no_placing_that_cannot_be_synced)
{
	fail_to_place();
}

/* It does so by itself, then. */
Test(durable_maildir, may_be_where_no_directory_can_be_synced)
{
	failure = EINVAL;
	directories_only = true;
	deliver_one(&settings, "Subject: x\r\n\r\n");
	cr_expect_eq(scene_files_in("Mail/new"), 1);
}

/* ---- An mbox ------------------------------------------------------------- */

TestSuite(durable_mbox, .init = begin_mbox, .fini = end);

Test(durable_mbox, is_what_is_sealed)
{
	struct deliver *deliver = open_at(&settings);

	stage_some(deliver, 3);
	seal(deliver);
	cr_expect(is_durable("spool"));
	cr_expect(is_durable(""));
	deliver_close(deliver);
}

/* A new one has a name as new. */
Test(durable_mbox, is_what_is_placed)
{
	struct deliver *deliver = place_some();

	cr_expect(is_durable("mbox"));
	cr_expect(is_durable(""));
	deliver_close(deliver);
}

static void write_spool(const char *octets, size_t length)
{
	FILE *spool = fopen(scene_path("spool"), "w");

	cr_assert_not_null(spool);
	cr_assert_eq(fwrite(octets, 1, length, spool), length);
	fclose(spool);
}

/* Who wrote it has died before it was synced. */
Test(durable_mbox, is_what_an_earlier_run_has_written)
{
	struct deliver *deliver = open_at(&settings);
	char *where, *spool;
	size_t length;

	stage_some(deliver, 1);
	seal(deliver);
	where = strdup(deliver_where(deliver, 0));
	spool = read_file(scene_path("spool"), &length);
	place(deliver);
	deliver_close(deliver);
	write_spool(spool, length);
	deliver = open_at(&settings);
	forget_synced();
	recover(deliver, (const char *const *)&where, 1);
	cr_expect_not(deliver_lost(deliver, 0));
	cr_expect(is_durable("mbox"));
	deliver_close(deliver);
	free(where);
	free(spool);
}

Test(durable_mbox, is_no_batch_that_cannot_be_synced)
{
	struct stat mbox;

	fail_to_seal(open_at(&settings), 3);
	cr_assert_eq(stat(settings.mbox, &mbox), 0);
	cr_expect_eq(mbox.st_size, 0);
}

Test(durable_mbox, is_no_placing_that_cannot_be_synced)
{
	fail_to_place();
}
