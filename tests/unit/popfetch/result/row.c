/*
 * row.c - results in both forms.
 */
#include "tests/unit/popfetch/scene.h"

#include "popfetch/result/row-json.h"
#include "popfetch/result/table.h"

static char *printed;
static size_t length;

static struct row begun(const struct row_form *form)
{
	struct row row = {.form = form, .account = "work"};

	row.stream = open_memstream(&printed, &length);
	cr_assert_not_null(row.stream);
	row_begin(&row);
	return row;
}

static void expect_printed(struct row *row, const char *expected)
{
	const struct talk talk = {0};

	cr_expect_eq(row_finish(row, &talk), EXIT_DONE);
	fclose(row->stream);
	cr_expect_str_eq(printed, expected);
	cr_expect_eq(length, strlen(printed));
	free(printed);
}

static void make_row(struct row *row)
{
	row_number(row, "count", 7);
	row_text(row, "from", "J\xC3\xBCrgen \"x\"");
	row_uid(row, "a b\xFF", 4);
	row_uid(row, "", 0);
	row_absent(row, "host", "-");
	row_uid(row, NULL, 0);
	row_time(row, "date", INT64_MAX, 0);
	row_truth(row, "enabled", false, "disabled");
	row_remark(row, ", for now");
	row_end(row);
}

Test(row, columns_have_one_tab_between)
{
	struct row row = begun(&row_tsv);

	make_row(&row);
	row_begin(&row);
	row_number(&row, "count", 8);
	row_time(&row, "date", 1700000000, 0);
	row_end(&row);
	expect_printed(&row, "7\tJ\xC3\xBCrgen \"x\"\ta%20b%FF\t\t-\t\t\t"
			     "disabled, for now\n"
			     "8\t2023-11-14T22:13:20Z\n");
}

Test(row, columns_have_the_whole_of_a_long_unique_id)
{
	struct row row = begun(&row_tsv);
	char uid[302], expected[303];

	for (size_t i = 0; i < sizeof uid - 1; i++)
		uid[i] = (char)('a' + i % 23);
	uid[sizeof uid - 1] = '\0';
	snprintf(expected, sizeof expected, "%s\n", uid);
	row_uid(&row, uid, sizeof uid - 1);
	row_end(&row);
	expect_printed(&row, expected);
}

Test(row, columns_on_a_terminal_act_on_it_no_more_than_a_table)
{
	struct table table = {.descriptor = 1};
	struct row row = begun(&row_tsv);

	row.table = &table;
	row_text(&row, "capability", "IMPLEMENTATION \x1B[2Jx");
	row_end(&row);
	expect_printed(&row, "IMPLEMENTATION ?[2Jx\n");
}

Test(row, objects_have_members_and_say_what_was_replaced)
{
	struct row row = begun(&row_json);

	row_number(&row, "count", 7);
	row_text(&row, "from", "J\xC3\xBCrgen \"x\"");
	row_absent(&row, "host", "-");
	row_truth(&row, "enabled", false, "disabled");
	row_remark(&row, ", for now");
	row_uid(&row, "a b\xFF", 4);
	row_end(&row);
	row_gap(&row);
	row_begin(&row);
	row_uid(&row, NULL, 0);
	row_time(&row, "next_try", 1700000000, 0);
	row_end(&row);
	expect_printed(&row,
	    "{\"v\":1,\"account\":\"work\",\"count\":7,"
	    "\"from\":\"J\\u00FCrgen \\\"x\\\"\",\"enabled\":false,"
	    "\"uid\":\"a b\\uFFFD\",\"replaced\":true}\n"
	    "{\"v\":1,\"account\":\"work\","
	    "\"next_try\":\"2023-11-14T22:13:20Z\"}\n");
}

Test(row, json_is_ascii_that_acts_on_no_terminal)
{
	struct row row = begun(&row_json);

	row_uid(&row, "\x1B[1m\x7F\0\xC2\x9B\xE2\x80\xAE", 11);
	row_end(&row);
	expect_printed(&row,
	    "{\"v\":1,\"account\":\"work\","
	    "\"uid\":\"\\u001B[1m\\u007f\\u0000\\u009B\\u202E\"}\n");
}

