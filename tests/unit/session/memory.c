/*
 * Want of memory: whichever allocation fails, the call says so, and the
 * session is broken as by any failure of the system.
 */
#include "peer.h"

#include "tests/unit/base/allocator.h"

#if ALLOCATOR_REPLACED

#define SCRIPT                                                                 \
	"< +OK ready\n> CAPA\n< -ERR what\n"                                   \
	"> AUTH PLAIN AGppbQBzM2NyZXQ=\n< +OK in\n"                            \
	"> LIST\n< +OK\n< 1 3\n< .\n> UIDL\n< +OK\n< 1 a\n< .\n"               \
	"> DELE 1\n< +OK\n> QUIT\n< +OK bye\n"

static void pass_over(void *context, const struct pop3_target *target,
    enum pop3_status status, const char *text)
{
	(void)context;
	(void)target;
	(void)status;
	(void)text;
}

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
		struct peer peer = {.script = SCRIPT};
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

#else

Test(memory, cannot_be_made_to_fail_here)
{
	cr_skip_test("the allocator is not ours to replace");
}

#endif
