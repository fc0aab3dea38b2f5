/*
 * Disks that are full or broken.
 */
#define _GNU_SOURCE /* unshare(), AT_EMPTY_PATH */
#include <sched.h>
#include <signal.h>
#include <sys/mount.h>
#include <sys/resource.h>

#include "room.h"

#include "faults.h"

TestSuite(failure, .init = room_enter, .fini = room_leave);

/* A server of network files that is gone. */
static bool stale;

int fstat(int fd, struct stat *about)
{
	if (!stale)
		return fstatat(fd, "", about, AT_EMPTY_PATH);
	errno = ESTALE;
	return -1;
}

/* The one after so many fails; -1: none. */
static int reads_left = -1;

ssize_t read(int fd, void *octets, size_t n)
{
	if (reads_left < 0 || reads_left-- > 0)
		return syscall(SYS_read, fd, octets, n);
	errno = EIO;
	return -1;
}

static struct pop3_state *with_some(void)
{
	struct pop3_state *state = room_open();

	DO(intend, state, "i", NOW, "x");
	DO(place, state, "p", NOW);
	DO(place, state, "d", NOW);
	DO(doom, state, "d", NOW);
	DO(trouble, state, "t", NOW, "x");
	return state;
}

/* More than is written, or read, at once. */
static void place_many(struct pop3_state *state)
{
	for (int i = 0; i < 3000; i++) {
		char uid[16];

		snprintf(uid, sizeof uid, "%d", i);
		DO(place, state, uid, NOW);
	}
}

static void fails_to_write(
    struct pop3_state *state, enum pop3_status status, int sys_errno)
{
	const struct pop3_error *error = pop3_state_error(state);

	cr_assert_eq(status, POP3_E_SYSTEM);
	cr_assert_eq(error->status, POP3_E_SYSTEM);
	cr_assert_eq(error->sys_errno, sys_errno, "%s", error->text);
	cr_assert_not_null(strstr(error->text, room_path));
}

static void every_append_fails(struct pop3_state *state, int sys_errno)
{
	struct pop3_state_key i = key("i"), p = key("p"), t = key("t"),
			      n = key("new");

	fails_to_write(
	    state, pop3_state_intend(state, &n, NOW, "y"), sys_errno);
	fails_to_write(state, pop3_state_place(state, &i, NOW), sys_errno);
	fails_to_write(state, pop3_state_doom(state, &p, NOW), sys_errno);
	fails_to_write(state, pop3_state_forget(state, &p), sys_errno);
	fails_to_write(
	    state, pop3_state_trouble(state, &t, NOW, "y"), sys_errno);
	fails_to_write(
	    state, pop3_state_listed(state, NULL, 0, NOW, 0), sys_errno);
}

Test(failure, of_a_write_changes_neither_file_nor_memory)
{
	struct pop3_state *state = with_some();
	struct octets before = room_read();
	char *said = dump(state);

	faults = FAULT_WRITE;
	every_append_fails(state, EIO);
	cr_assert_str_eq(dump(state), said);
	cr_assert(room_holds(before.at, before.length));

	faults = 0;
	DO(place, state, "i", NOW);
	cr_assert_eq(phase_of(state, "i"), POP3_PHASE_PLACED);
	cr_assert_str_eq(dump_file(), dump(state));
	room_close(state);
}

Test(failure, of_a_long_listing_changes_neither_file_nor_memory)
{
	struct pop3_state *state = room_open();
	struct octets before;
	char *said;

	place_many(state);
	before = room_read();
	said = dump(state);
	faults = FAULT_SHORT;
	fails_to_write(state, pop3_state_listed(state, NULL, 0, NOW, 0), EIO);
	cr_assert_str_eq(dump(state), said);
	cr_assert(room_holds(before.at, before.length));
	faults = 0;
	room_close(state);
}

Test(failure, of_a_write_to_go_on_at_once_is_none)
{
	struct pop3_state *state = with_some();

	faults = FAULT_PIECES;
	DO(intend, state, "new", NOW, "y");
	DO(place, state, "i", NOW);
	cr_assert_str_eq(dump_file(), dump(state));
	faults = 0;
	room_close(state);
}

