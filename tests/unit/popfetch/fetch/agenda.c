/*
 * agenda.c - listing, state and policy brought together.
 */
#include "tests/unit/popfetch/visiting.h"

#include "popfetch/fetch/agenda.h"

static struct agenda agenda;

static void begin(void)
{
	visiting_begin();
	agenda = (struct agenda){0};
}

TestSuite(agenda, .init = begin, .fini = visiting_end, .timeout = 60);

#define THREE                                                                  \
	"> LIST\n< +OK\n< 1 100\n< 2 200\n< 4 400\n< .\n"                      \
	"> UIDL\n< +OK\n< 1 one\n< 2 two\n< 4 four\n< .\n"
#define WITHOUT_UIDL                                                           \
	"> LIST\n< +OK\n< 1 100\n< .\n> UIDL\n< -ERR no\n> LIST\n"             \
	"< +OK\n< 1 100\n< .\n"

static void seen(struct pop3_state *state, const char *uid)
{
	const struct pop3_state_key key = key_of(uid);

	cr_assert_eq(pop3_state_place(state, &key, 1700000000), POP3_OK);
}

static size_t chosen(enum plan_act act, enum plan_act other)
{
	size_t count = SIZE_MAX;

	cr_assert(agenda_choose(&agenda, act, other, &count));
	return count;
}

Test(agenda, what_the_state_knows_is_not_fetched_again)
{
	struct pop3_state *state;

	visiting(THREE QUIT);
	state = visiting_state();
	seen(state, "two");
	cr_assert_eq(agenda_make(&visit, state, &agenda), EXIT_DONE);
	cr_assert_eq(agenda.count, 3);
	cr_expect_eq(agenda.items[0].act, PLAN_FETCH);
	cr_expect_eq(agenda.items[1].act, PLAN_DELETE);
	cr_expect_eq(agenda.items[2].act, PLAN_FETCH);
	cr_expect_eq(agenda.items[2].listed->msgno, 4);
	agenda_clear(&agenda);
	pop3_state_close(state, NULL);
	visiting_over();
}

Test(agenda, targets_are_in_the_order_of_doing)
{
	struct pop3_state *state;

	visiting(THREE QUIT);
	state = visiting_state();
	seen(state, "two");
	cr_assert_eq(agenda_make(&visit, state, &agenda), EXIT_DONE);
	cr_assert_eq(chosen(PLAN_RETRIEVE, PLAN_FETCH), 2);
	cr_expect_eq(agenda.targets[0].msgno, 1);
	cr_expect_eq(agenda.targets[0].octets, 100);
	cr_expect_eq(agenda.targets[0].tag, 0);
	cr_expect_eq(agenda.targets[1].msgno, 4);
	cr_expect_eq(agenda.targets[1].octets, 400);
	cr_expect_eq(agenda.targets[1].tag, 2);
	agenda.newest_first = true;
	cr_assert_eq(chosen(PLAN_RETRIEVE, PLAN_FETCH), 2);
	cr_expect_eq(agenda.targets[0].msgno, 4);
	cr_expect_eq(agenda.targets[1].msgno, 1);
	cr_assert_eq(chosen(PLAN_DELETE, PLAN_DELETE), 1);
	cr_expect_eq(agenda.targets[0].msgno, 2);
	agenda_clear(&agenda);
	pop3_state_close(state, NULL);
	visiting_over();
}

Test(agenda, what_has_failed_before_comes_last)
{
	const struct pop3_state_key one = key_of("one");
	struct pop3_state *state;

	visiting(THREE QUIT);
	state = visiting_state();
	cr_assert_eq(pop3_state_trouble(state, &one, 1, "not now"), POP3_OK);
	cr_assert_eq(agenda_make(&visit, state, &agenda), EXIT_DONE);
	cr_assert_eq(chosen(PLAN_RETRIEVE, PLAN_FETCH), 3);
	cr_expect_eq(agenda.targets[0].msgno, 2);
	cr_expect_eq(agenda.targets[1].msgno, 4);
	cr_expect_eq(agenda.targets[2].msgno, 1);
	agenda_clear(&agenda);
	pop3_state_close(state, NULL);
	visiting_over();
}

