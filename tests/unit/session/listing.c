/*
 * LIST and UIDL of the whole maildrop.
 */
#include "peer.h"

#define BOTH (POP3_LISTING_OCTETS | POP3_LISTING_UIDS)

/* A login at a server that announces what is given, before and after. */
#define LOGIN_WITH(capabilities)                                               \
	"< +OK\n> CAPA\n< +OK\n" capabilities "< .\n"                          \
	"> USER jim\n< +OK\n> PASS s3cret\n< +OK\n"                            \
	"> CAPA\n< +OK\n" capabilities "< .\n"

static void end(struct pop3_session *session, struct peer *peer)
{
	pop3_session_free(session);
	peer_end(peer);
}

Test(listing, both_are_merged)
{
	struct peer peer = {.script = PEER_LOGIN
			    "> LIST\n< +OK\n< 1 100\n< 2 200\n< .\n"
			    "> UIDL\n< +OK\n< 1 a\n< 2  b\n< 3 c\n< .\n"};
	struct pop3_session *session = peer_logged_in(&peer);
	const struct pop3_listed *listed;
	size_t malformed;
	size_t count;

	assert_ok(session,
	    pop3_session_listing(session, BOTH, &listed, &count, &malformed));
	cr_assert_eq(count, 3);
	cr_assert_eq(malformed, 0);
	cr_assert_eq(listed[0].msgno, 1);
	cr_assert_eq(listed[0].octets, 100);
	cr_assert_str_eq(listed[1].uid, "b");
	cr_assert(listed[1].has_octets);
	cr_assert_eq(listed[2].msgno, 3);
	cr_assert_not(listed[2].has_octets);
	end(session, &peer);
}

/* Leaves out what is known by the unique-id of context. */
static bool is_known(void *context, const struct pop3_listed *listed)
{
	const char *known = context;

	return listed->uid_length == strlen(known) &&
	       memcmp(listed->uid, known, listed->uid_length) == 0;
}

Test(listing, can_be_sifted)
{
	struct peer peer = {.script = PEER_LOGIN
			    "> LIST\n< +OK\n< 1 100\n< 2 200\n< .\n"
			    "> UIDL\n< +OK\n< 1 a\n< 2 b\n< .\n"
			    "> LIST\n< +OK\n< 1 100\n< .\n"
			    "> UIDL\n< +OK\n< 1 a\n< .\n"};
	struct pop3_session *session = peer_logged_in(&peer);
	const struct pop3_listed *listed;
	char known[] = "a";
	size_t malformed;
	size_t count;

	assert_ok(session, pop3_session_sift(session, is_known, known, &listed,
			       &count, &malformed));
	cr_assert_eq(count, 1);
	cr_assert_eq(malformed, 0);
	cr_assert_eq(listed[0].octets, 200);
	cr_assert_str_eq(listed[0].uid, "b");
	/* The next listing is whole. */
	assert_ok(session,
	    pop3_session_listing(session, BOTH, &listed, &count, NULL));
	cr_assert_eq(count, 1);
	cr_assert_str_eq(listed[0].uid, "a");
	end(session, &peer);
}

Test(listing, needs_a_sift_to_be_sifted)
{
	struct peer peer = {.script = PEER_LOGIN};
	struct pop3_session *session = peer_logged_in(&peer);
	const struct pop3_listed *listed;
	size_t count;

	assert_failure(session,
	    pop3_session_sift(session, NULL, NULL, &listed, &count, NULL),
	    POP3_E_MISUSE, "no sift is given");
	end(session, &peer);
}

Test(listing, empty_maildrop_has_no_entries)
{
	struct peer peer = {
	    .script = PEER_LOGIN "> LIST\n< +OK\n< .\n> UIDL\n< +OK\n< .\n"};
	struct pop3_session *session = peer_logged_in(&peer);
	const struct pop3_listed *listed;
	size_t count = 9;

	assert_ok(session,
	    pop3_session_listing(session, BOTH, &listed, &count, NULL));
	cr_assert_eq(count, 0);
	end(session, &peer);
}

