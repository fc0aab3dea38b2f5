/*
 * Hosts as people write them.
 */
#include "libpop3/net/host.h"

#include <criterion/criterion.h>
#include <string.h>

static struct p3_host read_good(const char *text)
{
	struct pop3_error error = {.text = ""};
	struct p3_host host;

	cr_assert_eq(
	    p3_host_read(text, &host, &error), POP3_OK, "%s", error.text);
	return host;
}

static void expect_refused(const char *text, const char *words)
{
	struct pop3_error error = {.text = ""};
	struct p3_host host = {.shown = "untouched"};

	cr_assert_eq(p3_host_read(text, &host, &error), POP3_E_HOST_NOT_FOUND);
	cr_assert_eq(error.status, POP3_E_HOST_NOT_FOUND);
	cr_assert_not_null(strstr(error.text, words), "%s", error.text);
	cr_assert_str_eq(host.shown, "untouched");
}

Test(host, an_ascii_name_stays_as_it_is)
{
	struct p3_host host = read_good("my_host.Example.org");

	cr_assert_str_eq(host.ascii, "my_host.Example.org");
	cr_assert_str_eq(host.shown, "my_host.Example.org");
	cr_assert_eq(host.address_length, 0);
}

Test(host, an_internationalised_name_becomes_a_labels)
{
	struct p3_host host = read_good("pop.b\u00fccher.example");

	cr_assert_str_eq(host.ascii, "pop.xn--bcher-kva.example");
	cr_assert_str_eq(host.shown, "pop.b\u00fccher.example");
}

Test(host, decomposed_and_upper_case_letters_are_the_same_name)
{
	struct p3_host host = read_good("BU\u0308CHER.example");

	cr_assert_str_eq(host.ascii, "xn--bcher-kva.example");
}

Test(host, an_ideographic_full_stop_is_a_dot)
{
	cr_assert_str_eq(read_good("b\u00fccher\u3002example").ascii,
	    "xn--bcher-kva.example");
}

Test(host, addresses_are_seen_to_be_addresses)
{
	cr_assert_eq(read_good("192.0.2.1").address_length, 4);
	cr_assert_eq(read_good("2001:db8::1").address_length, 16);
	cr_assert_eq(read_good("::1").address[15], 1);
	cr_assert_eq(read_good("192.0.2.1").address[0], 192);
}

Test(host, a_zone_belongs_to_the_lookup_and_not_to_the_address)
{
	struct p3_host host = read_good("fe80::1%lo");

	cr_assert_eq(host.address_length, 16);
	cr_assert_str_eq(host.ascii, "fe80::1%lo");
}

Test(host, full_width_digits_make_an_address)
{
	struct p3_host host = read_good("\uff11\uff12\uff17.0.0.1");

	cr_assert_eq(host.address_length, 4);
	cr_assert_str_eq(host.ascii, "127.0.0.1");
}

Test(host, what_only_looks_like_an_address_is_a_name)
{
	cr_assert_eq(read_good("192.0.2").address_length, 0);
	cr_assert_eq(read_good("192.0.2.256").address_length, 0);
	cr_assert_eq(read_good("0x7f000001").address_length, 0);
}

Test(host, one_dot_behind_is_an_absolute_name)
{
	cr_assert_str_eq(read_good("example.org.").ascii, "example.org.");
}

Test(host, empty_labels_are_refused)
{
	expect_refused("", "a label is empty");
	expect_refused(".", "a label is empty");
	expect_refused(".example.org", "a label is empty");
	expect_refused("example..org", "a label is empty");
	expect_refused("example.org..", "a label is empty");
}

Test(host, what_is_too_long_is_refused)
{
	char text[4096];

	memset(text, 'a', sizeof text);
	text[255] = '\0';
	expect_refused(text, "too long");
	text[254] = '\0';
	read_good(text);
	memset(text, 'a', sizeof text);
	text[sizeof text - 1] = '\0';
	expect_refused(text, "too long");
}

Test(host, what_idna_forbids_is_refused_with_its_reason)
{
	expect_refused("\u2602\u200d\uffff.example", "is no host name: ");
	expect_refused("\xff\xfe", "is no host name: ");
}

Test(host, what_is_shown_is_printable)
{
	struct p3_host host = read_good("a\033[31mb");

	cr_assert_str_eq(host.shown, "a?[31mb");
}
