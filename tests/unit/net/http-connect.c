/*
 * Through an HTTP proxy by CONNECT, an honest one and others.
 */
#include "proxy.h"

#define OCTETS(text)	    (text), sizeof(text) - 1
#define OCTETS_FIELDS(text) .says = (text), .length = sizeof(text) - 1

#define ACCEPT "HTTP/1.1 200 Connection established\r\nVia: x\r\n\r\n"

static void expect_request(const char *scheme, const char *password,
    const char *host, const char *request)
{
	struct proxy proxy = {OCTETS_FIELDS(ACCEPT "hello")};
	struct pop3_error error;

	expect_hello(through(&proxy, scheme, password, host, &error), &error);
	peer_join(&proxy.peer);
	expect_heard(&proxy, request, strlen(request));
}

Test(http_connect, asks_for_host_and_port)
{
	expect_request("http://", NULL, "pop.example.org",
	    "CONNECT pop.example.org:995 HTTP/1.1\r\n"
	    "Host: pop.example.org:995\r\n\r\n");
	expect_request("http://", NULL, "2001:db8::1",
	    "CONNECT [2001:db8::1]:995 HTTP/1.1\r\n"
	    "Host: [2001:db8::1]:995\r\n\r\n");
}

Test(http_connect, says_user_and_password)
{
	expect_request("http://jim@", "secret", "pop.example.org",
	    "CONNECT pop.example.org:995 HTTP/1.1\r\n"
	    "Host: pop.example.org:995\r\n"
	    "Proxy-Authorization: Basic amltOnNlY3JldA==\r\n\r\n");
}

/* "jim:" and it, at the most that is said; and an octet more. */
Test(http_connect, a_password_too_long_for_it_is_told_and_not_cut)
{
	struct proxy proxy = {OCTETS_FIELDS(ACCEPT "hello")};
	struct pop3_error error;
	char password[4096];

	memset(password, 'x', sizeof password - 1);
	password[4091] = '\0';
	expect_hello(
	    through(&proxy, "http://jim@", password, "pop.example.org", &error),
	    &error);
	peer_join(&proxy.peer);
	cr_assert_gt(proxy.heard_length, 4091 / 3 * 4);
	password[4091] = 'x';
	password[4092] = '\0';
	expect_refusal(
	    "http://jim@", password, OCTETS(ACCEPT), "takes no such password");
}

static void expect_accepted(const char *octets, size_t length)
{
	struct proxy proxy = {.says = octets, .length = length};
	struct pop3_error error;

	expect_hello(
	    through(&proxy, "http://", NULL, "pop.example.org", &error),
	    &error);
	peer_join(&proxy.peer);
}

Test(http_connect, any_2xx_and_any_line_end_will_do)
{
	expect_accepted(OCTETS("HTTP/1.0 200 OK\r\n\r\nhello"));
	expect_accepted(OCTETS("HTTP/1.1 204\r\n\r\nhello"));
	expect_accepted(OCTETS("HTTP/1.1 200 OK\n\nhello"));
}

Test(http_connect, refusals_are_told_in_the_proxys_words)
{
	expect_refusal("http://", NULL,
	    OCTETS("HTTP/1.1 403 Not \033[31mhere\r\n\r\n"),
	    "does not connect to 'pop.example.org' port 995: 403 Not ");
	expect_refusal("http://", NULL,
	    OCTETS("HTTP/1.1 407 Proxy Authentication Required\r\n\r\n"),
	    "407 Proxy Authentication Required");
	expect_refusal("http://", NULL, OCTETS("HTTP/1.1 100 Continue\r\n\r\n"),
	    "100 Continue");
}

