/*
 * message-row.c - what all rows about a message have in common.
 */
#include "tests/unit/popfetch/scene.h"

#include "popfetch/maildrop/message-row.h"

static struct pop3_state *state;

static void begin(void)
{
	scene_begin();
	state = scene_state();
}

static void end(void)
{
	pop3_state_close(state, NULL);
	scene_end();
}

TestSuite(message_row, .init = begin, .fini = end);

static const struct pop3_state_key key = {.uid = "one", .length = 3};

/* The row of a message of which this is known. */
static const char *row_of(const struct row_form *form,
    const struct pop3_listed *listed, const struct pop3_state *known,
    const struct plan_item *item)
{
	struct row row = {.form = form, .account = "work"};

	scene_printed({
		row.stream = stream;
		row_begin(&row);
		message_row_listed(&row, listed);
		message_row_known(&row, known, item);
		row_end(&row);
	});
	return scene_text;
}

static const struct pop3_listed whole = {.msgno = 7,
    .has_octets = true,
    .octets = 1234,
    .uid = "one",
    .uid_length = 3};
static const struct pop3_listed bare = {.msgno = 7};
static const struct plan_item item = {.key = {.uid = "one", .length = 3}};

Test(message_row, columns_stay_where_they_are)
{
	cr_expect_str_eq(
	    row_of(&row_tsv, &whole, state, &item), "7\t1234\tone\n");
	cr_expect_str_eq(row_of(&row_tsv, &bare, state, &item), "7\t\t\n");
}

Test(message_row, members_that_are_not_known_are_not_there)
{
	cr_expect_str_eq(row_of(&row_json, &bare, NULL, &item),
	    "{\"v\":1,\"account\":\"work\",\"number\":7}\n");
}

Test(message_row, says_what_is_seen)
{
	cr_expect_str_eq(row_of(&row_json, &whole, state, &item),
	    "{\"v\":1,\"account\":\"work\",\"number\":7,\"octets\":1234,"
	    "\"uid\":\"one\",\"seen\":false}\n");
	cr_assert_eq(pop3_state_place(state, &key, 1700000000), POP3_OK);
	cr_expect_str_eq(row_of(&row_json, &whole, state, &item),
	    "{\"v\":1,\"account\":\"work\",\"number\":7,\"octets\":1234,"
	    "\"uid\":\"one\",\"seen\":true}\n");
}

/* An hour behind the second failure; see plan_resume(). */
Test(message_row, says_why_it_failed_and_when_it_is_tried_again)
{
	cr_assert_eq(
	    pop3_state_trouble(state, &key, 1700000000, "no room"), POP3_OK);
	cr_assert_eq(
	    pop3_state_trouble(state, &key, 1700000000, "no room"), POP3_OK);
	cr_expect_str_eq(row_of(&row_json, &whole, state, &item),
	    "{\"v\":1,\"account\":\"work\",\"number\":7,\"octets\":1234,"
	    "\"uid\":\"one\",\"seen\":false,\"tries\":2,"
	    "\"reason\":\"no room\","
	    "\"next_try\":\"2023-11-14T23:13:20Z\"}\n");
	cr_expect_str_eq(
	    row_of(&row_tsv, &whole, state, &item), "7\t1234\tone\n");
}

/* Nothing can be known of a message without a key. */
Test(message_row, says_nothing_of_what_cannot_be_remembered)
{
	const struct plan_item keyless = {.why = PLAN_NO_UID};

	cr_expect_str_eq(row_of(&row_json, &bare, state, &keyless),
	    "{\"v\":1,\"account\":\"work\",\"number\":7}\n");
}
