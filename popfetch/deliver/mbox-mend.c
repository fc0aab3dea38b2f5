/*
 * mbox-mend.c - the messages of a sealed batch stand in the mbox, once.
 *
 * The spool has a plan: from a place in the mbox on, these octets.  It was
 * durable before anything of it was done, so the mbox is compared with it:
 *
 *   - All is as planned: it was done, and what follows is others'.
 *   - The mbox ends where it stops being as planned: a crash cut the work
 *     short, or it has not begun.  It goes on from there.
 *   - What is not as planned are NULs: a loss of power left the length of
 *     what was appended and not all of its octets.  They are put in.
 *   - Octets follow that are not planned, in the middle of a message of
 *     ours: a crash cut it short, the kernel gave our locks back, and another
 *     program appended a message of its own behind the torn one.  Those
 *     octets are copied into the spool and a new plan is made: from the
 *     beginning of the torn message on, our messages, then theirs.  Only
 *     when that is durable the mbox is written, so that another crash cannot
 *     lose theirs.  If by then somebody has appended again, that is copied,
 *     too, and planned behind.
 *   - Octets follow that are not planned, and no message of ours is torn:
 *     either nothing of the plan was done before another program appended,
 *     or a mail reader wrote the mbox anew.  Each message is searched for
 *     behind the beginning of the plan, or in the whole mbox when the octets
 *     in front of that are others than they were; those that are found
 *     nowhere are planned at its end, or, where that is one of them that was
 *     torn and moved, from its beginning on.
 *
 * A plan that puts a message into the mbox which the journal does not have
 * was never begun, since the journal is synced before: only those that it has
 * are placed, the others will be retrieved again.
 */
#include "popfetch/deliver/mbox-mend.h"

#include <errno.h>
#include <stdlib.h>

#include "popfetch/deliver/mbox-cut.h"
#include "popfetch/deliver/mbox-search.h"
#include "popfetch/system/disk.h"
#include "popfetch/talk/failure.h"

/* So often another program may write in between before we leave it alone. */
#define ROUNDS_MAX 5

struct mend {
	struct mbox_file *file;
	struct mbox_spool *spool;
	struct mbox_plan *plan;
	const struct spool_range *messages;
	size_t count;
	struct pop3_error *error;
	uint64_t length; /* of the mbox */
	uint64_t same;	 /* octets that are as planned */
	bool marked;	 /* those in front of the plan are as they were */
};

static enum pop3_status cannot(const struct mend *mend, const char *what)
{
	return failure_fill(mend->error,
	    errno == ENOMEM ? POP3_E_NO_MEMORY : POP3_E_SYSTEM, errno,
	    "cannot %s mbox '%s'", what, mend->file->path);
}

static bool is_message(const struct mend *mend, struct spool_range range)
{
	return range.offset >= MBOX_SPOOL_HEAD &&
	       range.offset < mend->spool->end;
}

/* Whether the journal has all that is planned.  Both are in the order of the
 * spool. */
static bool is_intended(const struct mend *mend)
{
	size_t next = 0;

	for (size_t i = 0; i < mend->plan->count; i++) {
		struct spool_range range = mend->plan->ranges[i];

		if (!is_message(mend, range))
			continue;
		while (next < mend->count &&
		       mend->messages[next].offset < range.offset)
			next++;
		if (next == mend->count ||
		    mend->messages[next].offset != range.offset)
			return false;
	}
	return mend->plan->count > 0;
}

/* The message in which the mbox stops being as planned: its index in the
 * plan and where it begins in the mbox. */
static bool find_torn(
    const struct mend *mend, size_t *out_index, uint64_t *out_begin)
{
	uint64_t position = 0;

	for (size_t i = 0; i < mend->plan->count; i++) {
		struct spool_range range = mend->plan->ranges[i];

		if (mend->same < position + range.length) {
			*out_index = i;
			*out_begin = mend->plan->at + position;
			return is_message(mend, range) && mend->same > position;
		}
		position += range.length;
	}
	return false;
}

/* Whether nobody has written behind the octets that are as planned.  Where
 * there are none and those in front are others, ours may have moved there:
 * among mails of one size the end of the mbox says nothing. */
static bool can_go_on(const struct mend *mend)
{
	uint64_t begin;
	size_t first;

	return (mend->marked || find_torn(mend, &first, &begin)) &&
	       (mend->plan->at + mend->same == mend->length ||
		   (!mbox_plan_appends(mend->plan) &&
		       mend->length == mend->plan->old_end));
}

