/*
 * Several accounts at once, as who reads standard output and standard error
 * meets them.
 */
#include "tests/unit/popfetch/scene.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/wait.h>
#if defined(__linux__)
#include <sys/prctl.h>
#endif

#include "popfetch/jobs/jobs.h"
#include "popfetch/system/interrupt.h"
#include "popfetch/talk/asking.h"

TestSuite(jobs, .init = scene_begin, .fini = scene_end);

/* A child ends by exit(3), and what leaks there is Criterion's. */
__attribute__((visibility("default"))) int __lsan_is_turned_off(void);
int __lsan_is_turned_off(void)
{
	return 1;
}

static int baton[2]; /* a pipe from one account to another */

static const char *name_of(size_t account)
{
	static const char *const names[] = {"ann", "bob", "cid", "dot"};

	return account < 4 ? names[account] : "other";
}

static struct talk talk_of(void *context, size_t account)
{
	(void)context;
	return (struct talk){.account = name_of(account)};
}

static bool owns_nothing(void *context, size_t account)
{
	(void)context, (void)account;
	return false;
}

static enum exit_status need_nothing(void *context, size_t account)
{
	(void)context, (void)account;
	return EXIT_DONE;
}

static void undo_nothing(void *context, size_t account)
{
	(void)context, (void)account;
}

static void note_nothing(void *context, size_t account, enum exit_status status)
{
	(void)context, (void)account, (void)status;
}

static struct jobs_task task_of(size_t count, unsigned limit, job_fn *run)
{
	return (struct jobs_task){
	    .count = count,
	    .limit = limit,
	    .talk = talk_of,
	    .owns_output = owns_nothing,
	    .prepare = need_nothing,
	    .prepared = undo_nothing,
	    .run = run,
	    .ended = note_nothing,
	};
}

/* Standard output goes into the file "out". */
static enum exit_status run(const struct jobs_task *task)
{
	static struct pop3_cancel *cancel; /* also in the children */
	int file = open("out", O_RDWR | O_CREAT | O_TRUNC, 0600);

	cr_assert(file >= 0 && dup2(file, STDOUT_FILENO) == STDOUT_FILENO);
	cr_assert_eq(pop3_cancel_new(&cancel), POP3_OK);
	cr_assert_eq(pipe(baton), 0);
	interrupt_install(cancel);
	scene_listen();
	return jobs_run(task, cancel);
}

/* What is in a file, in static storage. */
static const char *contents(const char *name)
{
	static char text[65536];
	FILE *file = fopen(name, "r");
	size_t length = 0;

	if (file != NULL) {
		length = fread(text, 1, sizeof text - 1, file);
		fclose(file);
	}
	text[length] = '\0';
	return text;
}

static void note(const char *name, const char *text)
{
	int file = open(name, O_WRONLY | O_CREAT | O_APPEND, 0600);

	cr_assert_eq(write(file, text, strlen(text)), (ssize_t)strlen(text));
	close(file);
}

static void pass_baton(void)
{
	cr_assert_eq(write(baton[1], "x", 1), 1);
}

static void await_baton(void)
{
	char octet;

	cr_assert_eq(read(baton[0], &octet, 1), 1);
}

/* ---- Results ------------------------------------------------------------- */

static enum exit_status last_is_first(
    void *context, size_t account, struct pop3_cancel *cancel)
{
	(void)context, (void)cancel;
	if (account < 2)
		await_baton();
	printf("%zu", account);
	fflush(stdout);
	printf("%zu\n", account);
	fflush(stdout);
	pass_baton();
	return EXIT_DONE;
}

Test(jobs, results_come_whole_and_in_the_order_of_accounts)
{
	const struct jobs_task task = task_of(3, 3, last_is_first);

	cr_assert_eq(run(&task), EXIT_DONE);
	cr_assert_str_eq(contents("out"), "00\n11\n22\n");
}

#define LINES 100000

static enum exit_status says_much(
    void *context, size_t account, struct pop3_cancel *cancel)
{
	(void)context, (void)cancel;
	if (account == 0)
		await_baton();
	for (int i = 0; i < LINES; i++)
		printf("%c\n", (char)('a' + account));
	fflush(stdout);
	if (account == 1)
		pass_baton();
	return EXIT_DONE;
}

static void expect_runs_of(const char *letters)
{
	FILE *file = fopen("out", "r");
	char line[4];

	for (; *letters != '\0'; letters++)
		for (int i = 0; i < LINES; i++) {
			cr_assert_not_null(fgets(line, sizeof line, file));
			cr_assert_eq(line[0], *letters);
		}
	cr_assert_null(fgets(line, sizeof line, file));
	fclose(file);
}

