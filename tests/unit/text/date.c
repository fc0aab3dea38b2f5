#include "tests/unit/text/field.h"

static void expect_date(const char *text, int64_t seconds, int offset_min)
{
	struct pop3_field field = field_of(text, strlen(text));
	int64_t got_seconds = 0;
	int got_offset = 7777;

	cr_expect(
	    pop3_header_date(&field, &got_seconds, &got_offset), "%s", text);
	cr_expect_eq(
	    got_seconds, seconds, "%s: %lld", text, (long long)got_seconds);
	cr_expect_eq(got_offset, offset_min, "%s: %d", text, got_offset);
}

static void expect_none(const char *text)
{
	struct pop3_field field = field_of(text, strlen(text));
	int64_t seconds = 77;
	int offset_min = 78;

	cr_expect_not(
	    pop3_header_date(&field, &seconds, &offset_min), "%s", text);
	cr_expect_eq(seconds, 77);
	cr_expect_eq(offset_min, 78);
}

#define NOV_21_1997 880127706 /* 09:55:06 -0600 */

Test(date, the_forms_of_the_rfc)
{
	expect_date(" Fri, 21 Nov 1997 09:55:06 -0600", NOV_21_1997, -360);
	expect_date(" Fri, 21 Nov 1997 15:55:06 +0000", NOV_21_1997, 0);
	expect_date(" Thu, 01 Jan 1970 00:00:00 +0000", 0, 0);
	expect_date(" Tue, 1 Jul 2003 10:52:37 +0200", 1057049557, 120);
	expect_date("Thu,\r\n      13\r\n        Feb\r\n          1969\r\n"
		    "      23:32\r\n               -0330 (Newfoundland Time)",
	    -27723480, -210);
}

Test(date, what_may_be_missing)
{
	expect_date("21 Nov 1997 09:55:06 -0600", NOV_21_1997, -360);
	expect_date("21 Nov 1997 09:55 -0600", NOV_21_1997 - 6, -360);
	expect_date("21 Nov 1997 15:55:06", NOV_21_1997, 0);
	expect_date("1 Jan 1970 0:00 +0000", 0, 0);
}

Test(date, names_are_known_in_any_case)
{
	expect_date("FRI, 21 NOV 1997 09:55:06 cst", NOV_21_1997, -360);
	expect_date("fri,21 nov 1997 09:55:06 -0600", NOV_21_1997, -360);
}

Test(date, a_weekday_says_nothing)
{
	expect_date("Mon, 21 Nov 1997 09:55:06 -0600", NOV_21_1997, -360);
	expect_date("Fri 21 Nov 1997 09:55:06 -0600", NOV_21_1997, -360);
	expect_date("Ven., 21 Nov 1997 09:55:06 -0600", NOV_21_1997, -360);
	expect_date("金, 21 Nov 1997 09:55:06 -0600", NOV_21_1997, -360);
}

Test(date, comments_stand_anywhere)
{
	expect_date("(a (nested \\) one)) Fri (x), (y) 21 () Nov (n) 1997 (:) "
		    "09 (h) : (m) 55 : 06 -0600 (CST)",
	    NOV_21_1997, -360);
	expect_date(
	    "21 Nov 1997 09:55:06 -0600 (never ends", NOV_21_1997, -360);
}

Test(date, short_years_are_of_two_centuries)
{
	expect_date("21 Nov 97 09:55:06 -0600", NOV_21_1997, -360);
	expect_date("1 Jan 00 00:00:00 +0000", 946684800, 0);
	expect_date("1 Jan 49 00:00:00 +0000", 2493072000, 0);
	expect_date("1 Jan 50 00:00:00 +0000", -631152000, 0);
	expect_date("1 Jan 100 00:00:00 +0000", 946684800, 0);
}

Test(date, zones_have_names)
{
	expect_date("21 Nov 1997 15:55:06 GMT", NOV_21_1997, 0);
	expect_date("21 Nov 1997 15:55:06 UT", NOV_21_1997, 0);
	expect_date("21 Nov 1997 15:55:06 Z", NOV_21_1997, 0);
	expect_date("21 Nov 1997 10:55:06 EST", NOV_21_1997, -300);
	expect_date("21 Nov 1997 11:55:06 EDT", NOV_21_1997, -240);
	expect_date("21 Nov 1997 10:55:06 CDT", NOV_21_1997, -300);
	expect_date("21 Nov 1997 08:55:06 MST", NOV_21_1997, -420);
	expect_date("21 Nov 1997 09:55:06 MDT", NOV_21_1997, -360);
	expect_date("21 Nov 1997 07:55:06 PST", NOV_21_1997, -480);
	expect_date("21 Nov 1997 08:55:06 PDT", NOV_21_1997, -420);
	/* The letters of the military, and names nobody knows. */
	expect_date("21 Nov 1997 15:55:06 A", NOV_21_1997, 0);
	expect_date("21 Nov 1997 15:55:06 MEZ", NOV_21_1997, 0);
	/* A name that should have been a comment. */
	expect_date("21 Nov 1997 16:55:06 +0100 CET", NOV_21_1997, 60);
	expect_date("21 Nov 1997 16:55:06 +0100 CET (CET)\t", NOV_21_1997, 60);
	expect_date("21 Nov 1997 10:55:06 EST (Miami) ", NOV_21_1997, -300);
}

