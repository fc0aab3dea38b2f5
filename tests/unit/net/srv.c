/*
 * SRV records: reading them, and in which order they are tried.
 */
#define _DEFAULT_SOURCE /* MAP_ANONYMOUS, dns.h */

#include "libpop3/net/srv.h"

#include <stdlib.h>
#include <sys/mman.h>

#include "dns.h"
#include "peer.h"

/* ---- Order --------------------------------------------------------------- */

/* Draws what it is told to, cut to what is possible. */
static uint32_t told(void *context, uint32_t most)
{
	const uint32_t *number = context;

	return *number > most ? most : *number;
}

static void expect_order(
    struct p3_srv_list list, uint32_t number, const char *targets)
{
	char got[P3_SRV_MAX + 1] = "";

	p3_srv_order(&list, told, &number);
	for (size_t i = 0; i < list.count; i++)
		got[i] = list.entries[i].target[0];
	cr_assert_str_eq(got, targets);
}

Test(srv, the_lowest_priority_comes_first)
{
	struct p3_srv_list list = {
	    {{20, 0, 1, "c"}, {10, 9, 1, "b"}, {0, 0, 1, "a"}}, 3};

	expect_order(list, 0, "abc");
	expect_order(list, UINT32_MAX, "abc");
}

Test(srv, within_a_priority_the_weight_is_the_chance)
{
	struct p3_srv_list list = {
	    {{0, 10, 1, "a"}, {0, 0, 1, "z"}, {0, 20, 1, "b"}}, 3};

	/* z has 0, a 1 to 10, b 11 to 30. */
	expect_order(list, 0, "zab");
	expect_order(list, 1, "abz");
	expect_order(list, 10, "abz");
	expect_order(list, 11, "baz");
	expect_order(list, 30, "baz");
}

static uint32_t truly(void *context, uint32_t most)
{
	(void)context;
	return (uint32_t)rand() % (most + 1);
}

Test(srv, in_the_long_run_each_gets_its_share)
{
	const struct p3_srv_list list = {
	    {{0, 1, 1, "a"}, {0, 3, 1, "b"}, {1, 100, 1, "c"}}, 3};
	int first_is_b = 0;

	for (int i = 0; i < 10000; i++) {
		struct p3_srv_list drawn = list;

		p3_srv_order(&drawn, truly, NULL);
		first_is_b += drawn.entries[0].target[0] == 'b';
		cr_assert_eq(drawn.entries[2].target[0], 'c');
	}
	cr_assert(first_is_b > 5500 && first_is_b < 8000, "%d", first_is_b);
}

Test(srv, an_empty_list_stays_one)
{
	struct p3_srv_list list = {.count = 0};

	expect_order(list, 0, "");
}

/* ---- Reading ------------------------------------------------------------- */

static const struct dns_record some[] = {
    {"_pop3s._tcp.example.org", 10, 5, 995, "pop.example.org"},
    {"_pop3s._tcp.example.org", 20, 0, 1995, "b.example.org"}, {.port = 0}};

static size_t make_answer(
    const struct dns_record *records, unsigned char answer[DNS_ANSWER_SIZE])
{
	struct dns dns = {.records = records};

	return dns_answer(&dns, records[0].name, answer);
}

Test(srv, records_are_read)
{
	unsigned char answer[DNS_ANSWER_SIZE];
	size_t length = make_answer(some, answer);
	struct p3_srv_list list;

	cr_assert(p3_srv_parse(answer, length, &list));
	cr_assert_eq(list.count, 2);
	cr_assert_eq(list.entries[0].priority, 10);
	cr_assert_eq(list.entries[0].weight, 5);
	cr_assert_eq(list.entries[0].port, 995);
	cr_assert_str_eq(list.entries[0].target, "pop.example.org");
	cr_assert_str_eq(list.entries[1].target, "b.example.org");
}

