/*
 * mbox-plan.c - comparing an mbox with what is planned for it, and making it
 * so.
 *
 * Almost every plan appends: plan->at is the end of the mbox.  It is written
 * with O_APPEND, and the end looked at before each write, so that a program
 * that ignores our locks has nothing of its own overwritten: its octets may
 * come between two of our writes, and then the plan has failed and a new one
 * is made (mbox-mend.c).  A plan that has old octets of the mbox among its
 * ranges, to move them, is written in place; the spool has them safe.
 *
 * When appending fails (a full disk) or cannot be made durable, what was
 * appended is cut off again.
 */
#include "popfetch/deliver/mbox-plan.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "popfetch/system/disk.h"
#include "popfetch/text/checksum.h"

/* What is compared at once. */
#define PIECE ((size_t)32 << 10)

void mbox_plan_free(struct mbox_plan *plan)
{
	free(plan->ranges);
	*plan = (struct mbox_plan){.at = 0};
}

bool mbox_plan_add(struct mbox_plan *plan, struct spool_range range)
{
	if (range.length == 0)
		return true;
	if (plan->count == plan->room) {
		size_t room = plan->room > 0 ? plan->room * 2 : 64;
		struct spool_range *ranges =
		    realloc(plan->ranges, room * sizeof *ranges);

		if (ranges == NULL)
			return false;
		plan->ranges = ranges;
		plan->room = room;
	}
	plan->ranges[plan->count++] = range;
	plan->length += range.length;
	return true;
}

bool mbox_plan_appends(const struct mbox_plan *plan)
{
	return plan->old_end == plan->at;
}

/* So many octets in front of a plan tell whether it is still in its place: more
 * than what is the same at the end of all mails of a robot. */
#define BEFORE 4096

static bool sum_before(uint64_t at, int mbox, uint64_t *out_sum)
{
	size_t n = at < BEFORE ? (size_t)at : BEFORE;
	char octets[BEFORE];
	size_t got;

	if (!disk_read_at(mbox, octets, n, at - n, &got))
		return false;
	*out_sum = checksum_add(CHECKSUM_EMPTY, octets, got);
	return true;
}

bool mbox_plan_mark(struct mbox_plan *plan, int mbox)
{
	return sum_before(plan->at, mbox, &plan->before);
}

bool mbox_plan_is_marked(
    const struct mbox_plan *plan, int mbox, bool *out_marked)
{
	uint64_t before;

	if (!sum_before(plan->at, mbox, &before))
		return false;
	*out_marked = before == plan->before;
	return true;
}

/* Reads the planned octets one after the other. */
struct reader {
	const struct mbox_plan *plan;
	int spool;
	size_t index;	 /* of the range */
	uint64_t within; /* it */
};

static void skip(struct reader *reader, uint64_t n)
{
	const struct mbox_plan *plan = reader->plan;

	reader->within += n;
	while (reader->index < plan->count &&
	       reader->within >= plan->ranges[reader->index].length)
		reader->within -= plan->ranges[reader->index++].length;
}

static struct reader read_from(
    const struct mbox_plan *plan, int spool, uint64_t position)
{
	struct reader reader = {.plan = plan, .spool = spool};

	skip(&reader, position);
	return reader;
}

/* Octets that follow each other in the spool, over the ends of ranges. */
static size_t contiguous(const struct reader *reader, size_t limit)
{
	const struct spool_range *range = &reader->plan->ranges[reader->index];
	const struct spool_range *end =
	    reader->plan->ranges + reader->plan->count;
	uint64_t n = range->length - reader->within;

	while (n < limit && range + 1 < end &&
	       range[1].offset == range->offset + range->length)
		n += (++range)->length;
	return n < limit ? (size_t)n : limit;
}

static bool fill(
    struct reader *reader, char *octets, size_t size, size_t *out_filled)
{
	size_t filled = 0;

	while (filled < size && reader->index < reader->plan->count) {
		const struct spool_range *range =
		    &reader->plan->ranges[reader->index];
		size_t n = contiguous(reader, size - filled);

		if (!disk_read_whole(reader->spool, octets + filled, n,
			range->offset + reader->within))
			return false;
		filled += n;
		skip(reader, n);
	}
	*out_filled = filled;
	return true;
}

static size_t same_octets(const char *a, const char *b, size_t n)
{
	size_t i = 0;

	if (memcmp(a, b, n) == 0)
		return n;
	while (a[i] == b[i])
		i++;
	return i;
}

static bool compare(const struct mbox_plan *plan, int spool, int mbox,
    char *pieces, uint64_t *out_same)
{
	struct reader reader = read_from(plan, spool, 0);
	uint64_t same = 0;

	while (same < plan->length) {
		size_t planned, found, n;

		if (!disk_read_at(mbox, pieces, PIECE, plan->at + same, &found))
			return false;
		if (found == 0)
			break;
		if (!fill(&reader, pieces + PIECE, found, &planned))
			return false;
		n = same_octets(pieces, pieces + PIECE, planned);
		same += n;
		if (n < planned)
			break;
	}
	*out_same = same;
	return true;
}

