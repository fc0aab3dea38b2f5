/*
 * The steps of connecting, as they are told to whoever shows them.
 */
#include "peer.h"

#include <pop3/step.h>

struct course {
	struct pop3_session *session;
	char text[512];
	size_t length;
};

/* Writes the step down, with what the getter for it has. */
static void keep_step(void *context, enum pop3_step step)
{
	static const char *const names[] = {[POP3_STEP_CONNECTED] = "connected",
	    [POP3_STEP_TLS] = "tls",
	    [POP3_STEP_GREETING] = "greeting",
	    [POP3_STEP_CAPABILITIES] = "capabilities"};
	struct course *course = context;
	const struct pop3_session *session = course->session;
	const struct pop3_capabilities *announced =
	    pop3_session_capabilities(session);
	bool has;

	switch (step) {
	case POP3_STEP_CONNECTED:
		has =
		    strncmp(pop3_session_address(session), "127.0.0.1", 9) == 0;
		break;
	case POP3_STEP_TLS:
		has = pop3_session_tls_info(session) != NULL;
		break;
	case POP3_STEP_GREETING:
		has = announced == NULL;
		break;
	case POP3_STEP_CAPABILITIES:
		has = announced != NULL && announced->flags != 0;
		break;
	default:
		cr_assert_fail("no step: %d", (int)step);
	}
	course->length += (size_t)snprintf(course->text + course->length,
	    sizeof course->text - course->length, "%s%s ", names[step],
	    has ? "" : " without");
}

static void expect_steps(struct peer *peer, enum pop3_tls_mode tls,
    enum pop3_status wanted, const char *steps)
{
	struct course course = {0};
	struct pop3_session_options options;

	if (tls != POP3_TLS_NONE)
		peer_certify(peer);
	peer_start(peer);
	options = peer_options(peer);
	options.tls = tls;
	options.step = keep_step;
	options.step_context = &course;
	course.session = peer_session(&options);
	cr_expect_eq(pop3_session_connect(course.session), wanted, "%s",
	    pop3_session_error(course.session)->text);
	cr_expect_str_eq(course.text, steps);
	pop3_session_free(course.session);
	peer_end(peer);
}

#define CAPA "> CAPA\n< +OK\n< UIDL\n< STLS\n< .\n"

Test(step, each_is_told_once_in_the_clear)
{
	struct peer peer = {.script = "< +OK\n" CAPA};

	expect_steps(
	    &peer, POP3_TLS_NONE, POP3_OK, "connected greeting capabilities ");
}

Test(step, tls_comes_before_the_greeting_where_it_is_implicit)
{
	struct peer peer = {.script = "= tls\n< +OK\n" CAPA};

	expect_steps(&peer, POP3_TLS_IMPLICIT, POP3_OK,
	    "connected tls greeting capabilities ");
}

Test(step, capabilities_come_twice_around_stls)
{
	struct peer peer = {
	    .script = "< +OK\n" CAPA "> STLS\n< +OK\n= tls\n" CAPA};

	expect_steps(&peer, POP3_TLS_STARTTLS, POP3_OK,
	    "connected greeting capabilities tls capabilities ");
}

Test(step, what_did_not_go_well_is_not_told)
{
	struct peer mute = {.script = "= close\n"};
	struct peer refusing = {.script = "< -ERR go away\n"};
	struct peer deaf = {.script = "< +OK\n> CAPA\n= close\n"};
	struct peer bare = {.script = "< +OK\n> CAPA\n< +OK\n< UIDL\n< .\n"};
	struct peer silent = {.script = "= close\n"};

	expect_steps(&mute, POP3_TLS_NONE, POP3_E_CLOSED, "connected ");
	expect_steps(&refusing, POP3_TLS_NONE, POP3_E_REFUSED, "connected ");
	expect_steps(
	    &deaf, POP3_TLS_NONE, POP3_E_CLOSED, "connected greeting ");
	expect_steps(&bare, POP3_TLS_STARTTLS, POP3_E_TLS_UNAVAILABLE,
	    "connected greeting capabilities ");
	expect_steps(&silent, POP3_TLS_IMPLICIT, POP3_E_CLOSED, "connected ");
}
