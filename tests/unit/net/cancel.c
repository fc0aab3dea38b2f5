/*
 * The cancel handle: fired and reset, seen from threads and signal handlers.
 */
#include <pop3/cancel.h>

#include <criterion/criterion.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

static struct pop3_cancel *make(void)
{
	struct pop3_cancel *cancel = NULL;

	cr_assert_eq(pop3_cancel_new(&cancel), POP3_OK);
	return cancel;
}

static bool is_readable(const struct pop3_cancel *cancel)
{
	struct pollfd polled = {
	    .fd = pop3_cancel_descriptor(cancel), .events = POLLIN};

	return poll(&polled, 1, 0) == 1;
}

Test(cancel, a_new_one_is_not_fired)
{
	struct pop3_cancel *cancel = make();

	cr_assert_not(pop3_cancel_fired(cancel));
	cr_assert_not(is_readable(cancel));
	pop3_cancel_free(cancel);
}

Test(cancel, fired_stays_fired_and_readable)
{
	struct pop3_cancel *cancel = make();

	pop3_cancel_fire(cancel);
	cr_assert(pop3_cancel_fired(cancel));
	cr_assert(pop3_cancel_fired(cancel));
	cr_assert(is_readable(cancel));
	pop3_cancel_free(cancel);
}

Test(cancel, reset_takes_every_firing_back)
{
	struct pop3_cancel *cancel = make();

	for (int i = 0; i < 1000; i++)
		pop3_cancel_fire(cancel);
	pop3_cancel_reset(cancel);
	cr_assert_not(pop3_cancel_fired(cancel));
	cr_assert_not(is_readable(cancel));
	pop3_cancel_fire(cancel);
	cr_assert(pop3_cancel_fired(cancel));
	pop3_cancel_free(cancel);
}

Test(cancel, firing_for_ever_never_blocks)
{
	struct pop3_cancel *cancel = make();

	for (int i = 0; i < 100000; i++)
		pop3_cancel_fire(cancel);
	cr_assert(pop3_cancel_fired(cancel));
	pop3_cancel_reset(cancel);
	cr_assert_not(pop3_cancel_fired(cancel));
	pop3_cancel_free(cancel);
}

Test(cancel, errno_is_kept)
{
	struct pop3_cancel *cancel = make();

	/* Enough to fill what is behind it, where EAGAIN comes. */
	for (int i = 0; i < 100000; i++) {
		errno = EDOM;
		pop3_cancel_fire(cancel);
		cr_assert_eq(errno, EDOM);
	}
	pop3_cancel_fired(cancel);
	pop3_cancel_reset(cancel);
	cr_assert_eq(errno, EDOM);
	pop3_cancel_free(cancel);
}

Test(cancel, two_handles_are_two)
{
	struct pop3_cancel *one = make(), *other = make();

	pop3_cancel_fire(one);
	cr_assert_not(pop3_cancel_fired(other));
	pop3_cancel_free(one);
	pop3_cancel_free(other);
}

static struct pop3_cancel *handled;

static void fire_it(int number)
{
	(void)number;
	pop3_cancel_fire(handled);
}

Test(cancel, a_signal_handler_may_fire)
{
	struct sigaction action = {.sa_handler = fire_it};

	handled = make();
	sigaction(SIGUSR1, &action, NULL);
	raise(SIGUSR1);
	cr_assert(pop3_cancel_fired(handled));
	pop3_cancel_free(handled);
}

static void *fire_often(void *argument)
{
	for (int i = 0; i < 10000; i++)
		pop3_cancel_fire(argument);
	return NULL;
}

Test(cancel, what_is_fired_and_what_is_readable_never_part)
{
	struct pop3_cancel *cancel = make();
	pthread_t thread;

	cr_assert_eq(pthread_create(&thread, NULL, fire_often, cancel), 0);
	for (int i = 0; i < 10000; i++)
		pop3_cancel_reset(cancel);
	pthread_join(thread, NULL);
	cr_assert_eq(pop3_cancel_fired(cancel), is_readable(cancel));
	pop3_cancel_reset(cancel);
	cr_assert_not(pop3_cancel_fired(cancel));
	pop3_cancel_free(cancel);
}

Test(cancel, is_closed_on_exec)
{
	struct pop3_cancel *cancel = make();

	cr_assert(fcntl(pop3_cancel_descriptor(cancel), F_GETFD) & FD_CLOEXEC);
	pop3_cancel_free(cancel);
}

/* In a child, since the runner of the tests needs descriptors too. */
Test(cancel, no_descriptor_left_is_a_system_error)
{
	int status = -1;
	pid_t child = fork();

	if (child == 0) {
		struct rlimit none = {.rlim_cur = 3, .rlim_max = 3};
		struct pop3_cancel *cancel = NULL;

		setrlimit(RLIMIT_NOFILE, &none);
		_exit(
		    pop3_cancel_new(&cancel) == POP3_E_SYSTEM && cancel == NULL
			? 0
			: 1);
	}
	waitpid(child, &status, 0);
	cr_assert_eq(status, 0);
}

Test(cancel, freeing_none_is_fine)
{
	pop3_cancel_free(NULL);
}
