/*
 * Looking names up within a deadline.
 *
 * getaddrinfo() and freeaddrinfo() below stand in for the C library's: names
 * of 'stub.test' get the answer a test sets, and block for as long as it
 * likes.  All else goes to the C library.
 */
#if !defined(_GNU_SOURCE)
#define _GNU_SOURCE /* RTLD_NEXT, EAI_NODATA */
#endif

#include <pop3/lookup.h>

#include <arpa/inet.h>
#include <criterion/criterion.h>
#include <dlfcn.h>
#include <errno.h>
#include <netdb.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "libpop3/net/lookup.h"
#include "libpop3/net/patience.h"

static int stub_code;		/* what the stub answers */
static int stub_gate[2];	/* it waits for an octet here, where open */
static int stub_freed[2];	/* it puts one here when its list is freed */
static atomic_int stub_signals; /* signals open in the thread */
static struct addrinfo stub_hints;

static int stub_answer(const char *service, struct addrinfo **out_list)
{
	struct {
		struct addrinfo info;
		struct sockaddr_in address;
	} *made = calloc(1, sizeof *made);

	made->address.sin_family = AF_INET;
	made->address.sin_port = htons((uint16_t)atoi(service));
	inet_pton(AF_INET, "192.0.2.7", &made->address.sin_addr);
	made->info.ai_family = AF_INET;
	made->info.ai_canonname = (char *)stub_freed;
	made->info.ai_addr = (struct sockaddr *)&made->address;
	made->info.ai_addrlen = sizeof made->address;
	*out_list = &made->info;
	return 0;
}

static int open_signals(void)
{
	static const int asked[] = {SIGINT, SIGTERM, SIGALRM, SIGUSR1, SIGPIPE};
	sigset_t mask;
	int open = 0;

	pthread_sigmask(SIG_SETMASK, NULL, &mask);
	for (size_t i = 0; i < sizeof asked / sizeof *asked; i++)
		open += sigismember(&mask, asked[i]) == 0;
	return open;
}

int getaddrinfo(const char *name, const char *service,
    const struct addrinfo *hints, struct addrinfo **out_list)
{
	int (*real)(const char *, const char *, const struct addrinfo *,
	    struct addrinfo **);
	char octet;

	if (name == NULL || strcmp(name, "stub.test") != 0) {
		*(void **)&real = dlsym(RTLD_NEXT, "getaddrinfo");
		return real(name, service, hints, out_list);
	}
	stub_hints = *hints;
	atomic_store(&stub_signals, open_signals());
	if (stub_gate[0] != 0)
		while (read(stub_gate[0], &octet, 1) == -1)
			;
	errno = EMFILE;
	return stub_code != 0 ? stub_code : stub_answer(service, out_list);
}

void freeaddrinfo(struct addrinfo *list)
{
	void (*real)(struct addrinfo *);

	if (list->ai_canonname != (char *)stub_freed) {
		*(void **)&real = dlsym(RTLD_NEXT, "freeaddrinfo");
		real(list);
		return;
	}
	free(list);
	if (stub_freed[1] != 0)
		(void)!write(stub_freed[1], "", 1);
}

static enum pop3_status look_up(const char *host,
    enum pop3_address_family family, struct pop3_error *error,
    struct pop3_lookup **out_lookup, const struct addrinfo **out_list)
{
	enum pop3_status status =
	    pop3_lookup_start(host, 995, family, error, out_lookup);

	return status != POP3_OK ? status
				 : pop3_lookup_await(*out_lookup, 30000, NULL,
				       error, out_list);
}

Test(lookup, an_address_is_taken_as_it_is)
{
	struct pop3_lookup *lookup = NULL;
	const struct addrinfo *list = NULL;
	struct sockaddr_in *address;

	cr_assert_eq(
	    look_up("127.0.0.2", POP3_FAMILY_ANY, NULL, &lookup, &list),
	    POP3_OK);
	address = (struct sockaddr_in *)list->ai_addr;
	cr_assert_eq(list->ai_family, AF_INET);
	cr_assert_eq(address->sin_port, htons(995));
	cr_assert_eq(address->sin_addr.s_addr, htonl(0x7f000002));
	pop3_lookup_free(lookup);
}

static void expect(const char *host, enum pop3_address_family family,
    enum pop3_status expected, const char *words)
{
	struct pop3_error error = {.status = POP3_OK};
	struct pop3_lookup *lookup = NULL;
	const struct addrinfo *list = NULL;

