/*
 * What is left of a file that was cut, torn or damaged.
 */
#include "room.h"

enum {
	RECORDS = 20
};

static char *said[RECORDS + 1];	 /* by the state after n records */
static size_t ends[RECORDS + 1]; /* where the file ends then */
static struct octets whole;	 /* the file then, no mark in it yet */
static struct octets closed;	 /* whole, and the mark of a run's end */

static void remember(const struct pop3_state *state, int n)
{
	struct octets file = room_read();

	said[n] = dump(state);
	ends[n] = file.length;
	whole = file;
}

/* Each of these appends exactly one record. */
static void append_one(struct pop3_state *state, int i)
{
	static const char *const odd[] = {"plain", "", " % ", "\xE9", "z"};
	const char *uid = odd[i / 4];

	switch (i % 4) {
	case 0:
		DO(trouble, state, uid, NOW + i, "too large");
		break;
	case 1:
		DO(intend, state, uid, NOW + i, "new/1 2");
		break;
	case 2:
		DO(place, state, uid, NOW + i);
		break;
	default:
		if (i == 11)
			forget(state, uid);
		else if (i == 15)
			cr_assert_eq(pop3_state_listed(state,
					 (struct pop3_state_key[]){
					     {"plain", 5, 0}, {"", 0, 0}},
					 2, NOW + i, 99),
			    POP3_OK);
		else
			DO(doom, state, uid, NOW + i);
		break;
	}
}

static void make_whole(void)
{
	struct pop3_state *state;

	room_enter();
	state = room_open();
	remember(state, 0);
	for (int i = 0; i < RECORDS; i++) {
		append_one(state, i);
		remember(state, i + 1);
	}
	room_close(state);
	closed = room_read();
	cr_assert(room_ends_in_mark());
	cr_assert_eq(closed.length, whole.length + MARK_LENGTH);
	cr_assert_arr_eq(closed.at, whole.at, whole.length);
}

TestSuite(cut, .init = make_whole, .fini = room_leave);

/* How many records are whole within so many octets. */
static int records_in(size_t length)
{
	int n = 0;

	while (n < RECORDS && ends[n + 1] <= length)
		n++;
	return n;
}

/* The state is as it was after n records, and goes on from there. */
static void goes_on_from(int n)
{
	struct pop3_state *state = room_open();
	char *text = dump(state);
	char *after;

	cr_assert_str_eq(text, said[n]);
	free(text);
	DO(place, state, "one more", NOW);
	text = dump(state);
	room_close(state);
	after = dump_file();
	cr_assert_str_eq(after, text);
	free(after);
	free(text);
}

Test(cut, anywhere_opens_to_the_records_before_it)
{
	for (size_t length = ends[0]; length <= whole.length; length++) {
		room_write(whole.at, length);
		goes_on_from(records_in(length));
	}
}

Test(cut, at_its_beginning_a_file_is_refused)
{
	for (size_t length = 0; length < ends[0]; length++) {
		room_write(whole.at, length);
		cr_assert_eq(room_refusal().status, POP3_E_FILE);
		cr_assert(room_holds(whole.at, length));
	}
}

Test(cut, and_filled_with_nuls_opens_to_the_records_before_it)
{
	char *torn = calloc(1, whole.length + 8192);

	for (size_t length = ends[0]; length < whole.length; length += 7) {
		memset(torn, 0, whole.length + 8192);
		memcpy(torn, whole.at, length);
		room_write(torn, whole.length + 8192);
		goes_on_from(records_in(length));
	}
	free(torn);
}

Test(cut, and_followed_by_broken_lines_drops_them_all)
{
	static const char tail[] =
	    "placed 1732467 00000000\n\n\nplaced 1 1 0 u 12345678\nxyz";
	char *torn = malloc(whole.length + sizeof tail);

	for (size_t length = ends[0]; length < whole.length; length += 7) {
		memcpy(torn, whole.at, length);
		memcpy(torn + length, tail, sizeof tail);
		room_write(torn, length + sizeof tail);
		goes_on_from(records_in(length));
	}
	free(torn);
}

Test(cut, a_tail_of_a_megabyte_without_a_line_feed_is_dropped)
{
	size_t length = whole.length + 1024 * 1024;
	char *torn = malloc(length);
	struct octets after;

	memset(torn, 'x', length);
	memcpy(torn, whole.at, whole.length);
	room_write(torn, length);
	goes_on_from(RECORDS);
	after = room_read();
	cr_assert_lt(after.length, whole.length + 100);
	free(torn);
}

/* What one damaged octet may come to: refused and left alone, or, in the mark
 * and at the line end before it, the loss of what it ended. */