Test(http_connect, the_fields_behind_a_refusal_are_not_told)
{
	static const char octets[] = "HTTP/1.1 403 Not here\r\nVia: x\r\n\r\n";
	struct proxy proxy = {.says = octets, .length = sizeof octets - 1};
	struct pop3_error error;

	through(&proxy, "http://", NULL, "pop.example.org", &error);
	peer_join(&proxy.peer);
	cr_assert_str_eq(error.text,
	    "proxy '127.0.0.1' does not connect to 'pop.example.org' port 995: "
	    "403 Not here");
}

Test(http_connect, words_are_printable)
{
	static const char octets[] = "HTTP/1.1 403 \033[31m\r\n\r\n";
	struct proxy proxy = {.says = octets, .length = sizeof octets - 1};
	struct pop3_error error;

	through(&proxy, "http://", NULL, "pop.example.org", &error);
	peer_join(&proxy.peer);
	cr_assert_null(strchr(error.text, '\033'));
}

/* ---- Hostile ones -------------------------------------------------------- */

Test(http_connect, what_is_no_http_is_told)
{
	static const char words[] = "does not speak HTTP";

	expect_refusal("http://", NULL, OCTETS("\r\n\r\n"), words);
	expect_refusal("http://", NULL, OCTETS("\5\0\r\n\r\n"), words);
	expect_refusal("http://", NULL, OCTETS("HTTP/1.\r\n\r\n"), words);
	expect_refusal("http://", NULL, OCTETS("HTTP/1.1\r\n\r\n"), words);
	expect_refusal("http://", NULL, OCTETS("HTTP/1.1 2\r\n\r\n"), words);
	expect_refusal(
	    "http://", NULL, OCTETS("HTTP/1.1-200 x\r\n\r\n"), words);
	expect_refusal(
	    "http://", NULL, OCTETS("HTTP/1.1 2000 x\r\n\r\n"), words);
	expect_refusal(
	    "http://", NULL, OCTETS("HTTP/2.0 200 x\r\n\r\n"), words);
}

Test(http_connect, an_answer_cut_at_any_octet_is_a_failure)
{
	expect_whole_only("http://", NULL, OCTETS(ACCEPT));
}

static void expect_endless(const char *octets)
{
	struct proxy proxy = {
	    .says = octets, .length = strlen(octets), .repeats = true};
	struct pop3_error error;

	cr_assert_null(
	    through(&proxy, "http://", NULL, "pop.example.org", &error));
	cr_assert_eq(error.status, POP3_E_CONNECT, "%s", error.text);
	cr_assert_not_null(
	    strstr(error.text, "an answer without an end"), "%s", error.text);
	peer_join(&proxy.peer);
}

Test(http_connect, an_answer_without_an_end_is_ended)
{
	expect_endless("HTTP/1.1 200 ");
	expect_endless("X-Endless: yes\r\n");
}

Test(http_connect, a_silent_proxy_times_out)
{
	struct proxy proxy = {
	    .says = "HTTP/1.1 200 OK\r\n", .length = 17, .hangs = true};
	struct pop3_error error;

	cr_assert_null(
	    through(&proxy, "http://", NULL, "pop.example.org", &error));
	cr_assert_eq(error.status, POP3_E_TIMEOUT, "%s", error.text);
	peer_join(&proxy.peer);
}

/* A host of the caller's that would be more than a host in the request. */
Test(http_connect, a_host_that_is_more_than_one_is_refused)
{
	static const char *const hosts[] = {
	    "a b", "a\r\nX: y", "a/b", "a@b", "::1%\r\nX: y", "a:1"};
	struct p3_patience patience = patience_ms(AMPLE_MS);

	for (size_t i = 0; i < sizeof hosts / sizeof *hosts; i++) {
		struct p3_connect_options options = {.host = hosts[i],
		    .port = 995,
		    .proxy = "http://127.0.0.1:1"};
		struct p3_transport *transport;
		struct pop3_error error;

		cr_assert_eq(
		    p3_connect(&options, &patience, &error, &transport),
		    POP3_E_HOST_NOT_FOUND, "%s", error.text);
	}
}
