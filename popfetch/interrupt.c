/*
 * interrupt.c - the signals that end us, and mutable globals with them: a
 * handler gets no context.
 */
#include "interrupt.h"

#include <signal.h>
#include <stddef.h>

static struct pop3_cancel *cancel_on_signal;
static volatile sig_atomic_t signal_that_came;
static struct sigaction held_interrupt;

static const int SIGNALS[] = {SIGINT, SIGTERM, SIGHUP};
#define SIGNAL_COUNT (sizeof SIGNALS / sizeof SIGNALS[0])

static void handle(int number)
{
	/* One that ends the process outweighs one that may be taken back. */
	if (signal_that_came == 0 || signal_that_came == SIGINT)
		signal_that_came = number;
	pop3_cancel_fire(cancel_on_signal);
}

static void set_handler(int number, void (*handler)(int))
{
	struct sigaction action = {.sa_handler = handler};

	sigemptyset(&action.sa_mask);
	sigaction(number, &action, NULL);
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
			set_handler(SIGNALS[i], handle);
	set_handler(SIGPIPE, SIG_IGN);
	set_handler(SIGXFSZ, SIG_IGN);
}

int interrupt_signal(void)
{
	return signal_that_came;
}

void interrupt_forget(void)
{
	sigset_t set, before;

	sigfillset(&set);
	sigprocmask(SIG_BLOCK, &set, &before);
	if (signal_that_came == SIGINT) {
		signal_that_came = 0;
		pop3_cancel_reset(cancel_on_signal);
	}
	sigprocmask(SIG_SETMASK, &before, NULL);
}

void interrupt_hold(void)
{
	struct sigaction action = {.sa_handler = SIG_IGN};

	sigemptyset(&action.sa_mask);
	sigaction(SIGINT, &action, &held_interrupt);
}

void interrupt_release(void)
{
	sigaction(SIGINT, &held_interrupt, NULL);
}

static void die_of(int number)
{
	sigset_t set;

	set_handler(number, SIG_DFL);
	sigemptyset(&set);
	sigaddset(&set, number);
	sigprocmask(SIG_UNBLOCK, &set, NULL);
	raise(number);
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
