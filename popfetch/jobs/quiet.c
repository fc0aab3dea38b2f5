/*
 * quiet.c - one line, "popfetch-failing 1 SINCE TOLD", in Unix seconds, 0 or
 * 1.  It is written over in one piece, with no file beside it that would be
 * renamed: two runs that fail at the same moment, of which neither waits for
 * the other, would take it from each other.
 *
 * What is not such a line (torn, of another version) counts as nothing: the
 * failure begins now.  So does a beginning that lies in the future, which a
 * clock that ran ahead has written, or the failure would stay unsaid for as
 * long as the clock was wrong.  O_NONBLOCK, since a FIFO in its place would
 * keep whoever opens it waiting for ever.
 */
#include "popfetch/jobs/quiet.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "popfetch/system/disk.h"
#include "popfetch/system/interrupt.h"
#include "popfetch/system/terminal.h"
#include "popfetch/text/date-time.h"
#include "popfetch/visit/state-file.h"

#define RECORD_MAX 64

struct failing {
	int64_t since; /* Unix seconds; 0: it did not fail */
	int told;
};

/* ---- What is remembered -------------------------------------------------- */

static struct failing recall(const char *path)
{
	char text[RECORD_MAX + 1] = "", end = '\0';
	struct failing failing = {0};
	const int fd =
	    disk_open(AT_FDCWD, path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK, 0);
	size_t got = 0;

	if (fd < 0)
		return failing;
	if (!disk_read_at(fd, text, RECORD_MAX, 0, &got))
		got = 0;
	close(fd);
	text[got] = '\0';
	if (sscanf(text, "popfetch-failing 1 %15" SCNd64 " %1d%c",
		&failing.since, &failing.told, &end) != 3 ||
	    end != '\n' || failing.since < 1 ||
	    failing.since > state_file_now())
		return (struct failing){0};
	return failing;
}

static bool write_record(int fd, const struct failing *failing)
{
	char text[RECORD_MAX];
	const size_t length = (size_t)snprintf(text, sizeof text,
	    "popfetch-failing 1 %" PRId64 " %d\n", failing->since,
	    failing->told);

	return disk_write(fd, text, length) && disk_truncate(fd, length) &&
	       disk_sync(fd);
}

static bool remember(const char *path, const struct failing *failing)
{
	const int fd = disk_open(
	    AT_FDCWD, path, O_WRONLY | O_CREAT | O_NOFOLLOW | O_NONBLOCK, 0600);
	bool is_written;
	int error;

	if (fd < 0)
		return false;
	is_written = write_record(fd, failing);
	error = errno;
	if (close(fd) == 0 && is_written)
		return true;
	if (!is_written)
		errno = error;
	return false;
}

/* ---- What is held back --------------------------------------------------- */

static bool make_room(struct quiet *quiet)
{
	const size_t room = quiet->room > 0 ? quiet->room * 2 : 16;
	struct talk_line *lines;

	if (quiet->count < quiet->room)
		return true;
	lines = realloc(quiet->lines, room * sizeof *lines);
	if (lines == NULL)
		return false;
	quiet->lines = lines;
	quiet->room = room;
	return true;
}

static bool keep(struct quiet *quiet, const struct talk_line *line)
{
	const size_t octets = sizeof *line + strlen(line->text) + 1;
	char *text;

	if (octets > QUIET_OCTETS_MAX - quiet->octets || !make_room(quiet))
		return false;
	text = strdup(line->text);
	if (text == NULL)
		return false;
	quiet->lines[quiet->count] = *line;
	quiet->lines[quiet->count++].text = text;
	quiet->octets += octets;
	return true;
}

static void hold(void *context, const struct talk_line *line)
{
	struct talk_line passed = *line;

	if (line->shown && line->level <= TALK_WARNING)
		passed.shown = !keep(context, line);
	talk_pass(&passed);
}

static void show(const struct quiet *quiet)
{
	for (size_t i = 0; i < quiet->count; i++)
		talk_show(&quiet->lines[i]);
}

static void drop(struct quiet *quiet)
{
	while (quiet->count > 0)
		free((char *)quiet->lines[--quiet->count].text);
	free(quiet->lines);
}

/* ---- Deciding ------------------------------------------------------------ */

static bool passes(const struct quiet *quiet, enum exit_status status)
{
	return !quiet->lasts &&
	       (status == EXIT_TRY_LATER || status == EXIT_UNAVAILABLE);
}

static void tell_since(const struct quiet *quiet, int64_t since)
{
	char text[DATE_TIME_MAX];

	if (date_time_text(text, since, 0))
		talk_error(quiet->talk, "it has failed since %s", text);
}

static void decide(const struct quiet *quiet, const char *path)
{
	const int64_t now = state_file_now();
	const struct failing before = recall(path);
	struct failing failing = before;
	const bool is_new = before.since == 0;

	if (is_new)
		failing.since = now;
	if (now - failing.since >= quiet->settings->quiet_failures_s)
		failing.told = 1;
	if ((is_new || failing.told != before.told) &&
	    (!disk_make_directories(quiet->settings->state_dir) ||
		!remember(path, &failing))) {
		show(quiet);
		talk_error(quiet->talk, "cannot remember this in '%s': %s",
		    path, talk_reason(errno));
	} else if (failing.told != before.told) {
		show(quiet);
		tell_since(quiet, failing.since);
	}
}

static bool is_wanted(const struct quiet *quiet)
{
	return quiet->settings->quiet_failures_s > 0;
}

/* Where it is not wanted this time, what was remembered stays true until it
 * fails no more. */
static void settle(const struct quiet *quiet, enum exit_status status)
{
	char *path = state_file_beside(quiet->settings, ".failing");

	if (path != NULL && passes(quiet, status)) {
		if (is_wanted(quiet))
			decide(quiet, path);
	} else {
		show(quiet);
		if (path != NULL)
			unlink(path);
	}
	free(path);
}

void quiet_begin(struct quiet *quiet, const struct settings *settings,
    const struct talk *talk)
{
	*quiet = (struct quiet){.settings = settings, .talk = talk};
	if (is_wanted(quiet) && !settings->dry_run && !settings->verbose &&
	    !terminal_is(STDERR_FILENO))
		talk_filter(hold, quiet);
}

/* A rehearsal changes nothing anywhere. */
void quiet_end(struct quiet *quiet, enum exit_status status)
{
	talk_filter(NULL, NULL);
	if (quiet->settings->dry_run)
		return;
	if (interrupt_signal() == 0)
		settle(quiet, status);
	else
		show(quiet);
	drop(quiet);
}
