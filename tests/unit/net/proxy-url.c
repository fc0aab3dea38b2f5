/*
 * How a proxy is named.
 */
#include "libpop3/net/proxy-url.h"

#include <stdlib.h>

#include "peer.h"

static void expect_proxy(const char *url, enum p3_proxy_kind kind,
    const char *user, const char *host, uint16_t port)
{
	struct pop3_error error = {.text = ""};
	struct p3_proxy proxy;

	cr_assert_eq(p3_proxy_read(url, &proxy, &error), POP3_OK, "%s: %s", url,
	    error.text);
	cr_assert_eq(proxy.kind, kind);
	cr_assert_str_eq(proxy.user, user);
	cr_assert_str_eq(proxy.host.ascii, host);
	cr_assert_eq(proxy.port, port);
}

Test(proxy_url, says_kind_user_host_and_port)
{
	expect_proxy("socks5://h", P3_PROXY_SOCKS5, "", "h", 1080);
	expect_proxy("socks5h://h:1", P3_PROXY_SOCKS5, "", "h", 1);
	expect_proxy("socks5://u@h:1/", P3_PROXY_SOCKS5, "u", "h", 1);
	expect_proxy("socks5://u@x@h", P3_PROXY_SOCKS5, "u@x", "h", 1080);
	expect_proxy("http://h:3128", P3_PROXY_HTTP, "", "h", 3128);
	expect_proxy("http://u@[::1]:80", P3_PROXY_HTTP, "u", "::1", 80);
	expect_proxy("socks5://[::1]", P3_PROXY_SOCKS5, "", "::1", 1080);
	expect_proxy("socks5://b\u00fccher.example", P3_PROXY_SOCKS5, "",
	    "xn--bcher-kva.example", 1080);
}

static const char *words_for(const char *url, struct pop3_error *error)
{
	struct p3_proxy proxy;

	cr_assert_eq(
	    p3_proxy_read(url, &proxy, error), POP3_E_MISUSE, "%s", url);
	return error->text;
}

Test(proxy_url, that_is_none_is_refused)
{
	static const char *const none[] = {"", "h:1", "https://h:1",
	    "socks4://h:1", "socks5:/h", "socks5://", "socks5://:1",
	    "socks5://u@", "socks5://h:0", "socks5://h:65536",
	    "socks5://h:", "socks5://h:1x", "socks5://h/x", "socks5://[::1",
	    "socks5://[::1]1", "socks5://a..b", "http://h"};
	struct pop3_error error;

	for (size_t i = 0; i < sizeof none / sizeof *none; i++)
		words_for(none[i], &error);
}

Test(proxy_url, what_is_too_long_is_refused_and_not_cut)
{
	struct pop3_error error;
	char *url = malloc(100000);
	const size_t user_at = strlen("http://");

	memset(url, 'x', 100000);
	memcpy(url, "http://", user_at);
	strcpy(url + user_at + P3_PROXY_USER_SIZE, "@h:1");
	cr_assert_not_null(
	    strstr(words_for(url, &error), "the user is too long"));
	memset(url + user_at, 'x', 99000);
	strcpy(url + 99000, ":1");
	words_for(url, &error);
	free(url);
}

Test(proxy_url, a_password_in_it_is_refused_and_not_shown)
{
	struct pop3_error error;

	cr_assert_not_null(strstr(words_for("socks5://jim:secret@h:1", &error),
			       "no password may stand in it"),
	    "%s", error.text);
	cr_assert_null(strstr(error.text, "secret"));
	cr_assert_null(strstr(error.text, "jim"));
}
