/*
 * deliver-maildir.c - messages into a Maildir, and what recovery makes of
 * each state that a run can leave.
 */
#define _GNU_SOURCE /* statx(), renameat2() */
#include "tests/unit/popfetch/delivery.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <time.h>

static struct settings settings;

/* A disk that could not write, and says so when it is to have written. */
static bool disk_is_bad;

int fsync(int fd)
{
	errno = EIO;
	return disk_is_bad ? -1 : (int)syscall(SYS_fsync, fd);
}

int syncfs(int fd)
{
	errno = EIO;
	return disk_is_bad ? -1 : (int)syscall(SYS_syncfs, fd);
}

/* What moving into new/ fails with; 0: it does not. */
static int moving;

int renameat2(
    int from, const char *old, int to, const char *name, unsigned int flags)
{
	errno = moving;
	return moving != 0
		   ? -1
		   : (int)syscall(SYS_renameat2, from, old, to, name, flags);
}

static void begin(void)
{
	scene_begin();
	settings = (struct settings){.maildir = below("Mail")};
}

static void end(void)
{
	free(settings.maildir);
	scene_end();
}

TestSuite(deliver_maildir, .init = begin, .fini = end);

/* The names in a directory, and of the last one found the path. */
static size_t count_in(const char *directory, char *out_path)
{
	char path[512];
	const struct dirent *entry;
	size_t count = 0;
	DIR *entries;

	snprintf(path, sizeof path, "%s/%s", settings.maildir, directory);
	entries = opendir(path);
	cr_assert_not_null(entries, "%s", path);
	while ((entry = readdir(entries)) != NULL) {
		if (entry->d_name[0] == '.')
			continue;
		count++;
		if (out_path != NULL)
			snprintf(out_path, 1024, "%s/%s", path, entry->d_name);
	}
	closedir(entries);
	return count;
}

static void check_counts(size_t tmp, size_t new, size_t cur)
{
	cr_assert_eq(count_in("tmp", NULL), tmp);
	cr_assert_eq(count_in("new", NULL), new);
	cr_assert_eq(count_in("cur", NULL), cur);
}

static void check_only_new(const char *expected)
{
	char path[1024];
	char *text;

	check_counts(0, 1, 0);
	count_in("new", path);
	text = read_file(path, NULL);
	cr_assert_str_eq(text, expected);
	free(text);
}

static char *path_in(const char *directory, const char *name)
{
	char path[2048];

	snprintf(
	    path, sizeof path, "%s/%s/%s", settings.maildir, directory, name);
	return strdup(path);
}

static void move(
    const char *from, const char *to, const char *old, const char *name)
{
	char *old_path = path_in(from, old), *new_path = path_in(to, name);

	cr_assert_eq(rename(old_path, new_path), 0);
	free(old_path);
	free(new_path);
}

static void make_file(const char *directory, const char *name, time_t mtime)
{
	char *path = path_in(directory, name);
	struct timespec times[2] = {{.tv_sec = mtime}, {.tv_sec = mtime}};
	FILE *stream = fopen(path, "w");

	cr_assert_not_null(stream);
	fputs("x\n", stream);
	fclose(stream);
	cr_assert_eq(utimensat(AT_FDCWD, path, times, 0), 0);
	free(path);
}

static void recover_one(const char *where, bool expect_lost)
{
	const int open_before = scene_files_open();
	struct deliver *deliver = open_recovery(&settings);

	recover(deliver, &where, 1);
	cr_assert_eq(deliver_lost(deliver, 0), expect_lost);
	deliver_close(deliver);
	cr_expect_eq(scene_files_open(), open_before);
}

static void fail_to_recover(const char *where, int why)
{
	struct deliver *deliver = open_recovery(&settings);

	cr_expect_eq(deliver_recover(deliver, &where, 1), POP3_E_SYSTEM);
	cr_expect_eq(deliver_error(deliver)->sys_errno, why);
	deliver_close(deliver);
}

/* ---- Delivering ---------------------------------------------------------- */

Test(deliver_maildir, is_made_for_its_owner_alone)
{
	static const char *const parts[] = {"", "cur", "new", "tmp"};
	struct stat file;

	umask(0);
	deliver_close(open_at(&settings));
	for (size_t i = 0; i < 4; i++) {
		char *path = path_in(parts[i], "");

		cr_assert_eq(stat(path, &file), 0);
		cr_assert_eq(file.st_mode & 07777, 0700);
		free(path);
	}
}