Test(listing, one_half_can_be_asked_for)
{
	struct peer peer = {
	    .script = PEER_LOGIN
	    "> UIDL\n< +OK\n< 1 a\n< .\n> LIST\n< +OK\n< 7 1\n< .\n"};
	struct pop3_session *session = peer_logged_in(&peer);
	const struct pop3_listed *listed;
	size_t count;

	assert_ok(session, pop3_session_listing(session, POP3_LISTING_UIDS,
			       &listed, &count, NULL));
	cr_assert_eq(count, 1);
	cr_assert_not(listed[0].has_octets);
	assert_ok(session, pop3_session_listing(session, POP3_LISTING_OCTETS,
			       &listed, &count, NULL));
	cr_assert_eq(listed[0].msgno, 7);
	cr_assert_null(listed[0].uid);
	assert_failure(session,
	    pop3_session_listing(session, 0, &listed, &count, NULL),
	    POP3_E_MISUSE, "neither octets nor unique-ids are asked for");
	end(session, &peer);
}

/* The server answers only once it has both. */
static void answer_a_flight(struct peer *peer)
{
	peer_play_script(peer);
	peer_expect(peer, "LIST");
	peer_expect(peer, "UIDL");
	peer_say(peer, "+OK\r\n1 100\r\n.");
	peer_say(peer, "+OK\r\n1 a\r\n.");
}

Test(listing, both_go_in_one_flight_where_the_server_pipelines)
{
	struct peer peer = {.play = answer_a_flight,
	    .script = LOGIN_WITH("< PIPELINING\n< UIDL\n")};
	struct pop3_session *session = peer_logged_in(&peer);
	const struct pop3_listed *listed;
	size_t count;

	assert_ok(session,
	    pop3_session_listing(session, BOTH, &listed, &count, NULL));
	cr_assert_eq(count, 1);
	cr_assert_str_eq(listed[0].uid, "a");
	end(session, &peer);
}

Test(listing, malformed_and_repeated_lines_are_counted)
{
	struct peer peer = {
	    .script = PEER_LOGIN
	    "> LIST\n< +OK\n< 1 100\n< 2 -1\n< what\n< 1 5\n< 3 1\n< .\n"
	    "> UIDL\n< +OK\n< 3 c\n< x y\n< 3 d\n< .\n"};
	struct pop3_session *session = peer_logged_in(&peer);
	const struct pop3_listed *listed;
	size_t malformed;
	size_t count;

	assert_ok(session,
	    pop3_session_listing(session, BOTH, &listed, &count, &malformed));
	cr_assert_eq(count, 2);
	cr_assert_eq(listed[0].octets, 100);
	cr_assert_str_eq(listed[1].uid, "c");
	cr_assert_eq(malformed, 5);
	end(session, &peer);
}

Test(listing, refused_list_is_named_and_the_answer_to_uidl_read)
{
	struct peer peer = {.script = PEER_LOGIN
			    "> LIST\n< -ERR [SYS/TEMP] disk\n"
			    "> UIDL\n< +OK\n< 1 a\n< .\n> NOOP\n< +OK\n"};
	struct pop3_session *session = peer_logged_in(&peer);
	const struct pop3_listed *listed = (const struct pop3_listed *)&peer;
	size_t count = 9;
	size_t malformed = 8;

	assert_failure(session,
	    pop3_session_listing(session, BOTH, &listed, &count, &malformed),
	    POP3_E_TEMPORARY, "server refused 'LIST': disk");
	cr_assert_eq((const void *)listed, (const void *)&peer);
	cr_assert_eq(count, 9);
	cr_assert_eq(malformed, 8);
	assert_ok(session, pop3_session_noop(session));
	end(session, &peer);
}

Test(listing, refusal_that_says_the_secret_back_is_told_without)
{
	struct peer peer = {.script =
				PEER_LOGIN "> LIST\n< -ERR not for s3cret\n"
					   "> STAT\n< +OK 1 9\n"};
	struct pop3_session *session = peer_logged_in(&peer);
	const struct pop3_listed *listed;
	size_t count;

	assert_failure(session,
	    pop3_session_listing(
		session, POP3_LISTING_OCTETS, &listed, &count, NULL),
	    POP3_E_REFUSED, "server refused 'LIST': not for ***");
	end(session, &peer);
}

