/*
 * The last login, and the pause that the server wants behind it.
 */
#include "room.h"

TestSuite(login, .init = room_enter, .fini = room_leave);

static void set_login(struct pop3_state *state, int64_t now, uint32_t delay_s)
{
	cr_assert_eq(pop3_state_set_login(state, now, delay_s), POP3_OK, "%s",
	    pop3_state_error(state)->text);
}

static void check_login(
    const struct pop3_state *state, int64_t since, uint32_t delay_s)
{
	int64_t got_since = 0;
	uint32_t got_delay_s = 0;

	cr_assert(pop3_state_login(state, &got_since, &got_delay_s));
	cr_assert_eq(got_since, since);
	cr_assert_eq(got_delay_s, delay_s);
}

static void check_file(int64_t since, uint32_t delay_s)
{
	struct pop3_state *state = room_show();

	check_login(state, since, delay_s);
	room_close(state);
}

Test(login, is_unknown_at_first)
{
	struct pop3_state *state = room_open();
	int64_t since = 7;
	uint32_t delay_s = 8;

	DO(place, state, "a", NOW);
	cr_assert_not(pop3_state_login(state, &since, &delay_s));
	cr_assert_eq(since, 7);
	cr_assert_eq(delay_s, 8);
	room_close(state);
}

Test(login, is_remembered_and_the_next_takes_its_place)
{
	struct pop3_state *state = room_open();

	set_login(state, NOW, 900);
	check_login(state, NOW, 900);
	check_file(NOW, 900);
	set_login(state, NOW + 1000, 60);
	check_login(state, NOW + 1000, 60);
	room_close(state);
	check_file(NOW + 1000, 60);
}

Test(login, may_be_as_late_and_the_delay_as_long_as_can_be)
{
	struct pop3_state *state = room_open();

	set_login(state, POP3_STATE_TIME_MAX, UINT32_MAX);
	room_close(state);
	check_file(POP3_STATE_TIME_MAX, UINT32_MAX);
}

Test(login, is_no_message)
{
	struct pop3_state *state = room_open();
	struct pop3_state_key empty = key("");

	set_login(state, NOW, 900);
	cr_assert_eq(pop3_state_count(state), 0);
	cr_assert_eq(phase_of(state, ""), 0);
	/* A listing without messages forgets nothing of it. */
	cr_assert_eq(pop3_state_listed(state, NULL, 0, NOW + 1, 0), POP3_OK);
	cr_assert_eq(pop3_state_listed(state, NULL, 0, NOW + 9, 0), POP3_OK);
	cr_assert_eq(pop3_state_forget(state, &empty), POP3_OK);
	room_close(state);
	check_file(NOW, 900);
}

Test(login, survives_compacting_as_one_record)
{
	struct pop3_state *state = room_open();
	struct octets file;

	DO(place, state, "a", NOW);
	for (int i = 0; i < 2000; i++)
		set_login(state, NOW + i, 60);
	room_close(state);
	file = room_read();
	cr_assert_lt(file.length, 400);
	state = room_open();
	check_login(state, NOW + 1999, 60);
	cr_assert_eq(phase_of(state, "a"), POP3_PHASE_PLACED);
	room_close(state);
}

Test(login, that_makes_no_sense_is_refused)
{
	struct pop3_state *state = room_open();
	static const struct {
		int64_t now;
		uint32_t delay_s;
	} bad[] = {{NOW, 0}, {0, 1}, {-1, 1}, {POP3_STATE_TIME_MAX + 1, 1}};
	int64_t since;
	uint32_t delay_s;

	for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
		cr_assert_eq(
		    pop3_state_set_login(state, bad[i].now, bad[i].delay_s),
		    POP3_E_MISUSE);
		cr_assert_eq(pop3_state_error(state)->status, POP3_E_MISUSE);
	}
	cr_assert_not(pop3_state_login(state, &since, &delay_s));
	room_close(state);
}

Test(login, is_not_recorded_where_the_file_is_only_read)
{
	struct pop3_state *state = room_open();

	set_login(state, NOW, 900);
	room_close(state);
	state = room_show();
	cr_assert_eq(pop3_state_set_login(state, NOW + 1, 900), POP3_E_MISUSE);
	check_login(state, NOW, 900);
	room_close(state);
}
