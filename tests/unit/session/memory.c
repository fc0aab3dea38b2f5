/*
 * Want of memory: whichever allocation fails, the call says so, and the
 * session is broken as by any failure of the system.  None has less than it was
 * given, and no listing less than there is.
 */
#include <idn2.h>

#include "void-sink.h"

#include "tests/unit/base/allocator.h"

#if ALLOCATOR_REPLACED

/* The C library's does not see our malloc(). */
char *strdup(const char *text)
{
	const size_t size = strlen(text) + 1;
	char *copy = malloc(size);

	return copy != NULL ? memcpy(copy, text, size) : NULL;
}

#define SCRIPT                                                                 \
	"< +OK ready\n> CAPA\n< -ERR what\n"                                   \
	"> AUTH PLAIN\n< + \n> AGppbQBzM2NyZXQ=\n< +OK in\n"                   \
	"> LIST\n< +OK\n< 1 3\n< .\n> UIDL\n< +OK\n< 1 a\n< .\n"               \
	"> DELE 1\n< +OK\n> QUIT\n< +OK bye\n"

static enum pop3_status empty_maildrop(struct pop3_session *session)
{
	const struct pop3_credentials jim = {.size = sizeof jim,
	    .user = "jim",
	    .password = "s3cret",
	    .mechanism = "PLAIN"};
	const struct pop3_target target = {.msgno = 1};
	const struct pop3_listed *listed;
	enum pop3_status status;
	size_t count;

	if ((status = pop3_session_connect(session)) != POP3_OK ||
	    (status = pop3_session_login(session, &jim)) != POP3_OK ||
	    (status = pop3_session_listing(session,
		 POP3_LISTING_OCTETS | POP3_LISTING_UIDS, &listed, &count,
		 NULL)) != POP3_OK ||
	    (status = pop3_session_delete(
		 session, &target, 1, pass_over, NULL)) != POP3_OK)
		return status;
	return pop3_session_quit(session);
}

static enum pop3_status session_short_of_memory(
    const struct pop3_session_options *options)
{
	struct pop3_session *session = NULL;
	enum pop3_status status = pop3_session_new(options, &session);

	if (status != POP3_OK) {
		cr_assert_null(session);
		return status;
	}
	status = empty_maildrop(session);
	if (status != POP3_OK) {
		cr_assert_str_neq(pop3_session_error(session)->text, "");
		cr_assert_eq(pop3_session_noop(session), status);
	}
	pop3_session_free(session);
	return status;
}

Test(memory, each_allocation_may_fail_and_breaks_the_session)
{
	bool failed = true;
	long n;

	for (n = 0; failed; n++) {
		struct peer peer = {.script = SCRIPT, .may_go = true};
		struct pop3_session_options options;
		enum pop3_status status;

		peer_start(&peer);
		options = peer_options(&peer);
		fail_after(n);
		status = session_short_of_memory(&options);
		failed = fail_no_more();
		peer_end(&peer);
		cr_assert(status == POP3_OK || status == POP3_E_NO_MEMORY,
		    "%d at %ld", (int)status, n);
	}
	cr_assert_gt(n, 10);
}

/* The name to verify is read before anything is sent. */
int idn2_to_ascii_8z(const char *input, char **output, int flags)
{
	(void)input;
	(void)output;
	(void)flags;
	return IDN2_MALLOC;
}

static void begins_no_tls(const char *host, const char *ciphers)
{
	struct peer peer = {.script = ""};
	struct pop3_session_options options;
	struct pop3_session *session;

	peer_start(&peer);
	options = peer_options(&peer);
	options.tls = POP3_TLS_IMPLICIT;
	options.tls_host = host;
	options.tls_ciphers = ciphers;
	session = peer_session(&options);
	fail_after(0);
	cr_assert_eq(pop3_session_connect(session), POP3_E_NO_MEMORY);
	fail_no_more();
	cr_assert_eq(pop3_session_noop(session), POP3_E_NO_MEMORY);
	pop3_session_free(session);
	peer_end(&peer);
}

Test(memory, without_it_no_tls_is_begun_and_the_session_is_broken)
{
	begins_no_tls("p\xC3\xB6p.example.org", NULL);
	begins_no_tls("pop.example.org", "HIGH");
}

