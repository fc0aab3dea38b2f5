/*
 * Addresses as people type them.
 */
#include <criterion/criterion.h>
#include <string.h>

#include "popfetch/text/mail-address.h"

static void accept(const char *text, const char *local, const char *domain)
{
	struct mail_address address;
	const char *why = mail_address_read(text, &address);

	cr_assert_null(why, "'%s': %s", text, why);
	cr_expect_str_eq(address.text, text);
	cr_expect_str_eq(address.local, local);
	cr_expect_str_eq(address.domain, domain);
}

static void refuse(const char *text, const char *words)
{
	struct mail_address address = {.text = "untouched"};
	const char *why = mail_address_read(text, &address);

	cr_assert_not_null(why, "'%s'", text);
	cr_expect_not_null(strstr(why, words), "'%s': %s", text, why);
	cr_expect_str_eq(address.text, "untouched");
}

Test(mail_address, has_a_local_part_and_a_domain)
{
	accept("jim@example.org", "jim", "example.org");
	accept("jim.beam+lists@mx-1.example.org", "jim.beam+lists",
	    "mx-1.example.org");
	accept("o'neil_%x/y=z@localhost", "o'neil_%x/y=z", "localhost");
	accept("-@4u.example", "-", "4u.example");
}

Test(mail_address, may_be_internationalised)
{
	accept("jürgen@bücher.example", "jürgen", "bücher.example");
	accept("用户@例子.广告", "用户", "例子.广告");
}

Test(mail_address, is_not_in_quotes)
{
	refuse("\"jim beam\"@example.org", "quotes in an address");
	refuse("jim@\"example\".org", "quotes in an address");
}

Test(mail_address, is_alone)
{
	refuse("Jim <jim@example.org>", "the address alone");
	refuse("<jim@example.org>", "the address alone");
	refuse("jim@example.org ", "the address alone");
}

Test(mail_address, has_one_at)
{
	refuse("", "NAME@DOMAIN");
	refuse("jim", "NAME@DOMAIN");
	refuse("@example.org", "NAME@DOMAIN");
	refuse("jim@", "NAME@DOMAIN");
	refuse("jim@beam@example.org", "NAME@DOMAIN");
	refuse("pops://jim@example.org", "in front of the '@'");
}

Test(mail_address, has_its_dots_right)
{
	refuse(".jim@example.org", "dots in front");
	refuse("jim.@example.org", "dots in front");
	refuse("jim..beam@example.org", "dots in front");
	refuse("jim@example..org", "dots behind");
	refuse("jim@example.org.", "dots behind");
}

Test(mail_address, is_at_a_domain)
{
	refuse("jim@[192.0.2.1]", "'--host'");
	refuse("jim@192.0.2.1", "'--host'");
	refuse("jim@exam_ple.org", "no domain has");
	refuse("jim@-example.org", "no domain has");
	refuse("jim@example.org:995", "no domain has");
}

Test(mail_address, has_no_control_characters_and_no_other_charset)
{
	refuse("ji\nm@example.org", "in front of the '@'");
	refuse("jim@exam\x7fple.org", "no domain has");
	refuse("j\xfcrgen@example.org", "not UTF-8");
	refuse("jim@example.\xc3", "not UTF-8");
}

Test(mail_address, is_no_longer_than_allowed)
{
	struct mail_address address;
	char text[400];

	memset(text, 'a', sizeof text);
	strcpy(text + MAIL_ADDRESS_LOCAL_MAX, "@example.org");
	cr_expect_null(mail_address_read(text, &address));
	memset(text, 'a', sizeof text);
	strcpy(text + MAIL_ADDRESS_LOCAL_MAX + 1, "@example.org");
	refuse(text, "longer");
	memset(text, 'a', sizeof text);
	memcpy(text, "jim@", 4);
	text[4 + MAIL_ADDRESS_DOMAIN_MAX] = '\0';
	cr_expect_null(mail_address_read(text, &address));
	memset(text, 'a', sizeof text);
	memcpy(text, "jim@", 4);
	text[5 + MAIL_ADDRESS_DOMAIN_MAX] = '\0';
	refuse(text, "longer");
}
