/*
 * watch.h - what somebody at a terminal sees of jobs at work: a line each.
 */
#ifndef POPFETCH_WATCH_H
#define POPFETCH_WATCH_H

#include "popfetch/jobs/crew.h"
#include "popfetch/jobs/status-lines.h"
#include "popfetch/options/settings.h"

struct watch {
	bool is_on;
	bool changed;	  /* since the last drawing */
	bool interrupted; /* something was said since, and the lines are gone */
	int64_t drawn_ms;
	struct status_lines lines;
};

/* Whether an account's progress is to be seen on standard error. */
bool watch_is_wanted(const struct settings *settings);

/* Lines are erased before anything is said (talk.h). */
void watch_begin(struct watch *watch, bool is_wanted);
void watch_end(struct watch *watch);

/* So far a job has come. */
void watch_note(
    struct watch *watch, struct job *job, const struct progress_counts *counts);

/* Whose line it is. */
typedef struct talk watch_talk_fn(void *context, size_t account);

/* Draws where it is time to; returns in how many milliseconds it will be, -1
 * where nothing is to be drawn. */
int watch_draw(struct watch *watch, const struct crew *crew,
    watch_talk_fn *talk, void *context);

/* Until the next drawing nothing of it is to be seen. */
void watch_hide(struct watch *watch);

#endif
