/*
 * Connecting: from a host, and to the first of several addresses.
 */
#include <errno.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdio.h>

#include "peer.h"

/* A list of addresses as getaddrinfo() makes it. */
struct list {
	struct addrinfo info[P3_ATTEMPTS_MAX];
	struct sockaddr_storage address[P3_ATTEMPTS_MAX];
	size_t count;
};

static void list_add(struct list *list, const char *address, uint16_t port)
{
	struct addrinfo *info = &list->info[list->count];
	struct sockaddr_storage *storage = &list->address[list->count];
	struct sockaddr_in *v4 = (struct sockaddr_in *)storage;
	struct sockaddr_in6 *v6 = (struct sockaddr_in6 *)storage;

	*info = (struct addrinfo){.ai_family = AF_INET,
	    .ai_addr = (struct sockaddr *)storage,
	    .ai_addrlen = sizeof *v4};
	if (inet_pton(AF_INET, address, &v4->sin_addr) != 1) {
		inet_pton(AF_INET6, address, &v6->sin6_addr);
		info->ai_family = AF_INET6;
		info->ai_addrlen = sizeof *v6;
	}
	storage->ss_family = (sa_family_t)info->ai_family;
	v4->sin_port = htons(port); /* at the same place in both */
	if (list->count++ > 0)
		info[-1].ai_next = info;
}

static enum pop3_status connect_list(const struct list *list, int64_t ms,
    struct pop3_error *error, struct p3_transport **out_transport)
{
	struct p3_patience patience = patience_ms(ms);

	return p3_connect_addresses(list->info, NULL,
	    "'pop.example.org' port 995", &patience, error, out_transport);
}

static enum pop3_status connect_host(const char *host, uint16_t port,
    enum pop3_address_family family, struct pop3_error *error,
    struct p3_transport **out_transport)
{
	struct p3_connect_options options = {
	    .host = host, .port = port, .family = family};
	struct p3_patience patience = patience_ms(AMPLE_MS);

	return p3_connect(&options, &patience, error, out_transport);
}

static int accepted(int listener)
{
	int descriptor = accept(listener, NULL, NULL);

	cr_assert_neq(descriptor, -1);
	return descriptor;
}

Test(connect, an_ipv4_address)
{
	struct p3_transport *transport = NULL;
	uint16_t port;
	int listener = peer_listen("127.0.0.1", &port);

	cr_assert_eq(
	    connect_host("127.0.0.1", port, POP3_FAMILY_ANY, NULL, &transport),
	    POP3_OK);
	cr_assert_not(p3_transport_is_tls(transport));
	close(accepted(listener));
	p3_transport_free(transport);
}

Test(connect, an_ipv6_address)
{
	struct p3_transport *transport = NULL;
	uint16_t port;
	int listener = peer_listen("::1", &port);

	if (listener == -1)
		cr_skip("no IPv6 here");
	cr_assert_eq(
	    connect_host("::1", port, POP3_FAMILY_IPV6, NULL, &transport),
	    POP3_OK);
	close(accepted(listener));
	p3_transport_free(transport);
}

Test(connect, a_name)
{
	struct p3_transport *transport = NULL;
	uint16_t port;
	int listener = peer_listen("127.0.0.1", &port);

	cr_assert_eq(
	    connect_host("localhost", port, POP3_FAMILY_IPV4, NULL, &transport),
	    POP3_OK);
	close(accepted(listener));
	p3_transport_free(transport);
}

Test(connect, refused_says_so_with_host_and_port)
{
	struct p3_transport *transport = NULL;
	struct pop3_error error;
	char expected[128];
	uint16_t port;

	cr_assert_neq(peer_bind("127.0.0.1", &port), -1);
	cr_assert_eq(connect_host("127.0.0.1", port, POP3_FAMILY_ANY, &error,
			 &transport),
	    POP3_E_CONNECT);
	snprintf(expected, sizeof expected,
	    "cannot connect to '127.0.0.1' port %u: connection refused", port);
	cr_assert_str_eq(error.text, expected);
	cr_assert_eq(error.sys_errno, ECONNREFUSED);
	cr_assert_null(transport);
}

Test(connect, a_host_that_cannot_be_is_not_found)
{
	struct p3_transport *transport = NULL;

	cr_assert_eq(
	    connect_host("a..b", 995, POP3_FAMILY_ANY, NULL, &transport),
	    POP3_E_HOST_NOT_FOUND);
	cr_assert_null(transport);
}

Test(connect, a_dead_address_gives_way_to_a_live_one)
{
	struct p3_transport *transport = NULL;
	struct list list = {.count = 0};
	uint16_t dead, live;
	int listener = peer_listen("127.0.0.1", &live);

	cr_assert_neq(peer_bind("127.0.0.2", &dead), -1);
	list_add(&list, "127.0.0.2", dead);
	list_add(&list, "127.0.0.2", dead);
	list_add(&list, "127.0.0.1", live);
	cr_assert_eq(connect_list(&list, AMPLE_MS, NULL, &transport), POP3_OK);
	close(accepted(listener));
	p3_transport_free(transport);
}