Test(deliver_maildir, missing_parents_are_made_for_the_owner_alone)
{
	struct deliver *deliver;
	char *parent = below("no");
	struct stat about;

	free(settings.maildir);
	settings.maildir = below("no/such/Mail");
	deliver = open_at(&settings);
	cr_assert_eq(stat(parent, &about), 0);
	free(parent);
	cr_assert_eq(about.st_mode & 0777, 0700);
	deliver_close(deliver);
}

Test(deliver_maildir, a_parent_that_is_a_file_is_no_directory)
{
	struct pop3_error error;

	fclose(fopen(settings.maildir, "w"));
	free(settings.maildir);
	settings.maildir = below("Mail/M");
	error = open_failure(&settings);
	cr_assert_eq(error.sys_errno, ENOTDIR);
	cr_assert_not_null(strstr(error.text, "': not a directory"));
}

Test(deliver_maildir, a_file_is_no_maildir)
{
	fclose(fopen(settings.maildir, "w"));
	cr_assert_eq(open_failure(&settings).status, POP3_E_FILE);
}

Test(deliver_maildir, one_on_two_file_systems_is_told_before_mail_is_fetched)
{
	static const char *const elsewhere[] = {"/dev/shm", "/tmp", "/var/tmp"};
	char *new = below("Mail/new");
	struct stat here, there;
	size_t i = 0;

	deliver_close(open_at(&settings));
	cr_assert_eq(stat(new, &here), 0);
	while (i < 3 &&
	       (stat(elsewhere[i], &there) != 0 || there.st_dev == here.st_dev))
		i++;
	if (i == 3)
		cr_skip("one file system here");
	cr_assert_eq(rmdir(new), 0);
	cr_assert_eq(symlink(elsewhere[i], new), 0);
	cr_assert_not_null(strstr(open_failure(&settings).text,
	    "its tmp and its new must be on the same file system"));
	free(new);
}

Test(deliver_maildir, message_has_lf_and_nothing_else_changed)
{
	struct stat file;
	char path[1024];

	umask(0);
	deliver_one(&settings, "A: b\r\n\r\nFrom x\r\nbare\rcr\r\nno end");
	check_only_new("A: b\n\nFrom x\nbare\rcr\nno end");
	count_in("new", path);
	cr_assert_eq(stat(path, &file), 0);
	cr_assert_eq(file.st_mode & 07777, 0600);
}

Test(deliver_maildir, message_larger_than_any_buffer_is_whole)
{
	const size_t size = 1000000;
	struct deliver *deliver = open_at(&settings);
	char *octets = malloc(size), *found;
	char path[1024];
	size_t length;

	for (size_t i = 0; i < size; i++)
		octets[i] = (char)(i * 31 % 251 + (i * 31 % 251 >= '\r'));
	cr_assert_eq(deliver_begin(deliver), POP3_OK);
	for (size_t at = 0; at < size; at += 250000)
		cr_assert_eq(
		    deliver_data(deliver, octets + at, 250000), POP3_OK);
	cr_assert_eq(deliver_data(deliver, octets, size), POP3_OK);
	cr_assert_eq(deliver_end(deliver), POP3_OK);
	seal(deliver);
	place(deliver);
	deliver_close(deliver);
	count_in("new", path);
	found = read_file(path, &length);
	cr_assert_eq(length, 2 * size);
	cr_assert_eq(memcmp(found, octets, size), 0);
	cr_assert_eq(memcmp(found + size, octets, size), 0);
	free(octets);
	free(found);
}

Test(deliver_maildir, nothing_is_in_new_before_it_is_placed)
{
	struct deliver *deliver = open_at(&settings);

	stage(deliver, "one\r\n");
	stage(deliver, "two\r\n");
	seal(deliver);
	check_counts(2, 0, 0);
	cr_assert_str_neq(deliver_where(deliver, 0), deliver_where(deliver, 1));
	place(deliver);
	check_counts(0, 2, 0);
	stage(deliver, "three\r\n");
	seal(deliver);
	place(deliver);
	check_counts(0, 3, 0);
	deliver_close(deliver);
}