Test(listing, of_two_refusals_the_first_is_told)
{
	struct peer peer = {.script = PEER_LOGIN
			    "> LIST\n< -ERR [SYS/TEMP] a\n> UIDL\n< -ERR b\n"
			    "> NOOP\n< +OK\n"};
	struct pop3_session *session = peer_logged_in(&peer);
	const struct pop3_listed *listed;
	size_t count;

	assert_failure(session,
	    pop3_session_listing(session, BOTH, &listed, &count, NULL),
	    POP3_E_TEMPORARY, "server refused 'LIST': a");
	assert_ok(session, pop3_session_noop(session));
	end(session, &peer);
}

static void uidl_refused(
    const char *login, const char *answer, enum pop3_status wanted)
{
	char script[2048];
	struct peer peer = {.script = script};
	struct pop3_session *session;
	const struct pop3_listed *listed;
	size_t count;

	snprintf(script, sizeof script,
	    "%s> LIST\n< +OK\n< 1 1\n< .\n> UIDL\n< %s\n> NOOP\n< +OK\n", login,
	    answer);
	session = peer_logged_in(&peer);
	assert_failure(session,
	    pop3_session_listing(session, BOTH, &listed, &count, NULL), wanted,
	    "server refused 'UIDL': no");
	assert_ok(session, pop3_session_noop(session));
	end(session, &peer);
}

Test(listing, server_without_uidl_is_told_apart)
{
	uidl_refused(PEER_LOGIN, "-ERR no", POP3_E_UNSUPPORTED);
	uidl_refused(LOGIN_WITH("< TOP\n"), "-ERR no", POP3_E_UNSUPPORTED);
}

/* Who took this for "has no UIDL" would retrieve everything again. */
Test(listing, uidl_refused_though_announced_is_a_refusal)
{
	uidl_refused(LOGIN_WITH("< UIDL\n"), "-ERR no", POP3_E_REFUSED);
	uidl_refused(
	    LOGIN_WITH("< UIDL\n"), "-ERR [SYS/TEMP] no", POP3_E_TEMPORARY);
}

Test(listing, uidl_refused_for_a_reason_is_that_reason)
{
	uidl_refused(PEER_LOGIN, "-ERR [SYS/TEMP] no", POP3_E_TEMPORARY);
	uidl_refused(
	    LOGIN_WITH("< TOP\n"), "-ERR [SYS/PERM] no", POP3_E_PERMANENT);
}

/* What is asked and answered when nothing has been named. */
static enum pop3_status list_nothing(const char *asked)
{
	char script[2048];
	struct peer peer = {.script = script};
	struct pop3_session *session;
	const struct pop3_listed *listed;
	enum pop3_status status;
	size_t count = 9;

	snprintf(script, sizeof script, "%s%s> NOOP\n< +OK\n",
	    LOGIN_WITH("< UIDL\n"), asked);
	session = peer_logged_in(&peer);
	status = pop3_session_listing(session, BOTH, &listed, &count, NULL);
	cr_expect_eq(count, status == POP3_OK ? 0 : 9);
	if (status != POP3_OK)
		cr_expect_str_eq(pop3_session_error(session)->text,
		    "server refused 'LIST': no messages");
	assert_ok(session, pop3_session_noop(session));
	end(session, &peer);
	return status;
}

#define NOTHING "> LIST\n< -ERR no messages\n> UIDL\n< -ERR no messages\n"

Test(listing, what_is_refused_of_an_empty_maildrop_is_empty)
{
	cr_expect_eq(list_nothing(NOTHING "> STAT\n< +OK 0 0\n"), POP3_OK);
	cr_expect_eq(
	    list_nothing("> LIST\n< -ERR no messages\n> UIDL\n< +OK\n< .\n"
			 "> STAT\n< +OK 0 0\n"),
	    POP3_OK);
}