Test(date, the_calendar)
{
	expect_date("29 Feb 2000 00:00:00 +0000", 951782400, 0);
	expect_date("29 Feb 2024 12:00:00 +0000", 1709208000, 0);
	expect_date("29 Feb 1904 00:00:00 +0000", -2077747200, 0);
	expect_date("31 Dec 2016 23:59:60 +0000", 1483228800, 0);
	expect_date("19 Jan 2038 03:14:08 +0000", 2147483648, 0);
	expect_date("1 Jan 1900 00:00:00 +0000", -2208988800, 0);
	expect_date("31 Dec 9999 23:59:59 +0000", 253402300799, 0);
	expect_date("1 Jan 2000 00:00:00 +1400", 946684800 - 50400, 840);
	expect_date("1 Jan 2000 00:00:00 -9959", 946684800 + 359940, -5999);
}

Test(date, days_that_never_were)
{
	expect_none("29 Feb 1900 00:00:00 +0000");
	expect_none("29 Feb 2023 00:00:00 +0000");
	expect_none("31 Apr 2023 00:00:00 +0000");
	expect_none("0 Jan 2023 00:00:00 +0000");
	expect_none("32 Jan 2023 00:00:00 +0000");
	expect_none("32 Dec 2023 00:00:00 +0000");
	expect_none("1 Jan 2023 24:00:00 +0000");
	expect_none("1 Jan 2023 00:60:00 +0000");
	expect_none("1 Jan 2023 00:00:61 +0000");
	expect_none("1 Jan 2023 00:00:00 +0060");
	expect_none("1 Jan 2023 00:00:00 +0199");
	expect_none("1 Jan 1899 00:00:00 +0000");
	expect_none("1 Jan 10000 00:00:00 +0000");
}

Test(date, what_is_no_date)
{
	static const char *const none[] = {"", " ", "(", "yesterday", "Fri,",
	    "Fri, 21", "21 Nov", "21 Nov 1997", "21 Nov 1997 09",
	    "21 Nov 1997 09:", "21 Nov 1997 09:5",
	    "21 Nov 1997 09:55:", "21 Nov 1997 09:55:6",
	    "21 Nov 1997 009:55:06", "21 Nov 1997 09:055:06",
	    "21 Nov 1997 09:55:006", "21 Nov 1997 09:55:06 +",
	    "21 Nov 1997 09:55:06 +01", "21 Nov 1997 09:55:06 +010",
	    "21 Nov 1997 09:55:06 +01000", "21 Nov 1997 09:55:06 + 0100",
	    "21 Nov 1997 09:55:06 +0100 x y", "21 Nov 1997 09:55:06 +0100;",
	    "21 November 1997 09:55:06 +0100", "21 Nov -997 09:55:06 +0100",
	    "21 Nov 7 09:55:06 +0100", "121 Nov 1997 09:55:06 +0100",
	    "021 Nov 1997 09:55:06 +0100", "1997-11-21T09:55:06Z",
	    "Fri Nov 21 09:55:06 1997", "21 Nov 1997 -9:55:06 +0100",
	    "99999999999999999999 Nov 1997 09:55:06 +0100"};

	for (size_t i = 0; i < sizeof none / sizeof none[0]; i++)
		expect_none(none[i]);
}

Test(date, every_cut_of_one_is_read_within_its_octets)
{
	static const char whole[] =
	    " Fri, 21 Nov 1997 (a \\) (b)) 09:55:06 -0600 (CST)";
	int64_t seconds;
	int offset_min;

	for (size_t n = 0; n < sizeof whole; n++) {
		struct pop3_field field = field_of(whole, n);

		pop3_header_date(&field, &seconds, &offset_min);
	}
}

static void refuses_long(const char *piece)
{
	char *octets = repeated(piece);
	struct pop3_field field = field_of(octets, LONG_FIELD);
	int64_t seconds;
	int offset_min;

	cr_expect_not(pop3_header_date(&field, &seconds, &offset_min));
	free(octets);
}

Test(date, a_megabyte_takes_no_longer_than_its_octets)
{
	refuses_long("(");
	refuses_long("()");
	refuses_long(" ");
	refuses_long("9");
	refuses_long("x");
	refuses_long("1 (");
}
