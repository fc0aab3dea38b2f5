/*
 * The table behind the state: what the file alone would not show.
 */
#include "tests/unit/state/entries.h"

Test(table, of_what_comes_and_goes_does_not_grow)
{
	struct p3_table table;

	p3_table_init(&table);
	for (uint32_t n = 0; n < 100000; n++) {
		apply(&table, P3_RECORD_TROUBLED, n);
		if (n >= 10)
			apply(&table, P3_RECORD_FORGOTTEN, n - 10);
	}
	cr_assert_eq(table.count, 10);
	for (uint32_t n = 99980; n < 100010; n++)
		cr_assert_eq(has(&table, n), n >= 99990 && n < 100000);
	cr_assert_leq(table.size, 64);
	cr_assert_leq(table.uids.size, 4096);
	cr_assert_leq(table.texts.size, 4096);
	p3_table_free(&table);
}

static void expect_text(
    const struct p3_table *table, uint32_t n, const char *text)
{
	const struct p3_entry *entry = entry_of(table, n);

	cr_assert_not_null(entry);
	cr_assert_str_eq(p3_table_text(table, entry), text);
}

Test(table, of_texts_that_change_does_not_grow)
{
	struct p3_table table;
	char text[32];

	p3_table_init(&table);
	apply_text(&table, P3_RECORD_TROUBLED, 7, "stays");
	for (uint32_t n = 0; n < 100000; n++) {
		snprintf(text, sizeof text, "reason %u", n);
		apply_text(&table, P3_RECORD_TROUBLED, n % 5, text);
	}
	cr_assert_eq(table.count, 6);
	cr_assert_leq(table.uids.size, 4096);
	cr_assert_leq(table.texts.size, 4096);
	for (uint32_t n = 99995; n < 100000; n++) {
		snprintf(text, sizeof text, "reason %u", n);
		expect_text(&table, n % 5, text);
	}
	expect_text(&table, 7, "stays");
	p3_table_free(&table);
}

/* Where the messages of a batch go is nobody's concern once they are there. */
Test(table, texts_of_a_batch_make_room_for_the_next)
{
	struct p3_table table;
	char text[32];

	p3_table_init(&table);
	for (uint32_t first = 0; first < 100000; first += 100) {
		for (uint32_t n = first; n < first + 100; n++) {
			snprintf(text, sizeof text, "maildir new/%u", n);
			apply_text(&table, P3_RECORD_INTENDED, n, text);
		}
		for (uint32_t n = first; n < first + 100; n++) {
			snprintf(text, sizeof text, "maildir new/%u", n);
			expect_text(&table, n, text);
			apply_text(&table, P3_RECORD_PLACED, n, NULL);
		}
	}
	cr_assert_eq(table.count, 100000);
	cr_assert_leq(table.texts.size, 4096);
	p3_table_free(&table);
}

/* To close their gaps takes a look at each entry, which a few do not pay. */
Test(table, a_text_that_stays_does_not_slow_the_others)
{
	struct p3_table table;

	p3_table_init(&table);
	apply_text(&table, P3_RECORD_TROUBLED, 0, "stays");
	for (uint32_t n = 1; n < 100000; n++) {
		apply_text(&table, P3_RECORD_INTENDED, n, "maildir new/1.host");
		apply_text(&table, P3_RECORD_PLACED, n, NULL);
	}
	expect_text(&table, 0, "stays");
	cr_assert_geq(table.texts.size, 65536);
	cr_assert_leq(table.texts.size, 262144);
	p3_table_free(&table);
}

Test(table, finds_all_that_is_left_whatever_was_taken_out)
{
	struct p3_table table;

	p3_table_init(&table);
	for (uint32_t n = 0; n < 20000; n++)
		apply(&table, P3_RECORD_PLACED, n);
	for (uint32_t n = 0; n < 20000; n++)
		if (n % 7 != 0)
			apply(&table, P3_RECORD_FORGOTTEN, n);
	for (uint32_t n = 0; n < 20000; n++)
		cr_assert_eq(has(&table, n), n % 7 == 0);
	for (uint32_t n = 30000; n < 60000; n++)
		apply(&table, P3_RECORD_PLACED, n);
	for (uint32_t n = 0; n < 20000; n++)
		cr_assert_eq(has(&table, n), n % 7 == 0);
	p3_table_free(&table);
}

Test(table, expected_entries_need_not_come)
{
	struct p3_table table;

	p3_table_init(&table);
	cr_assert(p3_table_expect(&table, 1000, 50000));
	cr_assert_geq(table.size, 1000);
	cr_assert_geq(table.uids.size, 50000);
	cr_assert_not(has(&table, 1));
	apply(&table, P3_RECORD_PLACED, 1);
	cr_assert(has(&table, 1));
	cr_assert(p3_table_expect(&table, 10, 10));
	cr_assert_geq(table.size, 1000);
	cr_assert_geq(table.uids.size, 50000);
	p3_table_free(&table);
}

