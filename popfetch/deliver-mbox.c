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
 * What recovery knows from the spool:
 *
 *   - It holds the batch of the journal: whatever of it stands is found, the
 *     rest is placed.
 *   - It is empty or holds another batch: this one was placed.
 *   - It is absent, or has no plan, though both were synced when the journal
 *     was written: somebody removed it, or it was placed and the next batch
 *     was being staged when the power went.  The messages are reported as
 *     lost; one may stand twice then, but none is missing.
 */
#include "deliver-kind.h"

#include <assert.h>
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "disk.h"
#include "mbox-file.h"
#include "mbox-mend.h"
#include "mbox-message.h"
#include "mbox-plan.h"
#include "mbox-spool.h"
#include "outlet.h"

/* "BATCH OFFSET LENGTH", as the journal has it. */
#define WHERE_FORMAT "%16s %016" PRIx64 " %016" PRIx64
#define WHERE_SIZE   (16 + 1 + 16 + 1 + 16 + 1)

struct mbox {
	struct deliver deliver;
	struct mbox_file file;
	struct mbox_spool spool;
	struct outlet outlet;
	struct mbox_message message;
	uint64_t begun_at; /* in the spool */
	struct mbox_plan messages;
	struct mbox_plan plan;
	char (*where)[WHERE_SIZE];
};

static struct mbox *mbox_of(struct deliver *deliver)
{
	return (struct mbox *)deliver;
}

static enum pop3_status cannot_stage(struct mbox *mbox)
{
	return deliver_fail(&mbox->deliver.error, POP3_E_SYSTEM, errno,
	    "cannot write to spool '%s'", mbox->spool.path);
}

static void mbox_close(struct deliver *deliver)
{
	struct mbox *mbox = mbox_of(deliver);

	mbox_file_free(&mbox->file);
	mbox_spool_free(&mbox->spool);
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
		if (!mbox_spool_begin(&mbox->spool))
			return cannot_stage(mbox);
		outlet_attach(&mbox->outlet, mbox->spool.fd, MBOX_SPOOL_HEAD);
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
		   : cannot_stage(mbox);
}

static enum pop3_status mbox_end(struct deliver *deliver)
{
	struct mbox *mbox = mbox_of(deliver);
	uint64_t at = mbox->begun_at;

	if (!mbox_message_end(&mbox->message))
		return cannot_stage(mbox);
	if (!mbox_plan_add(&mbox->messages,
		(struct spool_range){at, outlet_position(&mbox->outlet) - at}))
		return deliver_no_memory(&deliver->error);
	return POP3_OK;
}

static void mbox_drop(struct deliver *deliver)
{
	struct mbox *mbox = mbox_of(deliver);

	outlet_rewind(&mbox->outlet, mbox->begun_at);
	/* A message that was too much for the disk must not stay on it. */
	if (mbox->messages.count == 0)
		mbox_spool_clear(&mbox->spool);
}

static void mbox_discard(struct deliver *deliver)
{
	struct mbox *mbox = mbox_of(deliver);

	mbox_file_unlock(&mbox->file);
	mbox_plan_free(&mbox->messages);
	mbox_plan_free(&mbox->plan);
	/* If it cannot be: nothing in the journal is in it. */
	mbox_spool_clear(&mbox->spool);
}

/* ---- Sealing and placing ------------------------------------------------ */

static bool name_all(struct mbox *mbox)
{
	size_t count = mbox->messages.count;

	free(mbox->where);
	mbox->where = malloc(count * sizeof *mbox->where);
	if (mbox->where == NULL)
		return false;
	for (size_t i = 0; i < count; i++) {
		struct spool_range range = mbox->messages.ranges[i];

		snprintf(mbox->where[i], WHERE_SIZE, WHERE_FORMAT,
		    mbox->spool.batch, range.offset, range.length);
	}
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
		return deliver_no_memory(error);
	if (!mbox_plan_mark(&mbox->plan, mbox->file.fd))
		return deliver_fail(error, POP3_E_SYSTEM, errno,
		    "cannot read mbox '%s'", mbox->file.path);
	return mbox_spool_add_plan(&mbox->spool, &mbox->plan)
		   ? POP3_OK
		   : cannot_stage(mbox);
}

/* The octets are synced before the mbox is locked, the plan, which is small,
 * while it is. */
static enum pop3_status mbox_seal(struct deliver *deliver)
{
	struct mbox *mbox = mbox_of(deliver);
	enum pop3_status status;

	if (!outlet_flush(&mbox->outlet) ||
	    !mbox_spool_finish(&mbox->spool, outlet_position(&mbox->outlet)))
		return cannot_stage(mbox);
	status = mbox_file_lock(&mbox->file, &deliver->error);
	return status == POP3_OK ? plan_at_end(mbox) : status;
}

static const char *mbox_where(const struct deliver *deliver, size_t i)
{
	return ((const struct mbox *)deliver)->where[i];
}

/* The locked mbox gets the messages; then the spool has done its duty. */
static enum pop3_status mend(struct mbox *mbox, const struct mbox_plan *these)
{
	enum pop3_status status = mbox_mend(&mbox->file, &mbox->spool,
	    &mbox->plan, these->ranges, these->count, &mbox->deliver.error);

