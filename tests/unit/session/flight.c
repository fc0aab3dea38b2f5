/*
 * What goes in one flight in a session that knows nothing of its server: the
 * script of a peer that waits for several commands before it answers any is
 * played to its end only where they come together.
 */
#include "login.h"

#define BOTH (POP3_LISTING_OCTETS | POP3_LISTING_UIDS)

#define BEFORE(words)	  "< +OK ready\n> CAPA\n< +OK\n" words "< .\n"
#define PIPELINED	  BEFORE("< PIPELINING\n< UIDL\n")
#define INSIDE_TLS(words) "> STLS\n< +OK\n= tls\n> CAPA\n< +OK\n" words "< .\n"
#define TOGETHER	  "> USER jim\n> PASS s3cret\n< +OK\n< +OK in\n"
#define APART		  USER_PASS
#define CAPA_ALONE	  "> CAPA\n< +OK\n< TOP\n< .\n"
#define LISTS		  "> LIST\n> UIDL\n"
#define LISTINGS	  "< +OK\n< 1 100\n< .\n< +OK\n< 1 a\n< .\n"
#define ALL_LISTED	  "> CAPA\n" LISTS "< +OK\n< PIPELINING\n< TOP\n< .\n" LISTINGS

/* A session logged in over the script whose CAPA is to go with a listing. */
static struct pop3_session *patient(
    struct peer *peer, enum pop3_tls_mode tls, enum pop3_pipelining pipelining)
{
	struct pop3_session_options options = started(peer, tls);
	struct pop3_session *session;

	options.pipelining = pipelining;
	options.capa_with_listing = true;
	session = connected_by(&options);
	assert_ok(session, peer_login(session));
	return session;
}

static struct pop3_session *patient_in_clear(struct peer *peer)
{
	return patient(peer, POP3_TLS_NONE, POP3_PIPELINING_AUTO);
}

static enum pop3_status list(struct pop3_session *session, unsigned what)
{
	const struct pop3_listed *listed;
	size_t count;

	return pop3_session_listing(session, what, &listed, &count, NULL);
}

static bool announces(const struct pop3_session *session, uint32_t flag)
{
	const struct pop3_capabilities *announced =
	    pop3_session_capabilities(session);

	return announced != NULL && (announced->flags & flag) != 0;
}

/* ---- UTF8 and the login -------------------------------------------------- */

#define PIPELINED_UTF8 BEFORE("< PIPELINING\n< UTF8\n")

static struct pop3_session *connected_with(struct peer *peer,
    enum pop3_tls_mode tls, enum pop3_utf8 utf8, const char *announced)
{
	struct pop3_session_options options = started(peer, tls);

	options.utf8 = utf8;
	options.announced = announced;
	return connected_by(&options);
}

static void utf8_logs_in(
    const char *script, enum pop3_tls_mode tls, const char *announced)
{
	struct peer peer = {.script = script};
	struct pop3_session *session =
	    connected_with(&peer, tls, POP3_UTF8_AUTO, announced);

	assert_ok(session, peer_login(session));
	end(session, &peer);
}

Test(flight, utf8_goes_with_user_and_pass)
{
	utf8_logs_in(PIPELINED_UTF8 "> UTF8\n> USER jim\n> PASS s3cret\n< "
				    "+OK\n< +OK\n< +OK\n" CAPA_ALONE,
	    POP3_TLS_NONE, NULL);
}

Test(flight, utf8_goes_with_auth)
{
	utf8_logs_in(
	    "= tls\n" BEFORE(
		"< PIPELINING\n< UTF8\n< SASL PLAIN\n") "> UTF8\n" PLAIN
							"< +OK\n< "
							"+OK\n" CAPA_ALONE,
	    POP3_TLS_IMPLICIT, NULL);
}

Test(flight, utf8_goes_with_the_login_where_it_is_believed)
{
	utf8_logs_in("< +OK\n> UTF8\n> USER jim\n> PASS s3cret\n"
		     "< +OK\n< +OK\n< +OK\n",
	    POP3_TLS_NONE, "none\nPIPELINING\nUTF8\n\n");
}

Test(flight, utf8_that_is_refused_is_passed_over)
{
	utf8_logs_in(PIPELINED_UTF8 "> UTF8\n> USER jim\n> PASS s3cret\n"
				    "< -ERR what\n< +OK\n< +OK\n" CAPA_ALONE,
	    POP3_TLS_NONE, NULL);
}

/* Nothing of it may be taken for the answer to a later command. */
Test(flight, utf8_is_not_said_where_no_login_comes_to_be)
{
	struct peer peer = {.script = PIPELINED_UTF8
			    "> UTF8\n> USER jim\n> PASS s3cret\n"
			    "< +OK\n< +OK\n< +OK\n" CAPA_ALONE};
	struct pop3_credentials nobody = jim(NULL);
	struct pop3_session *session =
	    connected_with(&peer, POP3_TLS_NONE, POP3_UTF8_AUTO, NULL);

	nobody.password = "";
	cr_assert_eq(pop3_session_login(session, &nobody), POP3_E_MISUSE);
	cr_assert_not(peer_saw(&peer, "UTF8"));
	assert_ok(session, peer_login(session));
	end(session, &peer);
}

