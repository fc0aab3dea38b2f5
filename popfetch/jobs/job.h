/*
 * job.h - the process of one account, as the one that started it sees it.
 */
#ifndef POPFETCH_JOB_H
#define POPFETCH_JOB_H

#include <pop3.h>
#include <sys/types.h>

#include "popfetch/jobs/backlog.h"
#include "popfetch/jobs/post.h"
#include "popfetch/talk/exit-status.h"

/* What a job does, in its own process. */
typedef enum exit_status job_fn(
    void *context, size_t account, struct pop3_cancel *cancel);

enum job_output {
	JOB_OUTPUT_WAITS = 0, /* in its backlog, for its turn */
	JOB_OUTPUT_OURS	      /* it has our standard output itself */
};

struct job {
	size_t account;
	pid_t pid;  /* 0: it has ended */
	int post;   /* our end; -1: it has ended */
	int output; /* our end of its standard output; -1: at its end */
	bool asks;  /* waits for the terminal */
	enum asking_echo echo; /* how it asks */
	struct progress progress;
	struct post_box box;
	struct backlog backlog;
};

/*
 * Starts it; 0, or an error number and nothing is started.  The child closes
 * what it has inherited of others, which are count jobs.
 */
int job_start(struct job *job, enum job_output output, job_fn *run,
    void *context, struct job *const *others, size_t count);

/* Takes what it has written to its standard output; without waiting. */
void job_take_output(struct job *job);

/* Waits for its end, of which it has told by closing its post. */
enum exit_status job_reap(struct job *job, const struct talk *talk);

/*
 * Where we are the first process of a container, whatever a job's commands
 * left behind becomes our child when its parent ends: takes those that have
 * ended, without waiting.  No job may be running.
 */
void job_reap_orphans(void);

/* Whether everything of it is over, its output written. */
bool job_is_over(const struct job *job);

/* Closes everything. */
void job_clear(struct job *job);

#endif
