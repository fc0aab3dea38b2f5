/*
 * Holding the state against what the server lists.
 */
#include "room.h"

TestSuite(listing, .init = room_enter, .fini = room_leave);

#define DAY 86400

/* The uids, one octet each, are what the server lists. */
static void list(struct pop3_state *state, const char *uids, int64_t now)
{
	struct pop3_state_key keys[16];
	size_t count = strlen(uids);

	for (size_t i = 0; i < count; i++)
		keys[i] = (struct pop3_state_key){.uid = uids + i, .length = 1};
	cr_assert_eq(
	    pop3_state_listed(state, keys, count, now, 7 * DAY), POP3_OK);
}

/* A state with a message in each phase, named i, p, d and t. */
static struct pop3_state *four(void)
{
	struct pop3_state *state = room_open();

	DO(intend, state, "i", NOW, "x");
	DO(place, state, "p", NOW);
	DO(place, state, "d", NOW);
	DO(doom, state, "d", NOW);
	DO(trouble, state, "t", NOW, "x");
	return state;
}

Test(listing, without_news_writes_nothing)
{
	struct pop3_state *state = four();
	struct octets before = room_read();

	list(state, "tpid", NOW + 1);
	list(state, "dipt", NOW + 2);
	list(state, "newdipt", NOW + 2);
	cr_assert(room_holds(before.at, before.length));
	list(state, "", NOW + 3);
	before = room_read();
	list(state, "", NOW + 4);
	cr_assert(room_holds(before.at, before.length));
	room_close(state);
}

Test(listing, marks_what_is_missing_and_since_when)
{
	struct pop3_state *state = four();

	list(state, "ip", NOW + 1);
	list(state, "i", NOW + 2);
	room_close(state);
	state = room_open();
	cr_assert_eq(entry_of(state, "i").missing, 0);
	cr_assert_eq(entry_of(state, "p").missing, NOW + 2);
	cr_assert_eq(entry_of(state, "d").missing, NOW + 1);
	cr_assert_eq(entry_of(state, "t").missing, NOW + 1);
	room_close(state);
}

Test(listing, takes_the_mark_from_what_is_found_again)
{
	struct pop3_state *state = four();

	list(state, "", NOW + 1);
	list(state, "p", NOW + 8 * DAY);
	cr_assert_eq(entry_of(state, "p").missing, 0);
	list(state, "", NOW + 9 * DAY);
	room_close(state);
	state = room_open();
	cr_assert_eq(entry_of(state, "p").missing, NOW + 9 * DAY);
	room_close(state);
}

Test(listing, forgets_after_the_grace_period_and_not_before)
{
	struct pop3_state *state = four();

	list(state, "", NOW + 1);
	list(state, "", NOW + 1 + 7 * DAY);
	cr_assert_eq(pop3_state_count(state), 4);
	list(state, "", NOW + 2 + 7 * DAY);
	cr_assert_eq(pop3_state_count(state), 1);
	cr_assert_eq(phase_of(state, "i"), POP3_PHASE_INTENDED);
	room_close(state);
	state = room_open();
	cr_assert_eq(pop3_state_count(state), 1);
	room_close(state);
}

Test(listing, keeps_what_moves_on_while_it_is_missing)
{
	struct pop3_state *state = four();

	list(state, "", NOW + 1);
	DO(place, state, "i", NOW + 2);
	cr_assert_eq(entry_of(state, "i").missing, NOW + 1);
	room_close(state);
	state = room_open();
	cr_assert_eq(entry_of(state, "i").missing, NOW + 1);
	room_close(state);
}

Test(listing, may_be_told_one_by_one)
{
	struct pop3_state *state = four();
	struct pop3_state_key p = key("p"), nobody = key("n");
	struct pop3_state_entry e = {.since = 7};

	cr_assert_eq(pop3_state_tell(state, &nobody, &e), POP3_TOLD_UNKNOWN);
	cr_assert_eq(e.since, 7);
	cr_assert_eq(pop3_state_tell(state, &p, &e), POP3_TOLD_KNOWN);
	cr_assert_eq(e.phase, POP3_PHASE_PLACED);
	cr_assert_eq(e.since, NOW);
	cr_assert_eq(pop3_state_tell(state, &p, &e), POP3_TOLD_AGAIN);
	/* The keys add to what was told. */
	list(state, "i", NOW + 1);
	cr_assert_eq(entry_of(state, "p").missing, 0);
	cr_assert_eq(entry_of(state, "i").missing, 0);
	cr_assert_eq(entry_of(state, "d").missing, NOW + 1);
	room_close(state);
}

Test(listing, what_was_told_can_be_taken_back)
{
	struct pop3_state *state = four();
	struct pop3_state_key p = key("p"), d = key("d");
	struct pop3_state_entry e;

	pop3_state_tell(state, &p, &e);
	pop3_state_untell(state);
	cr_assert_eq(pop3_state_tell(state, &d, &e), POP3_TOLD_KNOWN);
	list(state, "", NOW + 1);
	cr_assert_eq(entry_of(state, "p").missing, NOW + 1);
	cr_assert_eq(entry_of(state, "d").missing, 0);
	room_close(state);
}

Test(listing, what_was_told_counts_for_one_listing)
{
	struct pop3_state *state = four();
	struct pop3_state_key p = key("p");
	struct pop3_state_entry e;

	pop3_state_tell(state, &p, &e);
	list(state, "", NOW + 1);
	cr_assert_eq(entry_of(state, "p").missing, 0);
	cr_assert_eq(pop3_state_tell(state, &p, &e), POP3_TOLD_KNOWN);
	list(state, "", NOW + 2);
	list(state, "", NOW + 3);
	cr_assert_eq(entry_of(state, "p").missing, NOW + 3);
	room_close(state);
}