Test(failure, of_a_write_that_falls_short_is_cut_off)
{
	struct pop3_state *state = with_some();
	struct octets before = room_read();
	char *said = dump(state);
	struct pop3_state_key k = key("new");

	faults = FAULT_SHORT;
	fails_to_write(state, pop3_state_place(state, &k, NOW), EIO);
	cr_assert_str_eq(dump(state), said);
	cr_assert(room_holds(before.at, before.length));

	faults = FAULT_SHORT;
	fails_to_write(state, pop3_state_listed(state, NULL, 0, NOW, 0), EIO);
	cr_assert_str_eq(dump(state), said);
	cr_assert(room_holds(before.at, before.length));

	faults = 0;
	DO(place, state, "new", NOW);
	room_close(state);
	room_close(room_open());
}

Test(failure, of_cutting_off_ends_all_appending)
{
	struct pop3_state *state = with_some();
	char *said = dump(state);
	struct pop3_state_key k = key("new");

	faults = FAULT_SHORT | FAULT_CUT;
	fails_to_write(state, pop3_state_place(state, &k, NOW), EIO);
	faults = 0;
	every_append_fails(state, EIO);
	cr_assert_eq(pop3_state_sync(state), POP3_E_SYSTEM);
	cr_assert_str_eq(dump(state), said);
	cr_assert_eq(pop3_state_close(state, NULL), POP3_E_SYSTEM);
	cr_assert_str_eq(dump_file(), said);
	DO(place, state = room_open(), "new", NOW);
	room_close(state);
}

Test(failure, of_a_sync_ends_all_appending)
{
	struct pop3_state *state = with_some();
	struct octets before = room_read();
	struct pop3_error error = {0};

	faults = FAULT_SYNC;
	fails_to_write(state, pop3_state_sync(state), EIO);
	faults = 0;
	/* More than is written at once. */
	for (int i = 0; i < 400; i++)
		every_append_fails(state, EIO);
	cr_assert(room_holds(before.at, before.length));
	cr_assert_not_null(
	    strstr(pop3_state_error(state)->text, "takes no more records"));
	cr_assert_eq(pop3_state_sync(state), POP3_E_SYSTEM);
	cr_assert_eq(pop3_state_close(state, &error), POP3_E_SYSTEM);
	cr_assert_eq(error.sys_errno, EIO);
	room_close(room_open());
}

Test(failure, of_the_last_sync_is_told_by_closing)
{
	struct pop3_state *state = with_some();
	struct pop3_error error = {0};

	faults = FAULT_SYNC;
	cr_assert_eq(pop3_state_close(state, &error), POP3_E_SYSTEM);
	cr_assert_eq(error.status, POP3_E_SYSTEM);
	cr_assert_not_null(strstr(error.text, "cannot sync"));
}

Test(failure, of_cutting_a_torn_tail_appends_nothing)
{
	struct pop3_state *state = with_some();
	struct pop3_state_key k = key("new");
	struct octets file;

	room_close(state);
	file = room_read();
	room_write(file.at, file.length - 5);
	state = room_open();
	faults = FAULT_CUT;
	fails_to_write(state, pop3_state_place(state, &k, NOW), EIO);
	cr_assert(room_holds(file.at, file.length - 5));
	pop3_state_close(state, NULL);
}

Test(failure, while_making_the_file_is_no_state)
{
	static const enum fault all[] = {FAULT_WRITE, FAULT_SHORT, FAULT_SYNC,
	    FAULT_RENAME, FAULT_DIRECTORY};

	for (size_t i = 0; i < sizeof all / sizeof all[0]; i++) {
		faults = all[i];
		cr_assert_eq(room_refusal().status, POP3_E_SYSTEM);
		faults = 0;
		cr_assert_neq(access(room_name(".new"), F_OK), 0);
		unlink(room_path);
	}
	room_close(room_open());
}

Test(failure, of_a_look_is_no_fault_of_the_file)
{
	struct pop3_error error;

	room_close(with_some());
	stale = true;
	error = room_refusal();
	stale = false;
	cr_expect_eq(error.status, POP3_E_SYSTEM);
	cr_expect_eq(error.sys_errno, ESTALE);
	cr_expect_not_null(strstr(error.text, "cannot look at lock file '"));
	room_close(room_open());
}

