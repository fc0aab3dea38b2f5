#include "tests/unit/text/field.h"

static void expect_octets(
    const char *octets, size_t length, const char *expected)
{
	struct pop3_field field = field_of(octets, length);
	char *address = NULL;

	cr_assert_eq(pop3_header_address(&field, &address), POP3_OK);
	cr_expect_str_eq(address, expected, "'%s' gives '%s'", octets, address);
	free(address);
}

static void expect(const char *text, const char *expected)
{
	expect_octets(text, strlen(text), expected);
}

Test(address, an_addr_spec_alone)
{
	expect(" jim@example.org", "jim@example.org");
	expect("jim@example.org\r\n ", "jim@example.org");
	expect(
	    "jim.smith+tag@mail.example.org", "jim.smith+tag@mail.example.org");
	expect("jim@[192.0.2.1]", "jim@[192.0.2.1]");
	expect("jim@[IPv6:2001:db8::1]", "jim@[IPv6:2001:db8::1]");
}

Test(address, a_display_name_is_not_it)
{
	expect(" Jim <jim@example.org>", "jim@example.org");
	expect(" Jim Q. Smith <jim@example.org>", "jim@example.org");
	expect(" \"Smith, Jim\" <jim@example.org>", "jim@example.org");
	expect(" \"a \\\" <b@c> \" <jim@example.org>", "jim@example.org");
	expect(" =?utf-8?Q?J=C3=BCrgen?= <j@example.org>", "j@example.org");
	expect(" jim@example.net <jim@example.org>", "jim@example.org");
	expect(" jim@example.net Jim <jim@example.org>", "jim@example.org");
	expect(" J <jim@example.org>", "jim@example.org");
	expect(" [list] Jim <jim@example.org>", "jim@example.org");
	expect("<jim@example.org>", "jim@example.org");
}

Test(address, comments_are_not_it)
{
	expect("jim@example.org (Jim)", "jim@example.org");
	expect("(x@y) jim@example.org", "jim@example.org");
	expect("jim (a (b) \\) c) @ (d) example.org", "jim@example.org");
	expect("Jim <jim(x)@example.org> (y)", "jim@example.org");
	expect("Jim (jim@example.net) <jim@example.org>", "jim@example.org");
	/* It parts two words, as a blank does. */
	expect("Jim(x)jim@example.org", "jim@example.org");
	expect("jim@example.org(x)Jim", "jim@example.org");
}

Test(address, the_first_of_several)
{
	expect("a@x, b@y", "a@x");
	expect("A <a@x>, B <b@y>", "a@x");
	expect(" , ,a@x", "a@x");
	expect("a@x; b@y", "a@x");
}

Test(address, groups_are_looked_into)
{
	expect("Friends: jim@example.org, joe@example.org;", "jim@example.org");
	expect("Friends: Jim <jim@example.org>;", "jim@example.org");
	expect("undisclosed-recipients:;", "");
	expect("Nobody:; , a@x", "a@x");
}

Test(address, the_null_path_is_empty)
{
	expect("<>", "");
	expect(" <> ", "");
	expect(" < > ", "");
	expect("<>, jim@example.org", "");
}

Test(address, where_there_is_none_it_is_empty)
{
	expect("", "");
	expect("  ", "");
	expect("Jim Smith", "");
	expect("root", "");
	expect("@", "");
	expect("jim@", "");
	expect("@example.org", "");
	expect(",;:", "");
	/* What an "@" belonged to was none, or the name of a group. */
	expect("@example.org, root", "");
	expect("jim@example.org: root", "");
}

Test(address, return_paths_have_routes)
{
	expect("<@a,@b:jim@x>", "jim@x");
	expect(" <@a.example:jim@example.org>", "jim@example.org");
	expect(" <MAILER-DAEMON>", "MAILER-DAEMON");
}

Test(address, quoted_local_parts_stay_quoted)
{
	expect("\"jim\"@example.org", "\"jim\"@example.org");
	expect("\"\"@example.org", "\"\"@example.org");
	expect("<\"a>b,c@d\"@example.org>", "\"a>b,c@d\"@example.org");
	expect("\"jim@example.org\"", "");
	expect("Jim \"jim\"@example.org", "\"jim\"@example.org");
}

Test(address, blanks_and_controls_are_left_out)
{
	expect("jim . smith @ example . org", "jim.smith@example.org");
	expect("<jim\r\n @example.org>", "jim@example.org");
	expect("<\"jim smith\"@example.org>", "\"jimsmith\"@example.org");
	expect("<j\x1Bi\x7Fm@\texample.org>", "jim@example.org");
	expect_octets("<j\0im@example.org>", 18, "jim@example.org");
}

Test(address, utf8_stays_and_other_octets_do_not)
{
	expect("<jürgen@bücher.example>", "jürgen@bücher.example");
	expect("<j\xFCrgen@example.org>", "j?rgen@example.org");
	expect("<a\u202Eb@x>", "a?b@x");
	expect("<a\xC2\x9B@x>", "a?@x");
}

Test(address, broken_fields_are_read_as_well_as_it_goes)
{
	/* A comma in a name that is not quoted. */
	expect("Smith, Jim <jim@example.org>", "jim@example.org");
	/* A quote, a parenthesis, a bracket without its partner. */
	expect("\"Jim <jim@example.org>", "jim@example.org");
	expect(":-( Jim <jim@example.org>", "jim@example.org");
	expect("(jim@example.org", "jim@example.org");
	expect("\"jim@example.org", "jim@example.org");
	expect("jim@[192.0.2.1", "jim@[192.0.2.1");
	/* A bracket that is no address of a host. */
	expect("[a, jim@example.org, b]", "jim@example.org");
	expect("jim@example.org [home]", "jim@example.org");
	/* An angle bracket that is not closed, or opened twice. */
	expect("Jim <jim@example.org", "jim@example.org");
	expect("Jim <jim@example.org, joe@example.org", "jim@example.org");
	expect("<<jim@example.org>>", "jim@example.org");
	expect("jim@example.org>", "jim@example.org");
	/* Words around an address that is not in angle brackets. */
	expect("Jim jim@example.org", "jim@example.org");
	expect("J jim@example.org", "jim@example.org");
	expect("jim@example.org Jim", "jim@example.org");
	expect("mailto:jim@example.org", "jim@example.org");
	expect("<mailto:jim@example.org>", "jim@example.org");
}

Test(address, every_cut_of_one_is_read_within_its_octets)
{
	static const char whole[] = "G: \"a\\\"\" (c \\) (d)) "
				    "<@r,@s:\"x\\y\"@[IPv6:::1]>\xC3\xA9, b@c;";

	for (size_t n = 0; n < sizeof whole; n++) {
		struct pop3_field field = field_of(whole, n);
		char *address;

		cr_assert_eq(pop3_header_address(&field, &address), POP3_OK);
		free(address);
	}
}

static void survives(const char *piece)
{
	char *octets = repeated(piece);
	struct pop3_field field = field_of(octets, LONG_FIELD);
	char *address;

	cr_assert_eq(pop3_header_address(&field, &address), POP3_OK);
	cr_expect_leq(strlen(address), LONG_FIELD);
	free(address);
	free(octets);
}

Test(address, a_megabyte_takes_no_longer_than_its_octets)
{
	survives("(");
	survives("()");
	survives("(\"");
	survives("\"(");
	survives("\"\\");
	survives("@[");
	survives("<");
	survives("<@");
	survives("a,");
	survives("a ");
	survives("a:");
	survives("a");
	survives("\xC3\xA9");
}