Test(agenda, of_an_empty_maildrop_is_empty)
{
	struct pop3_state *state;

	visiting("> LIST\n< +OK\n< .\n> UIDL\n< +OK\n< .\n" QUIT);
	state = visiting_state();
	cr_assert_eq(agenda_make(&visit, state, &agenda), EXIT_DONE);
	cr_expect_eq(agenda.count, 0);
	cr_expect_eq(chosen(PLAN_FETCH, PLAN_RETRIEVE), 0);
	cr_expect_eq(agenda_tell(&visit, &agenda, state), EXIT_DONE);
	agenda_clear(&agenda);
	pop3_state_close(state, NULL);
	visiting_over();
}

/* ---- Sifted -------------------------------------------------------------- */

#define DENSE                                                                  \
	"> LIST\n< +OK\n< 1 100\n< 2 200\n< 3 300\n< .\n"                      \
	"> UIDL\n< +OK\n< 1 one\n< 2 two\n< 3 three\n< .\n"

Test(agenda, what_stays_as_it_is_can_be_left_out)
{
	struct pop3_state *state;

	settings.keep_s = TERM_ENDLESS;
	visiting(DENSE QUIT);
	state = visiting_state();
	seen(state, "two");
	cr_assert_eq(agenda_sift(&visit, state, &agenda), EXIT_DONE);
	cr_assert_eq(agenda.count, 2);
	cr_expect_eq(agenda.known, 1);
	cr_expect_eq(agenda.items[0].listed->msgno, 1);
	cr_expect_eq(agenda.items[1].listed->msgno, 3);
	cr_assert_eq(chosen(PLAN_RETRIEVE, PLAN_FETCH), 2);
	cr_expect_eq(agenda.targets[1].msgno, 3);
	agenda_clear(&agenda);
	pop3_state_close(state, NULL);
	visiting_over();
}

Test(agenda, what_is_to_be_deleted_is_not_left_out)
{
	struct pop3_state *state;

	visiting(DENSE QUIT);
	state = visiting_state();
	seen(state, "two");
	cr_assert_eq(agenda_sift(&visit, state, &agenda), EXIT_DONE);
	cr_expect_eq(agenda.count, 3);
	cr_expect_eq(chosen(PLAN_DELETE, PLAN_DELETE), 1);
	agenda_clear(&agenda);
	pop3_state_close(state, NULL);
	visiting_over();
}

#define REPEATED                                                               \
	"> LIST\n< +OK\n< 1 100\n< 2 200\n< 3 300\n< .\n"                      \
	"> UIDL\n< +OK\n< 1 one\n< 2 one\n< 3 two\n< .\n"

/* Of three all but this one. */
static void all_are_seen_but(size_t new)
{
	struct pop3_state *state = visiting_state();

	seen(state, "one");
	seen(state, "two");
	cr_assert_eq(agenda_sift(&visit, state, &agenda), EXIT_DONE);
	cr_assert_eq(agenda.count, 3);
	for (size_t i = 0; i < 3; i++)
		cr_expect_eq(
		    agenda.items[i].act, i == new ? PLAN_RETRIEVE : PLAN_KEEP);
	agenda_clear(&agenda);
	pop3_state_close(state, NULL);
	visiting_over();
}

/* It is another message, and new: all are listed once more to tell. */
Test(agenda, a_unique_id_that_comes_again_is_not_left_out_with_the_first)
{
	settings.keep_s = TERM_ENDLESS;
	visiting(REPEATED REPEATED QUIT);
	all_are_seen_but(1);
}

#define REPEATED_UNLISTED                                                      \
	"> LIST\n< +OK\n< 1 100\n< 2 200\n< .\n"                               \
	"> UIDL\n< +OK\n< 1 two\n< 2 one\n< 3 one\n< .\n"

/* Of the second nobody was asked: LIST does not name it. */
Test(agenda, a_unique_id_that_comes_again_is_new_where_list_does_not_name_it)
{
	settings.keep_s = TERM_ENDLESS;
	visiting(REPEATED_UNLISTED REPEATED_UNLISTED QUIT);
	all_are_seen_but(2);
}

/* ---- Servers that forget what they can ----------------------------------- */

/* What is made of it, the state knowing this unique-id. */
static enum exit_status made_with(const char *uid)
{
	struct pop3_state *state = visiting_state();
	enum exit_status status;

	if (uid != NULL)
		seen(state, uid);
	status = agenda_make(&visit, state, &agenda);
	pop3_state_close(state, NULL);
	return status;
}

/* Or all mail would come once more. */
Test(agenda, nothing_is_fetched_where_unique_ids_are_refused_that_were_there)
{
	visiting(WITHOUT_UIDL QUIT);
	cr_expect_eq(made_with("one"), EXIT_UNAVAILABLE);
	cr_expect_not_null(
	    strstr(scene_said(), "the server had UIDL, and now refuses it: "));
	agenda_clear(&agenda);
	visiting_over();
}

