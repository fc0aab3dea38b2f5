/*
 * Records that gather and are written together.
 */
#include <signal.h>
#include <sys/wait.h>

#include "room.h"

#include "faults.h"

TestSuite(gathering, .init = room_enter, .fini = room_leave);

/* More than the journal writes at once. */
#define MANY 4000

static void place_number(struct pop3_state *state, int n)
{
	char uid[32];

	snprintf(uid, sizeof uid, "%020d", n);
	DO(place, state, uid, NOW);
}

static struct pop3_state *gathering(void)
{
	struct pop3_state *state = room_open();

	DO(intend, state, "before", NOW, "x");
	cr_assert_eq(pop3_state_begin(state), POP3_OK);
	return state;
}

Test(gathering, is_known_at_once_and_written_when_committed)
{
	struct pop3_state *state = gathering();
	struct octets before = room_read();

	DO(place, state, "before", NOW);
	DO(intend, state, "new", NOW, "y");
	cr_assert_eq(phase_of(state, "before"), POP3_PHASE_PLACED);
	REFUSED(intend, state, "new", NOW, "y");
	cr_assert(room_holds(before.at, before.length));
	cr_assert_eq(pop3_state_commit(state), POP3_OK);
	cr_assert_str_eq(dump_file(), dump(state));
	room_close(state);
}

Test(gathering, is_over_when_committed)
{
	struct pop3_state *state = gathering();

	cr_assert_eq(pop3_state_commit(state), POP3_OK);
	DO(place, state, "new", NOW);
	cr_assert_str_eq(dump_file(), dump(state));
	cr_assert_eq(pop3_state_commit(state), POP3_OK);
	room_close(state);
}

Test(gathering, is_committed_by_a_sync_and_by_closing)
{
	struct pop3_state *state = gathering();

	DO(place, state, "before", NOW);
	syncs = 0;
	cr_assert_eq(pop3_state_sync(state), POP3_OK);
	cr_assert_eq(syncs, 1);
	cr_assert_str_eq(dump_file(), dump(state));
	cr_assert_eq(pop3_state_begin(state), POP3_OK);
	DO(doom, state, "before", NOW);
	room_close(state);
	state = room_open();
	cr_assert_eq(phase_of(state, "before"), POP3_PHASE_DOOMED);
	room_close(state);
}

Test(gathering, of_what_the_server_lists_is_the_same)
{
	struct pop3_state *state = gathering();

	DO(place, state, "before", NOW);
	cr_assert_eq(pop3_state_listed(state, NULL, 0, NOW, 9), POP3_OK);
	cr_assert_eq(entry_of(state, "before").missing, NOW);
	cr_assert_eq(pop3_state_commit(state), POP3_OK);
	cr_assert_str_eq(dump_file(), dump(state));
	room_close(state);
}

Test(gathering, has_no_limit)
{
	struct pop3_state *state = gathering();

	for (int i = 0; i < MANY; i++)
		place_number(state, i);
	cr_assert_eq(pop3_state_commit(state), POP3_OK);
	cr_assert_str_eq(dump_file(), dump(state));
	room_close(state);
}

Test(gathering, needs_a_file_to_write_to)
{
	struct pop3_state *state;

	room_close(room_open());
	state = room_show();
	cr_assert_eq(pop3_state_begin(state), POP3_E_MISUSE);
	cr_assert_eq(pop3_state_commit(state), POP3_E_MISUSE);
	room_close(state);
}

/* ---- Failures ------------------------------------------------------------ */

static void is_stuck(struct pop3_state *state, const char *said)
{
	struct pop3_state_key k = key("late");
	struct pop3_error error = {0};

	faults = 0;
	cr_assert_eq(pop3_state_error(state)->sys_errno, EIO);
	cr_assert_not_null(
	    strstr(pop3_state_error(state)->text, "cannot write"));
	cr_assert_eq(pop3_state_place(state, &k, NOW), POP3_E_SYSTEM);
	cr_assert_eq(pop3_state_commit(state), POP3_E_SYSTEM);
	cr_assert_eq(pop3_state_sync(state), POP3_E_SYSTEM);
	cr_assert_eq(pop3_state_close(state, &error), POP3_E_SYSTEM);
	cr_assert_eq(error.sys_errno, EIO);
	cr_assert_str_eq(dump_file(), said);
}

Test(gathering, that_cannot_be_written_leaves_none_of_it)
{
	struct pop3_state *state = gathering();
	char *said = dump(state);

	DO(place, state, "before", NOW);
	DO(place, state, "new", NOW);
	faults = FAULT_WRITE;
	cr_assert_eq(pop3_state_commit(state), POP3_E_SYSTEM);
	is_stuck(state, said);
}

Test(gathering, of_which_half_is_written_leaves_none_of_it)
{
	struct pop3_state *state = gathering();
	char *said = dump(state);

	for (int i = 0; i < MANY; i++)
		place_number(state, i);
	faults = FAULT_SHORT;
	cr_assert_eq(pop3_state_sync(state), POP3_E_SYSTEM);
	is_stuck(state, said);
}

Test(gathering, that_fails_on_the_way_leaves_none_of_it)
{
	struct pop3_state *state = gathering();
	char *said = dump(state);
	enum pop3_status status = POP3_OK;

	for (int i = 0; i < MANY && status == POP3_OK; i++) {
		struct pop3_state_key k = {.uid = "u", .length = 1};

		k.occurrence = (uint32_t)i;
		faults = i == MANY / 2 ? FAULT_WRITE : faults;
		status = pop3_state_place(state, &k, NOW);
	}
	cr_assert_eq(status, POP3_E_SYSTEM);
	is_stuck(state, said);
}

/* ---- A kill -------------------------------------------------------------- */

static void gather_and_die(void)
{
	struct pop3_state *state = room_open();

	pop3_state_begin(state);
	for (int i = 0; i < MANY; i++)
		place_number(state, i);
	raise(SIGKILL);
}

Test(gathering, that_is_killed_leaves_the_first_ones)
{
	struct pop3_state *state;
	struct pop3_state_key k;
	size_t count;
	pid_t pid = fork();

	if (pid == 0)
		gather_and_die();
	cr_assert_eq(waitpid(pid, NULL, 0), pid);
	state = room_open();
	count = pop3_state_count(state);
	cr_assert(count > 0 && count < MANY);
	for (size_t i = 0; i < count; i++) {
		char uid[32];

		snprintf(uid, sizeof uid, "%020zu", i);
		k = key(uid);
		cr_assert(pop3_state_seen(state, &k));
	}
	room_close(state);
}
