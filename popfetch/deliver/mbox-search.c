/*
 * mbox-search.c - finding messages again in an mbox that others have changed.
 *
 * Needed only after a crash, and only when the mbox is not as it was left:
 * then a message may have moved, because a mail reader deleted others in
 * front of it.  The mbox is read once for its From_ lines; where one is that
 * of a message, sender and second the same, the octets behind it decide.
 *
 * A mail reader that has seen a message writes so into its header ("Status:
 * RO"), so a message is also the same when it begins as ours does, up to
 * where such fields are put, when such fields follow there and no more, and
 * when the rest is as ours is.  (Of a header longer than we look at, its
 * beginning is enough: that has more than a name and a subject.)
 */
#define _GNU_SOURCE /* memmem() */
#include "popfetch/deliver/mbox-search.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "popfetch/system/disk.h"
#include "popfetch/text/checksum.h"
#include "popfetch/text/letter-case.h"

/* Longer From_ lines than ours there may be, but not to find. */
#define LINE_MAX_OCTETS 400

/* This much of a header is enough to know a message by, its From_ line and
 * what is behind the header being the same. */
#define HEAD_ENOUGH 512

/* More than this no mail reader puts into a header. */
#define FIELDS_MAX 1024

/* ---- The From_ lines of an mbox ------------------------------------------ */

#define WINDOW ((size_t)64 << 10)
static const char MARK[] = "\nFrom ";
#define MARK_LENGTH 6

struct scanner {
	int mbox;
	char *window;
	uint64_t base; /* where in the mbox it is */
	size_t got, at;
	bool failed; /* errno */
};

static void scan_from(struct scanner *scanner, uint64_t position)
{
	scanner->base = position;
	scanner->got = scanner->at = 0;
	scanner->failed = false;
}

static bool refill(struct scanner *scanner)
{
	scanner->base += scanner->at;
	scanner->at = 0;
	scanner->failed = !disk_read_at(scanner->mbox, scanner->window, WINDOW,
	    scanner->base, &scanner->got);
	return !scanner->failed && scanner->got >= MARK_LENGTH;
}

/* The next line that begins with "From " behind an LF. */
static bool scan_next(struct scanner *scanner, uint64_t *out_position)
{
	for (;;) {
		const char *from = scanner->window + scanner->at;
		size_t rest = scanner->got - scanner->at;
		const char *mark = memmem(from, rest, MARK, MARK_LENGTH);

		if (mark != NULL) {
			scanner->at = (size_t)(mark - scanner->window) + 1;
			*out_position = scanner->base + scanner->at;
			return true;
		}
		if (scanner->got > 0 && scanner->got < WINDOW)
			return false;
		/* The mark may lie across the end of the window. */
		if (rest >= MARK_LENGTH)
			scanner->at = scanner->got - (MARK_LENGTH - 1);
		if (!refill(scanner))
			return false;
	}
}

/* ---- Comparing ----------------------------------------------------------- */

struct search {
	int mbox, spool;
	const struct spool_range *messages;
	uint64_t *sums; /* of their From_ lines */
	bool *found;
	size_t count;
	uint64_t torn, torn_end; /* what is ours for some octets, and no more */
	struct scanner lines, ends;
};

/* The checksum of the first line at that place. */
static bool line_sum(int fd, uint64_t at, uint64_t *out_sum)
{
	char line[LINE_MAX_OCTETS];
	size_t got, length = 0;

	if (!disk_read_at(fd, line, sizeof line, at, &got))
		return false;
	while (length < got && line[length] != '\n')
		length++;
	*out_sum = checksum_add(CHECKSUM_EMPTY, line, length);
	return true;
}

/* How much of the message in front of the end of its header is enough, and
 * whether that is the whole header. */
static bool head_enough(const struct search *search, struct spool_range message,
    size_t *out_enough, bool *out_whole)
{
	char head[HEAD_ENOUGH];
	size_t size =
	    message.length < sizeof head ? (size_t)message.length : sizeof head;
	const char *end;

	if (!disk_read_at(search->spool, head, size, message.offset, &size))
		return false;
	end = memmem(head, size, "\n\n", 2);
	*out_whole = end != NULL;
	*out_enough = end != NULL ? (size_t)(end - head) + 1 : size;
	return true;
}

/* Whether a line is what mail readers put into a header. */
static bool is_readers_field(const char *line, size_t length)
{
	static const char *const names[] = {"Status:", "X-Status:",
	    "X-Keywords:", "X-UID:", "X-IMAP", "X-Mozilla-",
	    "Content-Length:", "Lines:", "X-KMail-", "X-Evolution"};

	if (line[0] == ' ' || line[0] == '\t')
		return true;
	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if (length >= strlen(names[i]) &&
		    words_match_within(line, names[i], strlen(names[i])))
			return true;
	return false;
}

/* Whether n octets of the mbox are lines that mail readers add; a message
 * that has more than such lines is another one. */