Test(deliver_maildir, large_batch_is_placed_whole)
{
	struct deliver *deliver = open_at(&settings);

	for (int i = 0; i < 100; i++)
		stage(deliver, "one of many\r\n");
	seal(deliver);
	place(deliver);
	check_counts(0, 100, 0);
	deliver_close(deliver);
}

/* After a loss of power it would be gone, and is still on the server. */
static void check_bad_disk(size_t count)
{
	struct deliver *deliver = open_at(&settings);

	for (size_t i = 0; i < count; i++)
		stage(deliver, "not sealed\r\n");
	disk_is_bad = true;
	cr_expect_eq(deliver_seal(deliver), POP3_E_SYSTEM);
	disk_is_bad = false;
	check_counts(0, 0, 0);
	stage(deliver, "sealed\r\n");
	seal(deliver);
	disk_is_bad = true;
	cr_expect_eq(deliver_place(deliver), POP3_E_SYSTEM);
	disk_is_bad = false;
	cr_expect_eq(deliver_error(deliver)->sys_errno, EIO);
	deliver_close(deliver);
	check_only_new("sealed\n");
}

Test(deliver_maildir, message_that_the_disk_has_not_is_not_sealed_or_placed)
{
	check_bad_disk(1);
}

Test(deliver_maildir, large_batch_that_the_disk_has_not_is_not_sealed)
{
	check_bad_disk(100);
}

Test(deliver_maildir, dropped_message_leaves_nothing)
{
	struct deliver *deliver = open_at(&settings);

	deliver_drop(deliver);
	stage(deliver, "kept\r\n");
	cr_assert_eq(deliver_begin(deliver), POP3_OK);
	cr_assert_eq(deliver_data(deliver, "half", 4), POP3_OK);
	deliver_drop(deliver);
	seal(deliver);
	place(deliver);
	deliver_close(deliver);
	check_only_new("kept\n");
}

Test(deliver_maildir, dropped_messages_leave_no_file_open)
{
	struct deliver *deliver = open_at(&settings);
	struct rlimit limit;

	cr_assert_eq(getrlimit(RLIMIT_NOFILE, &limit), 0);
	limit.rlim_cur = 32;
	cr_assert_eq(setrlimit(RLIMIT_NOFILE, &limit), 0);
	for (int i = 0; i < 32; i++) {
		cr_assert_eq(deliver_begin(deliver), POP3_OK);
		deliver_drop(deliver);
	}
	deliver_close(deliver);
}

Test(deliver_maildir, closing_drops_what_is_not_sealed)
{
	struct deliver *deliver = open_at(&settings);

	stage(deliver, "staged\r\n");
	cr_assert_eq(deliver_begin(deliver), POP3_OK);
	deliver_close(deliver);
	check_counts(0, 0, 0);
}

Test(deliver_maildir, name_is_one_printable_line)
{
	char *where = seal_and_die(&settings, "x\r\n");

	cr_assert_leq(strlen(where), DELIVER_WHERE_MAX);
	for (const char *at = where; *at != '\0'; at++)
		cr_assert(*at > ' ' && *at < 0x7F && *at != '/' && *at != ':');
	free(where);
}

/* ---- Recovery ------------------------------------------------------------ */

Test(deliver_maildir, sealed_message_is_placed_by_the_next_run)
{
	char *where = seal_and_die(&settings, "sealed\r\n");

	check_counts(1, 0, 0);
	recover_one(where, false);
	check_only_new("sealed\n");
	recover_one(where, false);
	check_only_new("sealed\n");
	free(where);
}

Test(deliver_maildir, sealed_message_that_is_not_in_the_journal_goes)
{
	struct deliver *deliver;

	free(seal_and_die(&settings, "unknown\r\n"));
	deliver = open_at(&settings);
	recover(deliver, NULL, 0);
	deliver_close(deliver);
	check_counts(0, 0, 0);
}

Test(deliver_maildir, message_that_a_reader_took_is_not_placed_again)
{
	char *where = seal_and_die(&settings, "read\r\n");
	char flagged[300];

	snprintf(flagged, sizeof flagged, "%s:2,S", where);
	move("tmp", "cur", where, flagged);
	recover_one(where, false);
	check_counts(0, 0, 1);
	/* And deleted. */
	move("cur", "..", flagged, "gone");
	recover_one(where, false);
	check_counts(0, 0, 0);
	free(where);
}

