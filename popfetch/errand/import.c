/*
 * import.c - from another program's file into the state.
 *
 * An entry becomes a placed message, retrieved when the file says, or now:
 * the other program has delivered it, so a fetch that deletes what it has
 * delivered may delete it.  Of a unique-id that stands there several times
 * each is another message of that unique-id, as in a listing.
 *
 * Lines that cannot be read are counted, never guessed at: to take a message
 * for seen that was not would lose it.
 */
#include "popfetch/errand/import.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "popfetch/options/memory.h"
#include "popfetch/options/paths.h"
#include "popfetch/system/input-file.h"
#include "popfetch/system/interrupt.h"
#include "popfetch/visit/state-file.h"
#include "popfetch/visit/visit.h"

/* A line with the longest unique-id, an account and a time. */
#define LINE_OCTETS_MAX (POP3_STATE_UID_MAX + 1024)

/* No maildrop has more messages, and no list of them more octets; a pipe may
 * have either. */
#define ENTRIES_MAX 4000000
#define OCTETS_MAX  ((size_t)256 << 20)

struct found {
	char *uid;
	size_t length;
	int64_t retrieved;
	uint32_t occurrence;
	bool guessed; /* another name for the message of an entry */
};

struct haul {
	const struct talk *talk;
	struct found *found;
	size_t count;
	size_t others; /* entries of other accounts */
	size_t broken; /* lines */
};

enum exit_status import_parse(const char *text, struct import *out_import)
{
	const char *colon = strchr(text, ':');

	*out_import = (struct import){0};
	if (colon != NULL)
		out_import->format =
		    import_format_named(text, (size_t)(colon - text));
	if (out_import->format == NULL || colon[1] == '\0') {
		talk_error(&talk_unnamed,
		    "bad value '%.80s' for '--import-state': mpop:FILE, "
		    "fetchmail:FILE or getmail:FILE is allowed",
		    text);
		return EXIT_USAGE;
	}
	out_import->path = path_absolute(colon + 1);
	return EXIT_DONE;
}

void import_clear(struct import *import)
{
	free(import->path);
	*import = (struct import){0};
}

/* ---- Reading ------------------------------------------------------------- */

/* Reads a line without its line feed: false at the end, and where no octets
 * are left that a file may have.  A line that is too long is read to its end
 * and has a length beyond the size. */
static bool read_line(
    FILE *file, char *line, size_t size, size_t *left, size_t *out_length)
{
	size_t length = 0;
	int c = EOF;

	while (*left > 0 && (c = getc(file)) != EOF && c != '\n') {
		--*left;
		if (length < size)
			line[length] = (char)c;
		if (length <= size)
			length++;
	}
	*out_length = length;
	return *left > 0 && (c != EOF || length > 0);
}

static void keep(struct haul *haul, const struct import_entry *entry)
{
	struct found *found;

	haul->found =
	    memory_grow(haul->found, haul->count + 1, sizeof *haul->found);
	found = &haul->found[haul->count++];
	*found = (struct found){
	    .uid = memory_copy_part(entry->uid, entry->length),
	    .length = entry->length,
	    .retrieved = entry->retrieved,
	};
}

/* The entry as the server may name it.  Base64, which slashes come from, has no
 * dashes beside them. */
static void keep_slashed(struct haul *haul, const struct import_entry *entry)
{
	struct found *found;

	if (memchr(entry->uid, '-', entry->length) == NULL)
		return;
	keep(haul, entry);
	found = &haul->found[haul->count - 1];
	found->guessed = true;
	for (size_t i = 0; i < found->length; i++)
		if (found->uid[i] == '-')
			found->uid[i] = '/';
}

static void take_line(struct haul *haul, const struct import *import,
    struct import_reader *reader, const char *line, size_t length)
{
	struct import_entry entry;
	enum import_line kind = IMPORT_BROKEN;

	/* Of a file that has been on another system; no unique-id ends so. */
	if (length > 0 && length <= LINE_OCTETS_MAX && line[length - 1] == '\r')
		length--;
	if (length <= LINE_OCTETS_MAX)
		kind = import->format->read(reader, line, length, &entry);
	if (kind == IMPORT_ENTRY &&
	    (entry.length > POP3_STATE_UID_MAX ||
		memchr(entry.uid, '\0', entry.length) != NULL))
		kind = IMPORT_BROKEN;
	if (kind == IMPORT_ENTRY)
		keep(haul, &entry);
	if (kind == IMPORT_ENTRY && import->format->has_dashes_for_slashes)
		keep_slashed(haul, &entry);
	haul->others += kind == IMPORT_OTHER;
	haul->broken += kind == IMPORT_BROKEN;
}

/* 0, or the error number of what is wrong with the file. */
static int read_lines(FILE *file, const struct visit *visit, struct haul *haul)
{
	struct import_reader reader = {
	    .user = visit->settings->user, .host = visit->settings->host};
	char line[LINE_OCTETS_MAX + 1];
	size_t length, left = OCTETS_MAX;

	while (interrupt_signal() == 0 && haul->count < ENTRIES_MAX &&
	       read_line(file, line, LINE_OCTETS_MAX, &left, &length))
		take_line(haul, visit->import, &reader, line, length);
	if (interrupt_signal() != 0)
		return EINTR;
	if (ferror(file))
		return errno;
	return left == 0 || haul->count >= ENTRIES_MAX ? EFBIG : 0;
}