static bool has_uid(const struct p3_table *table, const char *uid)
{
	struct pop3_state_key key = {uid, strlen(uid), 0};

	return p3_table_find(table, &key) != NULL;
}

static void apply_uid(
    struct p3_table *table, enum p3_record_kind kind, const char *uid)
{
	struct p3_record record = {.kind = kind,
	    .key = {uid, strlen(uid), 0},
	    .since = 1,
	    .retrieved = 1};

	cr_assert(p3_table_reserve(table, &record));
	p3_table_apply(table, &record);
}

Test(table, what_comes_in_order_needs_no_index)
{
	struct p3_table table;

	p3_table_init(&table);
	cr_assert(p3_table_expect(&table, 100000, 0));
	for (uint32_t n = 0; n < 100000; n++)
		apply(&table, P3_RECORD_PLACED, n);
	cr_assert_eq(table.ordered, 100000);
	cr_assert_leq(table.index.room, 64);
	for (uint32_t n = 0; n < 100010; n++)
		cr_assert_eq(has(&table, n), n < 100000);
	p3_table_free(&table);
}

Test(table, finds_what_came_in_any_order)
{
	struct p3_table table;

	p3_table_init(&table);
	for (uint32_t n = 0; n < 5000; n++)
		apply(&table, P3_RECORD_PLACED, n);
	for (uint32_t n = 20000; n > 10000; n--)
		apply(&table, P3_RECORD_PLACED, n);
	cr_assert_eq(table.ordered, 5001);
	cr_assert_eq(table.count, 15000);
	for (uint32_t n = 0; n < 20010; n++)
		cr_assert_eq(
		    has(&table, n), n < 5000 || (n > 10000 && n <= 20000));
	p3_table_free(&table);
}

Test(table, order_is_by_length_and_octets_and_occurrence)
{
	static const char *const uids[] = {
	    "", "9", "10", "1a", "1b", "\x80\x80", "000"};
	struct p3_table table;
	struct p3_record record = {.kind = P3_RECORD_PLACED,
	    .key = {"000", 3, 7},
	    .since = 1,
	    .retrieved = 1};

	p3_table_init(&table);
	for (size_t i = 0; i < 7; i++)
		apply_uid(&table, P3_RECORD_PLACED, uids[i]);
	cr_assert(p3_table_reserve(&table, &record));
	p3_table_apply(&table, &record);
	cr_assert_eq(table.ordered, 8);
	apply_uid(&table, P3_RECORD_PLACED, "11");
	cr_assert_eq(table.ordered, 8);
	for (size_t i = 0; i < 7; i++)
		cr_assert(has_uid(&table, uids[i]));
	cr_assert_not_null(p3_table_find(&table, &record.key));
	cr_assert(has_uid(&table, "11"));
	cr_assert_not(has_uid(&table, "8"));
	cr_assert_not(has_uid(&table, "1aa"));
	record.key.occurrence = 6;
	cr_assert_null(p3_table_find(&table, &record.key));
	p3_table_free(&table);
}

Test(table, what_comes_twice_in_order_is_one_entry)
{
	struct p3_table table;

	p3_table_init(&table);
	for (int round = 0; round < 3; round++) {
		for (uint32_t n = 0; n < 1000; n++)
			apply(&table,
			    round == 0 ? P3_RECORD_INTENDED : P3_RECORD_PLACED,
			    n);
		apply(&table, P3_RECORD_DOOMED, 999);
	}
	cr_assert_eq(table.count, 1000);
	cr_assert_eq(table.used, 1000);
	p3_table_free(&table);
}

Test(table, what_was_taken_out_of_the_order_may_come_again)
{
	struct p3_table table;

	p3_table_init(&table);
	apply_uid(&table, P3_RECORD_PLACED, "1");
	apply_uid(&table, P3_RECORD_PLACED, "2");
	apply_uid(&table, P3_RECORD_PLACED, "3");
	apply_uid(&table, P3_RECORD_FORGOTTEN, "3");
	apply_uid(&table, P3_RECORD_FORGOTTEN, "1");
	cr_assert_not(has_uid(&table, "1"));
	cr_assert_not(has_uid(&table, "3"));
	apply_uid(&table, P3_RECORD_PLACED, "3");
	apply_uid(&table, P3_RECORD_PLACED, "1");
	apply_uid(&table, P3_RECORD_PLACED, "4");
	cr_assert_eq(table.count, 4);
	for (const char *uid = "1234"; *uid != '\0'; uid++)
		cr_assert(has_uid(&table, (char[]){*uid, '\0'}));
	apply_uid(&table, P3_RECORD_FORGOTTEN, "1");
	cr_assert_not(has_uid(&table, "1"));
	cr_assert_eq(table.count, 3);
	p3_table_free(&table);
}

