/*
 * state/load.c - the loader, and what a torn tail is.
 *
 * A process that is killed while it writes leaves a record cut short; a
 * machine that loses power may leave, of what was not synced, some records
 * and not others, or blocks of NULs.  What was synced has a mark behind it
 * (mark.h) once anything follows.  So from the first broken line on
 * everything is a torn tail when no mark follows: it was never promised to
 * anyone and does not count, good lines in it included.  When a mark does
 * follow, something else damaged what was promised; then nothing is changed
 * and a person must look.  A line with a right seal and a content that we do
 * not know is never torn: somebody wrote it so.
 *
 * A file is born whole, by a rename (compact.c).  One that is cut within its
 * two header lines, or empty, has lost what it knew: to take it for a new one
 * would bring everything again, so that is left to a person.
 *
 * The file is read in large pieces and not mapped: a mapping would count as
 * memory in use, and would kill us where another process cuts the file.
 */
#include "libpop3/state/load.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "libpop3/base/error.h"
#include "libpop3/state/header.h"
#include "libpop3/state/mark.h"

#define BUFFER_SIZE (64 * 1024)

/* A guess at the length of a record; too low rather than too high, which would
 * have the entries grow, and be moved. */
#define USUAL_RECORD 40

/* One in so many of its octets is kept; too many rather than too few. */
#define USUAL_SHARE 3

/* No line of ours is longer. */
#define LINE_MAX_OCTETS                                                        \
	(P3_RECORD_MAX > P3_HEADER_MAX ? P3_RECORD_MAX : P3_HEADER_MAX)

struct loader {
	int fd;
	const char *path;
	struct pop3_error *error;
	size_t start, end; /* of what is read and not yet taken */
	bool at_end;	   /* the file has no more */
	uint64_t offset;   /* in the file, of start */
	uint64_t line;	   /* how many were taken */
	struct p3_record_reader reader;
	char buffer[BUFFER_SIZE];
};

enum taken {
	TAKEN_LINE,
	TAKEN_PIECE, /* without a line feed: cut short, or too long for us */
	TAKEN_NOTHING,
	TAKEN_FAILURE
};

static enum pop3_status fill(struct loader *l)
{
	size_t left = l->end - l->start;

	memmove(l->buffer, l->buffer + l->start, left);
	l->start = 0;
	l->end = left;
	while (l->end < BUFFER_SIZE && !l->at_end) {
		ssize_t n =
		    read(l->fd, l->buffer + l->end, BUFFER_SIZE - l->end);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return p3_error(l->error, POP3_E_SYSTEM, errno,
			    "cannot read state file '%s'", l->path);
		l->at_end = n == 0;
		l->end += (size_t)n;
	}
	return POP3_OK;
}

static enum taken take_line(
    struct loader *l, const char **out_line, size_t *out_length)
{
	for (;;) {
		char *start = l->buffer + l->start;
		size_t left = l->end - l->start;
		char *lf = memchr(start, '\n', left);
		size_t used = lf != NULL ? (size_t)(lf - start) + 1 : left;

		if (lf == NULL && left < LINE_MAX_OCTETS && !l->at_end) {
			if (fill(l) != POP3_OK)
				return TAKEN_FAILURE;
			continue;
		}
		if (used == 0)
			return TAKEN_NOTHING;
		*out_line = start;
		*out_length = lf != NULL ? used - 1 : used;
		l->start += used;
		l->offset += used;
		l->line += lf != NULL;
		return lf != NULL ? TAKEN_LINE : TAKEN_PIECE;
	}
}

/* ---- The header ---------------------------------------------------------- */

/* Whether the whole file is the beginning of our header and no more. */
static bool is_cut_header(const struct loader *l, const char *account)
{
	char header[P3_HEADER_MAX];
	size_t length = p3_header_write(header, account);

	return l->at_end && l->end < length &&
	       memcmp(l->buffer, header, l->end) == 0;
}

static enum pop3_status load_header(struct loader *l, const char *account)
{
	enum pop3_status status;
	const char *line = l->buffer;
	size_t length = 0;

	if (take_line(l, &line, &length) == TAKEN_FAILURE)
		return POP3_E_SYSTEM;
	status = p3_header_check_format(line, length, l->path, l->error);
	if (status != POP3_OK)
		return status;
	line = l->buffer + l->start;
	length = 0;
	if (take_line(l, &line, &length) == TAKEN_FAILURE)
		return POP3_E_SYSTEM;
	return p3_header_check_account(
	    line, length, account, l->path, l->error);
}