/* A password that was refused is one thing, and UTF8 is on all the same. */
Test(flight, utf8_is_said_once)
{
	struct peer peer = {
	    .script = PIPELINED_UTF8
	    "> UTF8\n> USER jim\n> PASS s3cret\n< +OK\n< +OK\n< -ERR\n"
	    "> USER jim\n> PASS s3cret\n< +OK\n< +OK\n" CAPA_ALONE};
	struct pop3_session *session =
	    connected_with(&peer, POP3_TLS_NONE, POP3_UTF8_AUTO, NULL);

	cr_assert_eq(peer_login(session), POP3_E_AUTH);
	assert_ok(session, peer_login(session));
	end(session, &peer);
}

Test(flight, utf8_that_must_be_keeps_the_login_waiting)
{
	struct peer peer = {.script = PIPELINED_UTF8 "> UTF8\n< -ERR what\n"};
	struct pop3_session *session =
	    connected_with(&peer, POP3_TLS_NONE, POP3_UTF8_ON, NULL);

	cr_assert_eq(peer_login(session), POP3_E_REFUSED);
	end(session, &peer);
	cr_assert_not(peer_saw(&peer, "PASS"));
}

/* ---- CAPA and the first listing ------------------------------------------ */

Test(flight, capa_goes_with_the_first_listing)
{
	struct peer peer = {.script = PIPELINED TOGETHER ALL_LISTED};
	struct pop3_session *session = patient_in_clear(&peer);

	assert_ok(session, list(session, BOTH));
	end(session, &peer);
}

Test(flight, capa_goes_with_the_first_listing_alone)
{
	struct peer peer = {
	    .script = PIPELINED TOGETHER ALL_LISTED LISTS LISTINGS};
	struct pop3_session *session = patient_in_clear(&peer);

	assert_ok(session, list(session, BOTH));
	assert_ok(session, list(session, BOTH));
	end(session, &peer);
}

Test(flight, capa_goes_with_either_half)
{
	struct peer peer = {.script = PIPELINED TOGETHER
			    "> CAPA\n> UIDL\n< +OK\n< .\n< +OK\n< 1 a\n< .\n"};
	struct pop3_session *session = patient_in_clear(&peer);

	assert_ok(session, list(session, POP3_LISTING_UIDS));
	end(session, &peer);
}

static bool leaves_out(void *context, const struct pop3_listed *listed)
{
	(void)context;
	return listed->msgno == 1;
}

Test(flight, capa_goes_with_a_sift)
{
	struct peer peer = {.script = PIPELINED TOGETHER ALL_LISTED};
	struct pop3_session *session = patient_in_clear(&peer);
	const struct pop3_listed *listed;
	size_t count;

	assert_ok(session, pop3_session_sift(session, leaves_out, NULL, &listed,
			       &count, NULL));
	cr_assert_eq(count, 0);
	end(session, &peer);
}

Test(flight, what_was_announced_before_holds_until_then)
{
	struct peer peer = {.script = PIPELINED TOGETHER ALL_LISTED};
	struct pop3_session *session = patient_in_clear(&peer);

	cr_assert(announces(session, POP3_CAPA_UIDL));
	cr_assert_not(announces(session, POP3_CAPA_TOP));
	cr_assert_null(pop3_session_announced(session));
	assert_ok(session, list(session, BOTH));
	cr_assert_not(announces(session, POP3_CAPA_UIDL));
	cr_assert(announces(session, POP3_CAPA_TOP));
	cr_assert_str_eq(pop3_session_announced(session),
	    "none\nPIPELINING\nUIDL\n\nPIPELINING\nTOP\n");
	end(session, &peer);
}

Test(flight, without_a_listing_nobody_asks)
{
	struct peer peer = {
	    .script = PIPELINED TOGETHER "> NOOP\n< +OK\n> QUIT\n< +OK\n"};
	struct pop3_session *session = patient_in_clear(&peer);

	assert_ok(session, pop3_session_noop(session));
	assert_ok(session, pop3_session_quit(session));
	end(session, &peer);
}

/* ---- When it does not ---------------------------------------------------- */

Test(flight, capa_goes_alone_unless_it_is_told_to_wait)
{
	struct peer peer = {
	    .script = PIPELINED TOGETHER CAPA_ALONE "> LIST\n< +OK\n< .\n"};
	struct pop3_session *session = peer_logged_in(&peer);

	assert_ok(session, list(session, POP3_LISTING_OCTETS));
	end(session, &peer);
}

/* Some announce PIPELINING only behind login. */
Test(flight, capa_goes_alone_where_nothing_may_go_with_it)
{
	struct peer peer = {
	    .script = BEFORE("< UIDL\n") APART
	    "> CAPA\n< +OK\n< PIPELINING\n< .\n" LISTS LISTINGS};
	struct pop3_session *session = patient_in_clear(&peer);

	cr_assert(announces(session, POP3_CAPA_PIPELINING));
	assert_ok(session, list(session, BOTH));
	end(session, &peer);
}

