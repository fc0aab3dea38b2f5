/*
 * The life of one message, and looking it up.
 */
#include "room.h"

TestSuite(message, .init = room_enter, .fini = room_leave);

Test(message, nobody_knows_is_not_found)
{
	struct pop3_state *state = room_open();
	struct pop3_state_key k = key("a");
	struct pop3_state_entry entry;

	cr_assert_not(pop3_state_find(state, &k, &entry));
	cr_assert_not(pop3_state_seen(state, &k));
	cr_assert_eq(pop3_state_count(state), 0);
	cr_assert_eq(pop3_state_error(state)->status, POP3_OK);
	room_close(state);
}

Test(message, goes_from_troubled_to_forgotten)
{
	struct pop3_state *state = room_open();
	struct pop3_state_key k = key("a");
	struct pop3_state_entry e;

	DO(trouble, state, "a", NOW, "too large");
	e = entry_of(state, "a");
	cr_assert_eq(e.phase, POP3_PHASE_TROUBLED);
	cr_assert_eq(e.since, NOW);
	cr_assert_eq(e.retrieved, 0);
	cr_assert_eq(e.failures, 1);
	cr_assert_str_eq(e.text, "too large");
	cr_assert_not(pop3_state_seen(state, &k));

	DO(intend, state, "a", NOW + 1, "new/17");
	e = entry_of(state, "a");
	cr_assert_eq(e.phase, POP3_PHASE_INTENDED);
	cr_assert_eq(e.since, NOW + 1);
	cr_assert_eq(e.retrieved, NOW + 1);
	cr_assert_eq(e.failures, 0);
	cr_assert_str_eq(e.text, "new/17");
	cr_assert(pop3_state_seen(state, &k));

	DO(place, state, "a", NOW + 2);
	e = entry_of(state, "a");
	cr_assert_eq(e.phase, POP3_PHASE_PLACED);
	cr_assert_eq(e.since, NOW + 2);
	cr_assert_eq(e.retrieved, NOW + 1);
	cr_assert_null(e.text);
	cr_assert(pop3_state_seen(state, &k));

	DO(doom, state, "a", NOW + 3);
	e = entry_of(state, "a");
	cr_assert_eq(e.phase, POP3_PHASE_DOOMED);
	cr_assert_eq(e.since, NOW + 3);
	cr_assert_eq(e.retrieved, NOW + 1);
	cr_assert(pop3_state_seen(state, &k));

	forget(state, "a");
	cr_assert_eq(phase_of(state, "a"), 0);
	cr_assert_eq(pop3_state_count(state), 0);
	room_close(state);
}

Test(message, passed_over_is_placed_at_once)
{
	struct pop3_state *state = room_open();

	DO(place, state, "a", NOW);
	cr_assert_eq(entry_of(state, "a").retrieved, NOW);
	DO(trouble, state, "b", NOW, "x");
	DO(place, state, "b", NOW + 5);
	cr_assert_eq(entry_of(state, "b").retrieved, NOW + 5);
	cr_assert_eq(entry_of(state, "b").failures, 0);
	room_close(state);
}

Test(message, is_ours_where_it_was_moved_on_by_this_handle)
{
	struct pop3_state *state = room_open();

	DO(place, state, "a", NOW);
	DO(place, state, "b", NOW);
	cr_assert(entry_of(state, "a").ours);
	room_close(state);
	state = room_open();
	cr_assert_not(entry_of(state, "a").ours);
	DO(doom, state, "a", NOW);
	forget(state, "b");
	DO(place, state, "b", NOW);
	DO(place, state, "c", NOW);
	cr_assert(entry_of(state, "a").ours);
	cr_assert(entry_of(state, "b").ours);
	cr_assert(entry_of(state, "c").ours);
	room_close(state);
}

Test(message, each_failure_counts_and_the_last_one_dates)
{
	struct pop3_state *state = room_open();

	DO(trouble, state, "a", NOW, "first");
	DO(trouble, state, "a", NOW + 60, "a second and longer reason");
	DO(trouble, state, "a", NOW + 90, "third");
	room_close(state);
	state = room_open();
	cr_assert_eq(entry_of(state, "a").failures, 3);
	cr_assert_eq(entry_of(state, "a").since, NOW + 90);
	cr_assert_str_eq(entry_of(state, "a").text, "third");
	cr_assert_eq(pop3_state_count(state), 1);
	room_close(state);
}