static bool only_fields(
    struct search *search, uint64_t at, uint64_t n, bool *out_only)
{
	char lines[FIELDS_MAX];
	size_t got, start = 0;

	*out_only = n <= sizeof lines;
	if (!*out_only)
		return true;
	if (!disk_read_at(search->mbox, lines, (size_t)n, at, &got))
		return false;
	while (*out_only && start < got) {
		const char *line = lines + start;
		const char *end = memchr(line, '\n', got - start);

		*out_only = end != NULL && is_readers_field(line, got - start);
		start += end != NULL ? (size_t)(end - line) + 1 : 0;
	}
	return true;
}

/* How many octets of the range stand in the mbox from `at` on. */
static bool compare(struct search *search, struct spool_range range,
    uint64_t at, uint64_t *out_same)
{
	const struct mbox_plan plan = {.at = at,
	    .old_end = at,
	    .ranges = &range,
	    .count = 1,
	    .length = range.length};

	return mbox_plan_compare(&plan, search->spool, search->mbox, out_same);
}

/* Whether mbox octets that end at `end` are the message from `from` on. */
static bool same_rest(struct search *search, struct spool_range message,
    uint64_t from, uint64_t end, bool *out_same)
{
	const struct spool_range rest = {
	    message.offset + from, message.length - from};
	uint64_t same;

	if (!compare(search, rest, end - rest.length, &same))
		return false;
	*out_same = same == rest.length;
	return true;
}

/* Where the message of the mbox that begins at `at` ends. */
static bool message_end(struct search *search, uint64_t at, uint64_t *out_end)
{
	scan_from(&search->ends, at);
	if (scan_next(&search->ends, out_end))
		return true;
	*out_end = search->ends.base + search->ends.got;
	return !search->ends.failed;
}

static bool is_same(struct search *search, struct spool_range message,
    uint64_t at, bool *out_same)
{
	uint64_t same, end;
	size_t enough;
	bool whole, only = true;

	if (!compare(search, message, at, &same))
		return false;
	*out_same = same == message.length;
	if (*out_same)
		return true;
	if (at + same > search->torn_end) {
		search->torn = at;
		search->torn_end = at + same;
	}
	if (!head_enough(search, message, &enough, &whole) ||
	    !message_end(search, at, &end))
		return false;
	/* Where nothing was put in, what differs is another message. */
	if (same < enough || end - at <= message.length)
		return true;
	if (whole &&
	    !only_fields(search, at + enough, end - at - message.length, &only))
		return false;
	return !only ||
	       same_rest(search, message, whole ? enough : same, end, out_same);
}

/* Whose message begins at that place of the mbox? */
static bool look_at(struct search *search, uint64_t at)
{
	bool same = false;
	uint64_t sum;

	if (!line_sum(search->mbox, at, &sum))
		return false;
	for (size_t i = 0; i < search->count && !same; i++) {
		if (search->found[i] || search->sums[i] != sum)
			continue;
		if (!is_same(search, search->messages[i], at, &same))
			return false;
		search->found[i] = same;
	}
	return true;
}

static bool sum_messages(struct search *search)
{
	for (size_t i = 0; i < search->count; i++)
		if (!line_sum(search->spool, search->messages[i].offset,
			&search->sums[i]))
			return false;
	return true;
}

static bool look_through(
    struct search *search, uint64_t from, uint64_t skip_from, uint64_t skip_to)
{
	bool skip_first = skip_from == 0 && skip_to > 0;
	uint64_t at;

	/* The first From_ line has no LF in front of it. */
	if (from == 0 && !skip_first && !look_at(search, 0))
		return false;
	scan_from(&search->lines, from > 0 ? from - 1 : 0);
	while (scan_next(&search->lines, &at))
		if ((at < skip_from || at >= skip_to) && !look_at(search, at))
			return false;
	return !search->lines.failed;
}

bool mbox_search(int mbox, uint64_t from, uint64_t skip_from, uint64_t skip_to,
    int spool, const struct spool_range *messages, size_t count,
    bool *out_found, uint64_t *out_end)
{
	struct search search = {.mbox = mbox,
	    .spool = spool,
	    .messages = messages,
	    .sums = malloc((count + 1) * sizeof *search.sums),
	    .found = out_found,
	    .count = count,
	    .lines = {.mbox = mbox, .window = malloc(WINDOW)},
	    .ends = {.mbox = mbox, .window = malloc(WINDOW)}};
	bool done = search.sums != NULL && search.lines.window != NULL &&
		    search.ends.window != NULL && sum_messages(&search) &&
		    look_through(&search, from, skip_from, skip_to);
	int failure = errno;

	*out_end = search.lines.base + search.lines.got;
	if (search.torn_end == *out_end)
		*out_end = search.torn;
	free(search.sums);
	free(search.lines.window);
	free(search.ends.window);
	errno = failure;
	return done;
}