static void try_damage(size_t at, char octet)
{
	char good = closed.at[at];
	struct pop3_state *state = NULL;
	struct pop3_error error;
	enum pop3_status status;
	char *text;

	if (octet == good)
		return;
	closed.at[at] = octet;
	room_write(closed.at, closed.length);
	status = pop3_state_open(room_path, &room_options, &error, &state);
	if (status == POP3_OK) {
		cr_assert_geq(at, whole.length - 1, "at %zu", at);
		text = dump(state);
		cr_assert_str_eq(
		    text, said[at < whole.length ? RECORDS - 1 : RECORDS]);
		free(text);
		room_close(state);
	} else {
		cr_assert_eq(status, POP3_E_FILE);
		cr_assert_lt(at, whole.length - 1, "at %zu", at);
	}
	cr_assert(room_holds(closed.at, closed.length));
	closed.at[at] = good;
}

Test(cut, any_damaged_octet_is_found)
{
	for (size_t at = 0; at < closed.length; at++) {
		for (int bit = 0; bit < 8; bit++)
			try_damage(at, (char)(closed.at[at] ^ 1 << bit));
		try_damage(at, '\n');
		try_damage(at, '\0');
		try_damage(at, ' ');
	}
}

Test(cut, a_broken_record_that_was_synced_is_named_by_its_line)
{
	struct pop3_error error;

	closed.at[ends[4] + 3] ^= 1;
	room_write(closed.at, closed.length);
	error = room_refusal();
	cr_assert_eq(error.status, POP3_E_FILE);
	cr_assert_not_null(strstr(error.text, "record at line 7 of"));
	cr_assert_not_null(strstr(error.text, "is broken"));
	cr_assert_not_null(strstr(error.text, "remove that line"));
	cr_assert(room_holds(closed.at, closed.length));
}

/* As a run leaves it that is killed behind a sync and two more batches. */
static struct octets killed_behind_a_sync(size_t *out_synced)
{
	struct pop3_state *state = room_open();
	struct octets file;

	DO(place, state, "synced", NOW);
	cr_assert_eq(pop3_state_sync(state), POP3_OK);
	*out_synced = room_read().length;
	cr_assert_eq(pop3_state_begin(state), POP3_OK);
	cr_assert_eq(pop3_state_commit(state), POP3_OK);
	cr_assert_eq(pop3_state_begin(state), POP3_OK);
	DO(place, state, "more", NOW);
	DO(place, state, "and more", NOW);
	cr_assert_eq(pop3_state_commit(state), POP3_OK);
	DO(place, state, "last", NOW);
	file = room_read();
	room_close(state);
	return file;
}

Test(cut, a_broken_record_that_was_synced_is_found_behind_a_kill)
{
	size_t synced;
	struct octets file = killed_behind_a_sync(&synced);

	file.at[synced - 3] ^= 1;
	room_write(file.at, file.length);
	cr_assert_eq(room_refusal().status, POP3_E_FILE);
}

Test(cut, a_broken_record_that_was_not_synced_is_torn_behind_a_kill)
{
	size_t synced;
	struct octets file = killed_behind_a_sync(&synced);
	struct pop3_state *state;

	file.at[synced + MARK_LENGTH + 3] ^= 1;
	room_write(file.at, file.length);
	state = room_open();
	cr_assert_eq(phase_of(state, "synced"), POP3_PHASE_PLACED);
	cr_assert_eq(phase_of(state, "and more"), 0);
	room_close(state);
}

/* As a machine may leave it that lost power before the sync. */
Test(cut, a_hole_in_what_was_not_synced_drops_all_from_there)
{
	for (int n = 0; n < RECORDS; n++) {
		struct octets torn = room_read();

		memcpy(torn.at, whole.at, whole.length);
		memset(torn.at + ends[n], 0, ends[n + 1] - ends[n]);
		room_write(torn.at, whole.length);
		goes_on_from(n);
	}
}

Test(cut, without_its_broken_line_the_file_is_good_again)
{
	size_t gone = ends[5] - ends[4];
	struct pop3_state *state;

	memmove(whole.at + ends[4], whole.at + ends[5], whole.length - ends[5]);
	room_write(whole.at, whole.length - gone);
	state = room_open();
	cr_assert_eq(phase_of(state, "plain"), POP3_PHASE_DOOMED);
	cr_assert_eq(phase_of(state, "z"), POP3_PHASE_DOOMED);
	room_close(state);
}

Test(cut, each_line_may_be_missing)
{
	for (int i = 0; i < RECORDS; i++) {
		char *rest = malloc(whole.length);
		size_t n = ends[i] + whole.length - ends[i + 1];

		memcpy(rest, whole.at, ends[i]);
		memcpy(rest + ends[i], whole.at + ends[i + 1],
		    whole.length - ends[i + 1]);
		room_write(rest, n);
		room_close(room_open());
		free(rest);
	}
}

Test(cut, a_sealed_line_of_an_unknown_kind_is_no_torn_tail)
{
	static const char line[] = "borrowed 1 0 uid 73dc7157\n";
	struct pop3_error error;
	char *text = malloc(whole.length + sizeof line);

	memcpy(text, whole.at, whole.length);
	memcpy(text + whole.length, line, sizeof line - 1);
	room_write(text, whole.length + sizeof line - 1);
	error = room_refusal();
	cr_assert_eq(error.status, POP3_E_FILE);
	cr_assert_not_null(strstr(error.text, "of no kind"), "%s", error.text);
	free(text);
}
