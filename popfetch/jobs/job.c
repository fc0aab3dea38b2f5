/*
 * job.c - fork(2), and no threads: what breaks in one account's process is
 * that process's alone.
 *
 * The child has a cancel of its own, says its lines by post, and writes its
 * results into a pipe.  That it has ended is known by the end of its post,
 * which no program that it starts inherits; its standard output might be held
 * by one that stays.
 *
 * Where the system can tell, a job ends when its parent is gone: nobody would
 * hear of its failures any more.
 */
#include "popfetch/jobs/job.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>
#if defined(__linux__)
#include <sys/prctl.h>
#endif

#include "popfetch/fetch/meter.h"
#include "popfetch/system/disk.h"
#include "popfetch/system/interrupt.h"
#include "popfetch/system/spawn.h"
#include "popfetch/talk/asking.h"

/* The descriptors of the child's side. */
struct ends {
	int post;
	int output; /* -1: ours */
};

/* ---- In the child -------------------------------------------------------- */

static void say_by_post(void *context, const struct talk_line *line)
{
	const int *post = context;

	post_send(*post, &(struct post){
			     .kind = POST_LINE,
			     .level = line->level,
			     .shown = line->shown,
			     .logged = line->logged,
			     .text = line->text,
			 });
}

static bool tell_by_post(void *context, const struct progress_counts *counts)
{
	const int *post = context;

	return post_try(
	    *post, &(struct post){.kind = POST_PROGRESS, .counts = *counts});
}

static bool ask_by_post(void *context, enum asking_echo echo)
{
	const int *post = context;

	post_send(*post, &(struct post){.kind = POST_ASKS, .echo = echo});
	return post_may_ask(*post);
}

static void asked_by_post(void *context)
{
	const int *post = context;

	post_send(*post, &(struct post){.kind = POST_ASKED});
}

static void die_with(pid_t parent)
{
#if defined(__linux__)
	(void)prctl(PR_SET_PDEATHSIG, SIGTERM);
#endif
	if (getppid() != parent)
		raise(SIGTERM);
}

static _Noreturn void work(
    size_t account, struct ends *ends, pid_t parent, job_fn *run, void *context)
{
	const struct asking asking = {ask_by_post, asked_by_post, &ends->post};
	struct pop3_cancel *cancel = NULL;
	enum exit_status status;

	if (ends->output >= 0) {
		(void)dup2(ends->output, STDOUT_FILENO);
		close(ends->output);
	}
	talk_divert(say_by_post, &ends->post);
	asking_arrange(&asking);
	meter_arrange(tell_by_post, &ends->post);
	if (pop3_cancel_new(&cancel) != POP3_OK) {
		talk_error(&talk_unnamed, "cannot wait for signals: %s",
		    talk_reason(errno));
		_exit(EXIT_SYSTEM);
	}
	die_with(parent);
	interrupt_inherit(cancel);
	status = run(context, account, cancel);
	exit((int)status);
}

/* ---- In the parent ------------------------------------------------------- */

static int open_output(enum job_output output, int *out_ours, int *out_childs)
{
	int ends[2] = {-1, -1};

	if (output == JOB_OUTPUT_WAITS) {
		if (pipe(ends) != 0)
			return errno;
		spawn_withhold(ends[0]);
		spawn_withhold(ends[1]);
		(void)fcntl(ends[0], F_SETFL, O_NONBLOCK);
	}
	*out_ours = ends[0];
	*out_childs = ends[1];
	return 0;
}

static int open_ends(
    struct job *job, enum job_output output, struct ends *out_childs)
{
	int error = post_open(&job->post, &out_childs->post);

	if (error != 0)
		return error;
	error = open_output(output, &job->output, &out_childs->output);
	if (error != 0) {
		disk_close(&job->post);
		disk_close(&out_childs->post);
	}
	return error;
}

int job_start(struct job *job, enum job_output output, job_fn *run,
    void *context, struct job *const *others, size_t count)
{
	const pid_t parent = getpid();
	struct ends childs = {-1, -1};
	int error = open_ends(job, output, &childs);

	if (error != 0)
		return error;
	fflush(stdout);
	interrupt_block();
	job->pid = fork();
	if (job->pid == 0) {
		for (size_t i = 0; i < count; i++)
			job_clear(others[i]);
		job_clear(job);
		work(job->account, &childs, parent, run, context);
	}
	error = job->pid < 0 ? errno : 0;
	interrupt_unblock();
	disk_close(&childs.post);
	disk_close(&childs.output);
	if (error != 0) {
		job->pid = 0;
		job_clear(job);
	}
	return error;
}

/* Once it has ended, what is not there by now is nobody's. */
void job_take_output(struct job *job)
{
	ssize_t got = 1;

	while (job->output >= 0 && got > 0 && backlog_has_room(&job->backlog)) {
		got = backlog_fill(&job->backlog, job->output);
		if (got == 0 || (got < 0 && errno != EAGAIN && errno != EINTR))
			disk_close(&job->output);
		else if (got < 0 && job->pid == 0 && errno == EAGAIN)
			disk_close(&job->output);
	}
}

static enum exit_status died(const struct talk *talk, int number)
{
	/* Nobody reads the results; or it was told to end with us. */
	if (number == SIGPIPE || interrupt_signal() != 0)
		return EXIT_IO;
	talk_error(talk, "its process died of signal %d (%s)", number,
	    strsignal(number));
	return number == SIGKILL || number == SIGTERM ? EXIT_SYSTEM : EXIT_BUG;
}

enum exit_status job_reap(struct job *job, const struct talk *talk)
{
	int status = 0;
	pid_t ended;

	do
		ended = waitpid(job->pid, &status, 0);
	while (ended < 0 && errno == EINTR);
	job->pid = 0;
	disk_close(&job->post);
	if (ended > 0 && WIFSIGNALED(status))
		return died(talk, WTERMSIG(status));
	if (ended > 0 && exit_status_is_one(WEXITSTATUS(status)))
		return (enum exit_status)WEXITSTATUS(status);
	talk_error(talk, "its process ended with the unknown status %d",
	    WEXITSTATUS(status));
	return EXIT_BUG;
}

void job_reap_orphans(void)
{
	while (waitpid(-1, NULL, WNOHANG) > 0)
		;
}

bool job_is_over(const struct job *job)
{
	return job->pid == 0 && job->output < 0 &&
	       backlog_is_empty(&job->backlog);
}

void job_clear(struct job *job)
{
	disk_close(&job->post);
	disk_close(&job->output);
	backlog_clear(&job->backlog);
}
