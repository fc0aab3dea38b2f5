/*
 * mbox-file.c - the locks of an mbox, and what may happen before they are
 * taken.
 */
#define _GNU_SOURCE /* RTLD_NEXT */
#include "tests/unit/popfetch/scene.h"

#include <dlfcn.h>
#include <errno.h>
#include <lockfile.h>
#include <sys/wait.h>
#include <time.h>

#include "popfetch/deliver/mbox-file.h"
#include "popfetch/system/monotonic.h"

static struct mbox_file file;
static struct pop3_error error;

/* What happens between the lock on the file and the one beside it, once. */
static void (*in_between)(void);

/* What comes of a lock file instead, where it is something. */
static int lock_result, lock_errno;

int lockfile_create(const char *path, int retries, int flags)
{
	int (*real)(const char *, int, int);
	void (*happen)(void) = in_between;

	in_between = NULL;
	if (happen != NULL)
		happen();
	if (lock_result != L_SUCCESS) {
		errno = lock_errno;
		return lock_result;
	}
	*(void **)&real = dlsym(RTLD_NEXT, "lockfile_create");
	return real(path, retries, flags);
}

/* A directory that is not to be changed for now. */
static bool stuck;

__attribute__((visibility("default"))) int unlink(const char *path)
{
	if (!stuck)
		return unlinkat(AT_FDCWD, path, 0);
	errno = EACCES;
	return -1;
}

/* A file system such as exFAT has no hard links; through sshfs each name of a
 * file seems to be another file. */
static bool linkless, linked_apart;

static int copy(const char *old, const char *name)
{
	const int from = open(old, O_RDONLY);
	const int to = open(name, O_WRONLY | O_CREAT | O_EXCL, 0644);
	char text[32];
	ssize_t length = read(from, text, sizeof text);
	const bool done =
	    to >= 0 && length >= 0 && write(to, text, (size_t)length) == length;

	close(from);
	close(to);
	return done ? 0 : -1;
}

__attribute__((visibility("default"))) int link(
    const char *old, const char *name)
{
	if (linked_apart)
		return copy(old, name);
	if (!linkless)
		return linkat(AT_FDCWD, old, AT_FDCWD, name, 0);
	errno = EPERM;
	return -1;
}

/* A server of network files that is gone. */
static bool stale;

int fstat(int fd, struct stat *about)
{
	if (!stale)
		return fstatat(fd, "", about, AT_EMPTY_PATH);
	errno = ESTALE;
	return -1;
}

/* Each look at the clock is a second later. */
int64_t monotonic_ms(void)
{
	static int64_t now_ms;

	return now_ms += 1000;
}

static void begin(void)
{
	scene_begin();
	scene_write("mbox", 0600, "From a  Thu Jan  1 00:00:00 1970\n\n");
	cr_assert_eq(
	    mbox_file_init(&file, scene_path("mbox"), &error), POP3_OK);
}

static void end(void)
{
	mbox_file_unlock(&file);
	mbox_file_free(&file);
	scene_end();
}

TestSuite(mbox_file, .init = begin, .fini = end, .timeout = 60);

static void lock(void)
{
	cr_assert_eq(mbox_file_lock(&file, &error), POP3_OK, "%s", error.text);
}

/* Whether another process may have a lock of this type on the file. */
static bool others_may_have(short type)
{
	int status;
	pid_t child = fork();

	if (child == 0) {
		struct flock flock = {.l_type = type, .l_whence = SEEK_SET};
		int fd = open(scene_path("mbox"), O_RDWR);

		_exit(fd >= 0 && fcntl(fd, F_SETLK, &flock) == 0 ? 0 : 1);
	}
	cr_assert_eq(waitpid(child, &status, 0), child);
	return status == 0;
}

Test(mbox_file, is_locked_against_all_who_read_or_write)
{
	lock();
	cr_expect_not(others_may_have(F_WRLCK));
	cr_expect_not(others_may_have(F_RDLCK));
	cr_expect_eq(access(scene_path("mbox.lock"), F_OK), 0);
	mbox_file_unlock(&file);
	cr_expect(others_may_have(F_WRLCK));
	cr_expect_eq(access(scene_path("mbox.lock"), F_OK), -1);
}