Test(message, passed_over_is_seen_and_never_retrieved)
{
	struct pop3_state *state = room_open();

	DO(pass, state, "new", NOW);
	DO(intend, state, "intended", NOW, "x");
	DO(pass, state, "intended", NOW + 1);
	DO(trouble, state, "troubled", NOW, "x");
	DO(pass, state, "troubled", NOW + 1);
	room_close(state);
	state = room_open();
	cr_assert_eq(entry_of(state, "new").phase, POP3_PHASE_PLACED);
	cr_assert_eq(entry_of(state, "new").retrieved, 0);
	cr_assert_eq(entry_of(state, "intended").retrieved, 0);
	cr_assert_eq(entry_of(state, "troubled").retrieved, 0);
	REFUSED(pass, state, "new", NOW);
	REFUSED(doom, state, "new", NOW);
	cr_assert_str_eq(pop3_state_error(state)->text,
	    "message 'new' cannot be doomed: it is passed over");
	room_close(state);
}

Test(message, placed_without_an_intent_was_retrieved_then)
{
	struct pop3_state *state = room_open();

	DO(place, state, "a", NOW - 1000);
	cr_assert_eq(entry_of(state, "a").retrieved, NOW - 1000);
	DO(doom, state, "a", NOW);
	room_close(state);
}

Test(message, moves_no_other_way)
{
	struct pop3_state *state = room_open();
	char *before;

	DO(intend, state, "intended", NOW, "x");
	DO(place, state, "placed", NOW);
	DO(place, state, "doomed", NOW);
	DO(doom, state, "doomed", NOW);
	DO(trouble, state, "troubled", NOW, "x");
	before = dump(state);

	REFUSED(intend, state, "intended", NOW, "y");
	REFUSED(intend, state, "placed", NOW, "y");
	REFUSED(intend, state, "doomed", NOW, "y");
	REFUSED(place, state, "placed", NOW);
	REFUSED(place, state, "doomed", NOW);
	REFUSED(pass, state, "placed", NOW);
	REFUSED(pass, state, "doomed", NOW);
	REFUSED(doom, state, "unknown", NOW);
	REFUSED(doom, state, "intended", NOW);
	REFUSED(doom, state, "doomed", NOW);
	REFUSED(doom, state, "troubled", NOW);
	REFUSED(trouble, state, "intended", NOW, "y");
	REFUSED(trouble, state, "placed", NOW, "y");
	REFUSED(trouble, state, "doomed", NOW, "y");
	cr_assert_str_eq(pop3_state_error(state)->text,
	    "message 'doomed' cannot be troubled: it is doomed");

	cr_assert_str_eq(dump(state), before);
	cr_assert_str_eq(dump_file(), before);
	room_close(state);
}

Test(message, forgetting_the_unknown_writes_nothing)
{
	struct pop3_state *state = room_open();
	struct octets before = room_read();

	forget(state, "never");
	cr_assert(room_holds(before.at, before.length));
	room_close(state);
}

Test(message, forgotten_may_come_again)
{
	struct pop3_state *state = room_open();

	DO(place, state, "a", NOW);
	forget(state, "a");
	DO(intend, state, "a", NOW + 9, "again");
	cr_assert_eq(entry_of(state, "a").retrieved, NOW + 9);
	room_close(state);
	state = room_open();
	cr_assert_eq(entry_of(state, "a").retrieved, NOW + 9);
	room_close(state);
}

Test(message, same_unique_id_twice_is_two_messages)
{
	struct pop3_state *state = room_open();
	struct pop3_state_key first = {"dup", 3, 0}, second = {"dup", 3, 1};

	cr_assert_eq(pop3_state_place(state, &first, NOW), POP3_OK);
	cr_assert(pop3_state_seen(state, &first));
	cr_assert_not(pop3_state_seen(state, &second));
	cr_assert_eq(pop3_state_intend(state, &second, NOW, "x"), POP3_OK);
	cr_assert_eq(pop3_state_forget(state, &first), POP3_OK);
	room_close(state);
	state = room_open();
	cr_assert_not(pop3_state_seen(state, &first));
	cr_assert(pop3_state_seen(state, &second));
	room_close(state);
}