Test(jobs, results_that_wait_may_be_larger_than_memory)
{
	const struct jobs_task task = task_of(3, 3, says_much);

	cr_assert_eq(run(&task), EXIT_DONE);
	expect_runs_of("abc");
}

static enum exit_status says_much_at_once(
    void *context, size_t account, struct pop3_cancel *cancel)
{
	pass_baton();
	return says_much(context, account, cancel);
}

Test(jobs, without_room_for_results_their_account_waits)
{
	const struct jobs_task task = task_of(3, 3, says_much_at_once);

	setenv("TMPDIR", "/nonexistent", 1);
	cr_assert_eq(run(&task), EXIT_DONE);
	expect_runs_of("abc");
}

static bool owns_second(void *context, size_t account)
{
	(void)context;
	return account == 1;
}

static enum exit_status says_number(
    void *context, size_t account, struct pop3_cancel *cancel)
{
	(void)context, (void)cancel;
	printf("%zu\n", account);
	fflush(stdout);
	return EXIT_DONE;
}

Test(jobs, one_that_owns_standard_output_writes_in_its_turn)
{
	struct jobs_task task = task_of(4, 4, says_number);

	task.owns_output = owns_second;
	cr_assert_eq(run(&task), EXIT_DONE);
	cr_assert_str_eq(contents("out"), "0\n1\n2\n3\n");
}

Test(jobs, many_come_out_in_order)
{
	const struct jobs_task task = task_of(300, 7, says_number);
	char *at;

	cr_assert_eq(run(&task), EXIT_DONE);
	at = (char *)contents("out");
	for (long i = 0; i < 300; i++)
		cr_assert_eq(strtol(at, &at, 10), i);
	cr_assert_str_eq(at, "\n");
}

Test(jobs, a_full_standard_output_is_told_once)
{
	struct jobs_task task = task_of(3, 2, says_number);
	static struct pop3_cancel *cancel; /* also in the children */
	int full = open("/dev/full", O_WRONLY);

	cr_assert(full >= 0 && dup2(full, STDOUT_FILENO) == STDOUT_FILENO);
	cr_assert_eq(pop3_cancel_new(&cancel), POP3_OK);
	interrupt_install(cancel);
	scene_listen();
	cr_assert_eq(jobs_run(&task, cancel), EXIT_IO);
	cr_assert_str_eq(scene_said(),
	    "popfetch: cannot write to standard output: no space left on "
	    "device\n");
}

/* ---- Failures ------------------------------------------------------------ */

static enum exit_status second_fails(
    void *context, size_t account, struct pop3_cancel *cancel)
{
	const struct talk talk = {0};

	(void)context, (void)cancel;
	if (account == 1)
		talk_error(&talk, "it is broken");
	else
		note("done", name_of(account));
	return account == 1 ? EXIT_REFUSED : EXIT_DONE;
}

Test(jobs, one_that_fails_harms_no_other)
{
	const struct jobs_task task = task_of(3, 1, second_fails);

	cr_assert_eq(run(&task), EXIT_REFUSED);
	cr_assert_str_eq(scene_said(), "popfetch: bob: it is broken\n");
	cr_assert_str_eq(contents("done"), "anncid");
}

static enum exit_status first_crashes(
    void *context, size_t account, struct pop3_cancel *cancel)
{
	(void)context, (void)cancel;
	if (account == 0) {
		signal(SIGSEGV, SIG_DFL);
		raise(SIGSEGV);
	}
	printf("%zu\n", account);
	fflush(stdout);
	return EXIT_TRY_LATER;
}

Test(jobs, one_that_crashes_harms_no_other)
{
	const struct jobs_task task = task_of(3, 2, first_crashes);

	cr_assert_eq(run(&task), EXIT_BUG);
	cr_assert_str_eq(contents("out"), "1\n2\n");
	cr_assert_str_eq(scene_said(),
	    "popfetch: ann: its process died of signal 11 (Segmentation "
	    "fault)\n");
}

static enum exit_status first_exits(
    void *context, size_t account, struct pop3_cancel *cancel)
{
	(void)context, (void)cancel;
	if (account == 0)
		_exit(23);
	return EXIT_DONE;
}

Test(jobs, an_unknown_status_is_a_bug)
{
	const struct jobs_task task = task_of(2, 2, first_exits);

	cr_assert_eq(run(&task), EXIT_BUG);
}

