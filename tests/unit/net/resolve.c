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

#include "libpop3/net/resolve.h"

#include <arpa/inet.h>
#include <criterion/criterion.h>
#include <dlfcn.h>
#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

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

static enum pop3_status resolve_within(const char *text, int family,
    const struct p3_patience *patience, struct pop3_error *error,
    struct addrinfo **out_list)
{
	struct p3_host host;

	cr_assert_eq(p3_host_read(text, &host, error), POP3_OK);
	return p3_resolve(&host, 995, family, patience, error, out_list);
}

static enum pop3_status resolve(const char *text, int family,
    struct pop3_error *error, struct addrinfo **out_list)
{
	struct p3_patience patience = {.until_ms = p3_now_ms() + 30000};

	return resolve_within(text, family, &patience, error, out_list);
}

Test(resolve, an_address_is_taken_as_it_is)
{
	struct addrinfo *list = NULL;
	struct sockaddr_in *address;

	cr_assert_eq(resolve("127.0.0.2", AF_UNSPEC, NULL, &list), POP3_OK);
	address = (struct sockaddr_in *)list->ai_addr;
	cr_assert_eq(list->ai_family, AF_INET);
	cr_assert_eq(address->sin_port, htons(995));
	cr_assert_eq(address->sin_addr.s_addr, htonl(0x7f000002));
	freeaddrinfo(list);
}

Test(resolve, an_address_of_the_other_family_is_none)
{
	struct pop3_error error;
	struct addrinfo *list = NULL;

	cr_assert_eq(resolve("127.0.0.1", AF_INET6, &error, &list),
	    POP3_E_HOST_NOT_FOUND);
	cr_assert_str_eq(
	    error.text, "cannot find host '127.0.0.1': it has no IPv6 address");
	cr_assert_eq(
	    resolve("::1", AF_INET, &error, &list), POP3_E_HOST_NOT_FOUND);
	cr_assert_null(list);
}

Test(resolve, a_name_that_cannot_exist_is_not_found)
{
	struct pop3_error error;
	struct addrinfo *list = NULL;
	enum pop3_status status =
	    resolve("does-not-exist.invalid", AF_UNSPEC, &error, &list);

	/* Without a network nobody can say more than "not just now". */
	cr_assert(
	    status == POP3_E_HOST_NOT_FOUND || status == POP3_E_NAME_TEMPORARY);
	cr_assert_eq(error.status, status);
	cr_assert_not_null(strstr(error.text, "'does-not-exist.invalid'"));
}

Test(resolve, a_name_is_looked_up)
{
	struct addrinfo *list = NULL;

	cr_assert_eq(resolve("stub.test", AF_UNSPEC, NULL, &list), POP3_OK);
	cr_assert_eq(list->ai_family, AF_INET);
	freeaddrinfo(list);
}

Test(resolve, the_family_asked_for_is_asked_for)
{
	struct addrinfo *list = NULL;

	resolve("stub.test", AF_INET6, NULL, &list);
	cr_assert_eq(stub_hints.ai_family, AF_INET6);
	freeaddrinfo(list);
	resolve("stub.test", AF_INET, NULL, &list);
	cr_assert_eq(stub_hints.ai_family, AF_INET);
	freeaddrinfo(list);
	resolve("stub.test", AF_UNSPEC, NULL, &list);
	cr_assert_eq(stub_hints.ai_family, AF_UNSPEC);
	freeaddrinfo(list);
}

static void expect_status(int code, enum pop3_status expected)
{
	struct pop3_error error = {.status = POP3_OK};
	struct addrinfo *list = NULL;

	stub_code = code;
	cr_assert_eq(resolve("stub.test", AF_UNSPEC, &error, &list), expected);
	cr_assert_eq(error.status, expected);
	cr_assert_null(list);
}

Test(resolve, each_failure_has_its_status)
{
	expect_status(EAI_NONAME, POP3_E_HOST_NOT_FOUND);
	expect_status(EAI_NODATA, POP3_E_HOST_NOT_FOUND);
	expect_status(EAI_AGAIN, POP3_E_NAME_TEMPORARY);
	expect_status(EAI_FAIL, POP3_E_NAME_TEMPORARY);
	expect_status(EAI_MEMORY, POP3_E_NO_MEMORY);
	expect_status(EAI_SYSTEM, POP3_E_SYSTEM);
}

Test(resolve, the_systems_reason_comes_over_from_the_thread)
{
	struct pop3_error error;
	struct addrinfo *list = NULL;

	stub_code = EAI_SYSTEM;
	resolve("stub.test", AF_UNSPEC, &error, &list);
	cr_assert_eq(error.sys_errno, EMFILE);
}

Test(resolve, signals_are_left_to_the_applications_threads)
{
	struct addrinfo *list = NULL;
	int open = open_signals();

	resolve("stub.test", AF_UNSPEC, NULL, &list);
	cr_assert_eq(atomic_load(&stub_signals), 0);
	cr_assert_eq(open_signals(), open);
	freeaddrinfo(list);
}

/* What the thread of a lookup that nobody waits for still does: it frees its
 * answer, and all else, which the sanitizers see to. */
static void let_the_thread_end(void)
{
	char octet;

	cr_assert_eq(write(stub_gate[1], "", 1), 1);
	cr_assert_eq(read(stub_freed[0], &octet, 1), 1);
}

Test(resolve, a_deadline_ends_a_lookup_that_hangs)
{
	struct p3_patience patience = {.until_ms = p3_now_ms() + 50};
	struct addrinfo *list = NULL;
	struct pop3_error error;

	cr_assert(pipe(stub_gate) == 0 && pipe(stub_freed) == 0);
	cr_assert_eq(
	    resolve_within("stub.test", AF_UNSPEC, &patience, &error, &list),
	    POP3_E_TIMEOUT);
	cr_assert_str_eq(error.text, "cannot look up 'stub.test': timed out");
	cr_assert_null(list);
	let_the_thread_end();
}

static void *fire(void *cancel)
{
	pop3_cancel_fire(cancel);
	return NULL;
}

Test(resolve, a_deadline_that_is_over_starts_no_lookup)
{
	struct p3_patience patience = {.until_ms = p3_now_ms()};
	struct addrinfo *list = NULL;

	cr_assert_eq(
	    resolve_within("stub.test", AF_UNSPEC, &patience, NULL, &list),
	    POP3_E_TIMEOUT);
	cr_assert_eq(stub_hints.ai_socktype, 0);
}

Test(resolve, a_fired_handle_ends_a_lookup_that_hangs)
{
	struct p3_patience patience = {.until_ms = P3_NO_DEADLINE};
	struct addrinfo *list = NULL;
	pthread_t thread;

	cr_assert(pipe(stub_gate) == 0 && pipe(stub_freed) == 0);
	cr_assert_eq(pop3_cancel_new(&patience.cancel), POP3_OK);
	cr_assert_eq(pthread_create(&thread, NULL, fire, patience.cancel), 0);
	cr_assert_eq(
	    resolve_within("stub.test", AF_UNSPEC, &patience, NULL, &list),
	    POP3_E_CANCELLED);
	pthread_join(thread, NULL);
	pop3_cancel_free(patience.cancel);
}