/* Else there were no new mail in it for whoever compares its times. */
Test(mbox_file, that_we_look_into_it_is_no_reading)
{
	const struct timespec times[2] = {{.tv_sec = 10}, {.tv_sec = 20}};
	struct stat stat_buf;
	size_t newlines;

	cr_assert_eq(utimensat(AT_FDCWD, scene_path("mbox"), times, 0), 0);
	mbox_file_free(&file);
	cr_assert_eq(
	    mbox_file_init(&file, scene_path("mbox"), &error), POP3_OK);
	lock();
	cr_expect_eq(mbox_file_check(&file, &error), POP3_OK);
	cr_expect_eq(mbox_file_newlines(&file, 33, &newlines, &error), POP3_OK);
	mbox_file_unlock(&file);
	cr_assert_eq(stat(scene_path("mbox"), &stat_buf), 0);
	cr_expect_eq(stat_buf.st_atime, 10);
	cr_expect_eq(stat_buf.st_mtime, 20);
}

/* Ours was there before, and is no more. */
Test(mbox_file, lock_of_another_is_left_alone_behind_ours)
{
	char owner[24];

	lock();
	mbox_file_unlock(&file);
	snprintf(owner, sizeof owner, "%ld\n", (long)getppid());
	scene_write("mbox.lock", 0644, owner);
	cr_expect_eq(mbox_file_lock(&file, &error), POP3_E_LOCKED);
	cr_expect_eq(access(scene_path("mbox.lock"), F_OK), 0);
	cr_expect(others_may_have(F_WRLCK));
}

/* The next batch would wait for it, and in vain. */
Test(mbox_file, lock_of_ours_that_could_not_be_removed_is_ours)
{
	lock();
	stuck = true;
	mbox_file_unlock(&file);
	cr_expect_eq(access(scene_path("mbox.lock"), F_OK), 0);
	stuck = false;
	lock();
	mbox_file_unlock(&file);
	cr_expect_eq(access(scene_path("mbox.lock"), F_OK), -1);
}

/* Each run in a container may have the process-id of the last. */
Test(mbox_file, old_lock_of_our_process_id_was_left_by_another)
{
	struct timespec times[2];
	char owner[24];

	snprintf(owner, sizeof owner, "%ld\n", (long)getpid());
	scene_write("mbox.lock", 0644, owner);
	cr_expect_eq(mbox_file_lock(&file, &error), POP3_E_LOCKED);
	cr_assert_eq(clock_gettime(CLOCK_REALTIME, &times[0]), 0);
	times[0].tv_sec -= 301;
	times[1] = times[0];
	cr_assert_eq(utimensat(AT_FDCWD, scene_path("mbox.lock"), times, 0), 0);
	lock();
	cr_expect_not(others_may_have(F_WRLCK));
	mbox_file_unlock(&file);
	cr_expect_eq(access(scene_path("mbox.lock"), F_OK), -1);
}

/* Where we have no right to make one, the lock on the file has to do. */
Test(mbox_file, without_room_for_a_lock_beside_it_there_is_no_lock)
{
	static const struct {
		int result, sys_errno;
		enum pop3_status status;
	} rows[] = {
	    {L_TMPLOCK, EACCES, POP3_OK},
	    {L_TMPLOCK, EPERM, POP3_OK},
	    {L_TMPLOCK, EROFS, POP3_OK},
	    {L_NAMELEN, 0, POP3_OK},
	    {L_TMPLOCK, ENOSPC, POP3_E_SYSTEM},
	    {L_TMPWRITE, ENOSPC, POP3_E_SYSTEM},
	    {L_TMPLOCK, EEXIST, POP3_E_LOCKED},
	};

	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		lock_result = rows[i].result;
		lock_errno = rows[i].sys_errno;
		cr_expect_eq(mbox_file_lock(&file, &error), rows[i].status,
		    "row %zu", i);
		mbox_file_unlock(&file);
	}
}

/* As a mail reader does that has taken messages out. */
static void replace(void)
{
	char path[200];

	snprintf(path, sizeof path, "%s",
	    scene_write(
		"mbox.new", 0600, "From b  Thu Jan  1 00:00:00 1970\n"));
	cr_assert_eq(rename(path, scene_path("mbox")), 0);
}

static void take_away(void)
{
	cr_assert_eq(unlink(scene_path("mbox")), 0);
}

