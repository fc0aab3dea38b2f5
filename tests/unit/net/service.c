/*
 * To a server that a domain names, and whom its certificate must be for.
 */
#define _DEFAULT_SOURCE /* dns.h */

#include <netdb.h>
#include <pop3/service.h>
#include <stdlib.h>

#include "dns.h"
#include "libpop3/net/service.h"
#include "peer.h"

/* Each host is this machine, but those that are said to be absent; so no name
 * server but our own is asked for anything. */
int getaddrinfo(const char *host, const char *port,
    const struct addrinfo *hints, struct addrinfo **out_addresses)
{
	struct answer {
		struct addrinfo info;
		struct sockaddr_in address;
	};
	struct answer *made;

	(void)hints;
	if (strncmp(host, "absent", 6) == 0)
		return EAI_NONAME;
	made = calloc(1, sizeof *made);
	made->address = (struct sockaddr_in){.sin_family = AF_INET,
	    .sin_port = htons((uint16_t)atoi(port)),
	    .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	made->info = (struct addrinfo){.ai_family = AF_INET,
	    .ai_socktype = SOCK_STREAM,
	    .ai_addrlen = sizeof made->address,
	    .ai_addr = (struct sockaddr *)&made->address};
	*out_addresses = &made->info;
	return 0;
}

void freeaddrinfo(struct addrinfo *addresses)
{
	free(addresses);
}

static enum pop3_status find_within(int64_t ms,
    const struct dns_record *records, const char *domain,
    enum p3_service service, struct pop3_error *error,
    struct p3_transport **out_transport)
{
	struct dns dns = {.records = records};
	struct p3_connect_options options = {
	    .host = domain, .service = service};
	struct p3_patience patience = patience_ms(ms);
	enum pop3_status status;

	*error = (struct pop3_error){.status = POP3_OK};
	dns_start(&dns);
	status = p3_connect(&options, &patience, error, out_transport);
	return status;
}

static enum pop3_status find(const struct dns_record *records,
    const char *domain, enum p3_service service, struct pop3_error *error,
    struct p3_transport **out_transport)
{
	return find_within(
	    AMPLE_MS, records, domain, service, error, out_transport);
}

/* Connects by one record; whom the certificate must be for. */
static void expect_host(
    const char *target, const char *domain, const char *expected)
{
	struct dns_record records[2] = {
	    {"_pop3s._tcp.example.org", 0, 0, 0, target}, {.port = 0}};
	struct p3_transport *transport;
	struct pop3_error error;
	int listener = peer_listen("127.0.0.1", &records[0].port);

	cr_assert_eq(
	    find(records, domain, P3_SERVICE_POP3S, &error, &transport),
	    POP3_OK, "%s", error.text);
	cr_assert_str_eq(p3_transport_service_host(transport), expected);
	p3_transport_free(transport);
	close(listener);
}

Test(service, a_host_within_the_domain_vouches_for_itself)
{
	expect_host("pop.example.org", "example.org", "pop.example.org");
	expect_host("a.b.Example.ORG.", "example.org", "a.b.Example.ORG");
	expect_host("example.org", "example.org", "example.org");
	expect_host("pop.example.org", "example.org.", "pop.example.org");
}

Test(service, a_host_elsewhere_must_be_the_domain)
{
	expect_host("pop.hoster.example", "example.org", "example.org");
	expect_host("notexample.org", "example.org", "example.org");
	expect_host("example.org.evil.example", "example.org", "example.org");
	expect_host("org", "example.org", "example.org");
}

Test(service, without_one_asked_for_there_is_no_such_host)
{
	uint16_t port;
	int listener = peer_listen("127.0.0.1", &port);
	struct p3_transport *transport = client(port);

	cr_assert_null(p3_transport_service_host(transport));
	p3_transport_free(transport);
	close(listener);
}

Test(service, the_next_server_is_tried_where_one_is_down)
{
	struct dns_record records[4] = {
	    {"_pop3s._tcp.example.org", 0, 0, 1, "absent.example.org"},
	    {"_pop3s._tcp.example.org", 1, 0, 0, "down.example.org"},
	    {"_pop3s._tcp.example.org", 2, 0, 0, "up.example.org"},
	    {.port = 0}};
	struct p3_transport *transport;
	struct pop3_error error;
	int bound = peer_bind("127.0.0.1", &records[1].port);
	int listener = peer_listen("127.0.0.1", &records[2].port);

	cr_assert_eq(
	    find(records, "example.org", P3_SERVICE_POP3S, &error, &transport),
	    POP3_OK, "%s", error.text);
	cr_assert_str_eq(
	    p3_transport_service_host(transport), "up.example.org");
	p3_transport_free(transport);
	close(listener);
	close(bound);
}

/* A machine that is switched off refuses nothing. */
Test(service, the_next_server_is_tried_where_one_is_silent)
{
	struct dns_record records[3] = {
	    {"_pop3s._tcp.example.org", 0, 0, 0, "silent.example.org"},
	    {"_pop3s._tcp.example.org", 1, 0, 0, "up.example.org"},
	    {.port = 0}};
	struct p3_transport *transport;
	struct pop3_error error;
	int held[8];
	int silent = peer_silent(&records[0].port, held);
	int listener = peer_listen("127.0.0.1", &records[1].port);

	cr_assert_eq(find_within(2000, records, "example.org", P3_SERVICE_POP3S,
			 &error, &transport),
	    POP3_OK, "%s", error.text);
	cr_assert_str_eq(
	    p3_transport_service_host(transport), "up.example.org");
	p3_transport_free(transport);
	close(listener);
	close(silent);
}

Test(service, all_silent_is_out_of_time_and_no_sooner)
{
	struct dns_record records[3] = {
	    {"_pop3s._tcp.example.org", 0, 0, 0, "silent.example.org"},
	    {"_pop3s._tcp.example.org", 1, 0, 0, "too.example.org"},
	    {.port = 0}};
	struct p3_transport *transport;
	struct pop3_error error;
	int held[8];
	int silent = peer_silent(&records[0].port, held);
	const int64_t until_ms = p3_now_ms() + 500;

	records[1].port = records[0].port;
	cr_assert_eq(find_within(500, records, "example.org", P3_SERVICE_POP3S,
			 &error, &transport),
	    POP3_E_TIMEOUT);
	cr_assert_geq(p3_now_ms(), until_ms);
	close(silent);
}

Test(service, all_down_is_told_by_the_last)
{
	struct dns_record records[2] = {
	    {"_pop3s._tcp.example.org", 1, 0, 0, "down.example.org"},
	    {.port = 0}};
	struct p3_transport *transport;
	struct pop3_error error;
	int bound = peer_bind("127.0.0.1", &records[0].port);

	cr_assert_eq(
	    find(records, "example.org", P3_SERVICE_POP3S, &error, &transport),
	    POP3_E_CONNECT);
	cr_assert_not_null(
	    strstr(error.text, "'down.example.org'"), "%s", error.text);
	close(bound);
}

static void expect_not_offered(const struct dns_record *records,
    enum p3_service service, const char *words)
{
	struct p3_transport *transport;
	struct pop3_error error;

	cr_assert_eq(find(records, "example.org", service, &error, &transport),
	    POP3_E_HOST_NOT_FOUND);
	cr_assert_str_eq(error.text, words);
}

Test(service, no_record_and_a_dot_mean_not_offered)
{
	static const struct dns_record dot[] = {
	    {"_pop3s._tcp.example.org", 0, 0, 0, "."}, {.port = 0}};
	static const char words[] = "the domain 'example.org' names no server "
				    "for '_pop3s._tcp'";

	expect_not_offered(NULL, P3_SERVICE_POP3S, words);
	expect_not_offered(dot, P3_SERVICE_POP3S, words);
}

/* Whoever can forge the one can forge that there is only the other. */
Test(service, the_other_service_is_told_and_not_taken)
{
	static const struct dns_record clear[] = {
	    {"_pop3._tcp.example.org", 0, 0, 1, "pop.example.org"},
	    {.port = 0}};
	static const struct dns_record secure[] = {
	    {"_pop3s._tcp.example.org", 0, 0, 1, "pop.example.org"},
	    {.port = 0}};

	expect_not_offered(clear, P3_SERVICE_POP3S,
	    "the domain 'example.org' names no server for '_pop3s._tcp', but "
	    "one that begins in the clear (STLS)");
	expect_not_offered(secure, P3_SERVICE_POP3,
	    "the domain 'example.org' names no server for '_pop3._tcp', but "
	    "one with TLS from the first octet");
}

/* What it did not tell must not look like a domain without mail. */
Test(service, a_name_server_that_fails_is_a_passing_failure)
{
	const struct dns dns = {.code = 2};
	const struct p3_connect_options options = {
	    .host = "example.org", .service = P3_SERVICE_POP3S};
	struct p3_patience patience = patience_ms(AMPLE_MS);
	struct p3_transport *transport;
	struct pop3_server servers[POP3_SERVERS_MAX];
	size_t count = 9;

	dns_start(&dns);
	cr_assert_eq(p3_connect(&options, &patience, NULL, &transport),
	    POP3_E_NAME_TEMPORARY);
	cr_assert_eq(pop3_service_look_up("example.org", POP3_TLS_IMPLICIT,
			 AMPLE_MS, NULL, NULL, servers, &count),
	    POP3_E_NAME_TEMPORARY);
	cr_assert_eq(count, 9, "outputs are untouched");
}

/* What the other service comes to is only a hint; the time is not. */
Test(service, a_limit_counts_while_the_other_service_is_asked_for)
{
	const struct dns dns = {
	    .is_silent = true, .to = "_pop3._tcp.example.org"};
	const struct p3_connect_options options = {
	    .host = "example.org", .service = P3_SERVICE_POP3S};
	struct p3_patience patience = patience_ms(SHORT_MS);
	struct p3_transport *transport;

	dns_start(&dns);
	cr_assert_eq(
	    p3_connect(&options, &patience, NULL, &transport), POP3_E_TIMEOUT);
}

Test(service, an_address_is_no_domain)
{
	struct p3_transport *transport;
	struct pop3_error error;

	cr_assert_eq(
	    find(NULL, "192.0.2.1", P3_SERVICE_POP3S, &error, &transport),
	    POP3_E_HOST_NOT_FOUND);
}

/* A number would be looked up as an address, whatever the domain. */
Test(service, a_target_that_is_an_address_is_refused)
{
	static const struct dns_record records[] = {
	    {"_pop3s._tcp.example.org", 0, 0, 995, "192.0.2.1"}, {.port = 0}};
	struct p3_transport *transport;
	struct pop3_error error;

	cr_assert_eq(
	    find(records, "example.org", P3_SERVICE_POP3S, &error, &transport),
	    POP3_E_HOST_NOT_FOUND);
}

/* ---- Told instead of connected to ---------------------------------------- */

static enum pop3_status look_up(const struct dns_record *records,
    const char *domain, struct pop3_server out_servers[POP3_SERVERS_MAX],
    size_t *out_count)
{
	struct dns dns = {.records = records};

	dns_start(&dns);
	return pop3_service_look_up(domain, POP3_TLS_IMPLICIT, AMPLE_MS, NULL,
	    NULL, out_servers, out_count);
}

Test(service, servers_are_told_in_their_order_and_whether_within)
{
	static const struct dns_record records[] = {
	    {"_pop3s._tcp.example.org", 20, 0, 1995, "pop.hoster.example"},
	    {"_pop3s._tcp.example.org", 10, 0, 995, "Pop.Example.ORG"},
	    {"_pop3._tcp.example.org", 0, 0, 110, "other.example.org"},
	    {"_pop3s._tcp.example.org", 30, 0, 2995, "example.org"},
	    {.port = 0}};
	struct pop3_server servers[POP3_SERVERS_MAX];
	size_t count;

	cr_assert_eq(look_up(records, "example.org", servers, &count), POP3_OK);
	cr_assert_eq(count, 3);
	cr_expect_str_eq(servers[0].host, "Pop.Example.ORG");
	cr_expect_eq(servers[0].port, 995);
	cr_expect(servers[0].within);
	cr_expect_str_eq(servers[1].host, "pop.hoster.example");
	cr_expect_eq(servers[1].port, 1995);
	cr_expect_not(servers[1].within);
	cr_expect_str_eq(servers[2].host, "example.org");
	cr_expect(servers[2].within);
}

Test(service, what_is_no_server_is_not_told)
{
	static const struct dns_record records[] = {
	    {"_pop3s._tcp.example.org", 0, 0, 0, "."},
	    {"_pop3s._tcp.example.org", 0, 0, 0, "pop.example.org"},
	    {"_pop3s._tcp.example.org", 0, 0, 995, "192.0.2.1"}, {.port = 0}};
	struct pop3_server servers[POP3_SERVERS_MAX];
	size_t count = 9;

	cr_assert_eq(look_up(records, "example.org", servers, &count), POP3_OK);
	cr_assert_eq(count, 0);
	cr_assert_eq(look_up(NULL, "example.org", servers, &count), POP3_OK);
	cr_assert_eq(count, 0);
}

Test(service, servers_of_an_address_are_not_asked_for)
{
	struct pop3_server servers[POP3_SERVERS_MAX];
	struct pop3_error error;
	size_t count = 9;

	cr_assert_eq(pop3_service_look_up("192.0.2.1", POP3_TLS_IMPLICIT, 0,
			 NULL, &error, servers, &count),
	    POP3_E_HOST_NOT_FOUND);
	cr_assert_eq(count, 9, "outputs are untouched");
	cr_assert_neq(error.text[0], '\0');
}
