/*
 * jobs.c - one loop around poll(2).
 *
 * The account whose turn it is writes through to standard output; what the
 * others write waits in their backlogs (backlog.h).
 *
 * While one asks on the terminal, the others are not listened to, and no
 * results are written: they wait as soon as they have more to say than their
 * socket holds, and the question stands alone.  Where it has taken the echo
 * from the terminal, the signals that stop a process are held: the one that
 * asks stops first, when the terminal is as it was.
 */
#include "popfetch/jobs/jobs.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <unistd.h>
#ifdef __GLIBC__
#include <malloc.h>
#endif

#include "popfetch/jobs/watch.h"
#include "popfetch/system/interrupt.h"

/* A job may be listened to in two ways. */
#define POLLED_MAX (2 * (size_t)CREW_MAX + 2)

struct jobs {
	const struct jobs_task *task;
	struct pop3_cancel *cancel;
	size_t begun; /* accounts */
	struct crew crew;
	struct job *asking; /* has the terminal; NULL: nobody */
	struct watch watch;
	unsigned passed_on; /* signals */
	int output_error;   /* of standard output; 0: none */
	enum exit_status status;
	bool has_status;
	unsigned capacity; /* processes; less than asked for where the system
			    * has no more */
	bool is_prepared;  /* the next to begin */
};

static struct talk talk_of(const struct jobs *jobs, size_t account)
{
	return jobs->task->talk(jobs->task->context, account);
}

static void note_status(
    struct jobs *jobs, size_t account, enum exit_status status)
{
	jobs->task->ended(jobs->task->context, account, status);
	jobs->status =
	    jobs->has_status ? exit_status_worse(jobs->status, status) : status;
	jobs->has_status = true;
}

/* ---- Signals ------------------------------------------------------------- */

static bool is_ending(const struct jobs *jobs)
{
	return jobs->passed_on > 0 || jobs->output_error == EPIPE;
}

static void pass_signals_on(struct jobs *jobs)
{
	/* First, so that none is missed that comes now. */
	pop3_cancel_reset(jobs->cancel);
	while (jobs->passed_on < interrupt_count()) {
		jobs->passed_on++;
		crew_signal(&jobs->crew, interrupt_signal());
	}
}

/* ---- The terminal -------------------------------------------------------- */

static void hold_stops(int how)
{
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, SIGTSTP);
	sigaddset(&set, SIGTTIN);
	sigaddset(&set, SIGTTOU);
	sigprocmask(how, &set, NULL);
}

static void end_question(struct jobs *jobs)
{
	jobs->asking = NULL;
	hold_stops(SIG_UNBLOCK);
}

static void answer_questions(struct jobs *jobs)
{
	for (size_t i = 0; i < jobs->crew.count; i++) {
		struct job *job = jobs->crew.jobs[i];

		if (!job->asks || (jobs->asking != NULL && !is_ending(jobs)))
			continue;
		job->asks = false;
		if (!is_ending(jobs)) {
			jobs->asking = job;
			watch_hide(&jobs->watch);
			if (job->echo == ASKING_IN_SILENCE)
				hold_stops(SIG_BLOCK);
		}
		post_answer(job->post, !is_ending(jobs));
	}
}

/* ---- What they say ------------------------------------------------------- */

static void handle_post(
    struct jobs *jobs, struct job *job, const struct post *post)
{
	const struct talk talk = talk_of(jobs, job->account);
	const struct talk_line line = {
	    .level = post->level,
	    .account = talk.account,
	    .subject = talk.subject,
	    .text = post->text,
	    .shown = post->shown,
	    .logged = post->logged,
	};

	switch (post->kind) {
	case POST_LINE:
		talk_say(&line);
		break;
	case POST_ASKS:
		job->asks = true;
		job->echo = post->echo;
		break;
	case POST_PROGRESS:
		watch_note(&jobs->watch, job, &post->counts);
		break;
	case POST_ASKED:
		if (jobs->asking == job)
			end_question(jobs);
		break;
	}
}

