/*
 * mbox-spool.c - the file in which messages for an mbox are staged.
 *
 *	popfetch-spool 1 BATCH END <blanks> LF LF       the head, 64 octets
 *	message, message, ...                           as they go to the mbox
 *	record, record, ...                             from END on
 *
 * with the records
 *
 *	keep BATCH LENGTH LF and that many octets of the mbox
 *	plan BATCH AT OLD-END BEFORE COUNT SUM LF
 *	        and COUNT lines OFFSET LENGTH LF
 *
 * all numbers 16 hexadecimal digits.  A record is written and synced before
 * what it says is done, so the last whole plan is the one that was begun;
 * one that a crash has torn was not, and is overwritten.  BATCH is random, so
 * no message can have a record in it that is taken for ours.
 *
 * A spool is emptied only when its batch stands in the mbox.  Hence an empty
 * one, one with NULs for a head, or one with another batch in it, says of every
 * message that was ever sealed here: placed.  A head that no run of ours has
 * left says nothing, nor does one whose messages are cut off, since then there
 * is no plan.
 *
 * Behind a small batch only the head goes, and the next is written over its
 * octets: to give pages back and get others takes longer.  But first it must be
 * durable that there is no head, or a loss of power might leave an old one.
 */
#define _GNU_SOURCE /* getentropy() */
#include "popfetch/deliver/mbox-spool.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

#include "popfetch/system/disk.h"
#include "popfetch/text/checksum.h"

#define HEAD_FORMAT "popfetch-spool 1 %16s %016" PRIx64
#define KEEP_FORMAT "keep %16s %016" PRIx64 "\n"
#define PLAN_FORMAT                                                            \
	"plan %16s %016" PRIx64 " %016" PRIx64 " %016" PRIx64 " %016" PRIx64   \
	" %016" PRIx64 "\n"

/* The lengths of these lines. */
#define KEEP_LENGTH  ((size_t)39)
#define PLAN_LENGTH  ((size_t)107)
#define RANGE_LENGTH ((size_t)34)

/* Larger batches are in no cache any more, and take room from others. */
#define REUSED_MAX (UINT64_C(4) << 20)

bool mbox_spool_init(struct mbox_spool *spool, const char *path)
{
	*spool = (struct mbox_spool){
	    .path = strdup(path), .fd = -1, .space = malloc(MBOX_WRITE_SPACE)};
	return spool->path != NULL && spool->space != NULL &&
	       getentropy(&spool->random, sizeof spool->random) == 0;
}

void mbox_spool_free(struct mbox_spool *spool)
{
	if (spool->reusable)
		mbox_spool_clear(spool);
	disk_close(&spool->fd);
	free(spool->path);
	free(spool->space);
}

/* One that somebody else has put there would be his to read. */
static bool is_file_of_ours(int fd)
{
	struct stat stat_buf;

	if (fstat(fd, &stat_buf) != 0)
		return false;
	if (S_ISREG(stat_buf.st_mode) && stat_buf.st_uid == geteuid())
		return true;
	errno = S_ISREG(stat_buf.st_mode) ? EPERM : EINVAL;
	return false;
}

static bool open_spool(struct mbox_spool *spool)
{
	const int flags = O_RDWR | O_NOFOLLOW | O_NONBLOCK;

	if (spool->fd >= 0)
		return true;
	spool->fd = disk_open(AT_FDCWD, spool->path, flags, 0);
	if (spool->fd >= 0 && !is_file_of_ours(spool->fd)) {
		int failure = errno;

		disk_close(&spool->fd);
		errno = failure;
	}
	return spool->fd >= 0;
}

static bool make_spool(struct mbox_spool *spool)
{
	if (open_spool(spool))
		return true;
	if (errno != ENOENT)
		return false;
	spool->fd =
	    disk_open(AT_FDCWD, spool->path, O_RDWR | O_CREAT | O_EXCL, 0600);
	spool->made = true;
	return spool->fd >= 0;
}

bool mbox_spool_begin(struct mbox_spool *spool)
{
	if (!make_spool(spool))
		return false;
	if (spool->reusable ? !disk_sync_data(spool->fd)
			    : !disk_truncate(spool->fd, 0))
		return false;
	spool->reusable = false;
	snprintf(spool->batch, sizeof spool->batch, "%016" PRIx64,
	    spool->random + spool->counter++);
	spool->end = 0;
	return true;
}