Test(message, unique_id_may_be_of_any_octets)
{
	static char long_uid[POP3_STATE_UID_MAX];
	static char all[256];
	const struct pop3_state_key keys[] = {{"", 0, 0}, {NULL, 0, 1},
	    {"\0", 1, 0}, {"%", 1, 0}, {"%00", 3, 0}, {" ", 1, 0}, {"\n", 1, 0},
	    {"a b", 3, 0}, {"../../x", 7, 0}, {"\xE9\xFF", 2, 0}, {all, 256, 0},
	    {long_uid, sizeof long_uid, UINT32_MAX}};
	const size_t count = sizeof keys / sizeof keys[0];
	struct pop3_state *state = room_open();

	memset(long_uid, 0xFE, sizeof long_uid);
	for (int i = 0; i < 256; i++)
		all[i] = (char)i;
	for (size_t i = 0; i < count; i++)
		cr_assert_eq(
		    pop3_state_intend(state, &keys[i], NOW + (int64_t)i, "x"),
		    POP3_OK);
	room_close(state);
	state = room_open();
	cr_assert_eq(pop3_state_count(state), count);
	for (size_t i = 0; i < count; i++) {
		struct pop3_state_entry e;

		cr_assert(pop3_state_find(state, &keys[i], &e));
		cr_assert_eq(e.since, NOW + (int64_t)i);
		cr_assert_eq(e.key.length, keys[i].length);
		cr_assert_eq(e.key.occurrence, keys[i].occurrence);
		if (keys[i].length > 0)
			cr_assert_arr_eq(
			    e.key.uid, keys[i].uid, keys[i].length);
	}
	room_close(state);
}

Test(message, text_comes_back_as_it_was)
{
	static char longest[POP3_STATE_TEXT_MAX + 1];
	const char *const texts[] = {"", " ", " a  b ", "100%",
	    "line\nbreak\t\x7F", "caf\xC3\xA9", longest};
	const char *const uids[] = {"0", "1", "2", "3", "4", "5", "6"};
	struct pop3_state *state = room_open();

	memset(longest, '\n', sizeof longest - 1);
	for (size_t i = 0; i < 7; i++)
		DO(intend, state, uids[i], NOW, texts[i]);
	room_close(state);
	state = room_open();
	for (size_t i = 0; i < 7; i++)
		cr_assert_str_eq(entry_of(state, uids[i]).text, texts[i]);
	room_close(state);
}

Test(message, too_long_is_a_limit_and_not_recorded)
{
	static char text[POP3_STATE_TEXT_MAX + 2];
	static char uid[POP3_STATE_UID_MAX + 1];
	struct pop3_state_key k = {uid, sizeof uid, 0};
	struct pop3_state *state = room_open();
	struct octets before = room_read();

	cr_assert_eq(pop3_state_place(state, &k, NOW), POP3_E_LIMIT);
	cr_assert_eq(pop3_state_forget(state, &k), POP3_E_LIMIT);
	cr_assert_not(pop3_state_seen(state, &k));
	k.length = 1;
	memset(text, 'x', sizeof text - 1);
	cr_assert_eq(pop3_state_intend(state, &k, NOW, text), POP3_E_LIMIT);
	cr_assert_eq(pop3_state_trouble(state, &k, NOW, text), POP3_E_LIMIT);
	cr_assert_eq(pop3_state_error(state)->status, POP3_E_LIMIT);
	cr_assert(room_holds(before.at, before.length));
	room_close(state);
}

Test(message, without_a_key_a_text_or_a_time_is_misuse)
{
	struct pop3_state *state = room_open();
	struct pop3_state_key none = {NULL, 1, 0};

	cr_assert_eq(pop3_state_place(state, NULL, NOW), POP3_E_MISUSE);
	cr_assert_eq(pop3_state_place(state, &none, NOW), POP3_E_MISUSE);
	cr_assert_eq(pop3_state_forget(state, NULL), POP3_E_MISUSE);
	REFUSED(intend, state, "a", NOW, NULL);
	REFUSED(trouble, state, "a", NOW, NULL);
	REFUSED(place, state, "a", 0);
	REFUSED(place, state, "a", -1);
	REFUSED(place, state, "a", (int64_t)POP3_STATE_TIME_MAX + 1);
	DO(place, state, "a", POP3_STATE_TIME_MAX);
	REFUSED(doom, state, "a", 0);
	DO(doom, state, "a", 1);
	room_close(state);
}