static void no_read_may_fail(void)
{
	for (int reads = 0; reads < 3; reads++) {
		struct pop3_error error;

		reads_left = reads;
		error = room_refusal();
		cr_expect_eq(error.status, POP3_E_SYSTEM);
		cr_expect_eq(error.sys_errno, EIO);
		cr_expect_not_null(
		    strstr(error.text, "cannot read state file '"));
	}
}

Test(failure, of_reading_is_no_end_of_the_file)
{
	struct pop3_state *state = room_open();
	struct octets file;

	place_many(state);
	room_close(state);
	no_read_may_fail();
	/* Nor behind what is torn, or damaged. */
	file = room_read();
	file.at[1000] ^= 1;
	room_write(file.at, file.length);
	no_read_may_fail();
	cr_expect_eq(room_refusal().status, POP3_E_FILE);
}

/* On some network file systems. */
Test(failure, a_directory_that_knows_no_sync_is_none)
{
	static const int ways[] = {EINVAL, ENOTSUP, EOPNOTSUPP};

	faults = FAULT_DIRECTORY;
	for (size_t i = 0; i < sizeof ways / sizeof ways[0]; i++) {
		directory_errno = ways[i];
		room_close(room_open());
		cr_assert_eq(unlink(room_path), 0);
	}
}

Test(failure, a_sync_is_made_only_where_something_was_appended)
{
	struct pop3_state *state = room_open();

	syncs = 0;
	cr_assert_eq(pop3_state_sync(state), POP3_OK);
	cr_assert_eq(syncs, 0);
	DO(place, state, "a", NOW);
	DO(place, state, "b", NOW);
	cr_assert_eq(syncs, 0);
	cr_assert_eq(pop3_state_sync(state), POP3_OK);
	cr_assert_eq(pop3_state_sync(state), POP3_OK);
	cr_assert_eq(syncs, 1);
	room_close(state);
	cr_assert_eq(syncs, 1);
}

/* Fills the disk, whatever its end is, and frees a little of it again. */
static void until_full(struct pop3_state *state, int sys_errno)
{
	struct octets before;
	char *said, *file;
	char uid[16];
	struct pop3_state_key k;
	enum pop3_status status = POP3_OK;

	for (int i = 0; status == POP3_OK; i++) {
		cr_assert_lt(i, 100000);
		snprintf(uid, sizeof uid, "%d", i);
		k = key(uid);
		status = pop3_state_intend(state, &k, NOW, "somewhere");
	}
	fails_to_write(state, status, sys_errno);
	cr_assert_not(pop3_state_seen(state, &k));
	before = room_read();
	said = dump(state);
	file = dump_file();
	cr_assert_str_eq(file, said);
	fails_to_write(
	    state, pop3_state_listed(state, NULL, 0, NOW, 0), sys_errno);
	cr_assert(room_holds(before.at, before.length));
	cr_assert_eq(before.at[before.length - 1], '\n');
}

Test(failure, a_file_that_may_grow_no_more_stays_whole)
{
	struct rlimit limit = {.rlim_cur = 10001, .rlim_max = RLIM_INFINITY};
	struct pop3_state *state = room_open();

	signal(SIGXFSZ, SIG_IGN);
	cr_assert_eq(setrlimit(RLIMIT_FSIZE, &limit), 0);
	until_full(state, EFBIG);
	limit.rlim_cur = RLIM_INFINITY;
	cr_assert_eq(setrlimit(RLIMIT_FSIZE, &limit), 0);
	DO(place, state, "0", NOW);
	room_close(state);
	room_close(room_open());
}

Test(failure, a_full_disk_leaves_the_file_whole)
{
	struct pop3_state *state;
	int ballast;

	if (unshare(CLONE_NEWNS) != 0 ||
	    mount("none", "/", "none", MS_REC | MS_PRIVATE, NULL) != 0 ||
	    mount("none", room_dir, "tmpfs", 0, "size=256k") != 0)
		room_skip("no right to mount a small disk");
	state = room_open();
	ballast = open(room_name(".other"), O_WRONLY | O_CREAT, 0600);
	cr_assert_eq(posix_fallocate(ballast, 0, 200 * 1024), 0);
	until_full(state, ENOSPC);
	cr_assert_eq(ftruncate(ballast, 0), 0);
	close(ballast);
	DO(place, state, "0", NOW);
	room_close(state);
	room_close(room_open());
	unlink(room_name(".other"));
	unlink(room_name(".lock"));
	unlink(room_path);
	umount(room_dir);
}
