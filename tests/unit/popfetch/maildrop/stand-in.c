/*
 * stand-in.c - what messages are known by on a server without UIDL.
 */
#include "tests/unit/popfetch/visiting.h"

#include "popfetch/maildrop/stand-in.h"

static struct visit_listing listing;
static struct stand_ins stand_ins;

static void begin(void)
{
	visiting_begin();
	stand_ins = (struct stand_ins){0};
}

TestSuite(stand_in, .init = begin, .fini = visiting_end, .timeout = 60);

#define LIST "> LIST\n< +OK\n< 1 100\n< 2 200\n< 3 300\n< .\n"
#define TOP(number, subject)                                                   \
	"> TOP " number " 0\n< +OK\n< Subject: " subject "\n< \n< .\n"
#define NO_TOP(number) "> TOP " number " 0\n< -ERR no\n"

/* The listing with the stand-ins in it; the session is over. */
static void make(void)
{
	cr_assert_eq(
	    visit_list(&visit, POP3_LISTING_OCTETS, &listing), EXIT_DONE);
	cr_assert_eq(stand_ins_make(&visit, &listing, &stand_ins), EXIT_DONE);
	visiting_over();
}

static bool same(size_t a, size_t b)
{
	const struct pop3_listed *first = &listing.listed[a],
				 *second = &listing.listed[b];

	cr_assert_not_null(first->uid);
	cr_assert_not_null(second->uid);
	return first->uid_length == second->uid_length &&
	       memcmp(first->uid, second->uid, first->uid_length) == 0;
}

static struct pop3_state_key key_at(size_t i)
{
	return (struct pop3_state_key){.uid = listing.listed[i].uid,
	    .length = listing.listed[i].uid_length};
}

Test(stand_in, equal_headers_have_equal_ones_and_others_have_not)
{
	visiting(LIST TOP("1", "a") TOP("2", "b") TOP("3", "a") QUIT);
	make();
	cr_expect(same(0, 2));
	cr_expect_not(same(0, 1));
	cr_expect_eq(listing.listed[1].msgno, 2);
	cr_expect_eq(listing.listed[1].octets, 200);
	cr_expect_not(stand_ins.fleeting);
	stand_ins_clear(&stand_ins);
}

/* ---- Where some are empty ------------------------------------------------ */

#define UIDL "> UIDL\n< +OK\n< 1 one\n< 2 \n< 3 \n< .\n"

/* What is no stand-in is the session's, which is not over yet. */
static void make_of_unique_ids(void)
{
	cr_assert_eq(visit_list(&visit, POP3_LISTING_OCTETS | POP3_LISTING_UIDS,
			 &listing),
	    EXIT_DONE);
	cr_assert_eq(stand_ins_make(&visit, &listing, &stand_ins), EXIT_DONE);
}

static void over(void)
{
	stand_ins_clear(&stand_ins);
	visiting_over();
}

Test(stand_in, is_for_empty_unique_ids_alone_where_there_are_others)
{
	struct pop3_state_key key;

	visiting(LIST UIDL TOP("2", "a") TOP("3", "b") QUIT);
	make_of_unique_ids();
	cr_expect_str_eq(listing.listed[0].uid, "one");
	key = key_at(1);
	cr_expect(stand_in_is(&key));
	cr_expect_not(same(1, 2));
	cr_expect_eq(listing.listed[2].octets, 300);
	over();
}

Test(stand_in, of_an_empty_one_whose_header_is_refused_is_none)
{
	visiting(LIST UIDL TOP("2", "a") NO_TOP("3") QUIT);
	make_of_unique_ids();
	cr_expect_not_null(listing.listed[1].uid);
	cr_expect_null(listing.listed[2].uid);
	over();
}

Test(stand_in, empty_ones_are_what_there_is_without_top)
{
	visiting(LIST UIDL NO_TOP("2") NO_TOP("3") QUIT);
	make_of_unique_ids();
	cr_expect_str_eq(listing.listed[0].uid, "one");
	cr_assert_not_null(listing.listed[2].uid);
	cr_expect_eq(listing.listed[2].uid_length, 0);
	cr_expect_not(stand_ins.fleeting);
	over();
}

Test(stand_in, is_asked_for_nowhere_else)
{
	visiting("> LIST\n< +OK\n< 1 100\n< 2 200\n< .\n"
		 "> UIDL\n< +OK\n< 1 one\n< .\n" QUIT);
	make_of_unique_ids();
	cr_expect_null(stand_ins.listed);
	cr_expect_null(listing.listed[1].uid);
	over();
}

/* ---- From session to session --------------------------------------------- */

Test(stand_in, the_next_session_knows_the_message_again)
{
	struct pop3_state_key key;
	char uid[100];

	visiting(LIST TOP("1", "a") TOP("2", "b") TOP("3", "c") QUIT);
	make();
	key = key_at(1);
	cr_expect(stand_in_is(&key));
	cr_expect_not(stand_in_is_fleeting(&key));
	cr_assert_lt(key.length, sizeof uid);
	memcpy(uid, key.uid, key.length);
	uid[key.length] = '\0';
	stand_ins_clear(&stand_ins);
	visiting(LIST TOP("1", "x") TOP("2", "y") TOP("3", "b") QUIT);
	make();
	cr_expect_str_eq(listing.listed[2].uid, uid);
	stand_ins_clear(&stand_ins);
}