Test(listing, what_is_refused_of_another_is_refused)
{
	cr_expect_eq(
	    list_nothing(NOTHING "> STAT\n< +OK 1 9\n"), POP3_E_REFUSED);
	cr_expect_eq(list_nothing(NOTHING "> STAT\n< -ERR\n"), POP3_E_REFUSED);
	cr_expect_eq(
	    list_nothing(NOTHING "> STAT\n< +OK none\n"), POP3_E_REFUSED);
	cr_expect_eq(
	    list_nothing(
		"> LIST\n< -ERR no messages\n> UIDL\n< +OK\n< 1 a\n< .\n"),
	    POP3_E_REFUSED);
}

static void never_end_list(struct peer *peer)
{
	char lines[7 * 1000 + 1];

	for (size_t i = 0; i < 1000; i++)
		memcpy(lines + 7 * i, "1 100\r\n", 7);
	peer_play_script(peer);
	peer_expect(peer, "LIST");
	peer_say(peer, "+OK");
	while (peer_send(peer, lines, sizeof lines - 1))
		;
}

Test(listing, endless_list_is_a_limit)
{
	struct peer peer = {.play = never_end_list, .script = PEER_LOGIN};
	struct pop3_session *session = peer_logged_in(&peer);
	const struct pop3_listed *listed;
	size_t count;

	assert_failure(session,
	    pop3_session_listing(session, BOTH, &listed, &count, NULL),
	    POP3_E_LIMIT,
	    "cannot keep the answer to 'LIST': more than any limit allows");
	end(session, &peer);
}

Test(listing, close_inside_a_listing_is_closed)
{
	struct peer peer = {
	    .script = PEER_LOGIN "> LIST\n< +OK\n< 1 100\n= close\n"};
	struct pop3_session *session = peer_logged_in(&peer);
	const struct pop3_listed *listed;
	size_t count = 9;

	cr_assert_eq(pop3_session_listing(session, BOTH, &listed, &count, NULL),
	    POP3_E_CLOSED);
	cr_assert_eq(count, 9);
	end(session, &peer);
}

/* ---- UIDL without LIST --------------------------------------------------- */

/* "2:-:b 3:-:c": what is in a listing of unique-ids that were sifted of "a". */
static const char *shown(const struct pop3_listed *listed, size_t count)
{
	static char text[256];
	size_t used = 0;

	text[0] = '\0';
	for (size_t i = 0; i < count; i++) {
		char octets[24] = "-";

		if (listed[i].has_octets)
			snprintf(octets, sizeof octets, "%lu",
			    (unsigned long)listed[i].octets);
		used += (size_t)snprintf(text + used, sizeof text - used,
		    "%s%u:%s:%s", i > 0 ? " " : "", (unsigned)listed[i].msgno,
		    octets, listed[i].uid);
	}
	return text;
}

/* What UIDL and STAT come to; expected is NULL where they are not whole. */
static void sift_uids(const char *stat, const char *uidl, const char *expected)
{
	char script[2048], known[] = "a";
	struct peer peer = {.script = script};
	struct pop3_session *session;
	const struct pop3_listed *listed;
	struct pop3_drop_listing drop = {0};
	size_t count;
	bool whole;

	snprintf(script, sizeof script,
	    "%s> STAT\n< %s\n> UIDL\n< +OK\n%s< .\n> NOOP\n< +OK\n", PEER_LOGIN,
	    stat, uidl);
	session = peer_logged_in(&peer);
	whole = expected == NULL;
	assert_ok(session, pop3_session_sift_uids(session, is_known, known,
			       &listed, &count, &drop, &whole));
	cr_assert_eq(whole, expected != NULL, "%s, %s", stat, uidl);
	cr_assert_eq(drop.octets, whole ? strtoul(stat + 6, NULL, 10) : 0);
	if (expected != NULL)
		cr_assert_str_eq(shown(listed, count), expected);
	assert_ok(session, pop3_session_noop(session));
	end(session, &peer);
}