/* Closing the gaps must not hold keys against octets that are gone. */
Test(table, order_outlives_the_closing_of_gaps)
{
	static const char long_uid[] =
	    "0123456789012345678901234567890123456789";
	struct p3_table table;
	char uid[64];

	p3_table_init(&table);
	for (int n = 0; n < 60; n++) {
		snprintf(uid, sizeof uid, "%s%05d", long_uid, n);
		apply_uid(&table, P3_RECORD_PLACED, uid);
	}
	for (int n = 0; n < 5000; n++) {
		snprintf(uid, sizeof uid, "%s%05d", long_uid, n);
		apply_uid(&table, P3_RECORD_FORGOTTEN, uid);
		snprintf(uid, sizeof uid, "%s%05d", long_uid, n + 60);
		apply_uid(&table, P3_RECORD_PLACED, uid);
	}
	cr_assert_eq(table.ordered, table.used);
	cr_assert_eq(table.count, 60);
	cr_assert_leq(table.size, 128);
	cr_assert_leq(table.uids.size, 8192);
	for (int n = 0; n < 5070; n++) {
		snprintf(uid, sizeof uid, "%s%05d", long_uid, n);
		cr_assert_eq(
		    has_uid(&table, uid), n >= 5000 && n < 5060, "%d", n);
	}
	p3_table_free(&table);
}

Test(table, next_is_found_wherever_it_is)
{
	struct p3_table table;
	struct p3_entry *entry;

	p3_table_init(&table);
	for (uint32_t n = 0; n < 3000; n++)
		apply(&table, P3_RECORD_PLACED, n);
	for (uint32_t n = 0; n < 3000; n++) {
		char uid[16];
		uint32_t other = n * 7 % 3001;
		struct pop3_state_key key = {uid, 0, other % 3};

		snprintf(uid, sizeof uid, "%u", other);
		key.length = strlen(uid);
		entry = p3_table_find_next(&table, &key);
		cr_assert_eq(entry != NULL, other < 3000);
		if (entry != NULL)
			cr_assert_eq(entry - table.entries, other);
	}
	p3_table_free(&table);
}

Test(table, indexes_all_once_most_guesses_are_wrong)
{
	struct p3_table table;

	p3_table_init(&table);
	for (uint32_t n = 0; n < 3000; n++)
		apply(&table, P3_RECORD_PLACED, n);
	for (uint32_t n = 3000; n > 0; n--) {
		char uid[16];
		struct pop3_state_key key = {uid, 0, (n - 1) % 3};
		struct p3_entry *entry;

		snprintf(uid, sizeof uid, "%u", n - 1);
		key.length = strlen(uid);
		entry = p3_table_find_next(&table, &key);
		cr_assert_not_null(entry);
		cr_assert_eq(entry - table.entries, n - 1);
	}
	cr_assert_eq(table.ordered, 0);
	for (uint32_t n = 0; n < 3000; n += 2)
		apply(&table, P3_RECORD_FORGOTTEN, n);
	for (uint32_t n = 4000; n < 9000; n++)
		apply(&table, P3_RECORD_PLACED, n);
	for (uint32_t n = 0; n < 9010; n++)
		cr_assert_eq(has(&table, n),
		    (n < 3000 && n % 2 == 1) || (n >= 4000 && n < 9000));
	p3_table_free(&table);
}

Test(table, a_few_wrong_guesses_leave_the_order)
{
	struct p3_table table;
	struct pop3_state_key key = {"7", 1, 1};

	p3_table_init(&table);
	for (uint32_t n = 0; n < 3000; n++)
		apply(&table, P3_RECORD_PLACED, n);
	for (int i = 0; i < 150; i++)
		cr_assert_not_null(p3_table_find_next(&table, &key));
	cr_assert_eq(table.ordered, 3000);
	p3_table_free(&table);
}

/* Indexing all is as dear as there are entries, however few are in order. */
Test(table, a_few_wrong_guesses_leave_a_short_order)
{
	struct p3_table table;
	struct pop3_state_key key = {"7", 1, 1};

	p3_table_init(&table);
	for (uint32_t n = 1000; n < 1005; n++)
		apply(&table, P3_RECORD_PLACED, n);
	for (uint32_t n = 0; n < 900; n++)
		apply(&table, P3_RECORD_PLACED, n);
	for (int i = 0; i < 50; i++)
		cr_assert_not_null(p3_table_find_next(&table, &key));
	cr_assert_eq(table.ordered, 5);
	for (int i = 0; i < 50; i++)
		cr_assert_not_null(p3_table_find_next(&table, &key));
	cr_assert_eq(table.ordered, 0);
	for (uint32_t n = 0; n < 1010; n++)
		cr_assert_eq(
		    has(&table, n), n < 900 || (n >= 1000 && n < 1005));
	p3_table_free(&table);
}

Test(table, hashes_differently_each_time)
{
	struct p3_table a, b;
	struct pop3_state_key key = {"uid", 3, 0}, other = {"uid", 3, 1};

	p3_table_init(&a);
	p3_table_init(&b);
	cr_assert_neq(
	    p3_hash(&a.index.seed, &key), p3_hash(&b.index.seed, &key));
	cr_assert_neq(
	    p3_hash(&a.index.seed, &key), p3_hash(&a.index.seed, &other));
	cr_assert_eq(
	    p3_hash(&a.index.seed, &key), p3_hash(&a.index.seed, &key));
}
