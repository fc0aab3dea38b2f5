/*
 * interrupt.c - the signals that end us, and mutable globals with them: a
 * handler gets no context.
 *
 * A process of its own for each account (jobs.c) is in the same process group,
 * so that what it starts may ask on the terminal.  There SIGINT comes to all
 * of them, and from a service manager SIGTERM does, too; but who sends it to
 * the parent alone means all as well.  So the parent always passes it on, and
 * a child counts what came from the parent and what came from elsewhere
 * apart: the larger number is how often it was meant.
 */
#include "popfetch/system/interrupt.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stddef.h>
#include <unistd.h>

#include "popfetch/system/monotonic.h"

#define HURRY_NS (5 * NS_PER_S) /* when we have to end */

static struct pop3_cancel *cancel_on_signal;
static volatile sig_atomic_t signal_that_came;
static struct sigaction held_interrupt;
static volatile sig_atomic_t from_parent, from_elsewhere;
static pid_t parent = -1;      /* that passes signals on; -1: none */
static int64_t hurry_until_ns; /* 0: no signal was seen */
static volatile sig_atomic_t output_is_guarded;

static const int SIGNALS[] = {SIGINT, SIGTERM, SIGHUP};
#define SIGNAL_COUNT (sizeof SIGNALS / sizeof SIGNALS[0])

unsigned interrupt_count(void)
{
	return (unsigned)(from_parent > from_elsewhere ? from_parent
						       : from_elsewhere);
}

/* To SIG_DFL or SIG_IGN; what was before, where out_before is not NULL. */
static void set_to(
    int number, void (*handler)(int), struct sigaction *out_before)
{
	struct sigaction action = {.sa_handler = handler};

	sigemptyset(&action.sa_mask);
	sigaction(number, &action, out_before);
}

static void die_of(int number)
{
	sigset_t set;

	set_to(number, SIG_DFL, NULL);
	sigemptyset(&set);
	sigaddset(&set, number);
	sigprocmask(SIG_UNBLOCK, &set, NULL);
	raise(number);
	/* The first process of a container survives that: the status is the
	 * one that a shell has for who was ended so. */
	_exit(128 + number);
}

/* stdio would begin to wait again with each line. */
static bool is_stuck(int fd)
{
	struct pollfd output = {.fd = fd, .events = POLLOUT};

	return poll(&output, 1, 0) == 0;
}

static void handle(int number, siginfo_t *info, void *context)
{
	const unsigned before = interrupt_count();

	(void)context;
	if (output_is_guarded && is_stuck(STDOUT_FILENO))
		die_of(number);
	/* One that ends the process outweighs one that may be taken back. */
	if (signal_that_came == 0 || signal_that_came == SIGINT)
		signal_that_came = number;
	if (info->si_code == SI_USER && info->si_pid == parent)
		from_parent++;
	else
		from_elsewhere++;
	if (interrupt_count() > before)
		pop3_cancel_fire(cancel_on_signal);
}

/* One handler at a time: they share what they count. */
static void set_handled(int number)
{
	struct sigaction action = {
	    .sa_sigaction = handle,
	    .sa_flags = SA_SIGINFO,
	};

	sigemptyset(&action.sa_mask);
	for (size_t i = 0; i < SIGNAL_COUNT; i++)
		sigaddset(&action.sa_mask, SIGNALS[i]);
	sigaction(number, &action, NULL);
}

static void mask_signals(int how)
{
	sigset_t set;

	sigemptyset(&set);
	for (size_t i = 0; i < SIGNAL_COUNT; i++)
		sigaddset(&set, SIGNALS[i]);
	sigprocmask(how, &set, NULL);
}

static bool is_ignored(int number)
{
	struct sigaction action;

	return sigaction(number, NULL, &action) == 0 &&
	       action.sa_handler == SIG_IGN;
}

void interrupt_install(struct pop3_cancel *cancel)
{
	cancel_on_signal = cancel;
	for (size_t i = 0; i < SIGNAL_COUNT; i++)
		if (!is_ignored(SIGNALS[i]))
			set_handled(SIGNALS[i]);
	set_to(SIGPIPE, SIG_IGN, NULL);
	set_to(SIGXFSZ, SIG_IGN, NULL);
	/* Ignored, it would hide what becomes of children. */
	set_to(SIGCHLD, SIG_DFL, NULL);
	interrupt_unblock();
}

void interrupt_guard_output(void)
{
	output_is_guarded = 1;
}

void interrupt_block(void)
{
	mask_signals(SIG_BLOCK);
}

void interrupt_unblock(void)
{
	mask_signals(SIG_UNBLOCK);
}

void interrupt_inherit(struct pop3_cancel *cancel)
{
	cancel_on_signal = cancel;
	signal_that_came = 0;
	from_parent = from_elsewhere = 0;
	hurry_until_ns = 0;
	parent = getppid();
	interrupt_unblock();
}

int interrupt_signal(void)
{
	return signal_that_came;
}

bool interrupt_spares(int fd)
{
	return signal_that_came != 0 && is_stuck(fd);
}

int64_t interrupt_limit(int64_t until_ns)
{
	if (interrupt_count() > 1)
		return 0;
	if (signal_that_came == 0)
		return until_ns;
	if (hurry_until_ns == 0)
		hurry_until_ns = monotonic_ns() + HURRY_NS;
	return hurry_until_ns < until_ns ? hurry_until_ns : until_ns;
}

/* The cancel stays fired, so that no signal can come just before the wait and
 * be slept over. */
bool interrupt_await(int fd)
{
	struct pollfd polled[] = {
	    {.fd = fd, .events = POLLIN},
	    {.fd = cancel_on_signal != NULL
		       ? pop3_cancel_descriptor(cancel_on_signal)
		       : -1,
		.events = POLLIN},
	};
	int ready;

	do
		ready = poll(polled, 2, -1);
	while (ready < 0 && errno == EINTR);
	return ready > 0 && polled[1].revents == 0;
}

void interrupt_unfire(struct pop3_cancel *cancel)
{
	pop3_cancel_reset(cancel);
	if (interrupt_signal() != 0)
		pop3_cancel_fire(cancel);
}

void interrupt_forget(void)
{
	sigset_t set, before;

	sigfillset(&set);
	sigprocmask(SIG_BLOCK, &set, &before);
	if (signal_that_came == SIGINT) {
		signal_that_came = 0;
		from_parent = from_elsewhere = 0;
		hurry_until_ns = 0;
		pop3_cancel_reset(cancel_on_signal);
	}
	sigprocmask(SIG_SETMASK, &before, NULL);
}

void interrupt_hold(void)
{
	set_to(SIGINT, SIG_IGN, &held_interrupt);
}

void interrupt_release(void)
{
	sigaction(SIGINT, &held_interrupt, NULL);
}

void interrupt_die(void)
{
	if (signal_that_came != 0)
		die_of(signal_that_came);
}

void interrupt_die_of_pipe(void)
{
	die_of(SIGPIPE);
}
