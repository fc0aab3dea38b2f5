/*
 * crew.h - the jobs that have begun and are not over, in the order of their
 * accounts.
 */
#ifndef POPFETCH_CREW_H
#define POPFETCH_CREW_H

#include "popfetch/jobs/job.h"
#include "popfetch/options/settings.h"

/* Accounts that are done and whose results wait for their turn. */
#define CREW_WAITING_MAX 64

#define CREW_MAX (JOBS_MAX + CREW_WAITING_MAX)

struct crew {
	struct job *jobs[CREW_MAX];
	size_t count;
	size_t running; /* those that have a process */
};

/* Whether as many wait as may. */
bool crew_is_full(const struct crew *crew);

/* Starts a job for an account behind those that have begun; there must be
 * room.  0, or an error number, and then nothing has changed. */
int crew_start(struct crew *crew, size_t account, enum job_output output,
    job_fn *run, void *context);

/* The one whose turn it is to write on standard output; NULL: it has nothing
 * to write. */
struct job *crew_writer(const struct crew *crew);

void crew_signal(const struct crew *crew, int number);

void crew_forget_over(struct crew *crew);

#endif
