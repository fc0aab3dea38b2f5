/*
 * Compacting: when, what stays, and dying at each step of it.
 */
#include <sys/wait.h>

#include "room.h"

#include "faults.h"

TestSuite(compacting, .init = room_enter, .fini = room_leave);

static void grow_obsolete(struct pop3_state *state, int records)
{
	for (int i = 0; i < records / 2; i++) {
		DO(place, state, "come and gone", NOW);
		forget(state, "come and gone");
	}
}

static void place_many(struct pop3_state *state, int count)
{
	char uid[16];

	for (int i = 0; i < count; i++) {
		snprintf(uid, sizeof uid, "%d", i);
		DO(place, state, uid, NOW);
	}
}

static size_t file_length(void)
{
	struct octets file = room_read();

	free(file.at);
	return file.length;
}

/* An entry of every phase, and each of them missing once more. */
static void make_every_kind(struct pop3_state *state)
{
	static const char *const names[] = {"there", "gone", "\xE9 %"};
	struct pop3_state_key listed[4];

	for (uint32_t i = 0; i < 12; i++) {
		struct pop3_state_key k = key(names[i / 4]);

		k.occurrence = i % 4;
		if (i < 4)
			listed[i] = k;
		if (i % 4 == 0)
			pop3_state_trouble(state, &k, NOW, "too large");
		if (i % 4 == 0)
			pop3_state_trouble(state, &k, NOW + 1, "too late");
		if (i % 4 == 1)
			pop3_state_intend(state, &k, NOW + 2, "new/1 2");
		if (i % 4 >= 2)
			pop3_state_place(state, &k, NOW + 3);
		if (i % 4 == 3)
			pop3_state_doom(state, &k, NOW + 4);
	}
	cr_assert_eq(pop3_state_listed(state, listed, 4, NOW + 5, 99), POP3_OK);
	cr_assert_eq(pop3_state_count(state), 12);
}

Test(compacting, keeps_order_and_all_that_is_known)
{
	struct pop3_state *state = room_open();
	char *before, *after;

	make_every_kind(state);
	grow_obsolete(state, 2000);
	before = dump(state);
	room_close(state);
	cr_assert_lt(file_length(), 2000);
	cr_assert(room_ends_in_mark());
	after = dump_file();
	cr_assert_str_eq(after, before);
}

Test(compacting, is_not_done_for_a_small_file)
{
	struct pop3_state *state = room_open();
	size_t before;

	grow_obsolete(state, 100);
	before = file_length();
	room_close(state);
	cr_assert_eq(file_length(), before + MARK_LENGTH);
	cr_assert(room_ends_in_mark());
}

Test(compacting, is_not_done_for_a_file_that_is_in_use)
{
	struct pop3_state *state = room_open();
	char uid[16];
	size_t before;

	for (int i = 0; i < 1000; i++) {
		snprintf(uid, sizeof uid, "%d", i);
		DO(intend, state, uid, NOW, "x");
		DO(place, state, uid, NOW);
	}
	before = file_length();
	room_close(state);
	cr_assert_eq(file_length(), before + MARK_LENGTH);
	cr_assert(room_ends_in_mark());
}

Test(compacting, is_done_for_what_many_runs_have_left)
{
	struct pop3_state *state = room_open();

	place_many(state, 300);
	room_close(state);
	for (int run = 0; run < 10; run++) {
		state = room_open();
		grow_obsolete(state, 200);
		room_close(state);
	}
	cr_assert_lt(file_length(), 32 * 1024);
	state = room_open();
	cr_assert_eq(pop3_state_count(state), 300);
	room_close(state);
}

Test(compacting, leaves_a_file_for_its_owner_alone)
{
	struct pop3_state *state = room_open();
	struct stat about;

	grow_obsolete(state, 2000);
	cr_assert_eq(chmod(room_path, 0644), 0);
	room_close(state);
	cr_assert_eq(stat(room_path, &about), 0);
	cr_assert_eq(about.st_mode & 07777, 0600);
	cr_assert_neq(access(room_name(".new"), F_OK), 0);
}