Test(stand_in, a_message_whose_header_is_refused_has_none)
{
	visiting(LIST TOP("1", "a") NO_TOP("2") TOP("3", "c") QUIT);
	make();
	cr_expect_not_null(listing.listed[0].uid);
	cr_expect_null(listing.listed[1].uid);
	cr_expect_not_null(listing.listed[2].uid);
	cr_expect_not(stand_ins.fleeting);
	stand_ins_clear(&stand_ins);
}

Test(stand_in, without_top_they_hold_for_this_session_only)
{
	struct pop3_state_key key;

	visiting(LIST NO_TOP("1") NO_TOP("2") NO_TOP("3") QUIT);
	make();
	cr_expect(stand_ins.fleeting);
	cr_expect_not(same(0, 1));
	key = key_at(0);
	cr_expect(stand_in_is(&key));
	cr_expect(stand_in_is_fleeting(&key));
	stand_ins_clear(&stand_ins);
}

/* Of one run, and within the same second. */
Test(stand_in, without_top_no_two_sessions_have_the_same)
{
	struct pop3_state_key key;
	char uid[100];

	visiting(LIST NO_TOP("1") NO_TOP("2") NO_TOP("3") QUIT);
	make();
	key = key_at(1);
	cr_assert_lt(key.length, sizeof uid);
	memcpy(uid, key.uid, key.length);
	uid[key.length] = '\0';
	stand_ins_clear(&stand_ins);
	visiting(LIST NO_TOP("1") NO_TOP("2") NO_TOP("3") QUIT);
	make();
	cr_expect_str_neq(listing.listed[1].uid, uid);
	stand_ins_clear(&stand_ins);
}

#define CAPA_LOGIN(capability)                                                 \
	"< +OK ready\n> CAPA\n< +OK\n< USER\n< " capability "\n< .\n"          \
	"> USER jim\n< +OK\n> PASS s3cret\n< +OK in\n"                         \
	"> CAPA\n< +OK\n< USER\n< " capability "\n< .\n"

/* To name them anew would make all of them new. */
Test(stand_in, top_that_is_announced_is_only_refused_for_now)
{
	visiting_prepare(
	    CAPA_LOGIN("TOP") LIST NO_TOP("1") NO_TOP("2") NO_TOP("3") QUIT);
	cr_assert_eq(visit_login(&visit), EXIT_DONE);
	make();
	cr_expect_not(stand_ins.fleeting);
	for (size_t i = 0; i < 3; i++)
		cr_expect_null(listing.listed[i].uid);
	stand_ins_clear(&stand_ins);
}

Test(stand_in, top_that_is_not_announced_is_not_asked_for)
{
	visiting_prepare(CAPA_LOGIN("RESP-CODES") LIST QUIT);
	cr_assert_eq(visit_login(&visit), EXIT_DONE);
	make();
	cr_expect(stand_ins.fleeting);
	cr_expect_not_null(listing.listed[0].uid);
	stand_ins_clear(&stand_ins);
}

Test(stand_in, of_an_empty_maildrop_there_is_none)
{
	visiting("> LIST\n< +OK\n< .\n" QUIT);
	make();
	cr_expect_not(stand_ins.fleeting);
	stand_ins_clear(&stand_ins);
}

Test(stand_in, a_session_that_breaks_is_told)
{
	visiting(LIST TOP("1", "a") "> TOP 2 0\n= close\n");
	cr_assert_eq(
	    visit_list(&visit, POP3_LISTING_OCTETS, &listing), EXIT_DONE);
	cr_expect_eq(
	    stand_ins_make(&visit, &listing, &stand_ins), EXIT_UNAVAILABLE);
	cr_expect_str_neq(scene_said(), "");
	stand_ins_clear(&stand_ins);
	visiting_over();
}

Test(stand_in, a_header_without_end_is_given_up)
{
	peer = (struct peer){.play = play_endless,
	    .script = PEER_LOGIN LIST "> TOP 1 0\n< +OK\n"};
	peer_start(&peer);
	settings.port = peer.port;
	cr_assert_eq(visit_login(&visit), EXIT_DONE);
	cr_assert_eq(
	    visit_list(&visit, POP3_LISTING_OCTETS, &listing), EXIT_DONE);
	cr_expect_eq(
	    stand_ins_make(&visit, &listing, &stand_ins), EXIT_PROTOCOL);
	cr_expect_not_null(strstr(scene_said(),
	    "message 1 is given up: it does not end, though the server listed "
	    "100 octets"));
	stand_ins_clear(&stand_ins);
	visiting_over();
}

Test(stand_in, unique_ids_of_a_server_are_none_of_ours)
{
	const struct pop3_state_key cut = {.uid = "top:once:", .length = 3};
	static const char *const uids[] = {
	    "", "top", "once", "TOP:1", "1:top:"};

	for (size_t i = 0; i < sizeof uids / sizeof uids[0]; i++) {
		const struct pop3_state_key key = key_of(uids[i]);

		cr_expect_not(stand_in_is(&key), "'%s'", uids[i]);
		cr_expect_not(stand_in_is_fleeting(&key), "'%s'", uids[i]);
	}
	cr_expect_not(stand_in_is(&cut));
}