	cr_assert_eq(look_up(host, family, &error, &lookup, &list), expected);
	cr_assert_eq(error.status, expected);
	if (words != NULL)
		cr_assert_str_eq(error.text, words);
	cr_assert_null(list);
	pop3_lookup_free(lookup);
}

Test(lookup, an_address_of_the_other_family_is_none)
{
	expect("127.0.0.1", POP3_FAMILY_IPV6, POP3_E_HOST_NOT_FOUND,
	    "cannot find host '127.0.0.1': it has no IPv6 address");
	expect("::1", POP3_FAMILY_IPV4, POP3_E_HOST_NOT_FOUND,
	    "cannot find host '::1': it has no IPv4 address");
}

Test(lookup, what_can_be_no_host_is_not_asked_for)
{
	expect("a..test", POP3_FAMILY_ANY, POP3_E_HOST_NOT_FOUND,
	    "'a..test' is no host name: a label is empty");
	expect("stub.test", (enum pop3_address_family)3, POP3_E_MISUSE,
	    "there is no such family of addresses");
	cr_assert_eq(stub_hints.ai_socktype, 0);
}

Test(lookup, a_name_that_cannot_exist_is_not_found)
{
	struct pop3_error error;
	struct pop3_lookup *lookup = NULL;
	const struct addrinfo *list;
	enum pop3_status status = look_up(
	    "does-not-exist.invalid", POP3_FAMILY_ANY, &error, &lookup, &list);

	/* Without a network nobody can say more than "not just now". */
	cr_assert(
	    status == POP3_E_HOST_NOT_FOUND || status == POP3_E_NAME_TEMPORARY);
	cr_assert_eq(error.status, status);
	cr_assert_not_null(strstr(error.text, "'does-not-exist.invalid'"));
	pop3_lookup_free(lookup);
}

static void expect_found(enum pop3_address_family family)
{
	struct pop3_lookup *lookup = NULL;
	const struct addrinfo *list = NULL;

	cr_assert_eq(
	    look_up("stub.test", family, NULL, &lookup, &list), POP3_OK);
	cr_assert_eq(list->ai_family, AF_INET);
	pop3_lookup_free(lookup);
}

Test(lookup, the_family_asked_for_is_asked_for)
{
	expect_found(POP3_FAMILY_IPV6);
	cr_assert_eq(stub_hints.ai_family, AF_INET6);
	expect_found(POP3_FAMILY_IPV4);
	cr_assert_eq(stub_hints.ai_family, AF_INET);
	expect_found(POP3_FAMILY_ANY);
	cr_assert_eq(stub_hints.ai_family, AF_UNSPEC);
}

static void expect_status(int code, enum pop3_status expected)
{
	stub_code = code;
	expect("stub.test", POP3_FAMILY_ANY, expected, NULL);
}

/* Full-width letters, which are letters once they are mapped (UTS #46). */
Test(lookup, a_name_may_be_international)
{
	struct pop3_lookup *lookup = NULL;
	const struct addrinfo *list = NULL;

	cr_assert_eq(look_up("\357\275\223\357\275\224\357\275\225\357\275\202"
			     ".test",
			 POP3_FAMILY_ANY, NULL, &lookup, &list),
	    POP3_OK);
	cr_assert_eq(list->ai_family, AF_INET);
	pop3_lookup_free(lookup);
}

Test(lookup, each_failure_has_its_status)
{
	expect_status(EAI_NONAME, POP3_E_HOST_NOT_FOUND);
	expect_status(EAI_NODATA, POP3_E_HOST_NOT_FOUND);
	expect_status(EAI_AGAIN, POP3_E_NAME_TEMPORARY);
	expect_status(EAI_FAIL, POP3_E_NAME_TEMPORARY);
	expect_status(EAI_MEMORY, POP3_E_NO_MEMORY);
	expect_status(EAI_SYSTEM, POP3_E_SYSTEM);
}

Test(lookup, the_systems_reason_comes_over_from_the_thread)
{
	struct pop3_error error;
	struct pop3_lookup *lookup = NULL;
	const struct addrinfo *list;

	stub_code = EAI_SYSTEM;
	look_up("stub.test", POP3_FAMILY_ANY, &error, &lookup, &list);
	cr_assert_eq(error.sys_errno, EMFILE);
	pop3_lookup_free(lookup);
}

Test(lookup, signals_are_left_to_the_applications_threads)
{
	int open = open_signals();

	expect_found(POP3_FAMILY_ANY);
	cr_assert_eq(atomic_load(&stub_signals), 0);
	cr_assert_eq(open_signals(), open);
}

/* ---- Waiting ------------------------------------------------------------- */

