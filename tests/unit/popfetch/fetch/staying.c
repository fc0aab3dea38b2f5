/*
 * staying.c - which messages stay, in words.
 */
#include "tests/unit/popfetch/scene.h"

#include <time.h>

#include "popfetch/fetch/staying.h"

static struct visit visit;
static struct pop3_state *state;

static void begin(void)
{
	scene_begin();
	scene_listen();
	setenv("TZ", "XXX-1", 1);
	tzset();
	visit = (struct visit){.settings = NULL};
	state = scene_state();
}

static void end(void)
{
	pop3_state_close(state, NULL);
	scene_end();
}

TestSuite(staying, .init = begin, .fini = end);

static const struct pop3_listed listed = {
    .msgno = 7, .has_octets = true, .octets = 1234};

static enum exit_status told(struct plan_item item)
{
	struct agenda agenda = {.items = &item, .count = 1};

	item.listed = &listed;
	return staying_tell(&visit, &agenda, state);
}

Test(staying, what_cannot_be_dealt_with_is_named)
{
	cr_expect_eq(told((struct plan_item){.why = PLAN_NO_UID}), EXIT_DATA);
	cr_expect_eq(told((struct plan_item){
			 .why = PLAN_LONG_UID, .key = {.length = 5000}}),
	    EXIT_DATA);
	cr_expect_str_eq(scene_said(),
	    "popfetch: message 7 stays: the server names no unique-id for it\n"
	    "popfetch: message 7 stays: its unique-id has 5000 octets, more "
	    "than 4096\n");
}

Test(staying, what_failed_is_named_with_the_reason_and_the_next_try)
{
	const struct pop3_state_key key = {.uid = "poison", .length = 6};
	struct plan_item item = {.why = PLAN_RESTING,
	    .key = key,
	    .failures = 1,
	    .resume = 1764066600};

	cr_assert_eq(
	    pop3_state_trouble(state, &key, 1700000000, "no room"), POP3_OK);
	cr_expect_eq(told(item), EXIT_DATA);
	item.failures = 2;
	cr_expect_eq(told(item), EXIT_DATA);
	cr_expect_str_eq(scene_said(),
	    "popfetch: message 7 stays: it failed 1 time, and is tried again "
	    "after 2025-11-25 11:30: no room\n"
	    "popfetch: message 7 stays: it failed 2 times, and is tried again "
	    "after 2025-11-25 11:30: no room\n");
}

/* The policy's own will is no failure, and told only to who asks. */
Test(staying, what_the_policy_leaves_is_a_detail)
{
	static const enum plan_why whys[] = {PLAN_LATER, PLAN_TRIED};
	const char *at;
	size_t lines = 0;

	for (size_t i = 0; i < 2; i++)
		cr_expect_eq(
		    told((struct plan_item){.why = whys[i]}), EXIT_DONE);
	cr_expect_str_eq(scene_said(), "");
	visit.talk.verbose = true;
	for (size_t i = 0; i < 2; i++)
		cr_expect_eq(
		    told((struct plan_item){.why = whys[i]}), EXIT_DONE);
	for (at = scene_said(); (at = strstr(at, "message 7 ")) != NULL; at++)
		lines++;
	cr_expect_eq(lines, 2);
}

static const struct plan_item large = {
    .why = PLAN_TOO_LARGE, .key = {.uid = "large", .length = 5}};
static const char large_said[] =
    "popfetch: message 7 stays: 1234 octets are larger than what is wanted\n";

Test(staying, what_is_too_large_is_named_once)
{
	cr_expect_eq(told(large), EXIT_DONE);
	cr_expect_eq(told(large), EXIT_DONE);
	cr_expect_str_eq(scene_said(), large_said);
	cr_expect_not(pop3_state_seen(state, &large.key));
}

Test(staying, what_is_too_large_is_named_each_time_to_who_watches)
{
	cr_assert_eq(
	    pop3_state_trouble(state, &large.key, 1700000000, "no room"),
	    POP3_OK);
	visit.watched = true;
	cr_expect_eq(told(large), EXIT_DONE);
	cr_expect_str_eq(scene_said(), large_said);
}

Test(staying, one_that_cannot_be_remembered_is_said_to_be)
{
	const struct pop3_state_options options = {
	    .size = sizeof options, .account = "jim@example.org"};

	pop3_state_close(state, NULL);
	cr_assert_eq(
	    pop3_state_open_readonly("state", &options, NULL, &state), POP3_OK);
	cr_expect_neq(told(large), EXIT_DONE);
	cr_expect_not_null(strstr(scene_said(), "1234 octets"));
}

Test(staying, one_that_stays_is_not_outweighed_by_the_others)
{
	struct plan_item items[] = {{.listed = &listed, .why = PLAN_NEW},
	    {.listed = &listed, .why = PLAN_NO_UID},
	    {.listed = &listed, .why = PLAN_NEW}};
	struct agenda agenda = {.items = items, .count = 3};

	cr_expect_eq(staying_tell(&visit, &agenda, state), EXIT_DATA);
	agenda.count = 1;
	cr_expect_eq(staying_tell(&visit, &agenda, state), EXIT_DONE);
}

Test(staying, times_are_those_of_the_local_clock)
{
	char text[STAYING_TIME_MAX];

	cr_expect_str_eq(staying_time(text, 1764066600), "2025-11-25 11:30");
	cr_expect_eq(staying_time(text, 0), text);
}