Test(connect, a_silent_address_gives_way_to_a_live_one)
{
	struct p3_transport *transport = NULL;
	struct list list = {.count = 0};
	uint16_t silent, live;
	int held[8], listener = peer_listen("127.0.0.1", &live);

	peer_silent(&silent, held);
	list_add(&list, "127.0.0.1", silent);
	list_add(&list, "127.0.0.1", live);
	cr_assert_eq(connect_list(&list, AMPLE_MS, NULL, &transport), POP3_OK);
	close(accepted(listener));
	p3_transport_free(transport);
}

Test(connect, a_silent_address_times_out)
{
	struct p3_transport *transport = NULL;
	struct list list = {.count = 0};
	struct pop3_error error;
	uint16_t silent;
	int held[8];

	peer_silent(&silent, held);
	list_add(&list, "127.0.0.1", silent);
	cr_assert_eq(
	    connect_list(&list, SHORT_MS, &error, &transport), POP3_E_TIMEOUT);
	cr_assert_str_eq(error.text,
	    "cannot connect to 'pop.example.org' port 995: timed out");
	cr_assert_null(transport);
}

Test(connect, the_second_attempt_comes_no_sooner_than_250_ms)
{
	struct p3_transport *transport = NULL;
	struct list list = {.count = 0};
	struct pollfd polled = {.events = POLLIN};
	uint16_t silent, live;
	int held[8];

	polled.fd = peer_listen("127.0.0.1", &live);
	peer_silent(&silent, held);
	list_add(&list, "127.0.0.1", silent);
	list_add(&list, "127.0.0.1", live);
	cr_assert_eq(
	    connect_list(&list, SHORT_MS, NULL, &transport), POP3_E_TIMEOUT);
	cr_assert_eq(poll(&polled, 1, 0), 0);
}

/* Or a host whose answers take longer than that could not be reached. */
Test(connect, an_attempt_goes_on_beside_the_next)
{
	struct p3_transport *transport = NULL;
	struct list list = {.count = 0};
	struct pop3_error error;
	uint16_t silent, dead;
	int held[8];

	cr_assert_neq(peer_bind("127.0.0.1", &dead), -1);
	peer_silent(&silent, held);
	list_add(&list, "127.0.0.1", silent);
	list_add(&list, "127.0.0.1", dead);
	cr_assert_eq(connect_list(&list, 600, &error, &transport),
	    POP3_E_TIMEOUT, "%s", error.text);
}

Test(connect, a_failure_starts_the_next_attempt_at_once)
{
	struct p3_transport *transport = NULL;
	struct list list = {.count = 0};
	uint16_t silent, dead, live;
	int held[8];

	cr_assert_neq(peer_listen("127.0.0.1", &live), -1);
	cr_assert_neq(peer_bind("127.0.0.1", &dead), -1);
	peer_silent(&silent, held);
	list_add(&list, "127.0.0.1", silent);
	for (int i = 2; i < P3_ATTEMPTS_MAX; i++)
		list_add(&list, "127.0.0.1", dead);
	list_add(&list, "127.0.0.1", live);
	/* Less than a delay for each of the dead. */
	cr_assert_eq(connect_list(&list, 6000, NULL, &transport), POP3_OK);
	p3_transport_free(transport);
}

Test(connect, families_alternate_from_the_first_ones_on)
{
	struct p3_transport *transport = NULL;
	struct list list = {.count = 0};
	struct pollfd polled[2] = {{.events = POLLIN}, {.events = POLLIN}};
	uint16_t silent, live4, live6;
	int held[8];

	polled[0].fd = peer_listen("127.0.0.1", &live4);
	polled[1].fd = peer_listen("::1", &live6);
	if (polled[1].fd == -1)
		cr_skip("no IPv6 here");
	peer_silent(&silent, held);
	list_add(&list, "127.0.0.1", silent);
	list_add(&list, "127.0.0.1", live4);
	list_add(&list, "::1", live6);
	cr_assert_eq(connect_list(&list, AMPLE_MS, NULL, &transport), POP3_OK);
	cr_assert_eq(poll(polled, 2, AMPLE_MS), 1);
	cr_assert(polled[1].revents & POLLIN);
	p3_transport_free(transport);
}

/* Without IPv6 its address fails at once, and the order is the same. */
Test(connect, every_address_of_the_other_family_has_its_turn)
{
	struct p3_transport *transport = NULL;
	struct list list = {.count = 0};
	uint16_t dead, live;
	int listener = peer_listen("127.0.0.1", &live);

	cr_assert_neq(peer_bind("127.0.0.1", &dead), -1);
	list_add(&list, "::1", dead);
	list_add(&list, "127.0.0.1", dead);
	list_add(&list, "127.0.0.1", live);
	cr_assert_eq(connect_list(&list, AMPLE_MS, NULL, &transport), POP3_OK);
	close(accepted(listener));
	p3_transport_free(transport);
}

