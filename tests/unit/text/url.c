#include <pop3/url.h>

#include <string.h>

#include <criterion/criterion.h>

static bool same(const char *a, const char *b)
{
	return a == NULL || b == NULL ? a == b : strcmp(a, b) == 0;
}

static void accept(const char *text, struct pop3_url expected)
{
	const char *why = "untouched";
	struct pop3_url url;

	cr_assert_eq(
	    pop3_url_parse(text, &url, &why), POP3_OK, "%s: %s", text, why);
	cr_expect_str_eq(why, "untouched");
	cr_expect_eq(url.implicit_tls, expected.implicit_tls, "%s", text);
	cr_expect(same(url.user, expected.user), "%s: %s", text, url.user);
	cr_expect(same(url.mechanism, expected.mechanism), "%s: %s", text,
	    url.mechanism);
	cr_expect(same(url.host, expected.host), "%s: %s", text, url.host);
	cr_expect_eq(url.port, expected.port, "%s: %u", text, url.port);
	pop3_url_clear(&url);
	cr_expect_null(url.host);
	cr_expect_eq(url.port, 0);
}

#define ACCEPT(text, ...) accept(text, (struct pop3_url){__VA_ARGS__})

static void refuse(const char *text, const char *word)
{
	const char *why = NULL;
	struct pop3_url url = {.port = 77};

	cr_expect_eq(
	    pop3_url_parse(text, &url, &why), POP3_E_MISUSE, "%s", text);
	cr_expect_eq(url.port, 77);
	cr_assert_not_null(why, "%s", text);
	cr_expect_not_null(strstr(why, word), "%s: %s", text, why);
}

Test(url, a_scheme_is_known_in_any_case)
{
	cr_expect(pop3_url_is("pop://h"));
	cr_expect(pop3_url_is("POPS://h"));
	cr_expect(pop3_url_is("pop://"));
	cr_expect_not(pop3_url_is("pop"));
	cr_expect_not(pop3_url_is("pop:/h"));
	cr_expect_not(pop3_url_is("pop3://h"));
	cr_expect_not(pop3_url_is(" pop://h"));
	cr_expect_not(pop3_url_is("imap://h"));
	cr_expect_not(pop3_url_is(""));
}

Test(url, a_host_is_enough)
{
	ACCEPT("pop://pop.example.org", .host = "pop.example.org");
	ACCEPT("pops://pop.example.org/", .implicit_tls = true,
	    .host = "pop.example.org");
	ACCEPT("PoPs://h", .implicit_tls = true, .host = "h");
	ACCEPT("pop://192.0.2.1:110", .host = "192.0.2.1", .port = 110);
	ACCEPT("pop://my_host", .host = "my_host");
}

Test(url, users_are_decoded)
{
	ACCEPT("pop://jim@h", .user = "jim", .host = "h");
	ACCEPT("pops://jim%40example.org@h:995", .implicit_tls = true,
	    .user = "jim@example.org", .host = "h", .port = 995);
	ACCEPT("pop://a%3Ab%2fc%20d%25@h", .user = "a:b/c d%", .host = "h");
	ACCEPT("pop://j%C3%BCrgen@h", .user = "jürgen", .host = "h");
	ACCEPT("pop://jürgen@h", .user = "jürgen", .host = "h");
	ACCEPT("pop://jim+tag@h", .user = "jim+tag", .host = "h");
}

Test(url, mechanisms_follow_the_user)
{
	ACCEPT("pop://jim;AUTH=PLAIN@h", .user = "jim", .mechanism = "PLAIN",
	    .host = "h");
	ACCEPT("pop://jim;auth=scram-sha-256@h", .user = "jim",
	    .mechanism = "SCRAM-SHA-256", .host = "h");
	ACCEPT("pop://jim;Auth=%50LAIN@h", .user = "jim", .mechanism = "PLAIN",
	    .host = "h");
	ACCEPT("pop://jim;AUTH=x_y@h", .user = "jim", .mechanism = "X_Y",
	    .host = "h");
	ACCEPT(
	    "pop://jim;AUTH=x@h", .user = "jim", .mechanism = "X", .host = "h");
	ACCEPT("pop://jim;AUTH=ABCDEFGHIJKLMNOPQRST@h", .user = "jim",
	    .mechanism = "ABCDEFGHIJKLMNOPQRST", .host = "h");
	ACCEPT("pop://jim;AUTH=*@h", .user = "jim", .host = "h");
	ACCEPT("pop://jim;AUTH=+APOP@h", .user = "jim", .mechanism = "APOP",
	    .host = "h");
}

Test(url, hosts_may_be_ipv6_addresses)
{
	ACCEPT("pop://[::1]", .host = "::1");
	ACCEPT(
	    "pop://[2001:db8::1]:1110/", .host = "2001:db8::1", .port = 1110);
	ACCEPT("pop://jim@[::ffff:192.0.2.1]", .user = "jim",
	    .host = "::ffff:192.0.2.1");
	ACCEPT("pop://[fe80::1%25eth0]", .host = "fe80::1%eth0");
	ACCEPT("pop://[fe80::1%251]", .host = "fe80::1%1");
}

Test(url, hosts_may_be_international)
{
	ACCEPT("pop://bücher.example", .host = "bücher.example");
	ACCEPT("pop://b%C3%BCcher.example", .host = "bücher.example");
	/* U+4E00 has an octet 0x80. */
	ACCEPT("pop://\u4E00.example", .host = "\u4E00.example");
}

Test(url, ports_have_their_range)
{
	ACCEPT("pop://h:1", .host = "h", .port = 1);
	ACCEPT("pop://h:65535", .host = "h", .port = 65535);
	refuse("pop://h:0", "port");
	refuse("pop://h:65536", "port");
	refuse("pop://h:", "port");
	refuse("pop://h:x", "port");
	refuse("pop://h:11x", "port");
	refuse("pop://h:-1", "port");
	refuse("pop://h:%31", "port");
	refuse("pop://h:99999999999999999999", "port");
	refuse("pop://[::1]:", "port");
}