static struct pop3_lookup *begin(const char *host)
{
	struct pop3_lookup *lookup = NULL;

	cr_assert_eq(
	    pop3_lookup_start(host, 995, POP3_FAMILY_ANY, NULL, &lookup),
	    POP3_OK);
	return lookup;
}

static struct pop3_lookup *begin_one_that_hangs(void)
{
	cr_assert(pipe(stub_gate) == 0 && pipe(stub_freed) == 0);
	return begin("stub.test");
}

static void open_the_gate(void)
{
	cr_assert_eq(write(stub_gate[1], "", 1), 1);
}

static int ready_within(const struct pop3_lookup *lookup, int ms)
{
	struct pollfd polled = {
	    .fd = pop3_lookup_descriptor(lookup), .events = POLLIN};

	return poll(&polled, 1, ms);
}

/* What the thread of a lookup that nobody waits for still does: it frees its
 * answer, and all else, which the sanitizers see to. */
static void let_the_thread_end(void)
{
	char octet;

	open_the_gate();
	cr_assert_eq(read(stub_freed[0], &octet, 1), 1);
}

Test(lookup, a_limit_ends_the_wait_and_not_the_lookup)
{
	struct pop3_lookup *lookup = begin_one_that_hangs();
	const struct addrinfo *list = NULL, *again = NULL;
	struct pop3_error error;

	cr_assert_eq(
	    pop3_lookup_await(lookup, 50, NULL, &error, &list), POP3_E_TIMEOUT);
	cr_assert_str_eq(error.text, "cannot look up 'stub.test': timed out");
	cr_assert_null(list);
	open_the_gate();
	cr_assert_eq(
	    pop3_lookup_await(lookup, 30000, NULL, NULL, &list), POP3_OK);
	cr_assert_eq(
	    pop3_lookup_await(lookup, 30000, NULL, NULL, &again), POP3_OK);
	cr_assert_eq(list, again);
	cr_assert_eq(list->ai_family, AF_INET);
	pop3_lookup_free(lookup);
}

Test(lookup, one_that_hangs_is_left_to_end_alone)
{
	pop3_lookup_free(begin_one_that_hangs());
	let_the_thread_end();
	pop3_lookup_free(NULL);
}

static void *fire(void *cancel)
{
	pop3_cancel_fire(cancel);
	return NULL;
}

Test(lookup, a_fired_handle_ends_the_wait)
{
	struct pop3_lookup *lookup = begin_one_that_hangs();
	const struct addrinfo *list = NULL;
	struct pop3_cancel *cancel;
	pthread_t thread;

	cr_assert_eq(pop3_cancel_new(&cancel), POP3_OK);
	cr_assert_eq(pthread_create(&thread, NULL, fire, cancel), 0);
	cr_assert_eq(pop3_lookup_await(lookup, 30000, cancel, NULL, &list),
	    POP3_E_CANCELLED);
	pthread_join(thread, NULL);
	pop3_lookup_free(lookup);
	pop3_cancel_free(cancel);
	let_the_thread_end();
}

Test(lookup, the_descriptor_can_be_read_from_once_there_is_an_answer)
{
	struct pop3_lookup *lookup = begin_one_that_hangs();
	const struct addrinfo *list;

	cr_assert_eq(ready_within(lookup, 0), 0);
	open_the_gate();
	cr_assert_eq(ready_within(lookup, 30000), 1);
	cr_assert_eq(pop3_lookup_await(lookup, 1, NULL, NULL, &list), POP3_OK);
	cr_assert_eq(ready_within(lookup, 0), 1);
	pop3_lookup_free(lookup);
}

/* A limit of a millisecond is over by then, now and again. */
Test(lookup, an_answer_that_is_there_is_not_late)
{
	const struct p3_patience over = {.until_ms = p3_now_ms() - 1};
	struct pop3_lookup *lookup = begin_one_that_hangs();
	const struct addrinfo *list = NULL;

	cr_assert_eq(
	    p3_lookup_await(lookup, &over, &list, NULL), POP3_E_TIMEOUT);
	open_the_gate();
	cr_assert_eq(ready_within(lookup, 30000), 1);
	cr_assert_eq(p3_lookup_await(lookup, &over, &list, NULL), POP3_OK);
	cr_assert_eq(list->ai_family, AF_INET);
	pop3_lookup_free(lookup);
}

Test(lookup, an_address_is_an_answer_at_once)
{
	struct pop3_lookup *lookup = begin("::1");

	cr_assert_eq(ready_within(lookup, 0), 1);
	pop3_lookup_free(lookup);
}
