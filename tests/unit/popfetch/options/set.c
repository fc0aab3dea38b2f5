/*
 * set.c - SETs of message-numbers and unique-ids.
 */
#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#include "popfetch/options/set.h"

/* A maildrop of five, in which message 3 is missing. */
static const struct pop3_listed LISTED[] = {
    {.msgno = 1, .uid = "a", .uid_length = 1},
    {.msgno = 2, .uid = "b,S=1,W=2", .uid_length = 9},
    {.msgno = 4, .uid = "twice", .uid_length = 5},
    {.msgno = 5, .uid = "twice", .uid_length = 5},
    {.msgno = 6},
};
#define COUNT (sizeof LISTED / sizeof LISTED[0])
static const bool IS_NEW[COUNT] = {false, true, false, true, false};

static const struct set_part *marked(const char *text, char shown[COUNT + 1])
{
	static struct set set;
	bool marks[COUNT] = {false};
	char why[160];
	const struct set_part *missing;

	set_clear(&set);
	cr_assert(set_parse(text, &set, why, sizeof why), "%s: %s", text, why);
	missing = set_mark(&set, LISTED, COUNT, IS_NEW, marks);
	for (size_t i = 0; i < COUNT; i++)
		shown[i] = marks[i] ? 'x' : '.';
	shown[COUNT] = '\0';
	return missing;
}

Test(set, each_form_marks_what_it_says)
{
	static const struct {
		const char *text, *expected;
	} rows[] = {
	    {"1", "x...."},
	    {"2-5", ".xxx."},
	    {"4-", "..xxx"},
	    {"-2", "...xx"},
	    {"-99", "xxxxx"},
	    {"all", "xxxxx"},
	    {"new", ".x.x."},
	    {"uid:twice", "..xx."},
	    {"1,6", "x...x"},
	    {"6,1,1-2", "xx..x"},
	    {"uid:a,new,-1", "xx.xx"},
	    {"7-9", "....."},
	    {"3-3000000000", "..xxx"},
	    {"4294967295-", "....."},
	    {"uid:b,S=1,W=2", ".x..."},
	    {"uid:b,S=1,W=2,uid:a,-1", "xx..x"},
	    {"uid:a,uid:b,S=1,W=2", "xx..."},
	};
	char shown[COUNT + 1];

	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		marked(rows[i].text, shown);
		cr_expect_str_eq(shown, rows[i].expected, "%s gives %s",
		    rows[i].text, shown);
	}
}

Test(set, a_unique_id_is_named_as_it_is_or_as_it_is_printed)
{
	static const struct pop3_listed odd[] = {
	    {.msgno = 1, .uid = "x y\xFF", .uid_length = 4},
	    {.msgno = 2, .uid = "x%20y\xFF", .uid_length = 6},
	    {.msgno = 3, .uid = "x", .uid_length = 1},
	    {.msgno = 4, .uid = "x,1", .uid_length = 3},
	};
	static const struct {
		const char *text;
		bool marks[4];
	} rows[] = {
	    {"uid:x y\xFF", {true}},
	    {"uid:x%20y%FF", {true, true}},
	    {"uid:x%20y\xFF", {false, true}},
	    {"uid:x", {false, false, true}},
	    {"uid:x%20y", {false}},
	    {"uid:x%20y%ff", {false}},
	    {"uid:x y%FF", {false}},
	    {"uid:x%2C1", {false, false, false, true}},
	    {"uid:x,1", {true, false, true}},
	    {"uid:x%2C", {false}},
	};

	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		struct set set;
		bool marks[4] = {false};
		char why[160];

		cr_assert(set_parse(rows[i].text, &set, why, sizeof why));
		(void)set_mark(&set, odd, 4, NULL, marks);
		cr_expect_arr_eq(
		    marks, rows[i].marks, sizeof marks, "%s", rows[i].text);
		set_clear(&set);
	}
}

Test(set, one_message_that_is_not_there_is_named)
{
	char shown[COUNT + 1], text[80];

	cr_assert_str_eq(set_part_text(marked("1,3", shown), text, sizeof text),
	    "message 3");
	cr_assert_str_eq(shown, "x....");
	cr_assert_str_eq(
	    set_part_text(marked("uid:zz", shown), text, sizeof text),
	    "message with unique-id 'zz'");
	cr_assert_str_eq(
	    set_part_text(marked("uid:b,S=1", shown), text, sizeof text),
	    "message with unique-id 'b,S=1'");
	cr_assert_null(marked("3-3,1", shown), "a range takes what there is");
}

Test(set, nonsense_is_refused_with_a_reason)
{
	static const char *const rows[] = {"", ",", "1,", ",1", "0", "-0",
	    "0-3", "3-1", "1-2-3", "-", "--1", "+1", " 1", "1 ", "x",
	    "uid:", "ALL", "4294967296", "99999999999999999999", "1-x", "1;2",
	    "-1-2", "uid:a,", "uid:a,,b", "x,uid:a", "1,x"};

	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		struct set set = {0};
		char why[160] = "";

		cr_expect(!set_parse(rows[i], &set, why, sizeof why),
		    "'%s' is taken", rows[i]);
		cr_expect(strlen(why) > 0);
	}
}

Test(set, reason_is_what_is_wrong_with_the_part)
{
	static const struct {
		const char *text, *why;
	} rows[] = {
	    {"1,5-3", "'5-3' begins with the larger number"},
	    {"5-x,1", "'5-x' is none of N, N-M, N-, -K, uid:UID, new, all"},
	    {"0-3", "'0-3' is none of N, N-M, N-, -K, uid:UID, new, all"},
	};

	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		struct set set = {0};
		char why[160] = "";

		cr_assert(!set_parse(rows[i].text, &set, why, sizeof why));
		cr_expect_str_eq(why, rows[i].why);
	}
}

Test(set, single_is_one_number_or_one_unique_id)
{
	static const struct {
		const char *text;
		bool single;
	} rows[] = {{"1", true}, {"uid:a", true}, {"uid:b,S=1", true},
	    {"1-2", false}, {"1-1", false}, {"1,2", false}, {"new", false},
	    {"all", false}, {"-1", false}, {"1-", false}};

	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		struct set set;
		char why[160];

		cr_assert(set_parse(rows[i].text, &set, why, sizeof why));
		cr_expect_eq(
		    set_is_single(&set), rows[i].single, "%s", rows[i].text);
		set_clear(&set);
	}
}