Test(url, other_schemes_are_refused)
{
	refuse("", "begins");
	refuse("imap://h", "begins");
	refuse("pop.example.org", "begins");
}

Test(url, passwords_are_refused)
{
	refuse("pop://jim:secret@h", "password");
	refuse("pop://jim:@h", "password");
	refuse("pop://:secret@h", "password");
	refuse("pop://jim:se@cret@h", "password");
	refuse("pop://jim;AUTH=PLAIN:secret@h", "password");
}

Test(url, no_reason_has_a_part_of_the_text_in_it)
{
	static const char *const texts[] = {"pop://jim:hunter2@h",
	    "pop://jim:hunter2", "pop://jim:hun/ter2@h", "hunter2://h",
	    "pop://h/hunter2", "pop://h?hunter2", "pop://h:hunter2",
	    "pop://jim%hunter2@h", "pop://jim;hunter2@h",
	    "pop://jim;AUTH=hunter2!@h", "pop://[hunter2]"};

	for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
		const char *why = NULL;
		struct pop3_url url;

		cr_assert_eq(
		    pop3_url_parse(texts[i], &url, &why), POP3_E_MISUSE);
		cr_expect_null(strstr(why, "hun"));
		cr_expect_null(strstr(why, "ter2"));
	}
}

Test(url, users_are_there_or_not)
{
	refuse("pop://@h", "user");
	refuse("pop://;AUTH=PLAIN@h", "user");
	refuse("pop://jim@example.org@h", "%40");
	refuse("pop://jim;x=y@h", ";AUTH=");
	refuse("pop://jim;AUTH@h", ";AUTH=");
	refuse("pop://jim;@h", ";AUTH=");
}

Test(url, mechanisms_have_the_letters_of_mechanisms)
{
	refuse("pop://jim;AUTH=@h", "mechanism");
	refuse("pop://jim;AUTH=+X@h", "mechanism");
	refuse("pop://jim;AUTH=A%20B@h", "mechanism");
	refuse("pop://jim;AUTH=%2A@h", "mechanism");
	refuse("pop://jim;AUTH=*X@h", "mechanism");
	refuse("pop://jim;AUTH=ABCDEFGHIJKLMNOPQRSTU@h", "mechanism");
	refuse("pop://jim;AUTH=PLAIN;x@h", "mechanism");
}

Test(url, hosts_are_there_and_are_hosts)
{
	refuse("pop://", "no host");
	refuse("pop:///", "no host");
	refuse("pop://jim@", "no host");
	refuse("pop://jim@/", "no host");
	refuse("pop://:110", "no host");
	refuse("pop://a%20b", "host");
	refuse("pop://a%2Fb", "host");
	refuse("pop://a\\b", "host");
	refuse("pop://a[b", "host");
}

Test(url, ipv6_addresses_have_their_brackets)
{
	refuse("pop://::1", "must stand in brackets");
	refuse("pop://2001:db8::1", "brackets");
	refuse("pop://jim@::1", "must stand in brackets");
	refuse("pop://::", "must stand in brackets");
	refuse("pop://[::1", "bracket");
	refuse("pop://[::1]x", "bracket");
	refuse("pop://[]", "IPv6");
	refuse("pop://[192.0.2.1]", "IPv6");
	refuse("pop://[::g]", "IPv6");
	refuse("pop://[::1%25]", "IPv6");
	refuse("pop://[::1%25a%2Fb]", "IPv6");
	refuse("pop://[::1%25%2Fb]", "IPv6");
	refuse("pop://[1]", "IPv6");
	refuse("pop://[1:2]", "IPv6");
}

Test(url, a_path_a_query_and_a_fragment_are_refused)
{
	refuse("pop://h/INBOX", "path");
	refuse("pop://h//", "path");
	refuse("pop://h/?x", "query");
	refuse("pop://h?x", "query");
	refuse("pop://h?", "query");
	refuse("pop://h#x", "fragment");
	refuse("pop://h/#", "fragment");
}

Test(url, nothing_decodes_to_a_control_character)
{
	refuse("pop://jim%0d%0aDELE@h", "control");
	refuse("pop://jim%00@h", "control");
	refuse("pop://jim%7F@h", "control");
	refuse("pop://jim%C2%9B@h", "control");
	refuse("pop://jim;AUTH=PL%0AAIN@h", "control");
	refuse("pop://h%0A", "control");
	refuse("pop://jim\n@h", "control");
	refuse("pop://jim\x7F@h", "control");
	refuse("pop://jim smith@h", "blank");
	refuse("pop://h ", "blank");
}

Test(url, what_is_no_utf8_is_refused)
{
	refuse("pop://j%FCrgen@h", "UTF-8");
	/* No '%' is in it to be blamed. */
	refuse("pop://j\xFCrgen@h", "has octets that are not UTF-8");
	refuse("pop://\xFF", "UTF-8");
}

Test(url, percent_signs_have_two_digits)
{
	refuse("pop://jim%@h", "two hexadecimal");
	refuse("pop://jim%4@h", "two hexadecimal");
	refuse("pop://jim%4x@h", "two hexadecimal");
	refuse("pop://jim%x4@h", "two hexadecimal");
	refuse("pop://h%", "two hexadecimal");
	refuse("pop://[fe80::1%eth0]", "two hexadecimal");
}

Test(url, clearing_twice_is_fine)
{
	struct pop3_url url = {.port = 0};

	pop3_url_clear(&url);
	pop3_url_clear(&url);
	cr_expect_null(url.user);
}