Test(row, json_goes_on_behind_a_del)
{
	struct row row = begun(&row_json);

	row_uid(&row,
	    "a\x7F"
	    "bc\x7F\x7F"
	    "d",
	    7);
	row_end(&row);
	expect_printed(&row, "{\"v\":1,\"account\":\"work\","
			     "\"uid\":\"a\\u007fbc\\u007f\\u007fd\"}\n");
}

/* By who decoded it. */
Test(row, json_says_that_a_text_had_something_replaced)
{
	struct row row = begun(&row_json);

	row_text(&row, "subject", "a\xEF\xBF\xBDz");
	row_end(&row);
	expect_printed(&row, "{\"v\":1,\"account\":\"work\","
			     "\"subject\":\"a\\uFFFDz\",\"replaced\":true}\n");
}

Test(row, numbers_beyond_json_count_as_not_told)
{
	struct row row = begun(&row_json);

	row_number(&row, "count", INT64_MAX);
	row_number(&row, "octets", (uint64_t)INT64_MAX + 1);
	row_end(&row);
	expect_printed(&row, "{\"v\":1,\"account\":\"work\","
			     "\"count\":9223372036854775807}\n");
}

Test(row, what_there_was_no_memory_for_is_told_once)
{
	struct row row = begun(&row_tsv);
	const struct talk talk = {0};

	scene_begin();
	scene_listen();
	row.no_memory = true;
	cr_expect_eq(row_finish(&row, &talk), EXIT_SYSTEM);
	cr_expect_not_null(
	    strstr(scene_said(), "out of memory: not all is printed\n"));
	cr_expect_eq(row_finish(&row, &talk), EXIT_DONE);
	fclose(row.stream);
	free(printed);
	scene_end();
}

/* ---- Messages ------------------------------------------------------------ */

static void hold(
    struct held_message *held, const char *octets, size_t n, size_t times)
{
	cr_assert(held_message_begin(held));
	while (times-- > 0)
		cr_assert(held_message_add(held, octets, n));
	cr_assert(held_message_end(held));
}

Test(row, messages_are_text_or_base64)
{
	struct row row = begun(&row_json);
	struct held_message held = {0};

	hold(&held, "a\"\r\n\xF0\x9F\x98\x80\r\n", 10, 1);
	cr_expect(row_json_end_message(&row, &held));
	row_begin(&row);
	hold(&held, "\xFF\r\n", 3, 1);
	cr_expect(row_json_end_message(&row, &held));
	held_message_clear(&held);
	expect_printed(&row, "{\"v\":1,\"account\":\"work\","
			     "\"message\":\"a\\\"\\n\\uD83D\\uDE00\\n\"}\n"
			     "{\"v\":1,\"account\":\"work\","
			     "\"encoding\":\"base64\",\"message\":\"/wo=\"}\n");
}

/* Half of it would pass for the whole. */
Test(row, a_message_that_is_not_read_whole_is_not_ended)
{
	struct row row = begun(&row_json);
	struct held_message held = {0};

	hold(&held, "text", 4, 1);
	held.left++;
	cr_expect_not(row_json_end_message(&row, &held));
	held_message_clear(&held);
	expect_printed(
	    &row, "{\"v\":1,\"account\":\"work\",\"message\":\"text");
}

/* Whichever way the pieces fall, no character is cut in two. */
Test(row, long_messages_keep_their_characters)
{
	const size_t times = 20000;
	struct held_message held = {0};

	for (size_t shift = 0; shift < 3; shift++) {
		struct row row = begun(&row_json);
		const char *at;
		size_t count = 0;

		cr_assert(held_message_begin(&held));
		cr_assert(held_message_add(&held, "xxx", shift));
		for (size_t i = 0; i < times; i++)
			cr_assert(held_message_add(&held, "\xE2\x82\xAC", 3));
		cr_assert(held_message_end(&held));
		cr_expect(row_json_end_message(&row, &held));
		fclose(row.stream);
		for (at = printed; (at = strstr(at, "\\u20AC")); at += 6)
			count++;
		cr_expect_eq(count, times);
		cr_expect_eq(length,
		    strlen(
			"{\"v\":1,\"account\":\"work\",\"message\":\"\"}\n") +
			shift + 6 * times);
		free(printed);
	}
	held_message_clear(&held);
}
