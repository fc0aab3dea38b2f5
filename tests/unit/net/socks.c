/*
 * Through a SOCKS 5 proxy, an honest one and others.
 */
#include "proxy.h"

#define OCTETS(text)	    (text), sizeof(text) - 1
#define OCTETS_FIELDS(text) .says = (text), .length = sizeof(text) - 1

/* No password wanted; connected, from 192.0.2.1 port 1. */
#define OPEN   "\5\0"
#define ACCEPT "\5\0\0\1\300\0\2\1\0\1"

Test(socks, the_host_goes_as_the_name_it_is)
{
	struct proxy proxy = {OCTETS_FIELDS(OPEN ACCEPT "hello")};
	struct pop3_error error;

	expect_hello(
	    through(&proxy, "socks5://", NULL, "pop.example.org", &error),
	    &error);
	peer_join(&proxy.peer);
	expect_heard(&proxy, OCTETS("\5\1\0"
				    "\5\1\0\3\17pop.example.org\3\343"));
}

static void expect_request(const char *host, const char *octets, size_t length)
{
	struct proxy proxy = {OCTETS_FIELDS(OPEN ACCEPT "hello")};
	struct pop3_error error;

	expect_hello(through(&proxy, "socks5h://", NULL, host, &error), &error);
	peer_join(&proxy.peer);
	cr_assert_eq(proxy.heard_length, 3 + length);
	cr_assert_arr_eq(proxy.heard + 3, octets, length);
}

Test(socks, an_address_goes_as_an_address)
{
	expect_request("192.0.2.7", OCTETS("\5\1\0\1\300\0\2\7\3\343"));
	expect_request("2001:db8::1",
	    OCTETS("\5\1\0\4\x20\1\x0d\xb8\0\0\0\0\0\0\0\0\0\0\0\1\3\343"));
}

Test(socks, an_internationalised_name_goes_as_a_labels)
{
	expect_request("b\u00fccher.example",
	    OCTETS("\5\1\0\3\25xn--bcher-kva.example\3\343"));
}

Test(socks, every_kind_of_address_in_the_answer_is_skipped)
{
	struct pop3_error error;
	struct proxy v6 = {OCTETS_FIELDS(
	    OPEN "\5\0\0\4\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\1\0\1hello")};
	struct proxy name = {OCTETS_FIELDS(OPEN "\5\0\0\3\4abcd\0\1hello")};
	struct proxy empty = {OCTETS_FIELDS(OPEN "\5\0\0\3\0\0\1hello")};

	expect_hello(
	    through(&v6, "socks5://", NULL, "pop.example.org", &error), &error);
	peer_join(&v6.peer);
	expect_hello(
	    through(&name, "socks5://", NULL, "pop.example.org", &error),
	    &error);
	peer_join(&name.peer);
	expect_hello(
	    through(&empty, "socks5://", NULL, "pop.example.org", &error),
	    &error);
	peer_join(&empty.peer);
}

/* ---- User and password --------------------------------------------------- */

Test(socks, user_and_password_are_said_where_they_are_wanted)
{
	struct proxy proxy = {OCTETS_FIELDS("\5\2\1\0" ACCEPT "hello")};
	struct pop3_error error;

	expect_hello(through(&proxy, "socks5://jim@", "secret",
			 "pop.example.org", &error),
	    &error);
	peer_join(&proxy.peer);
	expect_heard(&proxy, OCTETS("\5\2\0\2"
				    "\1\3jim\6secret"
				    "\5\1\0\3\17pop.example.org\3\343"));
}

Test(socks, the_password_is_not_said_where_nobody_asks)
{
	struct proxy proxy = {OCTETS_FIELDS(OPEN ACCEPT "hello")};
	struct pop3_error error;

	expect_hello(through(&proxy, "socks5://jim@", "secret",
			 "pop.example.org", &error),
	    &error);
	peer_join(&proxy.peer);
	expect_heard(&proxy, OCTETS("\5\2\0\2"
				    "\5\1\0\3\17pop.example.org\3\343"));
}