Test(deliver_maildir, linked_and_not_yet_unlinked_is_placed_once)
{
	char *where = seal_and_die(&settings, "linked\r\n");
	char *tmp = path_in("tmp", where), *new = path_in("new", where);
	char flagged[300];

	cr_assert_eq(link(tmp, new), 0);
	recover_one(where, false);
	check_only_new("linked\n");
	/* The same, and a reader was quick. */
	cr_assert_eq(link(new, tmp), 0);
	snprintf(flagged, sizeof flagged, "%s:2,", where);
	move("new", "cur", where, flagged);
	recover_one(where, false);
	check_counts(0, 0, 1);
	free(where);
	free(tmp);
	free(new);
}

/* What is journalled is not on the server any more, perhaps. */
Test(deliver_maildir, message_that_recovery_cannot_place_stays_staged)
{
	char *where = seal_and_die(&settings, "sealed\r\n");

	moving = ENOSPC;
	fail_to_recover(where, ENOSPC);
	moving = 0;
	check_counts(1, 0, 0);
	recover_one(where, false);
	check_only_new("sealed\n");
	free(where);
}

Test(deliver_maildir, recovery_is_over_when_the_disk_has_it)
{
	char *where = seal_and_die(&settings, "sealed\r\n");

	disk_is_bad = true;
	fail_to_recover(where, EIO);
	disk_is_bad = false;
	recover_one(where, false);
	check_only_new("sealed\n");
	free(where);
}

/* As by a copy, where a file system has no links. */
Test(deliver_maildir, message_that_stands_in_new_is_not_placed_again)
{
	char *where = seal_and_die(&settings, "sealed\r\n");

	make_file("new", where, time(NULL));
	recover_one(where, false);
	check_only_new("x\n");
	free(where);
}

Test(deliver_maildir, file_linked_by_a_backup_is_placed)
{
	char *where = seal_and_die(&settings, "saved\r\n");
	char *tmp = path_in("tmp", where), *backup = path_in("..", "backup");

	cr_assert_eq(link(tmp, backup), 0);
	recover_one(where, false);
	check_only_new("saved\n");
	free(where);
	free(tmp);
	free(backup);
}

Test(deliver_maildir, maildir_made_anew_has_lost_what_was_staged)
{
	char *where = seal_and_die(&settings, "lost\r\n");

	scene_end();
	cr_assert_eq(mkdir(scene_home, 0700), 0);
	recover_one(where, true);
	/* Whether the journal has that, nobody knows yet. */
	recover_one(where, true);
	free(where);
}

/* By another account, for which the file system was not mounted either. */
Test(deliver_maildir, tmp_made_anew_has_lost_what_was_staged)
{
	char *lost = seal_and_die(&settings, "lost\r\n");
	char *read = seal_and_die(&settings, "read\r\n");
	char *tmp = path_in("tmp", ""), *old = path_in("..", "old");
	char flagged[300];

	snprintf(flagged, sizeof flagged, "%s:2,S", read);
	move("tmp", "cur", read, flagged);
	cr_assert_eq(rename(tmp, old), 0);
	cr_assert_eq(mkdir(tmp, 0700), 0);
	recover_one(lost, true);
	recover_one(read, false);
	free(lost);
	free(read);
	free(tmp);
	free(old);
}

/* Whether the file system says when the directory was made. */
static bool has_birth(const char *directory)
{
#ifdef STATX_BTIME
	struct statx about;

	return statx(AT_FDCWD, directory, 0, STATX_BTIME, &about) == 0 &&
	       (about.stx_mask & STATX_BTIME) != 0;
#else
	(void)directory;
	return false;
#endif
}

static struct timespec time_of_a_file(void)
{
	struct stat about;
	const int fd = open("now", O_WRONLY | O_CREAT | O_EXCL, 0600);

	cr_assert_eq(fstat(fd, &about), 0);
	close(fd);
	cr_assert_eq(unlink("now"), 0);
	return about.st_mtim;
}

