/*
 * A process that is killed while it appends.
 */
#include <signal.h>
#include <sys/wait.h>

#include "room.h"

TestSuite(crash, .init = room_enter, .fini = room_leave);

enum {
	CHILDREN = 100
};

static void number_uid(char uid[16], uint32_t n)
{
	snprintf(uid, 16, "%u", n);
}

/* Places messages from first on for ever, and says so after each. */
static _Noreturn void append_for_ever(uint32_t first, int out)
{
	struct pop3_state *state = room_open();

	for (uint32_t n = first;; n++) {
		char uid[16];
		struct pop3_state_key k;

		number_uid(uid, n);
		k = key(uid);
		if (pop3_state_place(state, &k, NOW + n) != POP3_OK ||
		    write(out, "x", 1) != 1)
			_exit(1);
	}
}

/* Kills such a process when it has said so many; how many it said in all. */
static uint32_t kill_after(uint32_t first, uint32_t wanted)
{
	uint32_t said = 0;
	int ends[2], status;
	pid_t pid;
	char c;

	cr_assert_eq(pipe(ends), 0);
	pid = fork();
	cr_assert(pid >= 0);
	if (pid == 0) {
		close(ends[0]);
		append_for_ever(first, ends[1]);
	}
	close(ends[1]);
	while (said < wanted && read(ends[0], &c, 1) == 1)
		said++;
	cr_assert_eq(kill(pid, SIGKILL), 0);
	while (read(ends[0], &c, 1) == 1)
		said++;
	close(ends[0]);
	cr_assert_eq(waitpid(pid, &status, 0), pid);
	cr_assert(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL);
	return said;
}

/* How many are recorded; they must be the first ones, without a gap. */
static uint32_t recorded(void)
{
	struct pop3_state *state = room_open();
	uint32_t count = (uint32_t)pop3_state_count(state);

	for (uint32_t n = 0; n < count; n++) {
		char uid[16];

		number_uid(uid, n);
		cr_assert_eq(entry_of(state, uid).since, NOW + n);
	}
	room_close(state);
	return count;
}

Test(crash, loses_no_record_that_was_appended)
{
	uint32_t count = 0;

	for (uint32_t i = 0; i < CHILDREN; i++) {
		uint32_t said = kill_after(count, 1 + i * 7 % 40);
		uint32_t now = recorded();

		/* The last may be recorded and not yet said. */
		cr_assert_geq(now, count + said);
		cr_assert_leq(now, count + said + 1);
		count = now;
	}
}
