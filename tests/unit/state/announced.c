/*
 * What the server announced.
 */
#include "room.h"

#include "libpop3/state/record.h"

TestSuite(announced, .init = room_enter, .fini = room_leave);

#define LINES "implicit\nSASL PLAIN\n\nTOP\nUIDL\n"

static void set(struct pop3_state *state, int64_t now, const char *text)
{
	cr_assert_eq(pop3_state_set_announced(state, now, text), POP3_OK, "%s",
	    pop3_state_error(state)->text);
}

static void check(
    const struct pop3_state *state, int64_t since, const char *text)
{
	int64_t got = 0;
	const char *announced = pop3_state_announced(state, &got);

	cr_assert_not_null(announced);
	cr_assert_str_eq(announced, text);
	cr_assert_eq(got, since);
}

static void check_file(int64_t since, const char *text)
{
	struct pop3_state *state = room_show();

	check(state, since, text);
	room_close(state);
}

Test(announced, is_unknown_at_first)
{
	struct pop3_state *state = room_open();
	int64_t since = 7;

	DO(place, state, "a", NOW);
	cr_assert_null(pop3_state_announced(state, &since));
	cr_assert_eq(since, 7);
	room_close(state);
}

Test(announced, is_remembered_and_the_next_takes_its_place)
{
	struct pop3_state *state = room_open();

	set(state, NOW, LINES);
	check(state, NOW, LINES);
	check_file(NOW, LINES);
	set(state, NOW + 9, "none\n\n");
	room_close(state);
	check_file(NOW + 9, "none\n\n");
}

Test(announced, is_forgotten_where_it_is_empty)
{
	struct pop3_state *state = room_open();
	int64_t since;

	set(state, NOW, LINES);
	set(state, NOW, "");
	cr_assert_null(pop3_state_announced(state, &since));
	room_close(state);
	state = room_open();
	cr_assert_null(pop3_state_announced(state, &since));
	room_close(state);
}

Test(announced, may_be_given_back_as_it_was_shown)
{
	struct pop3_state *state = room_open();
	int64_t since;

	set(state, NOW, LINES);
	set(state, NOW + 1, pop3_state_announced(state, &since));
	check(state, NOW + 1, LINES);
	room_close(state);
}

Test(announced, has_a_limit)
{
	struct pop3_state *state = room_open();
	char text[POP3_STATE_ANNOUNCED_MAX + 1];

	memset(text, '\n', sizeof text);
	text[sizeof text - 1] = '\0';
	cr_assert_eq(pop3_state_set_announced(state, NOW, text), POP3_E_LIMIT);
	text[sizeof text - 2] = '\0';
	set(state, NOW, text);
	room_close(state);
	check_file(NOW, text);
}

Test(announced, survives_compacting_as_one_record)
{
	struct pop3_state *state = room_open();

	for (int i = 0; i < 2000; i++)
		set(state, NOW + i, LINES);
	room_close(state);
	cr_assert_lt(room_read().length, 400);
	check_file(NOW + 1999, LINES);
}

Test(announced, that_makes_no_sense_is_refused)
{
	struct pop3_state *state = room_open();

	cr_assert_eq(pop3_state_set_announced(state, NOW, NULL), POP3_E_MISUSE);
	cr_assert_eq(pop3_state_set_announced(state, 0, "x"), POP3_E_MISUSE);
	room_close(state);
	state = room_show();
	cr_assert_eq(pop3_state_set_announced(state, NOW, "x"), POP3_E_MISUSE);
	room_close(state);
}

/* ---- A file that says something else ------------------------------------- */

Test(announced, that_is_torn_is_unknown_and_nothing_else_is)
{
	struct pop3_state *state = room_open();
	struct octets file;
	int64_t since;

	DO(place, state, "a", NOW);
	set(state, NOW, LINES);
	room_close(state);
	file = room_read();
	room_write(file.at, (size_t)(strstr(file.at, "SASL") - file.at));
	state = room_open();
	cr_assert_null(pop3_state_announced(state, &since));
	cr_assert_eq(phase_of(state, "a"), POP3_PHASE_PLACED);
	room_close(state);
}

/* As with any other record: what else is broken there? */
Test(announced, that_is_damaged_has_the_file_refused)
{
	struct pop3_state *state = room_open();
	struct octets file;

	set(state, NOW, LINES);
	room_close(state);
	file = room_read();
	*strstr(file.at, "SASL") = 'X';
	room_write(file.at, file.length);
	cr_assert_eq(room_refusal().status, POP3_E_FILE);
}

/* A later version may keep more than this one believes. */
Test(announced, that_is_too_long_is_unknown)
{
	static char text[POP3_STATE_TEXT_MAX];
	static char lines[2 * P3_RECORD_MAX];
	const struct p3_record record = {.kind = P3_RECORD_ANNOUNCED,
	    .since = NOW + 1,
	    .text = text,
	    .text_length = POP3_STATE_ANNOUNCED_MAX};
	struct pop3_state *state = room_open();
	struct octets file;
	int64_t since;

	set(state, NOW, LINES);
	DO(place, state, "a", NOW);
	room_close(state);
	file = room_read();
	memset(text, 'x', sizeof text);
	memcpy(lines, file.at, file.length);
	room_write(
	    lines, file.length + p3_record_write(lines + file.length, &record));
	state = room_open();
	cr_assert_null(pop3_state_announced(state, &since));
	cr_assert_eq(phase_of(state, "a"), POP3_PHASE_PLACED);
	room_close(state);
}
