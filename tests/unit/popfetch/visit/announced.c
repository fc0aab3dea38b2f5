/*
 * What the server announced, from run to run: how long it is believed, and
 * after which failures it is not.
 */
#include "tests/unit/popfetch/scene.h"

#include "popfetch/visit/announced.h"
#include "popfetch/visit/state-file.h"

TestSuite(announced, .init = scene_begin, .fini = scene_end);

#define TEXT  "implicit\nSASL PLAIN\n\nUIDL\n"
#define DAY_S (INT64_C(24) * 60 * 60)

static const struct settings fetching, rehearsing = {.dry_run = true};

/* A visit that has recorded TEXT so long ago. */
static struct visit remembering(int64_t age_s)
{
	struct visit visit = {.settings = &fetching, .state = scene_state()};

	cr_assert_eq(pop3_state_set_announced(
			 visit.state, state_file_now() - age_s, TEXT),
	    POP3_OK);
	return visit;
}

static void done(const struct visit *visit)
{
	cr_assert_eq(pop3_state_close(visit->state, NULL), POP3_OK);
}

static void believes(const struct visit *visit, const char *text)
{
	const char *announced = announced_recall(visit);

	if (text == NULL) {
		cr_assert_null(announced);
		return;
	}
	cr_assert_not_null(announced);
	cr_assert_str_eq(announced, text);
}

Test(announced, is_believed_at_once)
{
	struct visit visit = remembering(0);

	believes(&visit, TEXT);
	done(&visit);
}

Test(announced, is_believed_for_a_day)
{
	struct visit visit = remembering(DAY_S - 3600);

	believes(&visit, TEXT);
	done(&visit);
}

Test(announced, is_not_believed_for_longer)
{
	struct visit visit = remembering(DAY_S);

	believes(&visit, NULL);
	done(&visit);
}

Test(announced, from_the_future_is_not_believed)
{
	struct visit visit = remembering(-3600);

	believes(&visit, NULL);
	done(&visit);
}

Test(announced, without_a_state_is_nothing)
{
	struct visit visit = {.state = NULL};

	believes(&visit, NULL);
	announced_forget(&visit, POP3_E_PROTOCOL);
}

Test(announced, is_forgotten_when_a_session_has_failed)
{
	static const enum pop3_status failures[] = {POP3_E_AUTH,
	    POP3_E_PROTOCOL, POP3_E_TIMEOUT, POP3_E_CLOSED, POP3_E_REFUSED,
	    POP3_E_UNSUPPORTED, POP3_E_TLS_UNAVAILABLE};

	for (size_t i = 0; i < sizeof failures / sizeof failures[0]; i++) {
		struct visit visit = remembering(1);

		announced_forget(&visit, failures[i]);
		believes(&visit, NULL);
		done(&visit);
	}
}

Test(announced, a_rehearsal_changes_nothing_of_it)
{
	struct visit visit = remembering(1);

	visit.settings = &rehearsing;
	announced_forget(&visit, POP3_E_AUTH);
	believes(&visit, TEXT);
	done(&visit);
}

/* None of these is of the server's saying. */
Test(announced, is_not_forgotten_where_there_was_no_session)
{
	static const enum pop3_status failures[] = {POP3_E_CANCELLED,
	    POP3_E_HOST_NOT_FOUND, POP3_E_NAME_TEMPORARY, POP3_E_CONNECT};

	for (size_t i = 0; i < sizeof failures / sizeof failures[0]; i++) {
		struct visit visit = remembering(1);

		announced_forget(&visit, failures[i]);
		believes(&visit, TEXT);
		done(&visit);
	}
}

Test(announced, that_is_forgotten_stays_so_in_the_next_run)
{
	struct visit visit = remembering(1);

	announced_forget(&visit, POP3_E_CLOSED);
	done(&visit);
	visit.state = scene_state();
	believes(&visit, NULL);
	done(&visit);
}
