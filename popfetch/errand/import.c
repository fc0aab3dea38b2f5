/*
 * import.c - from another program's file, or from the state file of an account
 * whose user or server has got another name, into the state.
 *
 * Our own file knows more than theirs.  What an account has passed over is
 * passed over again, and what it has not placed yet, it alone can.
 *
 * Lines that cannot be read are counted, never guessed at: to take a message
 * for seen that was not would lose it.
 */
#include "popfetch/errand/import.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "popfetch/errand/import-haul.h"
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
		    "fetchmail:FILE, getmail:FILE or popfetch:FILE is allowed",
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

/* The entry as the server may name it.  Base64, which slashes come from, has no
 * dashes beside them. */
static void keep_slashed(struct haul *haul, const struct import_entry *entry)
{
	struct found *found;

	if (memchr(entry->uid, '-', entry->length) == NULL)
		return;
	found = haul_keep(haul, entry);
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
		(void)haul_keep(haul, &entry);
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

static enum exit_status cannot_read(const struct visit *visit, int flaw)
{
	talk_error(&visit->talk, "cannot read '%s': %s", visit->import->path,
	    talk_reason(flaw));
	return exit_status_unless_short(flaw, EXIT_NO_INPUT);
}

static enum exit_status read_file(const struct visit *visit, struct haul *haul)
{
	FILE *file = input_file_open(visit->import->path);
	const int flaw = file != NULL ? read_lines(file, visit, haul) : errno;

	if (file != NULL)
		fclose(file);
	if (flaw != 0)
		return cannot_read(visit, flaw);
	haul_count_occurrences(haul);
	return EXIT_DONE;
}

/* ---- Our own ------------------------------------------------------------- */

static int keep_entry(void *context, const struct pop3_state_entry *entry)
{
	struct haul *haul = context;
	const bool passed = entry->retrieved == 0;
	const struct import_entry seen = {.uid = entry->key.uid,
	    .length = entry->key.length,
	    .retrieved = passed ? entry->since : entry->retrieved};
	struct found *found = haul_keep(haul, &seen);

	found->occurrence = entry->key.occurrence;
	found->passed = passed;
	return 0;
}

static int count_unplaced(void *context, const struct pop3_state_entry *entry)
{
	struct haul *haul = context;

	(void)entry;
	haul->unplaced++;
	return 0;
}

/* The file is named by its account. */
static char *account_of(const char *path)
{
	const char *slash = strrchr(path, '/');
	const char *name = slash != NULL ? slash + 1 : path;
	const size_t length = strlen(name), suffix = strlen(".uidl");

	return memory_copy_part(
	    name, length > suffix ? length - suffix : length);
}

static enum exit_status read_state(const struct visit *visit, struct haul *haul)
{
	const char *path = visit->import->path;
	struct pop3_state_options options = {.size = sizeof options};
	struct pop3_error error = {0};
	struct pop3_state *state = NULL;
	enum pop3_status status;
	char *account;

	/* To the library one that is absent is one that is empty. */
	if (access(path, R_OK) != 0)
		return cannot_read(visit, errno);
	/* It would be nobody's file. */
	if (path[strlen(path) - 1] == '/')
		return cannot_read(visit, EISDIR);
	account = account_of(path);
	options.account = account;
	status = pop3_state_open_readonly(path, &options, &error, &state);
	free(account);
	if (status != POP3_OK) {
		talk_error(&visit->talk, "%s", error.text);
		return exit_status_of_error(&error);
	}
	pop3_state_each(state, POP3_PHASE_PLACED, keep_entry, haul);
	pop3_state_each(state, POP3_PHASE_DOOMED, keep_entry, haul);
	pop3_state_each(state, POP3_PHASE_INTENDED, count_unplaced, haul);
	pop3_state_close(state, NULL);
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

static enum exit_status judge_unplaced(
    const struct visit *visit, const struct haul *haul)
{
	talk_error(&visit->talk,
	    "%zu message%s of '%s' %s not placed yet and left out: a fetch "
	    "of that account places %s, also where its server is gone",
	    haul->unplaced, haul->unplaced == 1 ? "" : "s", visit->import->path,
	    haul->unplaced == 1 ? "is" : "are",
	    haul->unplaced == 1 ? "it" : "them");
	return EXIT_DATA;
}

static enum exit_status judge(
    const struct visit *visit, const struct haul *haul)
{
	const struct settings *settings = visit->settings;

	if (haul->unplaced > 0)
		return judge_unplaced(visit, haul);
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
	const bool own = visit->import->format->read == NULL;
	enum exit_status status =
	    own ? read_state(visit, &haul) : read_file(visit, &haul);

	haul.word = own ? "seen" : "delivered";
	if (status == EXIT_DONE && haul.count > 0)
		status = state_file_work(visit->settings, visit->cancel,
		    &visit->talk, haul_place, &haul);
	if (status == EXIT_DONE)
		status = judge(visit, &haul);
	haul_clear(&haul);
	return status;
}