Test(compacting, syncs_the_file_before_and_the_directory_after_renaming)
{
	struct pop3_state *state = room_open();

	grow_obsolete(state, 2000);
	cr_assert_eq(pop3_state_sync(state), POP3_OK);
	syncs = renames = 0;
	room_close(state);
	cr_assert_eq(renames, 1);
	cr_assert_eq(syncs, 2);
}

static int open_descriptors(void)
{
	int count = 0;

	for (int fd = 0; fd < 100; fd++)
		count += fcntl(fd, F_GETFD) >= 0;
	return count;
}

Test(compacting, that_fails_is_told_and_loses_nothing)
{
	static const enum fault all[] = {
	    FAULT_WRITE, FAULT_SHORT, FAULT_SYNC, FAULT_RENAME};
	int descriptors = open_descriptors();

	for (size_t i = 0; i < sizeof all / sizeof all[0]; i++) {
		struct pop3_state *state = room_open();
		struct pop3_error error = {0};
		char *before, *after;
		size_t length;

		/* More than is written at once. */
		if (i == 0)
			make_every_kind(state);
		if (i == 0)
			place_many(state, 2000);
		grow_obsolete(state, 6000);
		cr_assert_eq(pop3_state_sync(state), POP3_OK);
		before = dump(state);
		length = file_length();
		faults = all[i];
		cr_assert_eq(pop3_state_close(state, &error), POP3_E_SYSTEM);
		faults = 0;
		cr_assert_neq(error.sys_errno, 0);
		cr_assert_not_null(strstr(error.text, room_path));
		cr_assert_eq(open_descriptors(), descriptors);
		cr_assert_eq(file_length(), length);
		cr_assert_neq(access(room_name(".new"), F_OK), 0);
		after = dump_file();
		cr_assert_str_eq(after, before);
	}
}

Test(compacting, that_cannot_begin_names_its_file)
{
	struct pop3_state *state = room_open();
	struct pop3_error error = {0};

	grow_obsolete(state, 2000);
	cr_assert_eq(mkdir(room_name(".new"), 0700), 0);
	cr_assert_eq(pop3_state_close(state, &error), POP3_E_SYSTEM);
	cr_assert_not_null(strstr(error.text, room_name(".new")));
	cr_assert_eq(rmdir(room_name(".new")), 0);
	room_close(room_open());
}

/* Runs as a child: opens, or compacts at closing, and dies before the given
 * step; returns whether it did die. */
static bool dies(struct pop3_state *state, long after_steps)
{
	int status;
	pid_t pid = fork();

	cr_assert(pid >= 0);
	if (pid == 0) {
		steps_left = after_steps;
		if (state == NULL)
			pop3_state_open(room_path, &room_options, NULL, &state);
		else
			pop3_state_close(state, NULL);
		_exit(0);
	}
	cr_assert_eq(waitpid(pid, &status, 0), pid);
	return WIFSIGNALED(status);
}

Test(compacting, dying_at_any_step_leaves_a_whole_file)
{
	struct pop3_state *state = room_open();
	struct octets file;
	char *before, *after;
	long deaths = 0;

	make_every_kind(state);
	grow_obsolete(state, 2000);
	before = dump(state);
	file = room_read();
	while (dies(state, deaths)) {
		after = dump_file();
		cr_assert_str_eq(after, before);
		free(after);
		room_write(file.at, file.length);
		deaths++;
	}
	cr_assert_gt(deaths, 4);
	after = dump_file();
	cr_assert_str_eq(after, before);
	cr_assert_lt(file_length(), file.length);
}

Test(compacting, dying_at_any_step_of_making_the_file_is_no_obstacle)
{
	long deaths = 0;

	while (dies(NULL, deaths)) {
		room_close(room_open());
		unlink(room_path);
		deaths++;
	}
	cr_assert_gt(deaths, 3);
}