bool mbox_plan_compare(
    const struct mbox_plan *plan, int spool, int mbox, uint64_t *out_same)
{
	char *pieces = malloc(2 * PIECE);
	bool done;

	if (pieces == NULL)
		return false;
	done = compare(plan, spool, mbox, pieces, out_same);
	free(pieces);
	return done;
}

static bool ends_at(int mbox, uint64_t end)
{
	struct stat stat_buf;

	return fstat(mbox, &stat_buf) == 0 && (uint64_t)stat_buf.st_size == end;
}

static enum mbox_written write_piece(const struct mbox_plan *plan, int mbox,
    const char *octets, size_t n, uint64_t position)
{
	bool written;

	if (!mbox_plan_appends(plan)) {
		written = disk_write_at(mbox, octets, n, plan->at + position);
	} else {
		if (!ends_at(mbox, plan->at + position))
			return MBOX_MOVED;
		written = disk_write(mbox, octets, n);
	}
	return written ? MBOX_WRITTEN : MBOX_WRITE_FAILED;
}

static enum mbox_written write_pieces(const struct mbox_plan *plan, int spool,
    int mbox, char *space, uint64_t same)
{
	struct reader reader = read_from(plan, spool, same);
	enum mbox_written written = MBOX_WRITTEN;

	while (written == MBOX_WRITTEN && same < plan->length) {
		size_t n;

		if (!fill(&reader, space, MBOX_WRITE_SPACE, &n))
			return MBOX_WRITE_FAILED;
		written = write_piece(plan, mbox, space, n, same);
		same += n;
	}
	return written;
}

/* Cuts off what was appended, if nothing but that is there; errno stays. */
static void take_back(const struct mbox_plan *plan, int spool, int mbox)
{
	int failure = errno;
	uint64_t same;

	if (mbox_plan_appends(plan) &&
	    mbox_plan_compare(plan, spool, mbox, &same) &&
	    ends_at(mbox, plan->at + same))
		(void)disk_truncate(mbox, plan->at);
	errno = failure;
}

/* Linux appends whatever the offset of a pwrite() is, while this is set. */
static bool set_appending(int mbox, bool append)
{
	int flags = fcntl(mbox, F_GETFL);

	if (flags < 0)
		return false;
	flags = append ? flags | O_APPEND : flags & ~O_APPEND;
	return fcntl(mbox, F_SETFL, flags) == 0;
}

enum mbox_written mbox_plan_write(const struct mbox_plan *plan, int spool,
    int mbox, uint64_t same, char *space)
{
	enum mbox_written written = MBOX_WRITE_FAILED;

	if (set_appending(mbox, mbox_plan_appends(plan)))
		written = write_pieces(plan, spool, mbox, space, same);
	if (written == MBOX_WRITTEN && !disk_sync_data(mbox))
		written = MBOX_WRITE_FAILED;
	if (written == MBOX_WRITE_FAILED)
		take_back(plan, spool, mbox);
	return written;
}

/* ---- What a loss of power left ------------------------------------------ */

static bool differ_in_nuls(const char *planned, const char *found, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (found[i] != planned[i] && found[i] != '\0')
			return false;
	return true;
}

/* From `from` up to `to` of the plan. */
static bool are_nuls(const struct mbox_plan *plan, int spool, int mbox,
    char *pieces, uint64_t from, uint64_t to, bool *out_nuls)
{
	struct reader reader = read_from(plan, spool, from);

	for (*out_nuls = true; *out_nuls && from < to;) {
		size_t n = to - from < PIECE ? (size_t)(to - from) : PIECE;
		size_t got, planned;

		if (!disk_read_at(mbox, pieces, n, plan->at + from, &got) ||
		    !fill(&reader, pieces + PIECE, n, &planned))
			return false;
		*out_nuls = got == n && planned == n &&
			    differ_in_nuls(pieces + PIECE, pieces, n);
		from += n;
	}
	return true;
}

static bool put_in(const struct mbox_plan *plan, int spool, int mbox,
    char *octets, uint64_t from, uint64_t to)
{
	struct reader reader = read_from(plan, spool, from);

	while (from < to) {
		size_t n = to - from < PIECE ? (size_t)(to - from) : PIECE;

		if (!fill(&reader, octets, n, &n) ||
		    !disk_write_at(mbox, octets, n, plan->at + from))
			return false;
		from += n;
	}
	return true;
}

bool mbox_plan_fill(const struct mbox_plan *plan, int spool, int mbox,
    uint64_t same, uint64_t length, bool *out_filled)
{
	uint64_t to = length > plan->at ? length - plan->at : 0;
	char *pieces = malloc(2 * PIECE);
	bool done, nuls = false;

	*out_filled = false;
	if (pieces == NULL)
		return false;
	if (to > plan->length)
		to = plan->length;
	done =
	    same >= to || are_nuls(plan, spool, mbox, pieces, same, to, &nuls);
	if (done && nuls)
		done = set_appending(mbox, false) &&
		       put_in(plan, spool, mbox, pieces, same, to) &&
		       disk_sync_data(mbox);
	*out_filled = done && nuls;
	free(pieces);
	return done;
}
