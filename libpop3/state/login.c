/*
 * state/login.c - the last login.
 *
 * It is one record, of the account and not of a message, and the next takes
 * its place.  Only a server that wants a pause between logins makes it be
 * written, so that for all others a poll without news writes nothing.
 */
#include "libpop3/state/handle.h"

#include "libpop3/base/error.h"

bool pop3_state_login(
    const struct pop3_state *state, int64_t *out_since, uint32_t *out_delay_s)
{
	const struct p3_login *login = &state->table.login;

	if (login->since == 0)
		return false;
	*out_since = login->since;
	*out_delay_s = login->delay_s;
	return true;
}

enum pop3_status pop3_state_set_login(
    struct pop3_state *state, int64_t now, uint32_t delay_s)
{
	struct p3_record record = {.kind = P3_RECORD_LOGIN, .delay_s = delay_s};

	if (state->journal.fd < 0)
		return p3_error(&state->error, POP3_E_MISUSE, 0,
		    "the state file was opened for reading only");
	if (now < 1 || now > POP3_STATE_TIME_MAX || delay_s == 0)
		return p3_error(&state->error, POP3_E_MISUSE, 0,
		    "a login needs a time and a delay");
	record.since = (uint32_t)now;
	return p3_state_append(state, &record);
}
