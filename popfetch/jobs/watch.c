/*
 * watch.c - drawn when something has changed, at most ten times a second, and
 * each second, so that a rate is seen to fall; and at once after something was
 * said in between.
 *
 * Where there are more lines than the terminal has, the last one tells how many
 * more accounts are at work.
 */
#include "popfetch/jobs/watch.h"

#include <unistd.h>

#include "popfetch/jobs/progress-line.h"
#include "popfetch/system/monotonic.h"
#include "popfetch/system/terminal.h"
#include "popfetch/talk/talk.h"

#define APART_MS 100
#define TICK_MS	 1000

/* Nobody reads more. */
#define LINES_MAX 32

/* Messages on standard output may be shown on the same terminal, by another
 * program too. */
bool watch_is_wanted(const struct settings *settings)
{
	switch (settings->progress) {
	case PROGRESS_NEVER:
		return false;
	case PROGRESS_ALWAYS:
		return !settings->standard_output ||
		       !terminal_is(STDOUT_FILENO);
	case PROGRESS_AUTO:
		break;
	}
	return terminal_redraws(STDERR_FILENO) && !settings->quiet &&
	       !settings->trace && !settings->standard_output;
}

/* ---- Coming and going ---------------------------------------------------- */

void watch_hide(struct watch *watch)
{
	if (!watch->is_on || watch->lines.rows == 0)
		return;
	status_lines_erase(&watch->lines);
	watch->interrupted = true;
}

static void give_way(void *context)
{
	watch_hide(context);
}

void watch_begin(struct watch *watch, bool is_wanted)
{
	*watch = (struct watch){.is_on = is_wanted};
	if (!is_wanted)
		return;
	status_lines_init(&watch->lines, STDERR_FILENO);
	talk_precede(give_way, watch);
}

void watch_end(struct watch *watch)
{
	if (!watch->is_on)
		return;
	status_lines_erase(&watch->lines);
	talk_precede(NULL, NULL);
	watch->is_on = false;
}

void watch_note(
    struct watch *watch, struct job *job, const struct progress_counts *counts)
{
	progress_note(&job->progress, counts, monotonic_ms());
	watch->changed = true;
}

/* ---- Drawing ------------------------------------------------------------- */

static bool is_seen(const struct job *job)
{
	return job->pid > 0 && job->progress.moment_count > 0;
}

static size_t count_seen(const struct crew *crew)
{
	size_t count = 0;

	for (size_t i = 0; i < crew->count; i++)
		count += is_seen(crew->jobs[i]);
	return count;
}

struct drawing {
	struct progress_line line[LINES_MAX];
	size_t count;
	size_t more; /* for which there are no lines */
};

static void make(struct drawing *drawing, const struct crew *crew, size_t max,
    watch_talk_fn *talk, void *context)
{
	const int64_t now_ms = monotonic_ms();

	for (size_t i = 0; i < crew->count && drawing->count < max; i++) {
		struct job *job = crew->jobs[i];

		if (!is_seen(job))
			continue;
		progress_tick(&job->progress, now_ms);
		progress_line_make(&drawing->line[drawing->count++],
		    talk(context, job->account).subject, &job->progress,
		    now_ms);
	}
}

static void print_more(
    struct status_lines *lines, FILE *frame, const struct drawing *drawing)
{
	char text[64];

	snprintf(text, sizeof text,
	    drawing->count > 0 ? "and %zu more" : "%zu accounts",
	    drawing->more);
	status_lines_next(lines);
	fprintf(frame, "%.*s", (int)status_lines_columns(lines), text);
}

static void print(
    struct status_lines *lines, FILE *frame, const struct drawing *drawing)
{
	const struct progress_layout layout = progress_line_lay_out(
	    drawing->line, drawing->count, status_lines_columns(lines));

	for (size_t i = 0; i < drawing->count; i++) {
		status_lines_next(lines);
		progress_line_print(frame, &drawing->line[i], &layout);
	}
	if (drawing->more > 0)
		print_more(lines, frame, drawing);
}

static void draw(struct watch *watch, const struct crew *crew, size_t seen,
    watch_talk_fn *talk, void *context)
{
	struct drawing drawing = {0};
	FILE *frame = status_lines_frame(&watch->lines);
	size_t max = status_lines_max(&watch->lines);

	if (frame == NULL)
		return;
	if (max > LINES_MAX)
		max = LINES_MAX;
	make(&drawing, crew, seen > max ? max - 1 : max, talk, context);
	drawing.more = seen - drawing.count;
	print(&watch->lines, frame, &drawing);
	status_lines_show(&watch->lines);
	for (size_t i = 0; i < drawing.count; i++)
		progress_line_clear(&drawing.line[i]);
}

int watch_draw(struct watch *watch, const struct crew *crew,
    watch_talk_fn *talk, void *context)
{
	const size_t seen = watch->is_on ? count_seen(crew) : 0;
	int64_t wait_ms = watch->changed ? APART_MS : TICK_MS;

	if (seen == 0) {
		watch_hide(watch);
		watch->interrupted = false;
		return -1;
	}
	wait_ms += watch->drawn_ms - monotonic_ms();
	if (wait_ms > 0 && !watch->interrupted)
		return (int)wait_ms;
	draw(watch, crew, seen, talk, context);
	watch->drawn_ms = monotonic_ms();
	watch->changed = watch->interrupted = false;
	return TICK_MS;
}
