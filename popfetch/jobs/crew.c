/*
 * crew.c - of those that are done and wait, a limited number is kept, so that
 * one slow account before ten thousand fast ones fills neither memory nor the
 * table of descriptors.
 */
#include "popfetch/jobs/crew.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>

bool crew_is_full(const struct crew *crew)
{
	return crew->count - crew->running >= CREW_WAITING_MAX;
}

int crew_start(struct crew *crew, size_t account, enum job_output output,
    job_fn *run, void *context)
{
	struct job *job = calloc(1, sizeof *job);
	int error;

	if (job == NULL)
		return ENOMEM;
	job->account = account;
	backlog_init(&job->backlog);
	error = job_start(job, output, run, context, crew->jobs, crew->count);
	if (error != 0) {
		free(job);
		return error;
	}
	crew->jobs[crew->count++] = job;
	crew->running++;
	return 0;
}

/* Whose account is the first that is not over. */
struct job *crew_writer(const struct crew *crew)
{
	if (crew->count == 0 || backlog_is_empty(&crew->jobs[0]->backlog))
		return NULL;
	return crew->jobs[0];
}

void crew_signal(const struct crew *crew, int number)
{
	for (size_t i = 0; i < crew->count; i++)
		if (crew->jobs[i]->pid > 0) {
			kill(crew->jobs[i]->pid, number);
			/* One that was stopped would not hear it. */
			kill(crew->jobs[i]->pid, SIGCONT);
		}
}

static void forget(struct crew *crew, size_t place)
{
	job_clear(crew->jobs[place]);
	free(crew->jobs[place]);
	crew->count--;
	for (size_t i = place; i < crew->count; i++)
		crew->jobs[i] = crew->jobs[i + 1];
}

void crew_forget_over(struct crew *crew)
{
	for (size_t i = crew->count; i > 0; i--)
		if (job_is_over(crew->jobs[i - 1]))
			forget(crew, i - 1);
}