static enum exit_status read_file(const struct visit *visit, struct haul *haul)
{
	const char *path = visit->import->path;
	FILE *file = input_file_open(path);
	const int flaw = file != NULL ? read_lines(file, visit, haul) : errno;

	if (file != NULL)
		fclose(file);
	if (flaw == 0)
		return EXIT_DONE;
	talk_error(
	    &visit->talk, "cannot read '%s': %s", path, talk_reason(flaw));
	return exit_status_unless_short(flaw, EXIT_NO_INPUT);
}

/* ---- Occurrences --------------------------------------------------------- */

static int compare_uids(const struct found *a, const struct found *b)
{
	size_t shorter = a->length < b->length ? a->length : b->length;
	int order = memcmp(a->uid, b->uid, shorter);

	return order != 0 ? order
			  : (a->length > b->length) - (a->length < b->length);
}

/* Of equal ones the oldest is the first, as in a maildrop. */
static int compare(const void *a, const void *b)
{
	const struct found *left = a, *right = b;
	int order = compare_uids(left, right);

	return order != 0 ? order
			  : (left->retrieved > right->retrieved) -
				(left->retrieved < right->retrieved);
}

static void count_occurrences(struct haul *haul)
{
	if (haul->count > 1)
		qsort(haul->found, haul->count, sizeof *haul->found, compare);
	for (size_t i = 1; i < haul->count; i++)
		if (compare_uids(&haul->found[i - 1], &haul->found[i]) == 0)
			haul->found[i].occurrence =
			    haul->found[i - 1].occurrence + 1;
}

/* ---- Into the state ------------------------------------------------------ */

/* What was only passed over, or had its header delivered, is seen, but no fetch
 * would ever delete it: the other program has it whole. */
static bool is_delivered(
    const struct pop3_state *state, const struct pop3_state_key *key)
{
	struct pop3_state_entry entry;

	return pop3_state_find(state, key, &entry) &&
	       entry.phase != POP3_PHASE_TROUBLED &&
	       (entry.phase != POP3_PHASE_PLACED || entry.retrieved != 0);
}

static enum exit_status place_all(void *context, struct pop3_state *state)
{
	const struct haul *haul = context;
	int64_t now = state_file_now();
	size_t placed = 0, before = 0;

	for (size_t i = 0; i < haul->count; i++) {
		const struct found *found = &haul->found[i];
		const struct pop3_state_key key = {
		    found->uid, found->length, found->occurrence};
		/* A clock ahead of ours would keep the message longer. */
		int64_t retrieved =
		    found->retrieved > 0 && found->retrieved < now
			? found->retrieved
			: now;

		if (is_delivered(state, &key)) {
			before += !found->guessed;
			continue;
		}
		if (pop3_state_forget(state, &key) != POP3_OK ||
		    pop3_state_place(state, &key, retrieved) != POP3_OK)
			return state_file_failed(
			    haul->talk, pop3_state_error(state));
		placed += !found->guessed;
	}
	talk_detail(haul->talk, "%zu %s now taken for delivered, %zu %s before",
	    placed, placed == 1 ? "message is" : "messages are", before,
	    before == 1 ? "was" : "were");
	return EXIT_DONE;
}

/* ---- The whole ----------------------------------------------------------- */

static enum exit_status judge_broken(
    const struct visit *visit, const struct haul *haul)
{
	const struct import *import = visit->import;

	if (haul->count + haul->others == 0)
		talk_error(&visit->talk,
		    "'%s' is no file of %s: nothing in it can be read",
		    import->path, import->format->name);
	else
		talk_error(&visit->talk,
		    "%zu line%s of '%s' cannot be read and %s left out",
		    haul->broken, haul->broken == 1 ? "" : "s", import->path,
		    haul->broken == 1 ? "is" : "are");
	return EXIT_DATA;
}

static enum exit_status judge(
    const struct visit *visit, const struct haul *haul)
{
	const struct settings *settings = visit->settings;

	if (haul->broken > 0)
		return judge_broken(visit, haul);
	if (haul->count > 0)
		return EXIT_DONE;
	talk_error(&visit->talk, "'%s' has nothing of '%s@%s'%s",
	    visit->import->path, settings->user, settings->host,
	    haul->others == 0 ? ""
			      : ", but entries of others: user and host must "
				"be spelled as they are there");
	return EXIT_NO_INPUT;
}

enum exit_status import_run(struct visit *visit)
{
	struct haul haul = {.talk = &visit->talk};
	enum exit_status status = read_file(visit, &haul);

	if (status == EXIT_DONE && haul.count > 0) {
		count_occurrences(&haul);
		status = state_file_work(visit->settings, visit->cancel,
		    &visit->talk, place_all, &haul);
	}
	if (status == EXIT_DONE)
		status = judge(visit, &haul);
	for (size_t i = 0; i < haul.count; i++)
		free(haul.found[i].uid);
	free(haul.found);
	return status;
}
