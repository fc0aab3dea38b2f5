/*
 * interrupt.c - signals: they cancel, are remembered, and are died of.
 */
#include <criterion/criterion.h>
#include <errno.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include "popfetch/system/interrupt.h"
#include "popfetch/system/monotonic.h"

static struct pop3_cancel *cancel;

/* Whoever runs the tests may ignore some. */
static void begin(void)
{
	signal(SIGINT, SIG_DFL);
	signal(SIGTERM, SIG_DFL);
	signal(SIGHUP, SIG_DFL);
	cr_assert_eq(pop3_cancel_new(&cancel), POP3_OK);
}

TestSuite(interrupt, .init = begin);

static void cancels(int number)
{
	interrupt_install(cancel);
	cr_expect_eq(interrupt_signal(), 0);
	cr_expect_not(pop3_cancel_fired(cancel));
	raise(number);
	cr_expect_eq(interrupt_signal(), number);
	cr_expect(pop3_cancel_fired(cancel));
}

Test(interrupt, int_cancels)
{
	cancels(SIGINT);
}

Test(interrupt, term_cancels)
{
	cancels(SIGTERM);
}

Test(interrupt, hup_cancels)
{
	cancels(SIGHUP);
}

Test(interrupt, first_signal_is_the_one_that_counts)
{
	cancels(SIGTERM);
	raise(SIGINT);
	cr_expect_eq(interrupt_signal(), SIGTERM);
}

Test(interrupt, leaves_little_time_to_all_together)
{
	const int64_t far_ns = monotonic_ns() + 3600 * NS_PER_S;
	int64_t limit_ns;

	interrupt_install(cancel);
	cr_expect_eq(interrupt_limit(far_ns), far_ns);
	raise(SIGTERM);
	limit_ns = interrupt_limit(far_ns);
	cr_expect_gt(limit_ns, 0);
	cr_expect_lt(limit_ns, far_ns);
	cr_expect_eq(interrupt_limit(far_ns + NS_PER_S), limit_ns);
	cr_expect_eq(interrupt_limit(1), 1);
}

Test(interrupt, second_signal_leaves_no_time)
{
	cancels(SIGTERM);
	raise(SIGHUP);
	cr_expect_eq(interrupt_limit(INT64_MAX), 0);
}

/* nohup(1) */
Test(interrupt, what_was_ignored_stays_so)
{
	signal(SIGHUP, SIG_IGN);
	interrupt_install(cancel);
	raise(SIGHUP);
	cr_expect_eq(interrupt_signal(), 0);
	cr_expect_not(pop3_cancel_fired(cancel));
}

Test(interrupt, a_pipe_without_reader_is_told_by_the_write)
{
	int ends[2];

	interrupt_install(cancel);
	cr_assert_eq(pipe(ends), 0);
	close(ends[0]);
	cr_expect_eq(write(ends[1], "x", 1), -1);
	cr_expect_eq(errno, EPIPE);
	cr_expect_eq(interrupt_signal(), 0);
}

/* The signal a child dies of that does this; 0: it exits with 7. */
static int died_of(void (*die)(void), int number)
{
	int status;
	pid_t child = fork();

	cr_assert_geq(child, 0);
	if (child == 0) {
		interrupt_install(cancel);
		if (number != 0)
			raise(number);
		die();
		_exit(7);
	}
	cr_assert_eq(waitpid(child, &status, 0), child);
	if (WIFSIGNALED(status))
		return WTERMSIG(status);
	cr_expect_eq(WEXITSTATUS(status), 7);
	return 0;
}

Test(interrupt, the_process_dies_of_the_signal_that_came)
{
	cr_expect_eq(died_of(interrupt_die, SIGINT), SIGINT);
	cr_expect_eq(died_of(interrupt_die, SIGTERM), SIGTERM);
	cr_expect_eq(died_of(interrupt_die, SIGHUP), SIGHUP);
}

Test(interrupt, without_a_signal_nobody_dies)
{
	cr_expect_eq(died_of(interrupt_die, 0), 0);
}

Test(interrupt, without_a_reader_it_dies_of_the_pipe)
{
	cr_expect_eq(died_of(interrupt_die_of_pipe, 0), SIGPIPE);
}

/* ---- Waiting ------------------------------------------------------------- */

static int ends[2];

static void begin_waiting(void)
{
	interrupt_install(cancel);
	cr_assert_eq(pipe(ends), 0);
}

Test(interrupt, what_can_be_read_is_awaited)
{
	begin_waiting();
	cr_assert_eq(write(ends[1], "x", 1), 1);
	cr_expect(interrupt_await(ends[0]));
	close(ends[1]);
	cr_expect(interrupt_await(ends[0]));
	/* Reading says that it is no descriptor. */
	cr_expect(interrupt_await(9999));
}

Test(interrupt, signal_before_the_wait_is_not_slept_over, .timeout = 10)
{
	begin_waiting();
	raise(SIGTERM);
	cr_expect_not(interrupt_await(ends[0]));
}

Test(interrupt, signal_ends_the_wait, .timeout = 10)
{
	pid_t child;

	begin_waiting();
	child = fork();
	if (child == 0) {
		kill(getppid(), SIGINT);
		_exit(0);
	}
	cr_expect_not(interrupt_await(ends[0]));
	cr_expect_eq(interrupt_signal(), SIGINT);
	cr_expect_eq(waitpid(child, NULL, 0), child);
}

static void answer(int number)
{
	(void)number;
	(void)!write(ends[1], "x", 1);
}

Test(interrupt, other_signals_do_not_end_the_wait, .timeout = 10)
{
	pid_t child;

	begin_waiting();
	signal(SIGUSR1, answer);
	child = fork();
	if (child == 0) {
		kill(getppid(), SIGUSR1);
		_exit(0);
	}
	cr_expect(interrupt_await(ends[0]));
	cr_expect_eq(waitpid(child, NULL, 0), child);
}