Test(agenda, a_digest_stands_in_where_there_never_were_any)
{
	visiting(WITHOUT_UIDL "> TOP 1 0\n< +OK\n< Subject: x\n< \n< .\n" QUIT);
	cr_assert_eq(made_with(NULL), EXIT_DONE);
	cr_assert_eq(agenda.count, 1);
	cr_expect_eq(agenda.items[0].act, PLAN_FETCH);
	cr_expect(plan_has_key(&agenda.items[0]));
	cr_expect(stand_in_is(&agenda.items[0].key));
	agenda_clear(&agenda);
	visiting_over();
}

/* They are remembered for a while, and say nothing of the server any more. */
Test(agenda, unique_ids_of_what_is_gone_do_not_count)
{
	struct pop3_state *state;

	visiting(WITHOUT_UIDL "> TOP 1 0\n< +OK\n< Subject: x\n< \n< .\n" QUIT);
	state = visiting_state();
	seen(state, "one");
	cr_assert_eq(
	    pop3_state_listed(state, NULL, 0, 1700000000, 1000), POP3_OK);
	cr_assert_eq(agenda_make(&visit, state, &agenda), EXIT_DONE);
	cr_expect_eq(agenda.items[0].act, PLAN_FETCH);
	agenda_clear(&agenda);
	pop3_state_close(state, NULL);
	visiting_over();
}

Test(agenda, digests_that_were_there_are_not_given_up_either)
{
	visiting(WITHOUT_UIDL "> TOP 1 0\n< -ERR no\n" QUIT);
	cr_expect_eq(made_with("top:0123"), EXIT_UNAVAILABLE);
	cr_expect_not_null(strstr(scene_said(), "the server had TOP, "));
	agenda_clear(&agenda);
	visiting_over();
}

Test(agenda, without_anything_to_know_by_all_is_fetched_and_deleted)
{
	visiting(WITHOUT_UIDL "> TOP 1 0\n< -ERR no\n" QUIT);
	cr_assert_eq(made_with(NULL), EXIT_DONE);
	cr_expect_eq(agenda.count, 1);
	cr_expect_eq(agenda.items[0].act, PLAN_FETCH);
	cr_expect(agenda.stand_ins.fleeting);
	agenda_clear(&agenda);
	visiting_over();
}

Test(agenda, without_anything_to_know_by_nothing_can_be_kept)
{
	settings.keep_s = TERM_ENDLESS;
	visiting(WITHOUT_UIDL "> TOP 1 0\n< -ERR no\n" QUIT);
	cr_expect_eq(made_with(NULL), EXIT_UNAVAILABLE);
	cr_expect_not_null(strstr(scene_said(), "neither UIDL nor TOP"));
	cr_expect_eq(agenda.count, 0);
	agenda_clear(&agenda);
	visiting_over();
}

/* ---- Told ---------------------------------------------------------------- */

/* What is said when the state had these on the server, and THREE are. */
static const char *said_of(const char *const *uids, size_t count)
{
	struct pop3_state *state;

	visiting(THREE QUIT);
	state = visiting_state();
	for (size_t i = 0; i < count; i++)
		seen(state, uids[i]);
	cr_assert_eq(agenda_make(&visit, state, &agenda), EXIT_DONE);
	cr_expect_eq(agenda_tell(&visit, &agenda, state), EXIT_DONE);
	agenda_clear(&agenda);
	pop3_state_close(state, NULL);
	visiting_over();
	return scene_said();
}

Test(agenda, a_server_that_changed_all_its_unique_ids_is_told)
{
	static const char *const uids[] = {"a", "b", "c"};

	cr_expect_not_null(strstr(said_of(uids, 3),
	    "none of the 3 messages that were on the server is there any "
	    "more, and 3 others are"));
}

Test(agenda, a_server_that_has_one_of_them_did_not_change_them)
{
	static const char *const uids[] = {"a", "b", "four"};

	cr_expect_str_eq(said_of(uids, 3), "");
}

Test(agenda, a_few_may_well_have_gone_and_come)
{
	static const char *const uids[] = {"a", "b"};

	cr_expect_str_eq(said_of(uids, 2), "");
}

Test(agenda, fewer_messages_than_before_are_no_change_of_names)
{
	static const char *const uids[] = {"a", "b", "c", "d"};

	cr_expect_str_eq(said_of(uids, 4), "");
}