static enum exit_status none_is_new_but_in_second(
    void *context, size_t account, struct pop3_cancel *cancel)
{
	(void)context, (void)cancel;
	return account == 1 ? EXIT_DONE : EXIT_NOTHING_NEW;
}

Test(jobs, status_is_the_worst_and_not_better_than_the_first)
{
	const struct jobs_task one = task_of(1, 2, none_is_new_but_in_second);
	const struct jobs_task three = task_of(3, 2, none_is_new_but_in_second);

	cr_assert_eq(run(&one), EXIT_NOTHING_NEW);
	cr_assert_eq(run(&three), EXIT_DONE);
}

Test(jobs, with_few_descriptors_there_are_fewer_at_once)
{
	const struct jobs_task task = task_of(60, 50, says_number);
	const struct rlimit few = {40, 40};
	char *at;

	cr_assert_eq(setrlimit(RLIMIT_NOFILE, &few), 0);
	cr_assert_eq(run(&task), EXIT_DONE);
	at = (char *)contents("out");
	for (long i = 0; i < 60; i++)
		cr_assert_eq(strtol(at, &at, 10), i);
}

/* ---- Beginning ----------------------------------------------------------- */

static enum exit_status prepare(void *context, size_t account)
{
	*(size_t *)context = account;
	return account == 1 ? EXIT_CONFIG : EXIT_DONE;
}

static enum exit_status says_what_is_prepared(
    void *context, size_t account, struct pop3_cancel *cancel)
{
	(void)account, (void)cancel;
	printf("%zu\n", *(size_t *)context);
	fflush(stdout);
	return EXIT_DONE;
}

Test(jobs, what_is_prepared_is_in_the_account_s_process)
{
	struct jobs_task task = task_of(3, 3, says_what_is_prepared);
	size_t prepared = 99;

	task.context = &prepared;
	task.prepare = prepare;
	cr_assert_eq(run(&task), EXIT_CONFIG);
	cr_assert_str_eq(contents("out"), "0\n2\n");
}

/* ---- Questions ----------------------------------------------------------- */

static enum exit_status asks(
    void *context, size_t account, struct pop3_cancel *cancel)
{
	const struct talk talk = {0};

	(void)context, (void)account, (void)cancel;
	for (int i = 0; i < 20; i++) {
		if (!asking_begin(ASKING_ALOUD))
			return EXIT_BUG;
		note("asked", "(");
		talk_error(&talk, "asking");
		note("asked", ")");
		asking_end();
	}
	return EXIT_DONE;
}

Test(jobs, one_asks_at_a_time)
{
	const struct jobs_task task = task_of(4, 4, asks);
	const char *asked;

	cr_assert_eq(run(&task), EXIT_DONE);
	asked = contents("asked");
	cr_assert_eq(strlen(asked), 160);
	cr_assert_null(strstr(asked, "(("));
}

static enum exit_status first_dies_asking(
    void *context, size_t account, struct pop3_cancel *cancel)
{
	(void)context, (void)cancel;
	if (!asking_begin(ASKING_ALOUD))
		return EXIT_BUG;
	if (account == 0)
		raise(SIGKILL);
	asking_end();
	return EXIT_DONE;
}

Test(jobs, one_that_dies_asking_leaves_the_terminal_to_others)
{
	const struct jobs_task task = task_of(3, 3, first_dies_asking);

	cr_assert_eq(run(&task), EXIT_SYSTEM);
}

/* As Ctrl-Z does it, to all of them. */
static enum exit_status stops_all_asking(
    void *context, size_t account, struct pop3_cancel *cancel)
{
	(void)context, (void)account, (void)cancel;
	if (!asking_begin(ASKING_ALOUD))
		return EXIT_BUG;
	kill(0, SIGTSTP);
	asking_end();
	return EXIT_DONE;
}

static void wait_no_longer(int number)
{
	(void)number;
}

/* A shell, in a session of its own, or nobody could be stopped; it ends what
 * does not stop. */
static int stop_and_continue(const struct jobs_task *task)
{
	const struct sigaction action = {.sa_handler = wait_no_longer};
	int status = 0;
	pid_t job;

	setsid();
	job = fork();
	if (job == 0) {
		setpgid(0, 0);
		signal(SIGTSTP, SIG_DFL);
		_exit((int)run(task));
	}
	sigaction(SIGALRM, &action, NULL);
	alarm(20);
	waitpid(job, &status, WUNTRACED);
	if (!WIFSTOPPED(status)) {
		kill(-job, SIGKILL);
		return EXIT_BUG;
	}
	kill(-job, SIGCONT);
	waitpid(job, &status, 0);
	return WIFEXITED(status) ? WEXITSTATUS(status) : EXIT_BUG;
}