/* Octets of the plan up to the message that is torn, or does not stand. */
static uint64_t standing(const struct mend *mend)
{
	uint64_t position = 0;

	for (size_t i = 0; i < mend->plan->count; i++) {
		uint64_t length = mend->plan->ranges[i].length;

		if (position + length > mend->same)
			break;
		position += length;
	}
	return position;
}

/* ---- New plans ----------------------------------------------------------- */

/* The new plan takes the old one's place, in the spool first. */
static enum pop3_status adopt(struct mend *mend, struct mbox_plan *plan)
{
	if (plan->length > 0 && (!mbox_plan_mark(plan, mend->file->fd) ||
				    !mbox_spool_add_plan(mend->spool, plan))) {
		mbox_plan_free(plan);
		return cannot(mend, "plan the delivery to");
	}
	mbox_plan_free(mend->plan);
	*mend->plan = *plan;
	return POP3_OK;
}

/* Keeps what others wrote from `cut` on and puts it behind the plan. */
static enum pop3_status plan_keeping(
    struct mend *mend, struct mbox_plan *plan, uint64_t cut)
{
	uint64_t end = plan->at + plan->length;
	struct spool_range theirs;

	plan->old_end = mend->length;
	if (!mbox_cut_line_ends(mend->file->fd, end, &cut) ||
	    !mbox_spool_keep(
		mend->spool, mend->file->fd, cut, mend->length, &theirs) ||
	    !mbox_plan_add(plan, theirs)) {
		mbox_plan_free(plan);
		return cannot(mend, "set aside what others wrote to");
	}
	return adopt(mend, plan);
}

static enum pop3_status plan_around(
    struct mend *mend, size_t first, uint64_t at, uint64_t cut)
{
	struct mbox_plan plan = {.at = at};

	for (size_t i = first; i < mend->plan->count; i++)
		if (!mbox_plan_add(&plan, mend->plan->ranges[i])) {
			mbox_plan_free(&plan);
			return failure_no_memory(mend->error);
		}
	return plan_keeping(mend, &plan, cut);
}

/* The messages that are planned and not known to stand, or, of a plan that
 * was not begun, that are intended. */
static bool list_missing(const struct mend *mend, struct mbox_plan *missing)
{
	uint64_t position = 0;

	if (!is_intended(mend)) {
		for (size_t i = 0; i < mend->count; i++)
			if (!mbox_plan_add(missing, mend->messages[i]))
				return false;
		return true;
	}
	for (size_t i = 0; i < mend->plan->count; i++) {
		struct spool_range range = mend->plan->ranges[i];

		position += range.length;
		if (position > mend->same && range.offset >= MBOX_SPOOL_HEAD &&
		    !mbox_plan_add(missing, range))
			return false;
	}
	return true;
}

/* Where a message may be put: at the end of the mbox, or in the place of one
 * that is torn there.  What ends as a whole one does may be another. */
static enum pop3_status find_place(
    struct mend *mend, uint64_t torn, uint64_t *out_at, size_t *out_newlines)
{
	enum pop3_status status;

	*out_at = mend->length;
	status = mbox_file_newlines(
	    mend->file, mend->length, out_newlines, mend->error);
	if (status != POP3_OK || *out_newlines == 0 || torn >= mend->length)
		return status;
	*out_at = torn;
	return mbox_file_newlines(mend->file, torn, out_newlines, mend->error);
}

/* Plans there what was not found in the mbox. */
static enum pop3_status plan_at_end(struct mend *mend,
    const struct mbox_plan *missing, const bool *found, uint64_t torn)
{
	struct mbox_plan plan = {.old_end = mend->length};
	size_t newlines;
	enum pop3_status status = find_place(mend, torn, &plan.at, &newlines);

	if (status != POP3_OK)
		return status;
	for (size_t i = 0; i < missing->count; i++) {
		struct spool_range range = missing->ranges[i];

		if (found[i] && is_message(mend, range))
			continue;
		if ((plan.count == 0 &&
			!mbox_plan_add(&plan, mbox_spool_newlines(newlines))) ||
		    !mbox_plan_add(&plan, range)) {
			mbox_plan_free(&plan);
			return failure_no_memory(mend->error);
		}
	}
	return adopt(mend, &plan);
}

static enum pop3_status search(struct mend *mend,
    const struct mbox_plan *missing, bool *out_found, uint64_t *out_end)
{
	const struct mbox_plan *plan = mend->plan;
	uint64_t stands = is_intended(mend) ? standing(mend) : 0;

	return mbox_search(mend->file->fd, mend->marked ? plan->at : 0,
		   plan->at, plan->at + stands, mend->spool->fd,
		   missing->ranges, missing->count, out_found, out_end)
		   ? POP3_OK
		   : cannot(mend, "read");
}

