#include <criterion/criterion.h>

#include "guard.h"
#include "libpop3/engine/listing.h"

static struct pop3_scan_listing scan_of(const char *line)
{
	struct pop3_scan_listing scan = {0};

	cr_assert(p3_scan_listing_read(guarded_line(line), &scan), "%s", line);
	return scan;
}

static void scan_is_malformed(const char *line)
{
	struct pop3_scan_listing scan = {77, 77};

	cr_assert_not(
	    p3_scan_listing_read(guarded_line(line), &scan), "%s", line);
	cr_assert_eq(scan.msgno, 77, "output changed");
}

static struct pop3_unique_id_listing uid_of(const char *line)
{
	struct pop3_unique_id_listing uid = {0};

	cr_assert(p3_unique_id_read(guarded_line(line), &uid), "%s", line);
	return uid;
}

static void uid_is_malformed(struct pop3_span line)
{
	struct pop3_unique_id_listing uid;

	cr_assert_not(p3_unique_id_read(line, &uid));
}

static bool is(struct pop3_span span, const char *text)
{
	return span.length == strlen(text) &&
	       memcmp(span.octets, text, span.length) == 0;
}

Test(scan, number_and_octets)
{
	cr_assert_eq(scan_of("1 120").msgno, 1);
	cr_assert_eq(scan_of("1 120").octets, 120);
	cr_assert_eq(scan_of("12 0").octets, 0);
}

Test(scan, sizes_beyond_two_gigabytes)
{
	cr_assert_eq(
	    scan_of("4294967295 18446744073709551615").octets, UINT64_MAX);
	cr_assert_eq(scan_of("4294967295 1").msgno, UINT32_MAX);
}

Test(scan, several_blanks_and_what_follows_are_allowed)
{
	cr_assert_eq(scan_of("1   120").octets, 120);
	cr_assert_eq(scan_of("1 120 ").octets, 120);
	cr_assert_eq(scan_of("1 120 unread").octets, 120);
	cr_assert_eq(scan_of("1\t120").octets, 120);
}

Test(scan, what_is_no_listing_is_malformed)
{
	scan_is_malformed("");
	scan_is_malformed("1");
	scan_is_malformed("1 ");
	scan_is_malformed("0 120");
	scan_is_malformed("-1 120");
	scan_is_malformed("1 -120");
	scan_is_malformed("1 120x");
	scan_is_malformed("1x 120");
	scan_is_malformed("+1 120");
	scan_is_malformed("0x1 120");
	scan_is_malformed("+OK 1 120");
	scan_is_malformed("4294967296 1");
	scan_is_malformed("1 18446744073709551616");
	scan_is_malformed("one 120");
}

Test(uid, servers_formats)
{
	cr_assert(is(uid_of("1 UID1-1795391159").uid, "UID1-1795391159"));
	cr_assert(is(uid_of("1 1795390617.1").uid, "1795390617.1"));
	cr_assert(is(uid_of("2 d98c1dd404b2008f").uid, "d98c1dd404b2008f"));
	cr_assert_eq(uid_of("2 d98c1dd404b2008f").msgno, 2);
}

Test(uid, blanks_in_front_go_and_inside_stay)
{
	cr_assert(is(uid_of("1    abc").uid, "abc"));
	cr_assert(is(uid_of("1 a b").uid, "a b"));
	cr_assert(is(uid_of("1 abc ").uid, "abc "));
}

Test(uid, may_be_empty)
{
	cr_assert_eq(uid_of("3").uid.length, 0);
	cr_assert_eq(uid_of("3 ").uid.length, 0);
	cr_assert_eq(uid_of("3").msgno, 3);
}

Test(uid, may_be_long_and_8_bit)
{
	static char line[3000] = "7 ";

	memset(line + 2, 'u', sizeof line - 3);
	line[100] = (char)0xE4;
	cr_assert_eq(uid_of(line).uid.length, sizeof line - 3);
}

Test(uid, without_number_is_malformed)
{
	uid_is_malformed(guarded_line("c4490e179d172987b70bccf4cc57b454"));
	uid_is_malformed(guarded_line("4490e"));
	uid_is_malformed(guarded_line("0 abc"));
	uid_is_malformed(guarded_line(""));
	uid_is_malformed(guarded_line("+OK abc"));
	uid_is_malformed(guarded_line("+OK"));
	uid_is_malformed(guarded_line("+OK "));
}

Test(uid, may_have_the_status_indicator_in_front)
{
	cr_assert(is(uid_of("+OK 1 abc").uid, "abc"));
	cr_assert(is(uid_of("+OK  12 +OK 3 x").uid, "+OK 3 x"));
	cr_assert_eq(uid_of("+ok  12 a").msgno, 12);
	cr_assert_eq(uid_of("+OK 3").uid.length, 0);
	uid_is_malformed(guarded_line("+OK1 abc"));
	uid_is_malformed(guarded_line("-ERR 1 abc"));
}

Test(uid, that_no_line_can_hold_is_malformed)
{
	uid_is_malformed((struct pop3_span){"1 a\0b", 5});
	uid_is_malformed((struct pop3_span){"1 a\nb", 5});
	uid_is_malformed((struct pop3_span){"1 a\rb", 5});
}

/* Eight octets are looked at at once. */
Test(uid, that_no_line_can_hold_is_malformed_wherever_it_stands)
{
	for (size_t i = 0; i < 20; i++)
		for (int c = 0; c < 256; c++) {
			char line[22] = "1 ";
			bool bad = c == '\0' || c == '\r' || c == '\n';
			struct pop3_unique_id_listing uid;
			const struct pop3_span span = {line, sizeof line};

			memset(line + 2,
			    c == 0xFF	  ? 'a'
			    : c + 1 > ' ' ? c
					  : 'b',
			    20);
			line[2 + i] = (char)c;
			cr_assert_eq(p3_unique_id_read(span, &uid), !bad);
		}
}

Test(drop, count_and_octets)
{
	struct pop3_drop_listing drop;

	cr_assert(p3_drop_listing_read(guarded_line("12 1088512"), &drop));
	cr_assert_eq(drop.count, 12);
	cr_assert_eq(drop.octets, 1088512);
	cr_assert(p3_drop_listing_read(guarded_line("0 0"), &drop));
	cr_assert_eq(drop.count, 0);
}

Test(drop, malformed)
{
	struct pop3_drop_listing drop;

	cr_assert_not(p3_drop_listing_read(guarded_line(""), &drop));
	cr_assert_not(p3_drop_listing_read(guarded_line("12"), &drop));
	cr_assert_not(p3_drop_listing_read(guarded_line("12 -1"), &drop));
	cr_assert_not(
	    p3_drop_listing_read(guarded_line("4294967296 1"), &drop));
}

Test(last, number_with_zero)
{
	uint32_t last = 9;

	cr_assert(p3_last_read(guarded_line("0"), &last));
	cr_assert_eq(last, 0);
	cr_assert(p3_last_read(guarded_line("7 is the last"), &last));
	cr_assert_eq(last, 7);
	cr_assert_not(p3_last_read(guarded_line("none"), &last));
}