Test(socks, refusals_are_told)
{
	expect_refusal("socks5://", NULL, OCTETS("\5\377"), "wants a user");
	expect_refusal("socks5://jim@", "x", OCTETS("\5\377"),
	    "takes neither nobody nor a password");
	expect_refusal("socks5://jim@", "x", OCTETS("\5\2\1\1"),
	    "refused its user or password");
	expect_refusal("socks5://jim@", NULL, OCTETS("\5\2"),
	    "there is none for its user");
	expect_refusal("socks5://", NULL, OCTETS(OPEN "\5\1"),
	    "does not connect to 'pop.example.org' port 995: general SOCKS "
	    "server failure");
	expect_refusal("socks5://", NULL, OCTETS(OPEN "\5\2\0\1"),
	    "not allowed by ruleset");
	expect_refusal(
	    "socks5://", NULL, OCTETS(OPEN "\5\5"), "connection refused");
	expect_refusal(
	    "socks5://", NULL, OCTETS(OPEN "\5\143"), "unknown reason");
}

Test(socks, a_password_too_long_for_it_is_told_and_not_cut)
{
	char password[300];

	memset(password, 'x', sizeof password - 1);
	password[sizeof password - 1] = '\0';
	expect_refusal("socks5://jim@", password, OCTETS("\5\2\1\0"),
	    "too long for SOCKS");
}

Test(socks, a_proxy_that_is_down_is_told)
{
	uint16_t port;
	int bound = peer_bind("127.0.0.1", &port);
	char url[64];
	const struct p3_connect_options options = {
	    .host = "pop.example.org", .port = 995, .proxy = url};
	struct p3_patience patience = patience_ms(AMPLE_MS);
	struct p3_transport *transport;
	struct pop3_error error;

	snprintf(url, sizeof url, "socks5://127.0.0.1:%u", (unsigned)port);
	cr_assert_eq(p3_connect(&options, &patience, &error, &transport),
	    POP3_E_CONNECT);
	cr_assert_not_null(
	    strstr(error.text, "cannot connect to '127.0.0.1' port "), "%s",
	    error.text);
	close(bound);
}

/* ---- Hostile ones -------------------------------------------------------- */

Test(socks, what_is_no_socks_is_told)
{
	static const char words[] = "does not speak SOCKS 5";

	expect_refusal("socks5://", NULL, OCTETS("\4\0"), words);
	expect_refusal("socks5://", NULL, OCTETS("HTTP/1.1 400"), words);
	expect_refusal("socks5://", NULL, OCTETS("+OK ready\r\n"), words);
	expect_refusal("socks5://", NULL, OCTETS("\5\1"), words);
	/* It picks what was not offered: no password goes out. */
	expect_refusal("socks5://", "secret", OCTETS("\5\2\1\0"), words);
	expect_refusal("socks5://jim@", "secret", OCTETS("\5\2\5\0"), words);
	expect_refusal("socks5://", NULL, OCTETS(OPEN "\4\0\0\1"), words);
	expect_refusal("socks5://", NULL, OCTETS(OPEN "\5\0\0\2"), words);
}

Test(socks, an_answer_cut_at_any_octet_is_a_failure)
{
	expect_whole_only("socks5://", NULL, OCTETS(OPEN ACCEPT));
	expect_whole_only("socks5://jim@", "x", OCTETS("\5\2\1\0" ACCEPT));
	expect_whole_only("socks5://", NULL, OCTETS(OPEN "\5\0\0\3\4abcd\0\1"));
}

Test(socks, a_silent_proxy_times_out)
{
	struct proxy proxy = {.says = OPEN, .length = 2, .hangs = true};
	struct pop3_error error;

	cr_assert_null(
	    through(&proxy, "socks5://", NULL, "pop.example.org", &error));
	cr_assert_eq(error.status, POP3_E_TIMEOUT);
	cr_assert_not_null(
	    strstr(error.text, "proxy '127.0.0.1'"), "%s", error.text);
	peer_join(&proxy.peer);
}
