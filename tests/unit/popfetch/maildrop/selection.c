/*
 * selection.c - listing, state and SET brought together.
 */
#include "tests/unit/popfetch/visiting.h"

#include "popfetch/maildrop/selection.h"

static struct selection selection;
static struct set set;

static void begin(void)
{
	visiting_begin();
	selection = (struct selection){0};
	set = (struct set){0};
}

static void end(void)
{
	set_clear(&set);
	visiting_end();
}

TestSuite(selection, .init = begin, .fini = end, .timeout = 60);

#define LIST "> LIST\n< +OK\n< 1 100\n< 2 200\n< 4 400\n< .\n"
#define UIDL "> UIDL\n< +OK\n< 1 one\n< 2 two\n< 4 four\n< .\n"

static void name(const char *text)
{
	char why[100];

	cr_assert(set_parse(text, &set, why, sizeof why), "%s", why);
	visit.set = &set;
}

/* The numbers of what is marked. */
static const char *marked(void)
{
	static char text[64];
	size_t used = 0, count = 0;

	text[0] = '\0';
	for (size_t i = 0; i < selection.listing.count; i++) {
		if (!selection.marks[i])
			continue;
		count++;
		used += (size_t)snprintf(text + used, sizeof text - used,
		    "%s%u", used > 0 ? " " : "",
		    (unsigned)selection.listing.listed[i].msgno);
	}
	cr_expect_eq(selection.marked, count);
	return text;
}

static enum exit_status make(enum selection_seen seen)
{
	return selection_make(&visit, POP3_LISTING_OCTETS, seen, &selection);
}

static void over(void)
{
	selection_clear(&selection);
	visiting_over();
}

/* The account's last run placed it. */
static void seen(const char *uid)
{
	const struct pop3_state_key key = key_of(uid);
	struct pop3_state *state = visiting_state();

	cr_assert_eq(pop3_state_place(state, &key, 1700000000), POP3_OK);
	cr_assert_eq(pop3_state_close(state, NULL), POP3_OK);
}

Test(selection, without_a_set_is_all)
{
	visiting(LIST QUIT);
	cr_expect_eq(make(SELECTION_SEEN_IF_NEEDED), EXIT_DONE);
	cr_expect_str_eq(marked(), "1 2 4");
	cr_expect_null(selection.state);
	over();
}

/* Numbers cost no UIDL, and no look at the state. */
Test(selection, of_numbers_asks_for_no_more_than_it_needs)
{
	name("2-");
	visiting(LIST QUIT);
	cr_expect_eq(make(SELECTION_SEEN_IF_NEEDED), EXIT_DONE);
	cr_expect_str_eq(marked(), "2 4");
	over();
	cr_expect_neq(access(settings.state_dir, F_OK), 0);
}

Test(selection, a_message_that_is_not_there_does_not_hide_the_others)
{
	name("1,3,4");
	visiting(LIST QUIT);
	cr_expect_eq(make(SELECTION_SEEN_IF_NEEDED), EXIT_NO_INPUT);
	cr_expect_str_eq(marked(), "1 4");
	cr_expect_str_eq(scene_said(), "popfetch: there is no message 3\n");
	over();
}

Test(selection, of_unique_ids_asks_for_them)
{
	name("uid:four,uid:five");
	visiting(LIST UIDL QUIT);
	cr_expect_eq(make(SELECTION_SEEN_IF_NEEDED), EXIT_NO_INPUT);
	cr_expect_str_eq(marked(), "4");
	cr_expect_not_null(
	    strstr(scene_said(), "there is no message with unique-id 'five'"));
	over();
}

Test(selection, of_what_is_new_asks_the_state)
{
	name("new");
	visiting(LIST UIDL QUIT);
	seen("two");
	cr_expect_eq(make(SELECTION_SEEN_IF_NEEDED), EXIT_DONE);
	cr_expect_str_eq(marked(), "1 4");
	over();
}