bool mbox_spool_finish(struct mbox_spool *spool, uint64_t end)
{
	char head[MBOX_SPOOL_HEAD + 1];
	size_t length =
	    (size_t)snprintf(head, sizeof head, HEAD_FORMAT, spool->batch, end);

	memset(head + length, ' ', MBOX_SPOOL_HEAD - length);
	memset(head + MBOX_SPOOL_HEAD - 2, '\n', 2);
	spool->end = spool->next = end;
	/* What a dropped message left behind the last one goes too. */
	if (!disk_truncate(spool->fd, end) ||
	    !disk_write_at(spool->fd, head, MBOX_SPOOL_HEAD, 0) ||
	    !disk_sync(spool->fd))
		return false;
	if (spool->made && !disk_sync_name(spool->path))
		return false;
	spool->made = false;
	return true;
}

bool mbox_spool_keep(struct mbox_spool *spool, int mbox, uint64_t from,
    uint64_t to, struct spool_range *out_range)
{
	char line[KEEP_LENGTH + 1];
	struct spool_range range = {spool->next + KEEP_LENGTH, to - from};

	snprintf(line, sizeof line, KEEP_FORMAT, spool->batch, range.length);
	if (!disk_write_at(spool->fd, line, KEEP_LENGTH, spool->next))
		return false;
	spool->next += KEEP_LENGTH;
	if (!disk_copy(spool->fd, spool->next, mbox, from, range.length) ||
	    !disk_sync(spool->fd))
		return false;
	spool->next += range.length;
	*out_range = range;
	return true;
}

/* Of what a plan says: a torn record must not pass for a whole one. */
static uint64_t sum_of(const struct mbox_plan *plan)
{
	const uint64_t place[] = {plan->at, plan->old_end, plan->before};
	uint64_t sum = checksum_add(CHECKSUM_EMPTY, place, sizeof place);

	return checksum_add(
	    sum, plan->ranges, plan->count * sizeof *plan->ranges);
}

char *mbox_spool_put_number(char *at, uint64_t number)
{
	static const char digits[] = "0123456789abcdef";

	for (int shift = 60; shift >= 0; shift -= 4)
		*at++ = digits[number >> shift & 0xF];
	return at;
}

/* By hand: a batch has thousands. */
static char *put_range(char *at, struct spool_range range)
{
	at = mbox_spool_put_number(at, range.offset);
	*at++ = ' ';
	at = mbox_spool_put_number(at, range.length);
	*at++ = '\n';
	return at;
}

bool mbox_spool_add_plan(struct mbox_spool *spool, const struct mbox_plan *plan)
{
	size_t length = PLAN_LENGTH + plan->count * RANGE_LENGTH;
	char *text = malloc(length + 1);
	char *at = text;
	bool done;

	if (text == NULL)
		return false;
	at += snprintf(at, PLAN_LENGTH + 1, PLAN_FORMAT, spool->batch, plan->at,
	    plan->old_end, plan->before, (uint64_t)plan->count, sum_of(plan));
	for (size_t i = 0; i < plan->count; i++)
		at = put_range(at, plan->ranges[i]);
	done = disk_write_at(spool->fd, text, length, spool->next) &&
	       disk_sync(spool->fd);
	free(text);
	if (done)
		spool->next += length;
	return done;
}

/* ---- Loading ------------------------------------------------------------ */

/* Reads a number of 16 digits and moves behind it and the octet after. */
static bool read_number(const char **at, uint64_t *out_number)
{
	char digits[17];

	if (strspn(*at, "0123456789abcdef") != 16)
		return false;
	memcpy(digits, *at, 16);
	digits[16] = '\0';
	*out_number = strtoull(digits, NULL, 16);
	*at += 17;
	return true;
}

static bool read_head(struct mbox_spool *spool, const char *head)
{
	static const char magic[] = "popfetch-spool 1 ";
	const char *at = head + sizeof magic - 1;
	uint64_t batch, end;

	if (memcmp(head, magic, sizeof magic - 1) != 0 ||
	    !read_number(&at, &batch) || !read_number(&at, &end) ||
	    end < MBOX_SPOOL_HEAD)
		return false;
	snprintf(spool->batch, sizeof spool->batch, "%016" PRIx64, batch);
	spool->end = spool->next = end;
	return true;
}

static bool read_ranges(
    const char *text, uint64_t count, uint64_t limit, struct mbox_plan *plan)
{
	for (uint64_t i = 0; i < count; i++) {
		struct spool_range range;

		if (!read_number(&text, &range.offset) ||
		    !read_number(&text, &range.length) ||
		    range.length > limit ||
		    range.offset > limit - range.length ||
		    !mbox_plan_add(plan, range))
			return false;
	}
	return true;
}