Test(jobs, a_stop_at_a_question_stops_who_started_it_too, .timeout = 60)
{
	const struct jobs_task task = task_of(1, 1, stops_all_asking);
	const pid_t shell = fork();
	int status;

	if (shell == 0)
		_exit(stop_and_continue(&task));
	waitpid(shell, &status, 0);
	cr_expect(WIFEXITED(status) && WEXITSTATUS(status) == EXIT_DONE);
}

/* ---- Signals ------------------------------------------------------------- */

static void await_signal(struct pop3_cancel *cancel)
{
	struct pollfd fired = {pop3_cancel_descriptor(cancel), POLLIN, 0};

	while (!pop3_cancel_fired(cancel))
		poll(&fired, 1, -1);
}

/* The last to begin sends it to the parent, and to itself. */
static enum exit_status ends_by_signal(
    void *context, size_t account, struct pop3_cancel *cancel)
{
	char text[16];

	(void)context;
	if (account == 2) {
		kill(getpid(), SIGTERM);
		kill(getppid(), SIGTERM);
	} else {
		await_signal(cancel);
	}
	/* The parent's comes after it has got ours. */
	while (account == 2 && access("twice", F_OK) != 0)
		;
	if (account == 1)
		note("twice", "");
	snprintf(text, sizeof text, "%u", interrupt_count());
	note("counts", text);
	return EXIT_TRY_LATER;
}

Test(jobs, a_signal_reaches_all_and_counts_once)
{
	const struct jobs_task task = task_of(9, 3, ends_by_signal);

	cr_assert_eq(run(&task), EXIT_TRY_LATER);
	cr_assert_eq(interrupt_signal(), SIGTERM);
	cr_assert_str_eq(contents("counts"), "111", "%s", contents("counts"));
}

static enum exit_status waits_for_two(
    void *context, size_t account, struct pop3_cancel *cancel)
{
	(void)context, (void)account;
	kill(getppid(), SIGTERM);
	await_signal(cancel);
	pop3_cancel_reset(cancel);
	kill(getppid(), SIGTERM);
	await_signal(cancel);
	return EXIT_TRY_LATER;
}

Test(jobs, a_second_signal_is_passed_on_too)
{
	const struct jobs_task task = task_of(1, 1, waits_for_two);

	cr_assert_eq(run(&task), EXIT_TRY_LATER);
}

static enum exit_status signals_and_asks(
    void *context, size_t account, struct pop3_cancel *cancel)
{
	(void)context, (void)account;
	kill(getppid(), SIGTERM);
	await_signal(cancel);
	return asking_begin(ASKING_ALOUD) ? EXIT_BUG : EXIT_TRY_LATER;
}

static enum exit_status is_interrupted(void *context, size_t account)
{
	(void)account;
	++*(size_t *)context;
	raise(SIGTERM);
	return EXIT_TRY_LATER;
}

Test(jobs, a_signal_while_one_is_prepared_leaves_out_the_others)
{
	struct jobs_task task = task_of(3, 3, says_what_is_prepared);
	size_t prepared = 0;

	task.context = &prepared;
	task.prepare = is_interrupted;
	cr_assert_eq(run(&task), EXIT_TRY_LATER);
	cr_assert_eq(prepared, 1);
	cr_assert_str_eq(contents("out"), "");
}

Test(jobs, nobody_asks_after_a_signal)
{
	const struct jobs_task task = task_of(1, 1, signals_and_asks);

	cr_assert_eq(run(&task), EXIT_TRY_LATER);
}

/* ---- The first process of a container -------------------------------------
 */

#if defined(__linux__)
/* A command that stays in the background, and has ended by the time that the
 * job has. */
static enum exit_status leave_orphan(
    void *context, size_t account, struct pop3_cancel *cancel)
{
	const pid_t orphan = fork();
	siginfo_t ended;

	(void)context, (void)account, (void)cancel;
	if (orphan == 0)
		_exit(0);
	return waitid(P_PID, (id_t)orphan, &ended, WEXITED | WNOWAIT) == 0
		   ? EXIT_DONE
		   : EXIT_SYSTEM;
}

Test(jobs, leave_no_dead_orphans_behind)
{
	const struct jobs_task task = task_of(3, 2, leave_orphan);

	cr_assert_eq(prctl(PR_SET_CHILD_SUBREAPER, 1), 0);
	cr_expect_eq(run(&task), EXIT_DONE);
	cr_expect_eq(waitpid(-1, NULL, WNOHANG), -1);
	cr_expect_eq(errno, ECHILD);
}
#endif