/* Until what is made is younger than what there is. */
static void await_tick(void)
{
	const struct timespec before = time_of_a_file();
	struct timespec now;

	do
		now = time_of_a_file();
	while (now.tv_sec == before.tv_sec && now.tv_nsec == before.tv_nsec);
}

/* Where a file system gives the number of an inode again, at once. */
Test(deliver_maildir, tmp_made_anew_with_the_same_inode_has_lost_it_too)
{
	char *where = seal_and_die(&settings, "lost\r\n");
	char *tmp = path_in("tmp", ""), *staged = path_in("tmp", where);

	if (!has_birth(tmp))
		cr_skip_test("nobody knows when a directory was made");
	await_tick();
	cr_assert_eq(unlink(staged), 0);
	cr_assert_eq(rmdir(tmp), 0);
	cr_assert_eq(mkdir(tmp, 0700), 0);
	recover_one(where, true);
	free(where);
	free(tmp);
	free(staged);
}

/* Without descriptors nobody can look into a directory. */
static void recover_blindly(const char *where)
{
	struct deliver *deliver = open_recovery(&settings);
	struct rlimit limit, none;
	enum pop3_status status;

	cr_assert_eq(getrlimit(RLIMIT_NOFILE, &limit), 0);
	none = (struct rlimit){.rlim_max = limit.rlim_max};
	cr_assert_eq(setrlimit(RLIMIT_NOFILE, &none), 0);
	status = deliver_recover(deliver, &where, 1);
	cr_assert_eq(setrlimit(RLIMIT_NOFILE, &limit), 0);
	cr_expect_eq(status, POP3_E_SYSTEM);
	cr_expect_eq(deliver_error(deliver)->sys_errno, EMFILE);
	recover(deliver, &where, 1);
	cr_expect_not(deliver_lost(deliver, 0));
	deliver_close(deliver);
}

Test(deliver_maildir, what_cannot_be_looked_for_is_not_lost)
{
	char *where = seal_and_die(&settings, "read\r\n");
	char *tmp = path_in("tmp", ""), flagged[300];

	snprintf(flagged, sizeof flagged, "%s:2,S", where);
	move("tmp", "cur", where, flagged);
	cr_assert_eq(rmdir(tmp), 0);
	recover_blindly(where);
	free(where);
	free(tmp);
}

Test(deliver_maildir, old_name_that_is_nowhere_is_lost)
{
	char *where = seal_and_die(&settings, "old\r\n");
	char *tmp = path_in("tmp", where);
	char old[300], longer[310];

	cr_assert_eq(unlink(tmp), 0);
	snprintf(old, sizeof old, "%lld%s", (long long)time(NULL) - 200000,
	    strchr(where, '.'));
	snprintf(longer, sizeof longer, "%s0", old);
	recover_one(old, true);
	make_file("cur", longer, time(NULL));
	recover_one(old, true);
	make_file("cur", old, time(NULL));
	recover_one(old, false);
	move("cur", "new", old, old);
	recover_one(old, false);
	free(where);
	free(tmp);
}

Test(deliver_maildir, files_of_others_in_tmp_stay)
{
	static const char theirs[] =
	    "1700000000.M1P1Q0R00000000000000000123456789abcdef.elsewhere";

	deliver_close(open_at(&settings));
	make_file("tmp", "1700000000.M1P1.other-mda", 1700000000);
	make_file("tmp", theirs, time(NULL) - 36 * 3600 + 20);
	recover_one(
	    "1700000000.M1P1Q0R0000000000000000fedcba9876543210.x", true);
	check_counts(2, 0, 0);
	/* 36 hours are enough for a file of a popfetch that is no more. */
	make_file("tmp", theirs, time(NULL) - 36 * 3600 - 10);
	recover_one(
	    "1700000000.M1P1Q0R0000000000000000fedcba9876543210.x", true);
	check_counts(1, 0, 0);
}

Test(deliver_maildir, another_account_stages_beside_unharmed)
{
	struct deliver *other = NULL, *ours = open_at(&settings);
	struct pop3_error error;
	char *spool = below("other-spool");

	cr_assert_eq(deliver_open(&settings, spool, &error, &other), POP3_OK);
	stage(other, "theirs\r\n");
	recover(ours, NULL, 0);
	seal(other);
	place(other);
	deliver_close(other);
	deliver_close(ours);
	check_only_new("theirs\n");
	free(spool);
}