static enum pop3_status plan_by_search(struct mend *mend)
{
	struct mbox_plan missing = {.at = 0};
	enum pop3_status status;
	bool *found = NULL;
	uint64_t end;

	if (list_missing(mend, &missing))
		found = calloc(missing.count + 1, sizeof *found);
	status = found != NULL ? search(mend, &missing, found, &end)
			       : failure_no_memory(mend->error);
	if (status == POP3_OK)
		status = plan_at_end(mend, &missing, found, end);
	free(found);
	mbox_plan_free(&missing);
	return status;
}

/* The mbox was being written in place when others appended behind. */
static enum pop3_status plan_behind(struct mend *mend)
{
	const struct mbox_plan *plan = mend->plan;
	uint64_t good = plan->at + mend->same;
	uint64_t cut = plan->old_end;

	/* A mail reader has been there: search, and rather have theirs twice
	 * than not at all. */
	if (mend->length < plan->old_end)
		return plan_by_search(mend);
	if (good > plan->old_end) {
		if (!mbox_cut_find(mend->file->fd, plan->old_end, good, &cut))
			return cannot(mend, "read");
		/* No From_ line: all that is not planned is theirs. */
		if (cut == plan->old_end)
			cut = good;
	}
	return plan_around(mend, 0, plan->at, cut);
}

static enum pop3_status make_plan(struct mend *mend)
{
	uint64_t begin, cut;
	size_t first;

	if (!is_intended(mend))
		return plan_by_search(mend);
	if (!mbox_plan_appends(mend->plan))
		return plan_behind(mend);
	if (!find_torn(mend, &first, &begin))
		return plan_by_search(mend);
	if (!mbox_cut_find(
		mend->file->fd, begin, mend->plan->at + mend->same, &cut))
		return cannot(mend, "read");
	return cut > begin ? plan_around(mend, first, begin, cut)
			   : plan_by_search(mend);
}

/* ---- The rounds ---------------------------------------------------------- */

static enum pop3_status look(struct mend *mend)
{
	enum pop3_status status =
	    mbox_file_length(mend->file, &mend->length, mend->error);

	if (status != POP3_OK)
		return status;
	if (!mbox_plan_compare(
		mend->plan, mend->spool->fd, mend->file->fd, &mend->same) ||
	    !mbox_plan_is_marked(mend->plan, mend->file->fd, &mend->marked))
		return cannot(mend, "read");
	return POP3_OK;
}

static enum pop3_status write_planned(struct mend *mend, bool *out_done)
{
	enum mbox_written written = mbox_plan_write(mend->plan, mend->spool->fd,
	    mend->file->fd, mend->same, mend->spool->space);

	*out_done = written == MBOX_WRITTEN;
	return written == MBOX_WRITE_FAILED ? cannot(mend, "write to")
					    : POP3_OK;
}

/* One look at the mbox and what it asks for. */
static enum pop3_status go_round(struct mend *mend, bool *out_done)
{
	enum pop3_status status = look(mend);
	bool filled = false;

	*out_done = false;
	if (status != POP3_OK)
		return status;
	if (mend->plan->length > 0 && mend->same == mend->plan->length) {
		*out_done = true;
		return disk_sync_data(mend->file->fd) ? POP3_OK
						      : cannot(mend, "sync");
	}
	if (is_intended(mend) && can_go_on(mend))
		return write_planned(mend, out_done);
	if (is_intended(mend) &&
	    !mbox_plan_fill(mend->plan, mend->spool->fd, mend->file->fd,
		mend->same, mend->length, &filled))
		return cannot(mend, "write to");
	if (filled)
		return POP3_OK;
	status = make_plan(mend);
	*out_done = status == POP3_OK && mend->plan->length == 0;
	return status;
}

enum pop3_status mbox_mend(struct mbox_file *file, struct mbox_spool *spool,
    struct mbox_plan *plan, const struct spool_range *messages, size_t count,
    struct pop3_error *error)
{
	struct mend mend = {.file = file,
	    .spool = spool,
	    .plan = plan,
	    .messages = messages,
	    .count = count,
	    .error = error};

	for (int i = 0; i < ROUNDS_MAX; i++) {
		bool done;
		enum pop3_status status = go_round(&mend, &done);

		if (status != POP3_OK || done)
			return status;
	}
	return failure_fill(error, POP3_E_LOCKED, 0,
	    "mbox '%s' is written by programs that do not lock it", file->path);
}