/* ---- The records --------------------------------------------------------- */

static enum pop3_status broken(const struct loader *l, uint64_t line)
{
	return p3_error(l->error, POP3_E_FILE, 0,
	    "record at line %llu of state file '%s' is broken: restore the "
	    "file, or remove that line (its message may then come again)",
	    (unsigned long long)line, l->path);
}

static enum pop3_status unknown(const struct loader *l)
{
	return p3_error(l->error, POP3_E_FILE, 0,
	    "record at line %llu of state file '%s' is of no kind that this "
	    "version knows",
	    (unsigned long long)l->line, l->path);
}

/* Behind a broken record no mark may follow. */
static enum pop3_status check_tail(struct loader *l, uint64_t line)
{
	const char *text;
	size_t length;

	for (;;) {
		switch (take_line(l, &text, &length)) {
		case TAKEN_FAILURE:
			return POP3_E_SYSTEM;
		case TAKEN_NOTHING:
			return POP3_OK;
		case TAKEN_PIECE:
			break;
		case TAKEN_LINE:
			if (p3_mark_is(text, length))
				return broken(l, line);
			break;
		}
	}
}

static enum pop3_status apply(struct loader *l, const char *line, size_t length,
    struct p3_table *table, bool *out_torn)
{
	struct p3_record record;

	switch (p3_record_read(&l->reader, line, length, &record)) {
	case P3_RECORD_BROKEN:
		*out_torn = true;
		return POP3_OK;
	case P3_RECORD_UNKNOWN:
		return p3_mark_is(line, length) ? POP3_OK : unknown(l);
	case P3_RECORD_READ:
		break;
	}
	if (!p3_table_reserve(table, &record))
		return p3_error_no_memory(l->error);
	p3_table_apply(table, &record);
	return POP3_OK;
}

static enum pop3_status load_records(
    struct loader *l, struct p3_table *table, struct p3_loaded *loaded)
{
	for (;;) {
		enum pop3_status status = POP3_OK;
		const char *line;
		size_t length;

		loaded->length = l->offset;
		switch (take_line(l, &line, &length)) {
		case TAKEN_FAILURE:
			return POP3_E_SYSTEM;
		case TAKEN_NOTHING:
			return POP3_OK;
		case TAKEN_PIECE:
			loaded->ragged = true;
			return check_tail(l, l->line + 1);
		case TAKEN_LINE:
			status = apply(l, line, length, table, &loaded->ragged);
			break;
		}
		if (status != POP3_OK)
			return status;
		if (loaded->ragged)
			return check_tail(l, l->line);
		loaded->records++;
	}
}

static enum pop3_status load(struct loader *l, const char *account,
    struct p3_table *table, struct p3_loaded *loaded)
{
	struct stat about;
	enum pop3_status status = fill(l);

	if (status == POP3_OK && is_cut_header(l, account))
		status = p3_error(l->error, POP3_E_FILE, 0,
		    "state file '%s' is cut off at its beginning: restore it, "
		    "or remove it, and everything comes again",
		    l->path);
	if (status != POP3_OK)
		return status;
	status = load_header(l, account);
	if (status != POP3_OK)
		return status;
	if (fstat(l->fd, &about) == 0 &&
	    !p3_table_expect(table, (uint64_t)about.st_size / USUAL_RECORD,
		(uint64_t)about.st_size / USUAL_SHARE))
		return p3_error_no_memory(l->error);
	return load_records(l, table, loaded);
}

enum pop3_status p3_load(int fd, const char *path, const char *account,
    struct p3_table *table, struct p3_loaded *out_loaded,
    struct pop3_error *error)
{
	struct p3_loaded loaded = {0};
	enum pop3_status status;
	struct loader *l = malloc(sizeof *l);

	if (l == NULL)
		return p3_error_no_memory(error);
	l->fd = fd;
	l->path = path;
	l->error = error;
	l->start = l->end = 0;
	l->at_end = false;
	l->offset = l->line = 0;
	l->reader.length = 0;
	status = load(l, account, table, &loaded);
	free(l);
	if (status == POP3_OK)
		*out_loaded = loaded;
	return status;
}