Test(deliver_maildir, name_that_is_not_ours_is_refused)
{
	const char *const names[] = {"../../etc/passwd", "", "x",
	    "1700000000.M1P1Q0R00000000000000000123456789abcdef./../x"};
	struct deliver *deliver = open_at(&settings);

	for (size_t i = 0; i < 4; i++)
		cr_assert_eq(
		    deliver_recover(deliver, &names[i], 1), POP3_E_FILE);
	deliver_close(deliver);
}

/* ---- The annex ----------------------------------------------------------- */

/* Stages and seals in the second handle, and then the run ends; *out_annex is
 * the name of the annex. */
static char *seal_second_and_die(const char *message, char out_annex[1024])
{
	struct deliver *first = open_at(&settings),
		       *second = open_second(&settings);
	char *where, path[1024];

	stage(second, message);
	seal(second);
	where = strdup(deliver_where(second, 0));
	deliver_close(second);
	deliver_close(first);
	cr_assert_eq(count_in("tmp", path), 1);
	strcpy(out_annex, strrchr(path, '/') + 1);
	return where;
}

static void age(const char *directory, const char *name, time_t by)
{
	struct timespec times[2] = {
	    {.tv_sec = time(NULL) - by}, {.tv_sec = time(NULL) - by}};
	char *path = path_in(directory, name);

	cr_assert_eq(utimensat(AT_FDCWD, path, times, 0), 0);
	free(path);
}

Test(deliver_maildir, handles_stage_apart_and_place_alike)
{
	struct deliver *first = open_at(&settings),
		       *second = open_second(&settings);
	char path[1024];
	struct stat annex;

	stage(second, "two\r\n");
	check_counts(1, 0, 0);
	count_in("tmp", path);
	cr_assert_eq(stat(path, &annex), 0);
	cr_assert(S_ISDIR(annex.st_mode));
	cr_assert_eq(annex.st_mode & 07777, 0700);
	stage(first, "one\r\n");
	check_counts(2, 0, 0);
	seal(second);
	place(second);
	check_counts(2, 1, 0);
	seal(first);
	place(first);
	check_counts(1, 2, 0);
	deliver_close(second);
	check_counts(0, 2, 0);
	deliver_close(first);
}

Test(deliver_maildir, large_batch_of_the_annex_is_placed_whole)
{
	struct deliver *deliver = open_second(&settings);

	for (int i = 0; i < 100; i++)
		stage(deliver, "one of many\r\n");
	cr_assert_eq(deliver_begin(deliver), POP3_OK);
	deliver_drop(deliver);
	seal(deliver);
	place(deliver);
	stage(deliver, "discarded\r\n");
	deliver_close(deliver);
	check_counts(0, 100, 0);
}

Test(deliver_maildir, message_sealed_in_the_annex_is_placed_by_the_next_run)
{
	char annex[1024];
	char *where = seal_second_and_die("sealed\r\n", annex);

	recover_one(where, false);
	check_only_new("sealed\n");
	recover_one(where, false);
	check_only_new("sealed\n");
	free(where);
}

Test(deliver_maildir, annex_that_cannot_be_looked_into_has_lost_nothing)
{
	char annex[1024];
	char *where = seal_second_and_die("sealed\r\n", annex);

	recover_blindly(where);
	check_only_new("sealed\n");
	free(where);
}

/* Another host name, another spelling of the state directory. */
Test(deliver_maildir, run_with_another_tag_places_what_is_in_the_annex)
{
	char annex[1024];
	char *where = seal_second_and_die("sealed\r\n", annex);
	char *spool = below("another-spool");
	struct deliver *deliver = NULL;
	const char *names[] = {where};
	struct pop3_error error;

	cr_assert_eq(deliver_open(&settings, spool, &error, &deliver), POP3_OK);
	recover(deliver, names, 1);
	cr_expect_not(deliver_lost(deliver, 0));
	deliver_close(deliver);
	check_only_new("sealed\n");
	free(spool);
	free(where);
}

