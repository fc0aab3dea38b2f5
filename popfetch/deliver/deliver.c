/*
 * deliver.c - what all destinations have in common: the order of calls, the
 * counting, and the trace header fields in front.
 */
#include "popfetch/deliver/deliver.h"

#include <assert.h>
#include <stdlib.h>
#include <time.h>

#include "popfetch/deliver/deliver-kind.h"
#include "popfetch/deliver/trace-header.h"
#include "popfetch/talk/failure.h"

bool deliver_is_named(const struct settings *settings)
{
	return settings->maildir != NULL || settings->mbox != NULL ||
	       settings->mda != NULL || settings->lmtp != NULL ||
	       settings->standard_output;
}

const char *deliver_misnamed(const struct settings *settings)
{
	if (settings->mda != NULL)
		return mda_misnamed(settings);
	if (settings->lmtp != NULL)
		return lmtp_misnamed(settings);
	return NULL;
}

static enum pop3_status open_kind(const struct settings *settings,
    const char *spool, enum deliver_turn turn, struct pop3_error *error,
    struct deliver **out_deliver)
{
	if (settings->maildir != NULL)
		return maildir_open(
		    settings->maildir, spool, turn, error, out_deliver);
	if (settings->mbox != NULL)
		return mbox_open(settings->mbox, settings->mbox_format, spool,
		    turn, error, out_deliver);
	if (settings->mda != NULL)
		return mda_open(settings, spool, error, out_deliver);
	if (settings->lmtp != NULL)
		return lmtp_open(settings, spool, error, out_deliver);
	if (settings->standard_output)
		return stdout_open(spool, error, out_deliver);
	return failure_fill(error, POP3_E_MISUSE, 0, "no destination is given");
}

static enum pop3_status open_turn(const struct settings *settings,
    const char *spool, enum deliver_turn turn, struct pop3_error *error,
    struct deliver **out_deliver)
{
	enum pop3_status status =
	    open_kind(settings, spool, turn, error, out_deliver);

	if (status == POP3_OK)
		(*out_deliver)->settings = settings;
	return status;
}

enum pop3_status deliver_open(const struct settings *settings,
    const char *spool, struct pop3_error *error, struct deliver **out_deliver)
{
	return open_turn(settings, spool, DELIVER_FIRST, error, out_deliver);
}

enum pop3_status deliver_open_recovery(const struct settings *settings,
    const char *spool, struct pop3_error *error, struct deliver **out_deliver)
{
	return open_turn(settings, spool, DELIVER_RECOVERY, error, out_deliver);
}

enum pop3_status deliver_open_second(const struct settings *settings,
    const char *spool, struct pop3_error *error, struct deliver **out_deliver)
{
	return open_turn(settings, spool, DELIVER_SECOND, error, out_deliver);
}

bool deliver_hands_over(const struct deliver *deliver)
{
	return deliver->kind->place == NULL;
}

uint64_t deliver_cheap_octets(const struct deliver *deliver)
{
	const uint64_t octets = deliver->kind->cheap_octets;

	return octets != 0 ? octets : UINT64_MAX;
}

void deliver_close(struct deliver *deliver)
{
	if (deliver == NULL)
		return;
	deliver_drop(deliver);
	if (deliver->phase == DELIVER_IDLE && deliver->staged > 0)
		deliver->kind->discard(deliver);
	free(deliver->lost);
	deliver->kind->close(deliver);
}

enum pop3_status deliver_begin(struct deliver *deliver)
{
	enum pop3_status status;
	char fields[TRACE_HEADER_SIZE];
	size_t length;

	assert(deliver->phase == DELIVER_IDLE);
	status = deliver->kind->begin(deliver);
	if (status != POP3_OK)
		return status;
	deliver->phase = DELIVER_BEGUN;
	deliver->begun_octets = 0;
	length = trace_header_make(deliver->settings, time(NULL), fields);
	if (length == 0)
		return POP3_OK;
	status = deliver_data(deliver, fields, length);
	if (status != POP3_OK)
		deliver_drop(deliver);
	return status;
}

enum pop3_status deliver_data(
    struct deliver *deliver, const char *octets, size_t length)
{
	assert(deliver->phase == DELIVER_BEGUN);
	deliver->begun_octets += length;
	return deliver->kind->data(deliver, octets, length);
}

enum pop3_status deliver_end(struct deliver *deliver)
{
	enum pop3_status status;

	assert(deliver->phase == DELIVER_BEGUN);
	status = deliver->kind->end(deliver);
	if (status != POP3_OK)
		return status;
	deliver->phase = DELIVER_IDLE;
	deliver->staged += !deliver_hands_over(deliver);
	return POP3_OK;
}

void deliver_drop(struct deliver *deliver)
{
	if (deliver->phase != DELIVER_BEGUN)
		return;
	deliver->kind->drop(deliver);
	deliver->phase = DELIVER_IDLE;
}

enum pop3_status deliver_seal(struct deliver *deliver)
{
	enum pop3_status status;

	assert(deliver->phase == DELIVER_IDLE && deliver->staged > 0);
	status = deliver->kind->seal(deliver);
	if (status == POP3_OK) {
		deliver->phase = DELIVER_SEALED;
		return POP3_OK;
	}
	deliver->kind->discard(deliver);
	deliver->staged = 0;
	return status;
}

const char *deliver_where(const struct deliver *deliver, size_t i)
{
	assert(deliver->phase == DELIVER_SEALED && i < deliver->staged);
	return deliver->kind->where(deliver, i);
}

enum pop3_status deliver_place(struct deliver *deliver)
{
	enum pop3_status status;

	assert(deliver->phase == DELIVER_SEALED);
	status = deliver->kind->place(deliver);
	deliver->phase = status == POP3_OK ? DELIVER_IDLE : DELIVER_STUCK;
	if (status == POP3_OK)
		deliver->staged = 0;
	return status;
}

enum pop3_status deliver_recover(
    struct deliver *deliver, const char *const *where, size_t count)
{
	assert(deliver->phase == DELIVER_IDLE && deliver->staged == 0);
	assert(count == 0 || !deliver_hands_over(deliver));
	free(deliver->lost);
	deliver->lost = calloc(count + 1, sizeof *deliver->lost);
	if (deliver->lost == NULL)
		return failure_no_memory(&deliver->error);
	return deliver->kind->recover(deliver, where, count);
}

bool deliver_lost(const struct deliver *deliver, size_t i)
{
	return deliver->lost[i];
}

const struct pop3_error *deliver_error(const struct deliver *deliver)
{
	return &deliver->error;
}
