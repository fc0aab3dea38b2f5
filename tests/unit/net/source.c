/*
 * Connecting from an address of our own choice.
 */
#include <errno.h>

#include "peer.h"

static struct pop3_error try_source(const char *source,
    enum pop3_address_family family, uint16_t port,
    struct p3_transport **out_transport)
{
	struct p3_connect_options options = {.host = "localhost",
	    .port = port,
	    .family = family,
	    .source = source};
	struct p3_patience patience = patience_ms(AMPLE_MS);
	struct pop3_error error = {.status = POP3_OK};

	cr_assert_eq(p3_connect(&options, &patience, &error, out_transport),
	    error.status);
	return error;
}

/* Loopback has all of 127.0.0.0/8. */
Test(source, is_where_the_connection_comes_from)
{
	struct p3_transport *transport = NULL;
	struct sockaddr_in from = {.sin_family = AF_INET};
	socklen_t size = sizeof from;
	struct pop3_error error;
	uint16_t port;
	int listener = peer_listen("127.0.0.1", &port);
	int accepted;

	error = try_source("127.0.0.5", POP3_FAMILY_ANY, port, &transport);
	cr_assert_eq(error.status, POP3_OK, "%s", error.text);
	accepted = accept(listener, (struct sockaddr *)&from, &size);
	cr_assert_eq(ntohl(from.sin_addr.s_addr), 0x7f000005);
	p3_transport_free(transport);
	close(accepted);
	close(listener);
}

Test(source, decides_the_family)
{
	struct p3_transport *transport = NULL;
	struct pop3_error error;
	uint16_t port;
	int listener = peer_listen("::1", &port);

	if (listener == -1)
		cr_skip_test("no IPv6 on this machine");
	error = try_source("::1", POP3_FAMILY_ANY, port, &transport);
	/* localhost need not be ::1 everywhere. */
	if (error.status == POP3_OK)
		p3_transport_free(transport);
	else
		cr_assert_neq(error.status, POP3_E_MISUSE, "%s", error.text);
	/* Nobody listens at 127.0.0.1. */
	error = try_source("127.0.0.1", POP3_FAMILY_ANY, port, &transport);
	cr_assert_eq(error.status, POP3_E_CONNECT);
	close(listener);
}

Test(source, of_the_family_asked_for_is_taken)
{
	struct p3_transport *transport = NULL;
	struct pop3_error error;
	uint16_t port;
	int listener = peer_listen("127.0.0.1", &port);

	error = try_source("127.0.0.1", POP3_FAMILY_IPV4, port, &transport);
	cr_assert_eq(error.status, POP3_OK, "%s", error.text);
	p3_transport_free(transport);
	close(listener);
}

Test(source, of_the_other_family_is_misuse)
{
	struct p3_transport *transport;
	struct pop3_error error =
	    try_source("127.0.0.1", POP3_FAMILY_IPV6, 1, &transport);

	cr_assert_eq(error.status, POP3_E_MISUSE);
	cr_assert_str_eq(
	    error.text, "'127.0.0.1' is no IPv6 address to connect from");
	cr_assert_eq(try_source("::1", POP3_FAMILY_IPV4, 1, &transport).status,
	    POP3_E_MISUSE);
}

Test(source, that_is_no_address_is_misuse)
{
	static const char *const none[] = {
	    "", "localhost", "1.2.3.4.5", "::x", "127.0.0.1:80", "\033"};
	struct p3_transport *transport;

	for (size_t i = 0; i < sizeof none / sizeof *none; i++)
		cr_assert_eq(
		    try_source(none[i], POP3_FAMILY_ANY, 1, &transport).status,
		    POP3_E_MISUSE, "%s", none[i]);
}

Test(source, that_this_machine_does_not_have_is_told)
{
	struct p3_transport *transport;
	struct pop3_error error =
	    try_source("192.0.2.77", POP3_FAMILY_ANY, 1, &transport);

	cr_assert_eq(error.status, POP3_E_CONNECT);
	cr_assert_eq(error.sys_errno, EADDRNOTAVAIL);
	cr_assert_not_null(
	    strstr(error.text, "cannot connect from '192.0.2.77': "), "%s",
	    error.text);
}
