/*
 * login-delay.c - the server's pause between logins, kept from run to run.
 *
 * The last login stands in the state file.  An action that has the state in
 * hand uses it; any other takes a look at the file beside whoever works with
 * it, and records its own login only where it gets the lock at once: a run
 * that has the lock is about to log in itself, and will record that.  Nothing
 * of this is worth failing for.  Where the state cannot be read or written
 * the server says no by itself, and that is as good an answer.
 *
 * A rehearsal changes nothing anywhere, so its login is not recorded.
 *
 * A last login that lies in the future was recorded by a clock that ran
 * ahead; it tells nothing, or it would keep the mail away for as long as the
 * clock was wrong.  One that lies in the past never makes anybody wait longer
 * than the delay, wherever the clock jumps.
 */
#include "popfetch/visit/login-delay.h"

#include <inttypes.h>

#include "popfetch/system/pause.h"
#include "popfetch/visit/state-file.h"

/* A server that wants more is broken, or wants no mail to be fetched. */
#define DELAY_S_MAX (UINT32_C(24) * 60 * 60)

struct delay {
	uint32_t wanted_s; /* between two logins; 0: nothing is known */
	uint32_t passed_s; /* since the last */
};

static struct delay delay_in(const struct pop3_state *state)
{
	const int64_t now = state_file_now();
	struct delay delay = {0};
	int64_t since;

	if (!pop3_state_login(state, &since, &delay.wanted_s) || since > now)
		return (struct delay){0};
	if (delay.wanted_s > DELAY_S_MAX)
		delay.wanted_s = DELAY_S_MAX;
	delay.passed_s = (uint32_t)(now - since);
	return delay;
}

static struct delay delay_of(const struct visit *visit)
{
	struct pop3_state *state;
	struct delay delay = {0};

	if (visit->state != NULL)
		return delay_in(visit->state);
	state = state_file_glance(visit->settings);
	if (state != NULL)
		delay = delay_in(state);
	pop3_state_close(state, NULL);
	return delay;
}

static const char *seconds(uint32_t number)
{
	return number == 1 ? "second" : "seconds";
}

enum exit_status login_delay_check(const struct visit *visit)
{
	const struct delay delay = delay_of(visit);

	if (delay.passed_s >= delay.wanted_s)
		return EXIT_DONE;
	talk_error(&visit->talk,
	    "too soon after the last login: the server wants %" PRIu32
	    " %s between logins, wait %" PRIu32,
	    delay.wanted_s, seconds(delay.wanted_s),
	    delay.wanted_s - delay.passed_s);
	return EXIT_TRY_LATER;
}

uint32_t login_delay_announced(
    const struct pop3_capabilities *capabilities, uint32_t otherwise)
{
	if (capabilities == NULL ||
	    (capabilities->flags & POP3_CAPA_LOGIN_DELAY) == 0)
		return otherwise;
	return capabilities->login_delay_s < DELAY_S_MAX
		   ? capabilities->login_delay_s
		   : DELAY_S_MAX;
}

void login_delay_remember(const struct visit *visit, uint32_t delay_s)
{
	struct pop3_state *state = visit->state;

	if (delay_s == 0 || visit->settings->dry_run)
		return;
	if (state == NULL)
		state = state_file_seize(visit->settings);
	if (state == NULL ||
	    pop3_state_set_login(state, state_file_now(), delay_s) != POP3_OK)
		talk_detail(&visit->talk,
		    "the login is not remembered: the state file cannot be "
		    "written now");
	if (state != visit->state)
		pop3_state_close(state, NULL);
}

void login_delay_correct(const struct visit *visit)
{
	const uint32_t delay_s =
	    login_delay_announced(pop3_session_capabilities(visit->session), 0);

	if (visit->state != NULL && delay_s != delay_in(visit->state).wanted_s)
		login_delay_remember(visit, delay_s);
}

/* How long a run may wait between two sessions. */
static uint32_t patience_s(const struct settings *settings)
{
	return settings->deadline_s > 0 ? settings->deadline_s
					: settings->timeout_s;
}

bool login_delay_wait(const struct visit *visit)
{
	const struct delay delay = delay_of(visit);
	uint32_t wait_s;

	/* The times are whole seconds: a second less may have passed. */
	if (delay.wanted_s == 0 || delay.passed_s > delay.wanted_s)
		return true;
	wait_s = delay.wanted_s + 1 - delay.passed_s;
	if (wait_s > patience_s(visit->settings)) {
		talk_detail(&visit->talk,
		    "the server wants %" PRIu32
		    " %s between logins: the next run looks for more",
		    delay.wanted_s, seconds(delay.wanted_s));
		return false;
	}
	talk_detail(&visit->talk,
	    "the server wants %" PRIu32 " %s between logins; waiting %" PRIu32,
	    delay.wanted_s, seconds(delay.wanted_s), wait_s);
	return pause_seconds(visit->cancel, wait_s);
}