static char *seal_in_annex_of(const char *name)
{
	struct deliver *deliver = NULL;
	char *spool = below(name), *where;
	struct pop3_error error;

	cr_assert_eq(deliver_open_second(&settings, spool, &error, &deliver),
	    POP3_OK, "%s", error.text);
	stage(deliver, "sealed\r\n");
	seal(deliver);
	where = strdup(deliver_where(deliver, 0));
	deliver_close(deliver);
	free(spool);
	return where;
}

Test(deliver_maildir, each_of_two_annexes_is_looked_into)
{
	char *one = seal_in_annex_of("one"), *two = seal_in_annex_of("two");
	const char *names[] = {one, two};
	struct deliver *deliver;

	check_counts(2, 0, 0);
	deliver = open_recovery(&settings);
	recover(deliver, names, 2);
	cr_expect_not(deliver_lost(deliver, 0));
	cr_expect_not(deliver_lost(deliver, 1));
	deliver_close(deliver);
	check_counts(0, 2, 0);
	free(one);
	free(two);
}

Test(deliver_maildir, annex_that_is_not_in_the_journal_goes)
{
	char annex[1024];
	struct deliver *deliver;
	const int open_before = scene_files_open();

	free(seal_second_and_die("unknown\r\n", annex));
	deliver = open_at(&settings);
	recover(deliver, NULL, 0);
	deliver_close(deliver);
	check_counts(0, 0, 0);
	cr_expect_eq(scene_files_open(), open_before);
}

Test(deliver_maildir, message_that_is_no_more_in_the_annex_was_placed)
{
	char annex[1024], place[1100];
	char *where = seal_second_and_die("read\r\n", annex);

	snprintf(place, sizeof place, "tmp/%s", annex);
	move(place, "cur", where, where);
	recover_one(where, false);
	check_counts(0, 0, 1);
	free(where);
}

Test(deliver_maildir, message_linked_from_the_annex_is_placed_once)
{
	char annex[1024], place[1100];
	char *where = seal_second_and_die("linked\r\n", annex), *from, *to;

	snprintf(place, sizeof place, "tmp/%s", annex);
	from = path_in(place, where);
	to = path_in("new", where);
	cr_assert_eq(link(from, to), 0);
	recover_one(where, false);
	check_only_new("linked\n");
	free(where);
	free(from);
	free(to);
}

Test(deliver_maildir, annex_of_others_stays_for_a_time)
{
	static const char other[] = "popfetch-fedcba9876543210";
	char annex[1024], place[64];
	struct deliver *deliver;

	free(seal_second_and_die("theirs\r\n", annex));
	move("tmp", "tmp", annex, other);
	deliver = open_at(&settings);
	recover(deliver, NULL, 0);
	check_counts(1, 0, 0);
	/* The directory is old, but somebody else's file in it is not ours. */
	snprintf(place, sizeof place, "tmp/%s", other);
	make_file(place, "stranger", time(NULL));
	age("tmp", other, 36 * 3600 + 10);
	recover(deliver, NULL, 0);
	check_counts(1, 0, 0);
	deliver_close(deliver);
}

Test(deliver_maildir, old_annex_of_nobody_goes_with_its_files)
{
	static const char other[] = "popfetch-fedcba9876543210";
	char annex[1024], place[64];
	char *where = seal_second_and_die("theirs\r\n", annex);
	struct deliver *deliver = open_at(&settings);

	move("tmp", "tmp", annex, other);
	snprintf(place, sizeof place, "tmp/%s", other);
	age(place, where, 36 * 3600 + 10);
	age("tmp", other, 36 * 3600 + 10);
	recover(deliver, NULL, 0);
	check_counts(0, 0, 0);
	deliver_close(deliver);
	free(where);
}

/* Then the session waits while a batch is committed. */
Test(deliver_maildir, where_the_annex_cannot_be_there_is_no_second_handle)
{
	char annex[1024];
	char *where = seal_second_and_die("sealed\r\n", annex);
	struct deliver *deliver = NULL;
	struct pop3_error error;
	char *spool = below("spool");

	recover_one(where, false);
	make_file("tmp", annex, time(NULL));
	cr_assert_eq(deliver_open_second(&settings, spool, &error, &deliver),
	    POP3_E_SYSTEM);
	cr_expect_eq(error.sys_errno, ENOTDIR);
	cr_assert_null(deliver);
	recover_one(where, false);
	free(where);
	free(spool);
}