static bool is_open_file(void)
{
	struct stat by_path, by_fd;

	cr_assert_eq(stat(scene_path("mbox"), &by_path), 0);
	cr_assert_eq(fstat(file.fd, &by_fd), 0);
	return by_path.st_ino == by_fd.st_ino;
}

/* What is written into a file without a name is lost. */
Test(mbox_file, that_is_replaced_before_it_is_locked_is_opened_anew)
{
	in_between = replace;
	lock();
	cr_expect(is_open_file());
	cr_expect_not(others_may_have(F_WRLCK));
}

Test(mbox_file, that_is_gone_before_it_is_locked_is_made_anew)
{
	in_between = take_away;
	lock();
	cr_expect(is_open_file());
	cr_expect_not(others_may_have(F_WRLCK));
}

Test(mbox_file, that_is_a_directory_by_now_is_not_locked)
{
	take_away();
	cr_assert_eq(mkdir(scene_path("mbox"), 0700), 0);
	cr_expect_eq(mbox_file_lock(&file, &error), POP3_E_FILE);
}

Test(mbox_file, what_cannot_be_looked_at_is_not_called_something_else)
{
	struct mbox_file other;

	stale = true;
	cr_assert_eq(
	    mbox_file_init(&other, scene_path("mbox"), &error), POP3_E_SYSTEM);
	stale = false;
	cr_expect_eq(error.sys_errno, ESTALE);
	cr_expect_not_null(strstr(error.text, "cannot look at mbox '"));
	mbox_file_free(&other);
}

static const char *lock_file_text(void)
{
	const int fd = open(scene_path("mbox.lock"), O_RDONLY);
	const char *text = scene_text_of(fd);

	close(fd);
	return text;
}

/* Some programs make theirs for nobody else to read. */
Test(mbox_file, lock_of_another_holds_where_we_may_not_read_it)
{
	scene_write("mbox.lock", 0, "1\n");
	chmod(scene_path("mbox.lock"), 0);
	if (geteuid() == 0) {
		cr_assert_eq(chown(scene_path("."), 12345, (gid_t)-1), 0);
		cr_assert_eq(chown(scene_path("mbox"), 12345, (gid_t)-1), 0);
		cr_assert_eq(seteuid(12345), 0);
	}
	cr_expect_eq(mbox_file_lock(&file, &error), POP3_E_LOCKED);
	cr_expect_eq(access(scene_path("mbox.lock"), F_OK), 0);
	if (getuid() == 0)
		cr_assert_eq(seteuid(0), 0);
}

Test(mbox_file, without_hard_links_there_is_a_lock_beside_it)
{
	char number[32];

	linkless = true;
	lock();
	snprintf(number, sizeof number, "%ld\n", (long)getpid());
	cr_expect_str_eq(lock_file_text(), number);
	mbox_file_unlock(&file);
	cr_expect_eq(access(scene_path("mbox.lock"), F_OK), -1);
}

Test(mbox_file, where_a_link_has_another_inode_there_is_a_lock_beside_it)
{
	linked_apart = true;
	lock();
	cr_expect_eq(access(scene_path("mbox.lock"), F_OK), 0);
	mbox_file_unlock(&file);
	cr_expect_eq(access(scene_path("mbox.lock"), F_OK), -1);
}

Test(mbox_file, where_a_link_has_another_inode_the_lock_of_another_holds)
{
	char ours[32];

	linked_apart = true;
	scene_write("mbox.lock", 0600, "1\n");
	cr_expect_eq(mbox_file_lock(&file, &error), POP3_E_LOCKED);
	cr_expect_str_eq(lock_file_text(), "1\n");
	/* In another container, of our number there. */
	snprintf(ours, sizeof ours, "%ld\n", (long)getpid());
	scene_write("mbox.lock", 0600, ours);
	cr_expect_eq(mbox_file_lock(&file, &error), POP3_E_LOCKED);
	cr_expect_str_eq(lock_file_text(), ours);
}

Test(mbox_file, without_hard_links_the_lock_of_another_holds)
{
	linkless = true;
	scene_write("mbox.lock", 0600, "1\n");
	cr_expect_eq(mbox_file_lock(&file, &error), POP3_E_LOCKED);
	cr_expect_str_eq(lock_file_text(), "1\n");
}