Test(srv, an_answer_cut_anywhere_is_none_and_nothing_is_read_behind_it)
{
	long page = sysconf(_SC_PAGESIZE);
	unsigned char answer[DNS_ANSWER_SIZE], *pages;
	size_t length = make_answer(some, answer);
	struct p3_srv_list list;

	pages = mmap(NULL, (size_t)(2 * page), PROT_READ | PROT_WRITE,
	    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	mprotect(pages + page, (size_t)page, PROT_NONE);
	for (size_t cut = 0; cut < length; cut++) {
		memcpy(pages + page - cut, answer, cut);
		cr_assert_not(p3_srv_parse(pages + page - cut, cut, &list),
		    "cut at %zu", cut);
	}
	memcpy(pages + page - length, answer, length);
	cr_assert(p3_srv_parse(pages + page - length, length, &list));
	munmap(pages, (size_t)(2 * page));
}

Test(srv, any_octet_may_be_wrong)
{
	/* At the very end of the addresses, where a stack may be, glibc's
	 * parser goes beyond it: it adds a length first and looks then. */
	static unsigned char answer[DNS_ANSWER_SIZE];
	size_t length = make_answer(some, answer);
	struct p3_srv_list list;

	for (size_t at = 0; at < length; at++)
		for (int value = 0; value < 256; value += 5) {
			unsigned char kept = answer[at];

			answer[at] = (unsigned char)value;
			if (p3_srv_parse(answer, length, &list))
				for (size_t i = 0; i < list.count; i++)
					cr_assert_lt(
					    strlen(list.entries[i].target),
					    sizeof list.entries[i].target);
			answer[at] = kept;
		}
}

Test(srv, a_target_that_is_no_name_is_left_out)
{
	static const struct dns_record odd[] = {
	    {"_pop3s._tcp.example.org", 1, 0, 995, "a b.example.org"},
	    {"_pop3s._tcp.example.org", 2, 0, 995, "a\nb.example.org"},
	    {"_pop3s._tcp.example.org", 3, 0, 995, "good.example.org"},
	    {.port = 0}};
	unsigned char answer[DNS_ANSWER_SIZE];
	size_t length = make_answer(odd, answer);
	struct p3_srv_list list;

	cr_assert(p3_srv_parse(answer, length, &list));
	cr_assert_eq(list.count, 1);
	cr_assert_str_eq(list.entries[0].target, "good.example.org");
}

/* It points behind the answer. */
Test(srv, a_target_that_cannot_be_read_is_left_out)
{
	unsigned char answer[DNS_ANSWER_SIZE], name[DNS_ANSWER_SIZE];
	size_t length = make_answer(some, answer);
	size_t question = 12 + dns_name(name, some[0].name) + 4;
	struct p3_srv_list list;

	dns_put16(answer + question + 12 + 6, 0xffff);
	cr_assert(p3_srv_parse(answer, length, &list));
	cr_assert_eq(list.count, 1);
	cr_assert_str_eq(list.entries[0].target, "b.example.org");
}

Test(srv, more_records_than_any_domain_has_are_cut)
{
	struct dns_record many[40];
	unsigned char answer[DNS_ANSWER_SIZE];
	struct p3_srv_list list;
	size_t length;

	for (size_t i = 0; i < 39; i++)
		many[i] = some[0];
	many[39] = (struct dns_record){.port = 0};
	length = make_answer(many, answer);
	cr_assert(p3_srv_parse(answer, length, &list));
	cr_assert_eq(list.count, P3_SRV_MAX);
}

/* ---- Asking -------------------------------------------------------------- */

static enum pop3_status ask(const struct dns *dns, int64_t ms,
    struct p3_srv_list *list, struct pop3_error *error)
{
	struct p3_patience patience = patience_ms(ms);
	enum pop3_status status;
	struct p3_host domain;

	*error = (struct pop3_error){.status = POP3_OK};
	cr_assert_eq(p3_host_read("example.org.", &domain, error), POP3_OK);
	dns_start(dns);
	status = p3_srv_look_up("_pop3s._tcp", &domain, &patience, error, list);
	return status;
}

Test(srv, the_name_server_is_asked)
{
	struct dns dns = {.records = some};
	struct p3_srv_list list;
	struct pop3_error error;

	cr_assert_eq(
	    ask(&dns, AMPLE_MS, &list, &error), POP3_OK, "%s", error.text);
	cr_assert_eq(list.count, 2);
	cr_assert_geq(dns_asked, 1);
}

Test(srv, a_domain_without_records_has_an_empty_list)
{
	struct dns dns = {.records = NULL};
	struct p3_srv_list list = {.count = 9};
	struct pop3_error error;

	cr_assert_eq(ask(&dns, AMPLE_MS, &list, &error), POP3_OK);
	cr_assert_eq(list.count, 0);
}

Test(srv, a_name_server_that_fails_is_a_passing_failure)
{
	struct dns failing = {.code = 2},
		   mad = {.records = some, .is_mad = true};
	struct p3_srv_list list;
	struct pop3_error error;

	cr_assert_eq(
	    ask(&failing, AMPLE_MS, &list, &error), POP3_E_NAME_TEMPORARY);
	cr_assert_str_eq(error.text,
	    "cannot ask for the servers of 'example.org.' just now: no name "
	    "server answered");
	cr_assert_eq(ask(&mad, AMPLE_MS, &list, &error), POP3_E_NAME_TEMPORARY,
	    "%s", error.text);
}

Test(srv, a_silent_name_server_costs_no_more_than_the_deadline)
{
	struct dns dns = {.is_silent = true};
	struct p3_srv_list list;
	struct pop3_error error;

	cr_assert_eq(ask(&dns, SHORT_MS, &list, &error), POP3_E_TIMEOUT);
	cr_assert_str_eq(error.text,
	    "cannot ask for the servers of 'example.org.': timed out");
}