Test(listing, unique_ids_alone_can_be_sifted)
{
	sift_uids("+OK 3 300", "< 1 a\n< 2 b\n< 3 c\n", "2:-:b 3:-:c");
	sift_uids("+OK 2 300 more", "< 1 a\n< 2 a\n", "");
	sift_uids("+OK 0 0", "", "");
	/* An empty unique-id is one, too. */
	sift_uids("+OK 2 200", "< 1 \n< 2 b\n", "1:-: 2:-:b");
}

Test(listing, unique_ids_that_do_not_name_all_are_not_whole)
{
	sift_uids("+OK 3 300", "< 1 a\n< 2 b\n", NULL);
	sift_uids("+OK 1 300", "< 1 a\n< 2 b\n", NULL);
	sift_uids("+OK 1 300", "", NULL);
	sift_uids("-ERR no", "< 1 a\n< 2 b\n", NULL);
	sift_uids("+OK two", "< 1 a\n< 2 b\n", NULL);
}

Test(listing, unique_ids_that_are_numbered_otherwise_are_not_whole)
{
	sift_uids("+OK 2 300", "< 1 a\n< 3 b\n", NULL);
	sift_uids("+OK 2 300", "< 2 a\n< 1 b\n", NULL);
	sift_uids("+OK 2 300", "< 1 a\n< 1 b\n", NULL);
	sift_uids("+OK 1 300", "< 1 a\n< 1 a\n", NULL);
	sift_uids("+OK 1 300", "< 1 a\n< x\n", NULL);
	sift_uids("+OK 2 300", "< 1 a\n< 2 b\\0\n", NULL);
}

Test(listing, unique_ids_alone_need_a_sift)
{
	struct peer peer = {.script = PEER_LOGIN "> NOOP\n< +OK\n"};
	struct pop3_session *session = peer_logged_in(&peer);
	const struct pop3_listed *listed = NULL;
	struct pop3_drop_listing drop;
	size_t count = 7;
	bool whole = true;

	assert_failure(session,
	    pop3_session_sift_uids(
		session, NULL, NULL, &listed, &count, &drop, &whole),
	    POP3_E_MISUSE, "no sift is given");
	cr_assert_eq(count, 7);
	assert_ok(session, pop3_session_noop(session));
	end(session, &peer);
}

Test(listing, unique_ids_alone_are_empty_where_the_maildrop_is)
{
	struct peer peer = {.script =
				LOGIN_WITH("< UIDL\n") "> STAT\n< +OK 0 0\n"
						       "> UIDL\n< -ERR none\n"};
	struct pop3_session *session = peer_logged_in(&peer);
	const struct pop3_listed *listed;
	struct pop3_drop_listing drop = {.count = 9};
	char known[] = "a";
	size_t count = 9;
	bool whole = false;

	assert_ok(session, pop3_session_sift_uids(session, is_known, known,
			       &listed, &count, &drop, &whole));
	cr_expect(whole);
	cr_expect_eq(count, 0);
	cr_expect_eq(drop.count, 0);
	end(session, &peer);
}

static void alone_refused(const char *login, enum pop3_status wanted)
{
	char script[2048], known[] = "a";
	struct peer peer = {.script = script};
	struct pop3_session *session;
	const struct pop3_listed *listed;
	struct pop3_drop_listing drop;
	size_t count;
	bool whole;

	snprintf(script, sizeof script,
	    "%s> STAT\n< +OK 1 1\n> UIDL\n< -ERR no\n> NOOP\n< +OK\n", login);
	session = peer_logged_in(&peer);
	assert_failure(session,
	    pop3_session_sift_uids(
		session, is_known, known, &listed, &count, &drop, &whole),
	    wanted, "server refused 'UIDL': no");
	assert_ok(session, pop3_session_noop(session));
	end(session, &peer);
}

Test(listing, unique_ids_alone_are_refused_as_with_list)
{
	alone_refused(PEER_LOGIN, POP3_E_UNSUPPORTED);
	alone_refused(LOGIN_WITH("< UIDL\n"), POP3_E_REFUSED);
}