static void job_ended(struct jobs *jobs, struct job *job)
{
	const struct talk talk = talk_of(jobs, job->account);

	note_status(jobs, job->account, job_reap(job, &talk));
	jobs->crew.running--;
	jobs->watch.changed = true;
	job->asks = false;
	if (jobs->asking == job)
		end_question(jobs);
	job_take_output(job);
}

static void listen_to(struct jobs *jobs, struct job *job)
{
	struct post post;

	if (!post_receive(&job->box, job->post)) {
		job_ended(jobs, job);
		return;
	}
	while (post_next(&job->box, &post))
		handle_post(jobs, job, &post);
}

/* ---- Standard output ----------------------------------------------------- */

/* Nobody can have what is still to be written. */
static void output_failed(struct jobs *jobs, int error)
{
	jobs->output_error = error;
	if (error == EPIPE)
		crew_signal(&jobs->crew, SIGTERM);
	else
		talk_error(&talk_unnamed, "cannot write to standard output: %s",
		    talk_reason(error));
}

/* NULL: nothing is to be written now. */
static struct job *writer(const struct jobs *jobs)
{
	return jobs->asking == NULL ? crew_writer(&jobs->crew) : NULL;
}

static void write_some(struct jobs *jobs)
{
	struct job *job = writer(jobs);

	if (job == NULL || jobs->output_error != 0)
		return;
	if (backlog_drain(&job->backlog, STDOUT_FILENO) < 0 && errno != EINTR &&
	    errno != EAGAIN)
		output_failed(jobs, errno);
	job_take_output(job);
}

/* Where standard output is no more, nothing waits for it; neither does who
 * has been interrupted wait for a reader that has stopped reading. */
static void drop_output(struct jobs *jobs)
{
	if (jobs->output_error == 0 && !is_ending(jobs))
		return;
	for (size_t i = 0; i < jobs->crew.count; i++) {
		struct job *job = jobs->crew.jobs[i];

		backlog_clear(&job->backlog);
		job_take_output(job);
		backlog_clear(&job->backlog);
	}
}

/* ---- Beginning and ending ------------------------------------------------ */

static bool may_begin(const struct jobs *jobs)
{
	const struct jobs_task *task = jobs->task;

	if (jobs->begun == task->count ||
	    jobs->crew.running >= jobs->capacity || crew_is_full(&jobs->crew) ||
	    jobs->asking != NULL || is_ending(jobs) ||
	    pop3_cancel_fired(jobs->cancel))
		return false;
	return jobs->crew.count == 0 ||
	       !task->owns_output(task->context, jobs->begun);
}

static void pass(struct jobs *jobs)
{
	jobs->task->prepared(jobs->task->context, jobs->begun);
	jobs->is_prepared = false;
	jobs->begun++;
}

static void cannot_start(struct jobs *jobs, int error)
{
	const struct talk talk = talk_of(jobs, jobs->begun);

	talk_error(&talk, "cannot start a process: %s", talk_reason(error));
	note_status(jobs, jobs->begun, EXIT_SYSTEM);
	pass(jobs);
}

static int start(struct jobs *jobs)
{
	const struct jobs_task *task = jobs->task;

	return crew_start(&jobs->crew, jobs->begun,
	    task->owns_output(task->context, jobs->begun) ? JOB_OUTPUT_OURS
							  : JOB_OUTPUT_WAITS,
	    task->run, task->context);
}

/* A system that has no more processes or descriptors for us has them again
 * when one of ours has ended. */
static void begin(struct jobs *jobs)
{
	enum exit_status status = EXIT_DONE;
	int error;

	if (!jobs->is_prepared)
		status = jobs->task->prepare(jobs->task->context, jobs->begun);
	jobs->is_prepared = true;
	if (status != EXIT_DONE) {
		note_status(jobs, jobs->begun, status);
		pass(jobs);
		return;
	}
	error = start(jobs);
	if (error == 0)
		pass(jobs);
	else if (jobs->crew.running > 0)
		jobs->capacity = (unsigned)jobs->crew.running;
	else
		cannot_start(jobs, error);
}