/* Whether the n-th allocation was one of an exchange that is cancelled. */
static bool cancelling_fails_at(long n)
{
	const struct pop3_credentials jim = {.size = sizeof jim,
	    .user = "jim",
	    .password = "s3cret",
	    .mechanism = "CRAM-MD5"};
	struct peer peer = {.may_go = true,
	    .script = "< +OK ready\n> CAPA\n< -ERR what\n"
		      "> AUTH CRAM-MD5\n< + !\n> *\n< -ERR\n"};
	struct pop3_session_options options;
	struct pop3_session *session;
	enum pop3_status status;
	bool failed;

	peer_start(&peer);
	options = peer_options(&peer);
	session = peer_session(&options);
	cr_assert_eq(pop3_session_connect(session), POP3_OK);
	fail_after(n);
	status = pop3_session_login(session, &jim);
	failed = fail_no_more();
	cr_assert_eq(status, failed ? POP3_E_NO_MEMORY : POP3_E_PROTOCOL,
	    "%d at %ld", (int)status, n);
	cr_assert_eq(pop3_session_error(session)->status, status);
	cr_assert_str_neq(pop3_session_error(session)->text, "");
	pop3_session_free(session);
	peer_end(&peer);
	return failed;
}

Test(memory, without_it_an_exchange_is_not_cancelled)
{
	long n = 0;

	while (cancelling_fails_at(n))
		n++;
	cr_assert_gt(n, 2);
}

/* ---- What is given out --------------------------------------------------- */

/* A session without one of these would trust, or tell, somebody else. */
static struct pop3_session_options full_options(void)
{
	struct pop3_session_options options = POP3_SESSION_OPTIONS_INIT;

	options.host = "pop.example.org";
	options.tls_host = "mail.example.org";
	options.tls_ca_file = "ca.pem";
	options.tls_ciphers = "HIGH";
	options.source_address = "127.0.0.1";
	options.proxy = "socks5://proxy.example.org";
	options.proxy_password = "s3cret";
	return options;
}

Test(memory, without_it_there_is_no_session)
{
	const struct pop3_session_options options = full_options();
	long n = 0;

	for (;; n++) {
		struct pop3_session *session = NULL;
		enum pop3_status status;

		fail_after(n);
		status = pop3_session_new(&options, &session);
		if (!fail_no_more()) {
			cr_assert_eq(status, POP3_OK);
			pop3_session_free(session);
			break;
		}
		cr_assert_eq(status, POP3_E_NO_MEMORY, "allocation %ld", n);
		cr_assert_null(session, "allocation %ld", n);
	}
	cr_assert_gt(n, 7);
}

/* Only octets of the handshake are saved by it. */
Test(memory, a_ticket_can_be_done_without)
{
	struct pop3_session_options options = POP3_SESSION_OPTIONS_INIT;
	long n = 0;
	bool done_without = false;

	options.host = "pop.example.org";
	options.tls_ticket = "ticket";
	options.tls_ticket_length = 6;
	for (bool failed = true; failed; n++) {
		struct pop3_session *session = NULL;
		enum pop3_status status;

		fail_after(n);
		status = pop3_session_new(&options, &session);
		failed = fail_no_more();
		done_without |= failed && status == POP3_OK;
		pop3_session_free(session);
	}
	cr_assert(done_without);
}

#define LISTING                                                                \
	"> LIST\n< +OK\n< 1 100\n< 2 200\n< 7 700\n< .\n"                      \
	"> UIDL\n< +OK\n< 1 a\n< 2 b\n< 7 c\n< .\n"

static bool leave_none_out(void *context, const struct pop3_listed *listed)
{
	(void)context;
	(void)listed;
	return false;
}

/* Whether the n-th allocation was one of the listing's; then it failed. */
static bool sift_fails_at(long n)
{
	struct peer peer = {.script = PEER_LOGIN LISTING, .may_go = true};
	struct pop3_session *session = peer_logged_in(&peer);
	const struct pop3_listed *listed;
	size_t count, malformed;
	enum pop3_status status;
	bool failed;

	fail_after(n);
	status = pop3_session_sift(
	    session, leave_none_out, NULL, &listed, &count, &malformed);
	failed = fail_no_more();
	if (failed) {
		cr_assert_eq(status, POP3_E_NO_MEMORY, "allocation %ld", n);
	} else {
		cr_assert_eq(status, POP3_OK);
		cr_assert_eq(count, 3);
		cr_assert_str_eq(listed[2].uid, "c");
	}
	pop3_session_free(session);
	peer_end(&peer);
	return failed;
}

Test(memory, without_it_there_is_no_listing)
{
	long n = 0;

	while (sift_fails_at(n))
		n++;
	cr_assert_gt(n, 2);
}

#else

Test(memory, cannot_be_made_to_fail_here)
{
	cr_skip_test("the allocator is not ours to replace");
}

#endif
