/*
 * deliver-mbox.c - messages into an mbox.
 *
 * An mbox is appended to, and an append can be torn, so everything is
 * prepared elsewhere: messages are staged one after the other in the spool
 * (mbox-spool.c), exactly as they will stand in the mbox (mbox-message.c).
 * Sealing syncs the spool, locks the mbox (mbox-file.c), and writes into the
 * spool where in the mbox the batch goes.  The journal needs to know only
 * which octets of which spool a message is.  Placing appends them, syncs the
 * mbox, and only then empties the spool.
 *
 * Between sealing and placing the locks are held, so that a program which
 * respects one of them cannot come in between.  After a crash they are gone,
 * and any program may have written the mbox by the time we run again; what
 * recovery makes of that is in mbox-mend.c.  It never overwrites or cuts off
 * an octet that it does not know to be ours, or has not copied before.
 *
 * Two handles on one mbox stage in two spools, of which at most one is sealed.
 * The journal names the second by a "2" behind the octets, and recovery looks
 * at both.
 */
#include "popfetch/deliver/deliver-mbox.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "popfetch/deliver/mbox-mend.h"
#include "popfetch/system/disk.h"
#include "popfetch/talk/failure.h"

static struct mbox *mbox_of(struct deliver *deliver)
{
	return (struct mbox *)deliver;
}

enum pop3_status mbox_cannot_stage(struct mbox *mbox)
{
	return failure_fill(&mbox->deliver.error, POP3_E_SYSTEM, errno,
	    "cannot write to spool '%s'", mbox->spool->path);
}

static void mbox_close(struct deliver *deliver)
{
	struct mbox *mbox = mbox_of(deliver);

	mbox_file_free(&mbox->file);
	mbox_spool_free(&mbox->spools[DELIVER_FIRST]);
	mbox_spool_free(&mbox->spools[DELIVER_SECOND]);
	mbox_message_free(&mbox->message);
	outlet_free(&mbox->outlet);
	mbox_plan_free(&mbox->messages);
	mbox_plan_free(&mbox->plan);
	free(mbox->where);
	free(mbox);
}

/* ---- Staging ------------------------------------------------------------ */

static enum pop3_status mbox_begin(struct deliver *deliver)
{
	struct mbox *mbox = mbox_of(deliver);

	if (mbox->messages.count == 0) {
		if (!mbox_spool_begin(mbox->spool))
			return mbox_cannot_stage(mbox);
		outlet_attach(&mbox->outlet, mbox->spool->fd, MBOX_SPOOL_HEAD);
	}
	mbox->begun_at = outlet_position(&mbox->outlet);
	mbox_message_begin(&mbox->message, time(NULL));
	return POP3_OK;
}

static enum pop3_status mbox_data(
    struct deliver *deliver, const char *octets, size_t length)
{
	struct mbox *mbox = mbox_of(deliver);

	return mbox_message_data(&mbox->message, octets, length)
		   ? POP3_OK
		   : mbox_cannot_stage(mbox);
}

static enum pop3_status mbox_end(struct deliver *deliver)
{
	struct mbox *mbox = mbox_of(deliver);
	uint64_t at = mbox->begun_at;

	if (!mbox_message_end(&mbox->message))
		return mbox_cannot_stage(mbox);
	if (!mbox_plan_add(&mbox->messages,
		(struct spool_range){at, outlet_position(&mbox->outlet) - at}))
		return failure_no_memory(&deliver->error);
	return POP3_OK;
}

static void mbox_drop(struct deliver *deliver)
{
	struct mbox *mbox = mbox_of(deliver);

	outlet_rewind(&mbox->outlet, mbox->begun_at);
	/* A message that was too much for the disk must not stay on it. */
	if (mbox->messages.count == 0)
		mbox_spool_clear(mbox->spool);
}

static void mbox_discard(struct deliver *deliver)
{
	struct mbox *mbox = mbox_of(deliver);

	mbox_file_unlock(&mbox->file);
	mbox_plan_free(&mbox->messages);
	mbox_plan_free(&mbox->plan);
	/* If it cannot be: nothing in the journal is in it. */
	mbox_spool_clear(mbox->spool);
}

/* ---- Sealing and placing ------------------------------------------------ */

static void name_one(const struct mbox *mbox, struct spool_range range,
    char where[MBOX_WHERE_SIZE])
{
	char *at = stpcpy(where, mbox->spool->batch);

	*at++ = ' ';
	at = mbox_spool_put_number(at, range.offset);
	*at++ = ' ';
	at = mbox_spool_put_number(at, range.length);
	strcpy(at, mbox->turn == DELIVER_SECOND ? MBOX_SECOND_SPOOL : "");
}

static bool name_all(struct mbox *mbox)
{
	free(mbox->where);
	mbox->where = malloc(mbox->messages.count * sizeof *mbox->where);
	if (mbox->where == NULL)
		return false;
	for (size_t i = 0; i < mbox->messages.count; i++)
		name_one(mbox, mbox->messages.ranges[i], mbox->where[i]);
	return true;
}