Test(message, may_be_named_by_what_the_state_itself_showed)
{
	struct pop3_state *state = room_open();
	struct pop3_state_entry e;

	DO(trouble, state, "a", NOW, "the reason");
	for (int i = 0; i < 3000; i++) {
		e = entry_of(state, "a");
		cr_assert_eq(
		    pop3_state_trouble(state, &e.key, NOW, e.text), POP3_OK);
	}
	e = entry_of(state, "a");
	cr_assert_eq(e.failures, 3001);
	cr_assert_str_eq(e.text, "the reason");
	room_close(state);
}

static int collect(void *context, const struct pop3_state_entry *entry)
{
	strncat(context, entry->key.uid, entry->key.length);
	return 0;
}

static int stop_at_once(void *context, const struct pop3_state_entry *entry)
{
	++*(int *)context;
	(void)entry;
	return 42;
}

Test(message, each_goes_in_the_order_in_which_they_were_intended)
{
	struct pop3_state *state = room_open();
	char order[16] = "", again[16] = "", placed[16] = "";

	DO(trouble, state, "c", NOW, "x");
	DO(intend, state, "a", NOW, "x");
	DO(intend, state, "d", NOW, "x");
	DO(intend, state, "b", NOW, "x");
	DO(intend, state, "c", NOW, "x");
	DO(place, state, "d", NOW);
	pop3_state_each(state, POP3_PHASE_INTENDED, collect, order);
	pop3_state_each(state, POP3_PHASE_PLACED, collect, placed);
	cr_assert_str_eq(order, "abc");
	cr_assert_str_eq(placed, "d");
	room_close(state);
	state = room_open();
	pop3_state_each(state, POP3_PHASE_INTENDED, collect, again);
	cr_assert_str_eq(again, "abc");
	room_close(state);
}

Test(message, each_stops_where_the_visitor_says)
{
	struct pop3_state *state = room_open();
	int visits = 0;

	DO(place, state, "a", NOW);
	DO(place, state, "b", NOW);
	cr_assert_eq(
	    pop3_state_each(state, POP3_PHASE_PLACED, stop_at_once, &visits),
	    42);
	cr_assert_eq(visits, 1);
	cr_assert_eq(
	    pop3_state_each(state, POP3_PHASE_DOOMED, stop_at_once, &visits),
	    0);
	room_close(state);
}

/* A stream of numbers that is the same in every run. */
static uint32_t next(uint32_t *seed)
{
	*seed = *seed * 1664525 + 1013904223;
	return *seed >> 8;
}

static void one_of_many(struct pop3_state *state, uint32_t *seed, int64_t now)
{
	char uid[16];
	struct pop3_state_key k;

	snprintf(uid, sizeof uid, "u%u", next(seed) % 300);
	k = key(uid);
	k.occurrence = next(seed) % 2;
	switch (next(seed) % 6) {
	case 0:
		pop3_state_intend(state, &k, now, "some destination");
		break;
	case 1:
		pop3_state_place(state, &k, now);
		break;
	case 2:
		pop3_state_doom(state, &k, now);
		break;
	case 3:
		pop3_state_forget(state, &k);
		break;
	case 4:
		pop3_state_trouble(state, &k, now, uid);
		break;
	default:
		if (next(seed) % 50 == 0)
			pop3_state_listed(state, &k, 1, now, 20);
		break;
	}
}

Test(message, whatever_happens_the_file_says_the_same)
{
	uint32_t seed = 20241124;

	for (int64_t round = 0; round < 40; round++) {
		struct pop3_state *state = room_open();
		char *before, *after;

		for (int64_t i = 0; i < 250; i++)
			one_of_many(state, &seed, NOW + round * 250 + i);
		before = dump(state);
		after = dump_file();
		cr_assert_str_eq(after, before);
		free(after);
		room_close(state);
		after = dump_file();
		cr_assert_str_eq(after, before);
		free(after);
		free(before);
	}
}