enum record {
	RECORD_READ,
	RECORD_NONE, /* there is none, or a torn one */
	RECORD_FAILED
};

/* The lines of a plan whose first line, from `at` on, is read. */
static enum record read_plan(const struct mbox_spool *spool, uint64_t size,
    const char *at, struct mbox_plan *plan)
{
	enum record record = RECORD_FAILED;
	uint64_t count, sum;
	size_t length, got = 0;
	char *text;

	if (!read_number(&at, &plan->at) || !read_number(&at, &plan->old_end) ||
	    !read_number(&at, &plan->before) || !read_number(&at, &count) ||
	    !read_number(&at, &sum) ||
	    count > (size - spool->next) / RANGE_LENGTH)
		return RECORD_NONE;
	length = (size_t)count * RANGE_LENGTH;
	text = malloc(length + 1);
	if (text != NULL && disk_read_at(spool->fd, text, length,
				spool->next + PLAN_LENGTH, &got)) {
		text[got] = '\0';
		record = got == length &&
				 read_ranges(text, count, size, plan) &&
				 sum_of(plan) == sum
			     ? RECORD_READ
			     : RECORD_NONE;
	}
	free(text);
	return record;
}

static enum record replace_plan(struct mbox_spool *spool, uint64_t size,
    const char *at, struct mbox_plan *plan)
{
	struct mbox_plan found = {.at = 0};
	enum record record = read_plan(spool, size, at, &found);

	if (record != RECORD_READ) {
		mbox_plan_free(&found);
		return record;
	}
	mbox_plan_free(plan);
	*plan = found;
	spool->next += PLAN_LENGTH + plan->count * RANGE_LENGTH;
	return RECORD_READ;
}

/* Reads the record at spool->next and moves behind it. */
static enum record read_record(
    struct mbox_spool *spool, uint64_t size, struct mbox_plan *plan)
{
	char line[PLAN_LENGTH + 1] = "";
	const char *batch = line + sizeof "plan " - 1;
	const char *at = batch + MBOX_BATCH_SIZE;
	uint64_t length;
	size_t got;

	if (!disk_read_at(spool->fd, line, PLAN_LENGTH, spool->next, &got))
		return RECORD_FAILED;
	if (got < KEEP_LENGTH ||
	    strncmp(batch, spool->batch, MBOX_BATCH_SIZE - 1) != 0)
		return RECORD_NONE;
	if (memcmp(line, "plan ", 5) == 0 && got == PLAN_LENGTH)
		return replace_plan(spool, size, at, plan);
	if (memcmp(line, "keep ", 5) != 0 || !read_number(&at, &length) ||
	    length > size - spool->next - KEEP_LENGTH)
		return RECORD_NONE;
	spool->next += KEEP_LENGTH + length;
	return RECORD_READ;
}

enum mbox_loaded mbox_spool_load(
    struct mbox_spool *spool, struct mbox_plan *plan)
{
	char head[MBOX_SPOOL_HEAD + 1] = "";
	struct stat stat_buf;
	uint64_t size;
	size_t got;

	spool->batch[0] = '\0';
	if (!open_spool(spool))
		return errno == ENOENT ? MBOX_LOAD_ABSENT : MBOX_LOAD_FAILED;
	if (fstat(spool->fd, &stat_buf) != 0 ||
	    !disk_read_at(spool->fd, head, MBOX_SPOOL_HEAD, 0, &got))
		return MBOX_LOAD_FAILED;
	size = (uint64_t)stat_buf.st_size;
	if (head[0] == '\0')
		return MBOX_LOAD_EMPTY;
	if (!read_head(spool, head))
		return MBOX_LOAD_ABSENT;
	for (;;) {
		enum record record = read_record(spool, size, plan);

		if (record != RECORD_READ)
			return record == RECORD_NONE ? MBOX_LOADED
						     : MBOX_LOAD_FAILED;
	}
}

void mbox_spool_placed(struct mbox_spool *spool)
{
	static const char no_head[MBOX_SPOOL_HEAD];

	spool->batch[0] = '\0';
	spool->reusable = spool->end <= REUSED_MAX &&
			  disk_write_at(spool->fd, no_head, sizeof no_head, 0);
	if (!spool->reusable)
		mbox_spool_clear(spool);
}

bool mbox_spool_clear(struct mbox_spool *spool)
{
	spool->batch[0] = '\0';
	spool->reusable = false;
	return spool->fd < 0 || disk_truncate(spool->fd, 0);
}
