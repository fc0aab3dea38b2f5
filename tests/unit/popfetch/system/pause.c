/*
 * pause.c - a wait that a signal ends.
 */
#include <criterion/criterion.h>
#include <pthread.h>

#include "popfetch/system/pause.h"

static struct pop3_cancel *cancel;

static void begin(void)
{
	cr_assert_eq(pop3_cancel_new(&cancel), POP3_OK);
}

static void end(void)
{
	pop3_cancel_free(cancel);
}

TestSuite(pause, .init = begin, .fini = end);

Test(pause, is_over_when_the_time_is)
{
	cr_expect(pause_seconds(cancel, 0));
}

Test(pause, ends_at_once_where_a_signal_came_before)
{
	pop3_cancel_fire(cancel);
	cr_expect_not(pause_seconds(cancel, 1000));
	cr_expect_not(pause_seconds(cancel, 0));
}

static void *fire(void *argument)
{
	pop3_cancel_fire(argument);
	return NULL;
}

Test(pause, ends_when_a_signal_comes, .timeout = 60)
{
	pthread_t thread;

	cr_assert_eq(pthread_create(&thread, NULL, fire, cancel), 0);
	cr_expect_not(pause_seconds(cancel, UINT32_MAX));
	pthread_join(thread, NULL);
}
