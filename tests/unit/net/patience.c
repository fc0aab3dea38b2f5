/*
 * The one place where the room waits.
 */
#include "libpop3/net/patience.h"

#include <criterion/criterion.h>
#include <pthread.h>
#include <signal.h>
#include <sys/time.h>
#include <unistd.h>

static struct pollfd polled[2];
static int ends[2];

static void set_up(void)
{
	cr_assert_eq(pipe(ends), 0);
	polled[0] = (struct pollfd){.fd = ends[0], .events = POLLIN};
}

TestSuite(patience, .init = set_up);

Test(patience, the_clock_goes_forward)
{
	int64_t before = p3_now_ms();

	poll(NULL, 0, 2);
	cr_assert_gt(p3_now_ms(), before);
}

Test(patience, a_ready_descriptor_ends_the_wait)
{
	struct p3_patience patience = {.until_ms = P3_NO_DEADLINE};

	cr_assert_eq(write(ends[1], "x", 1), 1);
	cr_assert_eq(p3_poll(polled, 1, P3_NO_DEADLINE, &patience), POP3_OK);
	cr_assert(polled[0].revents & POLLIN);
}

Test(patience, a_pause_ends_with_nothing_ready)
{
	struct p3_patience patience = {.until_ms = P3_NO_DEADLINE};

	cr_assert_eq(p3_poll(polled, 1, p3_now_ms() + 20, &patience), POP3_OK);
	cr_assert_eq(polled[0].revents, 0);
}

Test(patience, a_deadline_is_not_over_before_its_time)
{
	struct p3_patience patience = {.until_ms = p3_now_ms() + 30};

	cr_assert_eq(
	    p3_poll(polled, 1, P3_NO_DEADLINE, &patience), POP3_E_TIMEOUT);
	cr_assert_geq(p3_now_ms(), patience.until_ms);
}

Test(patience, a_deadline_that_is_over_wins_over_octets_that_are_ready)
{
	struct p3_patience patience = {.until_ms = p3_now_ms()};

	cr_assert_eq(write(ends[1], "x", 1), 1);
	cr_assert_eq(
	    p3_poll(polled, 1, P3_NO_DEADLINE, &patience), POP3_E_TIMEOUT);
	cr_assert_eq(p3_patience_left(&patience), POP3_E_TIMEOUT);
}

Test(patience, a_far_deadline_does_not_overflow)
{
	struct p3_patience patience = {.until_ms = INT64_MAX - 1};

	cr_assert_eq(write(ends[1], "x", 1), 1);
	cr_assert_eq(p3_poll(polled, 1, P3_NO_DEADLINE, &patience), POP3_OK);
}

Test(patience, a_fired_handle_wins_over_all_else)
{
	struct p3_patience patience = {.until_ms = p3_now_ms()};

	cr_assert_eq(pop3_cancel_new(&patience.cancel), POP3_OK);
	cr_assert_eq(write(ends[1], "x", 1), 1);
	pop3_cancel_fire(patience.cancel);
	cr_assert_eq(
	    p3_poll(polled, 1, P3_NO_DEADLINE, &patience), POP3_E_CANCELLED);
	cr_assert_eq(p3_patience_left(&patience), POP3_E_CANCELLED);
	pop3_cancel_reset(patience.cancel);
	patience.until_ms = P3_NO_DEADLINE;
	cr_assert_eq(p3_patience_left(&patience), POP3_OK);
	pop3_cancel_free(patience.cancel);
}

static struct pop3_cancel *handled;

static void fire_it(int number)
{
	(void)number;
	pop3_cancel_fire(handled);
}

static void ignore_it(int number)
{
	(void)number;
}

static void alarm_soon(void (*handler)(int))
{
	struct sigaction action = {.sa_handler = handler};
	struct itimerval soon = {.it_value = {.tv_usec = 20000}};

	sigaction(SIGALRM, &action, NULL);
	setitimer(ITIMER_REAL, &soon, NULL);
}

Test(patience, a_signal_handler_that_fires_wakes_the_wait)
{
	struct p3_patience patience = {.until_ms = P3_NO_DEADLINE};

	cr_assert_eq(pop3_cancel_new(&patience.cancel), POP3_OK);
	handled = patience.cancel;
	alarm_soon(fire_it);
	cr_assert_eq(
	    p3_poll(polled, 1, P3_NO_DEADLINE, &patience), POP3_E_CANCELLED);
	pop3_cancel_free(patience.cancel);
}

Test(patience, a_signal_alone_does_not_end_the_wait)
{
	struct p3_patience patience = {.until_ms = p3_now_ms() + 60};

	alarm_soon(ignore_it);
	cr_assert_eq(
	    p3_poll(polled, 1, P3_NO_DEADLINE, &patience), POP3_E_TIMEOUT);
	cr_assert_geq(p3_now_ms(), patience.until_ms);
}

static void *fire_from_thread(void *argument)
{
	pop3_cancel_fire(argument);
	return NULL;
}

Test(patience, another_thread_wakes_the_wait)
{
	struct p3_patience patience = {.until_ms = P3_NO_DEADLINE};
	pthread_t thread;

	cr_assert_eq(pop3_cancel_new(&patience.cancel), POP3_OK);
	pthread_create(&thread, NULL, fire_from_thread, patience.cancel);
	cr_assert_eq(
	    p3_poll(polled, 1, P3_NO_DEADLINE, &patience), POP3_E_CANCELLED);
	pthread_join(thread, NULL);
	pop3_cancel_free(patience.cancel);
}