static bool fill_plan(struct mbox *mbox, uint64_t length, size_t newlines)
{
	mbox_plan_free(&mbox->plan);
	mbox->plan.at = mbox->plan.old_end = length;
	if (!mbox_plan_add(&mbox->plan, mbox_spool_newlines(newlines)))
		return false;
	for (size_t i = 0; i < mbox->messages.count; i++)
		if (!mbox_plan_add(&mbox->plan, mbox->messages.ranges[i]))
			return false;
	return true;
}

static enum pop3_status plan_at_end(struct mbox *mbox)
{
	struct pop3_error *error = &mbox->deliver.error;
	enum pop3_status status;
	uint64_t length;
	size_t newlines;

	status = mbox_file_check(&mbox->file, error);
	if (status == POP3_OK)
		status = mbox_file_length(&mbox->file, &length, error);
	if (status == POP3_OK)
		status =
		    mbox_file_newlines(&mbox->file, length, &newlines, error);
	if (status != POP3_OK)
		return status;
	if (!fill_plan(mbox, length, newlines) || !name_all(mbox))
		return failure_no_memory(error);
	if (!mbox_plan_mark(&mbox->plan, mbox->file.fd))
		return failure_fill(error, POP3_E_SYSTEM, errno,
		    "cannot read mbox '%s'", mbox->file.path);
	return mbox_spool_add_plan(mbox->spool, &mbox->plan)
		   ? POP3_OK
		   : mbox_cannot_stage(mbox);
}

/* The octets are synced before the mbox is locked, the plan, which is small,
 * while it is. */
static enum pop3_status mbox_seal(struct deliver *deliver)
{
	struct mbox *mbox = mbox_of(deliver);
	enum pop3_status status;

	if (!outlet_flush(&mbox->outlet) ||
	    !mbox_spool_finish(mbox->spool, outlet_position(&mbox->outlet)))
		return mbox_cannot_stage(mbox);
	status = mbox_file_lock(&mbox->file, &deliver->error);
	return status == POP3_OK ? plan_at_end(mbox) : status;
}

static const char *mbox_where(const struct deliver *deliver, size_t i)
{
	return ((const struct mbox *)deliver)->where[i];
}

enum pop3_status mbox_put(struct mbox *mbox, const struct mbox_plan *these)
{
	enum pop3_status status = mbox_mend(&mbox->file, mbox->spool,
	    &mbox->plan, these->ranges, these->count, &mbox->deliver.error);

	/* The first messages of an mbox: its name may be as new. */
	if (status == POP3_OK && mbox->plan.at == 0 &&
	    !disk_sync_name(mbox->file.real_path))
		status = failure_fill(&mbox->deliver.error, POP3_E_SYSTEM,
		    errno, "cannot sync mbox '%s'", mbox->file.path);
	mbox_file_unlock(&mbox->file);
	return status;
}

static enum pop3_status mbox_place(struct deliver *deliver)
{
	struct mbox *mbox = mbox_of(deliver);
	enum pop3_status status = mbox_put(mbox, &mbox->messages);

	if (status == POP3_OK) {
		/* Where it cannot be written, it is found placed next time. */
		mbox_spool_placed(mbox->spool);
		mbox_plan_free(&mbox->messages);
		mbox_plan_free(&mbox->plan);
	}
	return status;
}

/* ---- The kind ----------------------------------------------------------- */

static const struct deliver_kind mbox_kind = {
    .close = mbox_close,
    .begin = mbox_begin,
    .data = mbox_data,
    .end = mbox_end,
    .drop = mbox_drop,
    .discard = mbox_discard,
    .seal = mbox_seal,
    .where = mbox_where,
    .place = mbox_place,
    .recover = mbox_recover,
    .cheap_octets = MBOX_SPOOL_CHEAP,
};

static bool init_spools(struct mbox *mbox, const char *path)
{
	size_t size = strlen(path) + 2;
	char *second = malloc(size);
	bool done;

	if (second == NULL)
		return false;
	snprintf(second, size, "%s2", path);
	done = mbox_spool_init(&mbox->spools[DELIVER_FIRST], path) &&
	       mbox_spool_init(&mbox->spools[DELIVER_SECOND], second);
	free(second);
	return done;
}

enum pop3_status mbox_open(const char *path, enum mbox_format format,
    const char *spool, enum deliver_turn turn, struct pop3_error *error,
    struct deliver **out_deliver)
{
	struct mbox *mbox = malloc(sizeof *mbox);
	enum pop3_status status;

	if (mbox == NULL)
		return failure_no_memory(error);
	*mbox = (struct mbox){.deliver = {.kind = &mbox_kind},
	    .turn = turn,
	    .spools = {{.fd = -1}, {.fd = -1}},
	    .spool = &mbox->spools[turn == DELIVER_SECOND]};
	status = mbox_file_init(&mbox->file, path, error);
	if (!init_spools(mbox, spool) && status == POP3_OK)
		status = failure_fill(error, POP3_E_SYSTEM, errno,
		    "cannot prepare the spool '%s'", spool);
	if ((!outlet_init(&mbox->outlet) ||
		!mbox_message_init(&mbox->message, &mbox->outlet, format)) &&
	    status == POP3_OK)
		status = failure_no_memory(error);
	if (status != POP3_OK) {
		mbox_close(&mbox->deliver);
		return status;
	}
	*out_deliver = &mbox->deliver;
	return POP3_OK;
}
