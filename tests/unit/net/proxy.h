/*
 * tests/unit/net/proxy.h - a proxy that says what it is told to, whatever it
 * is asked, and keeps what it was asked.
 */
#ifndef TESTS_UNIT_NET_PROXY_H
#define TESTS_UNIT_NET_PROXY_H

#include <stdio.h>

#include "peer.h"

struct proxy {
	struct peer peer;
	const char *says;
	size_t length;
	bool repeats; /* says it for ever */
	bool hangs;   /* does not close behind it */
	char heard[16384];
	size_t heard_length;
	char url[128];
};

PEER_MAYBE_UNUSED static void proxy_talk(int descriptor, void *context)
{
	struct proxy *proxy = context;
	ssize_t got;

	while (
	    send(descriptor, proxy->says, proxy->length, MSG_NOSIGNAL) >= 0 &&
	    proxy->repeats)
		;
	if (!proxy->hangs)
		shutdown(descriptor, SHUT_WR);
	while ((got = recv(descriptor, proxy->heard + proxy->heard_length,
		    sizeof proxy->heard - proxy->heard_length, 0)) > 0)
		proxy->heard_length += (size_t)got;
}

/* Goes through the proxy to host, port 995; the transport, or NULL and the
 * error.  scheme has a user where there is one: "socks5://jim@". */
PEER_MAYBE_UNUSED static struct p3_transport *through(struct proxy *proxy,
    const char *scheme, const char *password, const char *host,
    struct pop3_error *error)
{
	struct p3_patience patience =
	    patience_ms(proxy->hangs ? SHORT_MS : AMPLE_MS);
	struct p3_connect_options options = {.host = host,
	    .port = 995,
	    .proxy = proxy->url,
	    .proxy_password = password};
	struct p3_transport *transport = NULL;

	*error = (struct pop3_error){.status = POP3_OK};
	peer_start(&proxy->peer, proxy_talk, proxy);
	snprintf(proxy->url, sizeof proxy->url, "%s127.0.0.1:%u", scheme,
	    (unsigned)proxy->peer.port);
	cr_assert_eq(
	    p3_connect(&options, &patience, error, &transport), error->status);
	return transport;
}

PEER_MAYBE_UNUSED static void expect_heard(
    const struct proxy *proxy, const char *octets, size_t length)
{
	cr_assert_eq(proxy->heard_length, length);
	cr_assert_arr_eq(proxy->heard, octets, length);
}

/* Of what the proxy has to say each beginning is a failure. */
PEER_MAYBE_UNUSED static void expect_whole_only(
    const char *scheme, const char *password, const char *octets, size_t length)
{
	struct pop3_error error;

	for (size_t cut = 0; cut < length; cut++) {
		struct proxy proxy = {.says = octets, .length = cut};

		cr_assert_null(through(
		    &proxy, scheme, password, "pop.example.org", &error));
		cr_assert_eq(
		    error.status, POP3_E_CONNECT, "%zu: %s", cut, error.text);
		peer_join(&proxy.peer);
	}
}

PEER_MAYBE_UNUSED static void expect_hello(
    struct p3_transport *transport, const struct pop3_error *error)
{
	struct pop3_error later;
	char hello[6];
	size_t count;

	cr_assert_not_null(transport, "%s", error->text);
	read_all(transport, hello, sizeof hello, &count, &later);
	cr_assert_eq(count, 5);
	cr_assert_arr_eq(hello, "hello", 5);
	p3_transport_free(transport);
}

/* The proxy says this, and that is a refusal in these words. */
PEER_MAYBE_UNUSED static void expect_refusal(const char *scheme,
    const char *password, const char *octets, size_t length, const char *words)
{
	struct proxy proxy = {.says = octets, .length = length};
	struct pop3_error error;

	cr_assert_null(
	    through(&proxy, scheme, password, "pop.example.org", &error));
	peer_join(&proxy.peer);
	cr_assert_eq(error.status, POP3_E_CONNECT, "%s", error.text);
	cr_assert_not_null(strstr(error.text, words), "%s", error.text);
	cr_assert_not_null(strstr(error.text, "proxy '127.0.0.1'"));
}

#endif