Test(selection, targets_are_what_is_marked)
{
	struct pop3_target *targets;

	name("4,1");
	visiting(LIST QUIT);
	cr_expect_eq(make(SELECTION_SEEN_IF_NEEDED), EXIT_DONE);
	targets = selection_targets(&selection);
	cr_assert_not_null(targets);
	cr_expect_eq(targets[0].msgno, 1);
	cr_expect_eq(targets[0].octets, 100);
	cr_expect_eq(targets[0].tag, 0);
	cr_expect_eq(targets[1].msgno, 4);
	cr_expect_eq(targets[1].tag, 2);
	free(targets);
	over();
}

#define NO_UIDL LIST "> UIDL\n< -ERR no\n" LIST
#define TOP(number)                                                            \
	"> TOP " number " 0\n< +OK\n< Subject: " number "\n< \n< .\n"
#define NO_TOP(number) "> TOP " number " 0\n< -ERR no\n"

Test(selection, digests_tell_what_is_new_without_uidl)
{
	name("new");
	visiting(NO_UIDL TOP("1") TOP("2") TOP("4") QUIT);
	cr_expect_eq(make(SELECTION_SEEN_IF_NEEDED), EXIT_DONE);
	cr_expect_str_eq(marked(), "1 2 4");
	over();
}

#define NEITHER NO_UIDL NO_TOP("1") NO_TOP("2") NO_TOP("4")

static void expect_new_unknown(enum selection_seen asked)
{
	visiting(NEITHER QUIT);
	cr_expect_eq(make(asked), EXIT_UNAVAILABLE);
	cr_expect_not_null(strstr(scene_said(), "what is new cannot be known"));
	cr_expect_null(selection.state);
	cr_expect_eq(selection.marked, 0);
	over();
}

Test(selection, what_is_new_cannot_always_be_known)
{
	expect_new_unknown(SELECTION_SEEN);
}

Test(selection, of_what_is_new_is_not_empty_where_it_cannot_be_known)
{
	name("1,new");
	expect_new_unknown(SELECTION_SEEN_IF_NEEDED);
}

Test(selection, of_a_unique_id_does_not_ask_what_is_new)
{
	name("uid:one");
	visiting(NEITHER QUIT);
	cr_expect_eq(make(SELECTION_SEEN_IF_NEEDED), EXIT_NO_INPUT);
	over();
}

/* A listing that tells what is seen must not cost a TOP for each message. */
Test(selection, what_is_seen_is_told_where_it_costs_nothing)
{
	visiting(
	    "> LIST\n< +OK\n< 1 100\n< .\n> UIDL\n< +OK\n< 1 one\n< .\n" QUIT);
	seen("one");
	cr_expect_eq(
	    selection_make(&visit, POP3_LISTING_OCTETS | POP3_LISTING_UIDS,
		SELECTION_SEEN_IF_UIDS, &selection),
	    EXIT_DONE);
	cr_assert_not_null(selection.state);
	cr_expect_not(selection.is_new[0]);
	over();
	visiting(NO_UIDL QUIT);
	cr_expect_eq(
	    selection_make(&visit, POP3_LISTING_OCTETS | POP3_LISTING_UIDS,
		SELECTION_SEEN_IF_UIDS, &selection),
	    EXIT_DONE);
	cr_expect_null(selection.state);
	over();
}

Test(selection, of_an_empty_maildrop_is_empty)
{
	visiting("> LIST\n< +OK\n< .\n" QUIT);
	cr_expect_eq(make(SELECTION_SEEN_IF_NEEDED), EXIT_DONE);
	cr_expect_str_eq(marked(), "");
	over();
}

Test(selection, a_listing_that_fails_is_told)
{
	visiting("> LIST\n< -ERR not today\n> STAT\n< +OK 1 9\n" QUIT);
	cr_expect_eq(make(SELECTION_SEEN_IF_NEEDED), EXIT_UNAVAILABLE);
	cr_expect_not_null(strstr(scene_said(), "not today"));
	over();
}