	/* The first messages of an mbox: its name may be as new. */
	if (status == POP3_OK && mbox->plan.at == 0 &&
	    !disk_sync_name(mbox->file.real_path))
		status = deliver_fail(&mbox->deliver.error, POP3_E_SYSTEM,
		    errno, "cannot sync mbox '%s'", mbox->file.path);
	mbox_file_unlock(&mbox->file);
	/* One that cannot be emptied is found to be placed next time. */
	if (status == POP3_OK)
		mbox_spool_clear(&mbox->spool);
	return status;
}

static enum pop3_status mbox_place(struct deliver *deliver)
{
	struct mbox *mbox = mbox_of(deliver);
	enum pop3_status status = mend(mbox, &mbox->messages);

	if (status == POP3_OK) {
		mbox_plan_free(&mbox->messages);
		mbox_plan_free(&mbox->plan);
	}
	return status;
}

/* ---- Recovery ----------------------------------------------------------- */

struct name {
	char batch[MBOX_BATCH_SIZE];
	struct spool_range range;
};

static bool read_name(const char *where, struct name *out_name)
{
	static const char digits[] = "0123456789abcdef";

	if (strlen(where) != WHERE_SIZE - 1 || strspn(where, digits) != 16 ||
	    where[16] != ' ' || strspn(where + 17, digits) != 16 ||
	    where[33] != ' ' || strspn(where + 34, digits) != 16)
		return false;
	memcpy(out_name->batch, where, MBOX_BATCH_SIZE - 1);
	out_name->batch[MBOX_BATCH_SIZE - 1] = '\0';
	out_name->range.offset = strtoull(where + 17, NULL, 16);
	out_name->range.length = strtoull(where + 34, NULL, 16);
	return true;
}

static bool is_in_spool(
    const struct mbox_spool *spool, struct spool_range range)
{
	return range.offset >= MBOX_SPOOL_HEAD && range.length > 0 &&
	       range.length <= spool->end &&
	       range.offset <= spool->end - range.length;
}

static int by_offset(const void *a, const void *b)
{
	const struct spool_range *left = a, *right = b;

	return (left->offset > right->offset) - (left->offset < right->offset);
}

/* Sorts the names out: *these are in the spool and to be placed. */
static enum pop3_status sort_out(struct mbox *mbox, const char *const *where,
    size_t count, bool absent, struct mbox_plan *these)
{
	for (size_t i = 0; i < count; i++) {
		struct name name;

		if (!read_name(where[i], &name))
			return deliver_fail(&mbox->deliver.error, POP3_E_FILE,
			    0,
			    "the state names '%s', which is no message of "
			    "ours",
			    where[i]);
		mbox->deliver.lost[i] = absent;
		if (absent || strcmp(name.batch, mbox->spool.batch) != 0)
			continue;
		if (mbox->plan.count == 0 ||
		    !is_in_spool(&mbox->spool, name.range))
			mbox->deliver.lost[i] = true;
		else if (!mbox_plan_add(these, name.range))
			return deliver_no_memory(&mbox->deliver.error);
	}
	if (these->count > 1)
		qsort(these->ranges, these->count, sizeof these->ranges[0],
		    by_offset);
	return POP3_OK;
}

static enum pop3_status redo(struct mbox *mbox, const char *const *where,
    size_t count, bool absent, struct mbox_plan *these)
{
	enum pop3_status status = sort_out(mbox, where, count, absent, these);

	if (status != POP3_OK)
		return status;
	if (these->count == 0)
		return mbox_spool_clear(&mbox->spool) ? POP3_OK
						      : cannot_stage(mbox);
	status = mbox_file_lock(&mbox->file, &mbox->deliver.error);
	return status == POP3_OK ? mend(mbox, these) : status;
}

static enum pop3_status mbox_recover(
    struct deliver *deliver, const char *const *where, size_t count)
{
	struct mbox *mbox = mbox_of(deliver);
	struct mbox_plan these = {.at = 0};
	enum mbox_loaded loaded = mbox_spool_load(&mbox->spool, &mbox->plan);
	enum pop3_status status;

	if (loaded == MBOX_LOAD_FAILED)
		return deliver_fail(&deliver->error, POP3_E_SYSTEM, errno,
		    "cannot read spool '%s'", mbox->spool.path);
	mbox_file_tidy(&mbox->file);
	status = redo(mbox, where, count, loaded == MBOX_LOAD_ABSENT, &these);
	mbox_plan_free(&these);
	mbox_plan_free(&mbox->plan);
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
};

enum pop3_status mbox_open(const char *path, enum mbox_format format,
    const char *spool, struct pop3_error *error, struct deliver **out_deliver)
{
	struct mbox *mbox = malloc(sizeof *mbox);
	enum pop3_status status;

	if (mbox == NULL)
		return deliver_no_memory(error);
	*mbox = (struct mbox){.deliver = {.kind = &mbox_kind}};
	status = mbox_file_init(&mbox->file, path, error);
	if (!mbox_spool_init(&mbox->spool, spool) && status == POP3_OK)
		status = deliver_fail(error, POP3_E_SYSTEM, errno,
		    "cannot prepare the spool '%s'", spool);
	if ((!outlet_init(&mbox->outlet) ||
		!mbox_message_init(&mbox->message, &mbox->outlet, format)) &&
	    status == POP3_OK)
		status = deliver_no_memory(error);
	if (status != POP3_OK) {
		mbox_close(&mbox->deliver);
		return status;
	}
	*out_deliver = &mbox->deliver;
	return POP3_OK;
}