Test(flight, capa_goes_alone_where_pipelining_is_off)
{
	struct peer peer = {.script = PIPELINED APART CAPA_ALONE
			    "> LIST\n< +OK\n< .\n> UIDL\n< +OK\n< .\n"};
	struct pop3_session *session =
	    patient(&peer, POP3_TLS_NONE, POP3_PIPELINING_OFF);

	assert_ok(session, list(session, BOTH));
	end(session, &peer);
}

/* The engine cannot be told lines that were not kept whole. */
Test(flight, capa_goes_alone_behind_an_answer_that_is_no_plain_text)
{
	struct peer peer = {.script = BEFORE("< PIPELINING\n< X\x01\n")
				TOGETHER CAPA_ALONE "> LIST\n< +OK\n< .\n"};
	struct pop3_session *session = patient_in_clear(&peer);

	assert_ok(session, list(session, POP3_LISTING_OCTETS));
	end(session, &peer);
}

Test(flight, what_was_announced_in_the_clear_counts_for_nothing)
{
	struct peer peer = {.script = BEFORE("< PIPELINING\n< STLS\n")
				INSIDE_TLS("< UIDL\n") APART CAPA_ALONE
			    "> LIST\n< +OK\n< .\n> UIDL\n< +OK\n< .\n"};
	struct pop3_session *session =
	    patient(&peer, POP3_TLS_STARTTLS, POP3_PIPELINING_AUTO);

	assert_ok(session, list(session, BOTH));
	end(session, &peer);
}

Test(flight, what_was_announced_inside_tls_counts)
{
	struct peer peer = {.script = BEFORE("< STLS\n") INSIDE_TLS(
				"< PIPELINING\n") TOGETHER ALL_LISTED};
	struct pop3_session *session =
	    patient(&peer, POP3_TLS_STARTTLS, POP3_PIPELINING_AUTO);

	assert_ok(session, list(session, BOTH));
	end(session, &peer);
}

Test(flight, without_capa_nobody_asks)
{
	struct peer peer = {.script = PEER_LOGIN "> LIST\n< +OK\n< .\n"};
	struct pop3_session *session = patient_in_clear(&peer);

	assert_ok(session, list(session, POP3_LISTING_OCTETS));
	end(session, &peer);
}

/* Neither before login, nor inside TLS, nor behind it. */
Test(flight, that_may_not_ask_tries_all)
{
	struct peer peer = {.script = "< +OK\n> STLS\n< +OK\n= tls\n" USER_PASS
				      "> LIST\n< +OK\n< .\n"
				      "> UIDL\n< +OK\n< .\n"};
	struct pop3_session_options options = started(&peer, POP3_TLS_STARTTLS);
	struct pop3_session *session;

	options.no_capa = true;
	session = connected_by(&options);
	assert_ok(session, peer_login(session));
	cr_assert_null(pop3_session_capabilities(session));
	cr_assert_null(pop3_session_announced(session));
	assert_ok(session, list(session, BOTH));
	end(session, &peer);
}

/* ---- What may come back -------------------------------------------------- */

Test(flight, capa_that_is_refused_leaves_what_was_announced_before)
{
	struct peer peer = {.script = PIPELINED TOGETHER "> CAPA\n" LISTS
							 "< -ERR no\n" LISTINGS
							 "> NOOP\n< +OK\n"};
	struct pop3_session *session = patient_in_clear(&peer);

	assert_ok(session, list(session, BOTH));
	cr_assert(announces(session, POP3_CAPA_UIDL));
	cr_assert_null(pop3_session_announced(session));
	assert_ok(session, pop3_session_noop(session));
	end(session, &peer);
}

/* The one decides that there are no unique-ids, the other that there are none
 * for now, and CAPA's answer is there in time. */
static void uidl_refused(const char *after, enum pop3_status status)
{
	char script[512];
	struct peer peer = {.script = script};
	struct pop3_session *session;

	snprintf(script, sizeof script,
	    PIPELINED TOGETHER "> CAPA\n" LISTS
			       "< +OK\n%s< .\n< +OK\n< 1 1\n< .\n< -ERR what\n"
			       "> NOOP\n< +OK\n",
	    after);
	session = patient_in_clear(&peer);
	assert_failure(session, list(session, BOTH), status,
	    "server refused 'UIDL': what");
	assert_ok(session, pop3_session_noop(session));
	end(session, &peer);
}

Test(flight, uidl_that_is_refused_is_judged_by_the_capa_beside_it)
{
	uidl_refused("< UIDL\n", POP3_E_REFUSED);
	uidl_refused("< TOP\n", POP3_E_UNSUPPORTED);
}

Test(flight, connection_that_ends_inside_capa_breaks_the_session)
{
	struct peer peer = {.script = PIPELINED TOGETHER
			    "> CAPA\n" LISTS "< +OK\n< TOP\n= close\n"};
	struct pop3_session *session = patient_in_clear(&peer);

	cr_assert_eq(list(session, BOTH), POP3_E_CLOSED);
	cr_assert_eq(list(session, BOTH), POP3_E_CLOSED);
	cr_assert_null(pop3_session_announced(session));
	end(session, &peer);
}