/* The table closes the gaps among its entries while there are marks. */
Test(listing, what_is_placed_once_it_was_told_is_to_be_told_again)
{
	const struct pop3_state_key known = key("known"), fresh = key("fresh");
	struct pop3_state *state = room_open();
	struct pop3_state_entry e;

	cr_assert_eq(pop3_state_intend(state, &known, NOW, "x"), POP3_OK);
	pop3_state_tell(state, &known, &e);
	pop3_state_tell(state, &fresh, &e);
	cr_assert_eq(pop3_state_place(state, &known, NOW), POP3_OK);
	cr_assert_eq(pop3_state_place(state, &fresh, NOW), POP3_OK);
	cr_assert_eq(pop3_state_tell(state, &known, &e), POP3_TOLD_AGAIN);
	cr_assert_eq(pop3_state_tell(state, &fresh, &e), POP3_TOLD_KNOWN);
	cr_assert_eq(pop3_state_listed(state, NULL, 0, NOW, DAY), POP3_OK);
	cr_assert(pop3_state_find(state, &fresh, &e));
	cr_assert_eq(e.missing, 0);
	room_close(state);
}

Test(listing, what_was_told_is_the_messages_own)
{
	struct pop3_state *state = room_open();
	struct pop3_state_key last = key("299");
	struct pop3_state_entry e;
	char uid[16];

	for (int i = 0; i < 300; i++) {
		snprintf(uid, sizeof uid, "%d", i);
		DO(place, state, uid, NOW);
	}
	cr_assert_eq(pop3_state_tell(state, &last, &e), POP3_TOLD_KNOWN);
	for (int i = 0; i < 299; i++) {
		snprintf(uid, sizeof uid, "%d", i);
		forget(state, uid);
	}
	for (int i = 0; i < 300; i++) {
		snprintf(uid, sizeof uid, "x%d", i);
		DO(place, state, uid, NOW);
	}
	list(state, "", NOW + 1);
	cr_assert_eq(entry_of(state, "299").missing, 0);
	cr_assert_eq(entry_of(state, "x0").missing, NOW + 1);
	room_close(state);
}

Test(listing, tells_occurrences_apart)
{
	struct pop3_state *state = room_open();
	struct pop3_state_key two[] = {{"u", 1, 0}, {"u", 1, 1}};
	struct pop3_state_entry e;

	pop3_state_place(state, &two[0], NOW);
	pop3_state_place(state, &two[1], NOW);
	cr_assert_eq(pop3_state_listed(state, two, 1, NOW + 1, DAY), POP3_OK);
	cr_assert(pop3_state_find(state, &two[0], &e));
	cr_assert_eq(e.missing, 0);
	cr_assert(pop3_state_find(state, &two[1], &e));
	cr_assert_eq(e.missing, NOW + 1);
	room_close(state);
}

Test(listing, a_clock_that_ran_ahead_does_not_keep_them_for_ever)
{
	struct pop3_state *state = four();

	list(state, "ipt", NOW + 1000 * DAY);
	list(state, "ipt", NOW + 1);
	cr_assert_eq(entry_of(state, "d").missing, NOW + 1);
	list(state, "ipt", NOW + 8 * DAY);
	cr_assert_eq(phase_of(state, "d"), 0);
	room_close(state);
}

Test(listing, passes_by_what_could_not_be_recorded)
{
	static char uid[POP3_STATE_UID_MAX + 1];
	struct pop3_state_key keys[] = {{uid, sizeof uid, 0}, {"p", 1, 0}};
	struct pop3_state *state = room_open();

	DO(place, state, "p", NOW);
	cr_assert_eq(pop3_state_listed(state, keys, 2, NOW + 1, DAY), POP3_OK);
	cr_assert_eq(entry_of(state, "p").missing, 0);
	room_close(state);
}

Test(listing, without_keys_or_time_is_misuse)
{
	struct pop3_state *state = four();

	cr_assert_eq(
	    pop3_state_listed(state, NULL, 1, NOW, DAY), POP3_E_MISUSE);
	cr_assert_eq(pop3_state_listed(state, NULL, 0, 0, DAY), POP3_E_MISUSE);
	cr_assert_eq(pop3_state_listed(state, NULL, 0, NOW, -1), POP3_E_MISUSE);
	cr_assert_eq(pop3_state_listed(state, NULL, 0, NOW, 0), POP3_OK);
	room_close(state);
}

Test(listing, of_thousands_is_written_in_one_go)
{
	enum {
		COUNT = 20000
	};
	static char uids[COUNT][8];
	static struct pop3_state_key keys[COUNT];
	struct pop3_state *state = room_open();
	char *before, *after;

	for (int i = 0; i < COUNT; i++) {
		snprintf(uids[i], sizeof uids[i], "%07d", i);
		keys[i] = key(uids[i]);
		cr_assert_eq(pop3_state_place(state, &keys[i], NOW), POP3_OK);
	}
	cr_assert_eq(pop3_state_listed(state, NULL, 0, NOW, DAY), POP3_OK);
	before = dump(state);
	after = dump_file();
	cr_assert_str_eq(after, before);
	cr_assert_eq(
	    pop3_state_listed(state, keys, COUNT / 2, NOW + 2 * DAY, DAY),
	    POP3_OK);
	cr_assert_eq(pop3_state_count(state), COUNT / 2);
	cr_assert(pop3_state_seen(state, &keys[COUNT / 2 - 1]));
	cr_assert_not(pop3_state_seen(state, &keys[COUNT / 2]));
	before = dump(state);
	room_close(state);
	after = dump_file();
	cr_assert_str_eq(after, before);
}