/* ---- The loop ------------------------------------------------------------ */

struct polled {
	struct pollfd fds[POLLED_MAX];
	struct job *jobs[POLLED_MAX]; /* whose they are */
	size_t count;
};

static void add(struct polled *polled, int fd, short events, struct job *job)
{
	polled->fds[polled->count] = (struct pollfd){fd, events, 0};
	polled->jobs[polled->count++] = job;
}

static bool is_listened_to(const struct jobs *jobs, const struct job *job)
{
	return job->post >= 0 && (jobs->asking == NULL || jobs->asking == job);
}

static void choose(struct jobs *jobs, struct polled *polled)
{
	polled->count = 0;
	add(polled, pop3_cancel_descriptor(jobs->cancel), POLLIN, NULL);
	add(polled, writer(jobs) != NULL ? STDOUT_FILENO : -1, POLLOUT, NULL);
	for (size_t i = 0; i < jobs->crew.count; i++) {
		struct job *job = jobs->crew.jobs[i];

		if (is_listened_to(jobs, job))
			add(polled, job->post, POLLIN, job);
		if (job->output >= 0 && backlog_has_room(&job->backlog))
			add(polled, job->output, POLLIN, job);
	}
}

static void attend(struct jobs *jobs, const struct polled *polled)
{
	if (pop3_cancel_fired(jobs->cancel))
		pass_signals_on(jobs);
	if (polled->fds[1].revents != 0)
		write_some(jobs);
	for (size_t i = 2; i < polled->count; i++) {
		struct job *job = polled->jobs[i];

		if (polled->fds[i].revents == 0)
			continue;
		if (polled->fds[i].fd == job->output)
			job_take_output(job);
		else if (is_listened_to(jobs, job))
			listen_to(jobs, job);
	}
	drop_output(jobs);
	answer_questions(jobs);
	crew_forget_over(&jobs->crew);
}

/* Returns when to do it again, as poll(2) wants it.  A question stands
 * alone. */
static int show(struct jobs *jobs)
{
	return jobs->asking == NULL ? watch_draw(&jobs->watch, &jobs->crew,
					  jobs->task->talk, jobs->task->context)
				    : -1;
}

static void work_off(struct jobs *jobs)
{
	struct polled polled;

	for (;;) {
		while (may_begin(jobs)) {
			begin(jobs);
			crew_forget_over(&jobs->crew);
		}
		if (jobs->crew.count == 0)
			return;
		choose(jobs, &polled);
		if (poll(polled.fds, (nfds_t)polled.count, show(jobs)) < 0)
			polled.count = 0;
		attend(jobs, &polled);
	}
}

/* A fork takes as long as we are large, and what reading ten thousand accounts
 * has left behind is larger than they are. */
static void grow_thin(void)
{
#ifdef __GLIBC__
	(void)malloc_trim(0);
#endif
}

enum exit_status jobs_run(
    const struct jobs_task *task, struct pop3_cancel *cancel)
{
	struct jobs jobs = {
	    .task = task,
	    .cancel = cancel,
	    .capacity = task->limit,
	};

	grow_thin();
	watch_begin(&jobs.watch, task->watched);
	work_off(&jobs);
	job_reap_orphans();
	watch_end(&jobs.watch);
	if (jobs.is_prepared)
		task->prepared(task->context, jobs.begun);
	if (jobs.output_error == EPIPE && interrupt_signal() == 0)
		interrupt_die_of_pipe();
	if (jobs.passed_on > 0)
		pop3_cancel_fire(cancel);
	return jobs.output_error == 0 ? jobs.status
				      : exit_status_worse(jobs.status, EXIT_IO);
}
