/*
 * thread.c - a thread that takes no signals.
 */
#include <criterion/criterion.h>
#include <signal.h>

#include "popfetch/system/thread.h"

static void *look_at_mask(void *argument)
{
	pthread_sigmask(SIG_BLOCK, NULL, argument);
	return argument;
}

Test(thread, takes_no_signals_and_leaves_ours_as_they_are)
{
	static const int signals[] = {SIGINT, SIGTERM, SIGHUP, SIGWINCH};
	sigset_t theirs, ours;
	void *result = NULL;
	pthread_t thread;

	sigemptyset(&theirs);
	cr_assert(thread_begin(&thread, look_at_mask, &theirs));
	cr_assert_eq(pthread_join(thread, &result), 0);
	cr_expect_eq(result, &theirs);
	pthread_sigmask(SIG_BLOCK, NULL, &ours);
	for (size_t i = 0; i < sizeof signals / sizeof signals[0]; i++) {
		cr_expect(sigismember(&theirs, signals[i]));
		cr_expect_not(sigismember(&ours, signals[i]));
	}
}
