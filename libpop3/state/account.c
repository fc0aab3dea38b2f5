/*
 * state/account.c - the records of the account: the last login, and what the
 * server announced.
 *
 * The next of a kind takes the place of the one before.  Neither is written
 * but where it is news, so that a poll without news writes nothing: a login
 * only where the server wants a pause between logins, an announcement only
 * when it has become another.
 */
#include <string.h>

#include "libpop3/base/error.h"
#include "libpop3/state/handle.h"

static enum pop3_status check(
    struct pop3_state *state, int64_t now, bool makes_sense, const char *words)
{
	enum pop3_status status = p3_state_check_writable(state);

	if (status == POP3_OK && !(p3_state_is_time(now) && makes_sense))
		return p3_error(&state->error, POP3_E_MISUSE, 0, "%s", words);
	return status;
}

/* ---- The last login ------------------------------------------------------ */

bool pop3_state_login(
    const struct pop3_state *state, int64_t *out_since, uint32_t *out_delay_s)
{
	const struct p3_login *login = &state->table.account.login;

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
	enum pop3_status status =
	    check(state, now, delay_s > 0, "a login needs a time and a delay");

	if (status != POP3_OK)
		return status;
	record.since = (uint32_t)now;
	return p3_state_append(state, &record);
}

/* ---- What the server announced ------------------------------------------- */

const char *pop3_state_announced(
    const struct pop3_state *state, int64_t *out_since)
{
	const struct p3_announcement *announced =
	    &state->table.account.announced;

	if (announced->text[0] == '\0')
		return NULL;
	*out_since = announced->since;
	return announced->text;
}

enum pop3_status pop3_state_set_announced(
    struct pop3_state *state, int64_t now, const char *announced)
{
	struct p3_record record = {.kind = P3_RECORD_ANNOUNCED};
	enum pop3_status status = check(state, now, announced != NULL,
	    "what a server announced needs a text and a time");

	if (status != POP3_OK)
		return status;
	record.since = (uint32_t)now;
	record.text_length = strlen(announced);
	if (record.text_length >= POP3_STATE_ANNOUNCED_MAX)
		return p3_error(&state->error, POP3_E_LIMIT, 0,
		    "an announcement of %zu octets is longer than %d",
		    record.text_length, POP3_STATE_ANNOUNCED_MAX - 1);
	memcpy(state->space.text, announced, record.text_length);
	record.text = state->space.text;
	return p3_state_append(state, &record);
}