/* Answers nothing before it has heard both. */
static void answer_stat_and_uidl(struct peer *peer)
{
	peer_play_script(peer);
	peer_expect(peer, "STAT");
	peer_expect(peer, "UIDL");
	peer_say(peer, "+OK 1 1\r\n+OK\r\n1 a\r\n.");
}

Test(listing, stat_and_uidl_go_in_one_flight)
{
	struct peer peer = {.play = answer_stat_and_uidl,
	    .script = LOGIN_WITH("< PIPELINING\n< UIDL\n")};
	struct pop3_session *session = peer_logged_in(&peer);
	const struct pop3_listed *listed;
	char known[] = "a";
	struct pop3_drop_listing drop;
	size_t count;
	bool whole = false;

	assert_ok(session, pop3_session_sift_uids(session, is_known, known,
			       &listed, &count, &drop, &whole));
	cr_assert(whole);
	end(session, &peer);
}

Test(listing, octets_can_be_added)
{
	struct peer peer = {.script = PEER_LOGIN
			    "> STAT\n< +OK 4 1000\n"
			    "> UIDL\n< +OK\n< 1 x\n< 2 a\n< 3 y\n< 4 z\n< .\n"
			    "> LIST\n< +OK\n< 3 300\n< 2 200\n< 1 100\n< 9 9\n"
			    "< 1 77\n< .\n> LIST\n< -ERR no\n"
			    "> LIST\n< +OK\n< 4 400\n< .\n> QUIT\n< +OK\n"};
	struct pop3_session *session = peer_logged_in(&peer);
	const struct pop3_listed *listed;
	char known[] = "a";
	struct pop3_drop_listing drop;
	size_t count;
	bool whole;

	assert_ok(session, pop3_session_sift_uids(session, is_known, known,
			       &listed, &count, &drop, &whole));
	assert_ok(session, pop3_session_add_octets(session));
	cr_assert_str_eq(shown(listed, count), "1:100:x 3:300:y 4:-:z");
	assert_failure(session, pop3_session_add_octets(session),
	    POP3_E_REFUSED, "server refused 'LIST': no");
	assert_ok(session, pop3_session_add_octets(session));
	cr_assert_str_eq(shown(listed, count), "1:100:x 3:300:y 4:400:z");
	assert_ok(session, pop3_session_quit(session));
	assert_failure(session, pop3_session_add_octets(session), POP3_E_MISUSE,
	    "session has ended");
	end(session, &peer);
}

/* Many lines at once: four million of them are to be read. */
static void never_end_uidl(struct peer *peer)
{
	char lines[16384];
	unsigned last = 0;
	size_t n;

	peer_play_script(peer);
	peer_expect(peer, "STAT");
	peer_say(peer, "+OK 1 1");
	peer_expect(peer, "UIDL");
	peer_say(peer, "+OK");
	do {
		for (n = 0; n < sizeof lines - 16;)
			n += (size_t)snprintf(
			    lines + n, sizeof lines - n, "%u a\r\n", ++last);
	} while (peer_send(peer, lines, n));
}

Test(listing, endless_unique_ids_alone_are_a_limit)
{
	struct peer peer = {.play = never_end_uidl, .script = PEER_LOGIN};
	struct pop3_session *session = peer_logged_in(&peer);
	const struct pop3_listed *listed;
	char known[] = "a";
	struct pop3_drop_listing drop;
	size_t count;
	bool whole;

	assert_failure(session,
	    pop3_session_sift_uids(
		session, is_known, known, &listed, &count, &drop, &whole),
	    POP3_E_LIMIT,
	    "cannot keep the answer to 'UIDL': more than any limit allows");
	end(session, &peer);
}

Test(listing, endless_octets_to_add_are_a_limit)
{
	struct peer peer = {.play = never_end_list, .script = PEER_LOGIN};
	struct pop3_session *session = peer_logged_in(&peer);

	assert_failure(session, pop3_session_add_octets(session), POP3_E_LIMIT,
	    "cannot keep the answer to 'LIST': more than any limit allows");
	end(session, &peer);
}