Test(connect, each_distinct_reason_is_named_once)
{
	struct p3_transport *transport = NULL;
	struct list list = {.count = 0};
	struct pop3_error error;
	uint16_t dead;

	cr_assert_neq(peer_bind("127.0.0.1", &dead), -1);
	list_add(&list, "127.0.0.1", dead);
	list_add(&list, "127.0.0.1", dead);
	/* No socket can be made for a family that does not exist. */
	list_add(&list, "127.0.0.1", dead);
	list.info[2].ai_family = 4711;
	cr_assert_eq(
	    connect_list(&list, AMPLE_MS, &error, &transport), POP3_E_CONNECT);
	cr_assert_eq(strncmp(error.text,
			 "cannot connect to 'pop.example.org' port 995: ", 46),
	    0);
	cr_assert_not_null(strstr(error.text, "connection refused"));
	cr_assert_null(strstr(strstr(error.text, "refused") + 1, "refused"));
	cr_assert_not_null(strstr(error.text, "; "), "%s", error.text);
}

Test(connect, more_addresses_than_any_host_has_are_cut)
{
	static struct addrinfo many[100];
	struct p3_patience patience = patience_ms(AMPLE_MS);
	struct p3_transport *transport = NULL;
	struct list list = {.count = 0};
	uint16_t dead;

	cr_assert_neq(peer_bind("127.0.0.1", &dead), -1);
	list_add(&list, "127.0.0.1", dead);
	for (size_t i = 0; i < 100; i++) {
		many[i] = list.info[0];
		many[i].ai_next = i < 99 ? &many[i + 1] : NULL;
	}
	cr_assert_eq(p3_connect_addresses(
			 many, NULL, "'x' port 1", &patience, NULL, &transport),
	    POP3_E_CONNECT);
}

Test(connect, a_fired_handle_stops_it)
{
	struct p3_transport *transport = NULL;
	struct list list = {.count = 0};
	struct p3_patience patience = {.until_ms = P3_NO_DEADLINE};
	struct pop3_error error;
	uint16_t live;

	cr_assert_neq(peer_listen("127.0.0.1", &live), -1);
	cr_assert_eq(pop3_cancel_new(&patience.cancel), POP3_OK);
	pop3_cancel_fire(patience.cancel);
	list_add(&list, "127.0.0.1", live);
	cr_assert_eq(p3_connect_addresses(list.info, NULL, "'x' port 1",
			 &patience, &error, &transport),
	    POP3_E_CANCELLED);
	cr_assert_str_eq(error.text, "cannot connect to 'x' port 1: cancelled");
	pop3_cancel_free(patience.cancel);
}

static size_t open_descriptors(void)
{
	size_t count = 0;

	for (int i = 0; i < 256; i++)
		count += fcntl(i, F_GETFD) != -1;
	return count;
}

Test(connect, every_loser_is_closed)
{
	struct p3_transport *transport = NULL;
	struct list list = {.count = 0};
	uint16_t silent, live, dead;
	int held[8];
	size_t before;

	cr_assert_neq(peer_listen("127.0.0.1", &live), -1);
	cr_assert_neq(peer_bind("127.0.0.1", &dead), -1);
	peer_silent(&silent, held);
	list_add(&list, "127.0.0.1", dead);
	list_add(&list, "127.0.0.1", silent);
	list_add(&list, "127.0.0.1", live);
	before = open_descriptors();
	cr_assert_eq(connect_list(&list, AMPLE_MS, NULL, &transport), POP3_OK);
	cr_assert_eq(open_descriptors(), before + 1);
	p3_transport_free(transport);
	cr_assert_eq(open_descriptors(), before);
}

Test(connect, the_socket_is_as_it_should_be)
{
	struct list list = {.count = 0};
	struct p3_transport *transport = NULL;
	socklen_t size = sizeof(int);
	int descriptor, on = 0;
	uint16_t live;

	cr_assert_neq(peer_listen("127.0.0.1", &live), -1);
	list_add(&list, "127.0.0.1", live);
	cr_assert_eq(connect_list(&list, AMPLE_MS, NULL, &transport), POP3_OK);
	descriptor = p3_transport_descriptor(transport);
	cr_assert(fcntl(descriptor, F_GETFL) & O_NONBLOCK);
	cr_assert(fcntl(descriptor, F_GETFD) & FD_CLOEXEC);
	getsockopt(descriptor, IPPROTO_TCP, TCP_NODELAY, &on, &size);
	cr_assert_neq(on, 0);
	on = 0;
	getsockopt(descriptor, SOL_SOCKET, SO_KEEPALIVE, &on, &size);
	cr_assert_neq(on, 0);
	p3_transport_free(transport);
}
