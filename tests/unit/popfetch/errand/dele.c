/*
 * dele.c - deleting by hand, where there is no terminal to ask at.
 */
#include "tests/unit/popfetch/visiting.h"

#include "popfetch/errand/dele.h"

static struct set set;

static void end(void)
{
	set_clear(&set);
	visiting_end();
}

TestSuite(dele, .init = visiting_begin, .fini = end, .timeout = 60);

#define LIST "> LIST\n< +OK\n< 1 100\n< 2 200\n< 4 400\n< .\n"

static enum exit_status deleted(const char *text)
{
	enum exit_status status;
	char why[100];

	cr_assert(set_parse(text, &set, why, sizeof why), "%s", why);
	visit.set = &set;
	status = dele_run(&visit);
	visiting_over();
	return status;
}

Test(dele, what_is_named_goes_and_nothing_else)
{
	visiting(LIST "> DELE 2\n< +OK\n> DELE 4\n< +OK\n" QUIT);
	cr_expect_eq(deleted("2-"), EXIT_DONE);
}

/* Half of what was asked for is not what was asked for. */
Test(dele, nothing_goes_where_a_message_is_not_there)
{
	visiting(LIST QUIT);
	cr_expect_eq(deleted("2,3"), EXIT_NO_INPUT);
	cr_expect_not(peer_saw(&peer, "DELE"));
	cr_expect_not_null(strstr(scene_said(), "there is no message 3"));
}

Test(dele, a_refusal_is_told_and_the_others_go)
{
	visiting(LIST "> DELE 1\n< -ERR read only\n> DELE 2\n< +OK\n" QUIT);
	cr_expect_eq(deleted("1,2"), EXIT_DATA);
	cr_expect_not_null(strstr(scene_said(), "cannot delete message 1: "));
	cr_expect_not_null(strstr(scene_text, "read only"));
}

/* QUIT's answer is the only proof. */
Test(dele, a_deletion_that_is_not_confirmed_is_none)
{
	visiting(LIST "> DELE 1\n< +OK\n> QUIT\n< -ERR some messages stay\n");
	cr_expect_neq(deleted("1"), EXIT_DONE);
	cr_expect_not_null(strstr(scene_said(), "some messages stay"));
}

Test(dele, a_server_that_leaves_has_confirmed_nothing)
{
	visiting(LIST "> DELE 1\n< +OK\n> QUIT\n= close\n");
	cr_expect_neq(deleted("1"), EXIT_DONE);
	cr_expect_str_neq(scene_said(), "");
}

Test(dele, of_nothing_does_nothing)
{
	visiting("> LIST\n< +OK\n< .\n" QUIT);
	cr_expect_eq(deleted("all"), EXIT_DONE);
}
