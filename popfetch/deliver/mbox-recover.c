/*
 * mbox-recover.c - what an earlier run left in the spools of an mbox.
 *
 * What recovery knows from a spool:
 *
 *   - It holds the batch of the journal: whatever of it stands is found, the
 *     rest is placed.
 *   - It is empty or holds another batch: this one was placed.
 *   - It is absent or damaged, or has no plan, though it was synced when the
 *     journal was written: somebody removed or cut it, or it was placed and
 *     the next batch was being staged when the power went.  The messages are
 *     reported as lost; one may stand twice then, but none is missing.
 */
#include "popfetch/deliver/deliver-mbox.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "popfetch/talk/failure.h"

struct name {
	char batch[MBOX_BATCH_SIZE];
	struct spool_range range;
	enum deliver_turn turn;
};

static bool read_name(const char *where, struct name *out_name)
{
	static const char digits[] = "0123456789abcdef";
	const char *end = where + MBOX_WHERE_LENGTH;

	if (strlen(where) < MBOX_WHERE_LENGTH || strspn(where, digits) != 16 ||
	    where[16] != ' ' || strspn(where + 17, digits) != 16 ||
	    where[33] != ' ' || strspn(where + 34, digits) != 16 ||
	    (*end != '\0' && strcmp(end, MBOX_SECOND_SPOOL) != 0))
		return false;
	memcpy(out_name->batch, where, MBOX_BATCH_SIZE - 1);
	out_name->batch[MBOX_BATCH_SIZE - 1] = '\0';
	out_name->range.offset = strtoull(where + 17, NULL, 16);
	out_name->range.length = strtoull(where + 34, NULL, 16);
	out_name->turn = *end == '\0' ? DELIVER_FIRST : DELIVER_SECOND;
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

/* Sorts the names of this spool out: *these are in it and to be placed. */
static enum pop3_status sort_out(struct mbox *mbox, const char *const *where,
    size_t count, bool absent, struct mbox_plan *these)
{
	for (size_t i = 0; i < count; i++) {
		struct name name;

		if (!read_name(where[i], &name))
			return failure_fill(&mbox->deliver.error, POP3_E_FILE,
			    0,
			    "the state names '%s', which is no message of "
			    "ours",
			    where[i]);
		if (mbox->spool != &mbox->spools[name.turn])
			continue;
		mbox->deliver.lost[i] = absent;
		if (absent || strcmp(name.batch, mbox->spool->batch) != 0)
			continue;
		if (mbox->plan.count == 0 ||
		    !is_in_spool(mbox->spool, name.range))
			mbox->deliver.lost[i] = true;
		else if (!mbox_plan_add(these, name.range))
			return failure_no_memory(&mbox->deliver.error);
	}
	if (these->count > 1)
		qsort(these->ranges, these->count, sizeof these->ranges[0],
		    by_offset);
	return POP3_OK;
}

static bool has_lost(const struct mbox *mbox, size_t count)
{
	size_t i = 0;

	while (i < count && !mbox->deliver.lost[i])
		i++;
	return i < count;
}

static enum pop3_status redo(struct mbox *mbox, const char *const *where,
    size_t count, bool absent, struct mbox_plan *these)
{
	enum pop3_status status = sort_out(mbox, where, count, absent, these);

	if (status == POP3_OK && these->count > 0) {
		status = mbox_file_lock(&mbox->file, &mbox->deliver.error);
		if (status == POP3_OK)
			status = mbox_put(mbox, these);
	}
	if (status != POP3_OK)
		return status;
	/* An empty spool would say of all that it is placed. */
	if (has_lost(mbox, count))
		return POP3_OK;
	return mbox_spool_clear(mbox->spool) ? POP3_OK
					     : mbox_cannot_stage(mbox);
}

static enum pop3_status recover_spool(
    struct mbox *mbox, const char *const *where, size_t count)
{
	struct mbox_plan these = {.at = 0};
	enum mbox_loaded loaded = mbox_spool_load(mbox->spool, &mbox->plan);
	enum pop3_status status;

	if (loaded == MBOX_LOAD_FAILED)
		return failure_fill(&mbox->deliver.error, POP3_E_SYSTEM, errno,
		    "cannot read spool '%s'", mbox->spool->path);
	status = redo(mbox, where, count, loaded == MBOX_LOAD_ABSENT, &these);
	mbox_plan_free(&these);
	mbox_plan_free(&mbox->plan);
	return status;
}

enum pop3_status mbox_recover(
    struct deliver *deliver, const char *const *where, size_t count)
{
	struct mbox *mbox = (struct mbox *)deliver;
	enum pop3_status status = POP3_OK;

	mbox_file_tidy(&mbox->file);
	for (size_t i = 0; status == POP3_OK && i < 2; i++) {
		mbox->spool = &mbox->spools[i];
		status = recover_spool(mbox, where, count);
	}
	mbox->spool = &mbox->spools[mbox->turn == DELIVER_SECOND];
	return status;
}
