/*
 * password-prompt.c - /dev/tty, echo off, and on again whatever happens.
 *
 * Signals that would end or stop the process are held back while the echo is
 * off.  The wait for input lets those that end it through, atomically
 * (pselect), to a handler that only notes them; SIGTSTP and its like stay
 * held.  Once the terminal is as it was, the handlers are, too, and what was
 * noted is raised again for them.  A signal that was ignored stays ignored.
 */
#include "password-prompt.h"
#include "asking.h"
#include "failure.h"
#include "secret.h"
#include "secret-line.h"
#include "terminal.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <sys/select.h>
#include <termios.h>
#include <unistd.h>

static const int ending[] = {SIGINT, SIGTERM, SIGHUP, SIGQUIT};
static const int stopping[] = {SIGTSTP, SIGTTIN, SIGTTOU};
#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

struct terminal {
	int fd;
	struct termios modes;
	sigset_t mask;
	struct sigaction actions[COUNT(ending)];
};

static volatile sig_atomic_t signal_noted;

static void note_signal(int number)
{
	signal_noted = number;
}

static void hold_signals(struct terminal *terminal)
{
	struct sigaction action = {.sa_handler = note_signal};
	sigset_t held;

	sigemptyset(&held);
	sigemptyset(&action.sa_mask);
	for (size_t i = 0; i < COUNT(ending); i++)
		sigaddset(&held, ending[i]);
	for (size_t i = 0; i < COUNT(stopping); i++)
		sigaddset(&held, stopping[i]);
	sigprocmask(SIG_BLOCK, &held, &terminal->mask);
	signal_noted = 0;
	for (size_t i = 0; i < COUNT(ending); i++) {
		sigaction(ending[i], NULL, &terminal->actions[i]);
		if (terminal->actions[i].sa_handler != SIG_IGN)
			sigaction(ending[i], &action, NULL);
	}
}

static void release_signals(const struct terminal *terminal)
{
	for (size_t i = 0; i < COUNT(ending); i++)
		sigaction(ending[i], &terminal->actions[i], NULL);
	if (signal_noted != 0)
		raise(signal_noted);
	sigprocmask(SIG_SETMASK, &terminal->mask, NULL);
}

static int echo_off(const struct terminal *terminal)
{
	struct termios quiet = terminal->modes;

	quiet.c_lflag &= ~(tcflag_t)(ECHO | ECHONL);
	quiet.c_lflag |= ICANON | ISIG;
	return tcsetattr(terminal->fd, TCSAFLUSH, &quiet);
}

/* Waits until a line is there; false with errno when a signal came. */
static bool wait_for_line(const struct terminal *terminal)
{
	sigset_t mask = terminal->mask;
	fd_set fds;

	if (terminal->fd >= FD_SETSIZE) {
		errno = EMFILE;
		return false;
	}
	for (size_t i = 0; i < COUNT(stopping); i++)
		sigaddset(&mask, stopping[i]);
	FD_ZERO(&fds);
	FD_SET(terminal->fd, &fds);
	return pselect(terminal->fd + 1, &fds, NULL, NULL, NULL, &mask) == 1;
}

static void put(const struct terminal *terminal, const char *text)
{
	/* Whoever sits there sees it or not; nothing hangs on it. */
	if (write(terminal->fd, text, strlen(text)) < 0)
		return;
}

static enum pop3_status ask_in_silence(
    struct terminal *terminal, const char *question, char **out_secret)
{
	enum pop3_status status;

	/* Only now: another process may have had the echo off until then. */
	if (tcgetattr(terminal->fd, &terminal->modes) != 0 ||
	    echo_off(terminal) != 0)
		return POP3_E_SYSTEM;
	put(terminal, question);
	if (wait_for_line(terminal))
		status = secret_line_read(terminal->fd, out_secret);
	else
		status = errno == EINTR ? POP3_E_CANCELLED : POP3_E_SYSTEM;
	put(terminal, "\n");
	tcsetattr(terminal->fd, TCSAFLUSH, &terminal->modes);
	return status;
}

static enum pop3_status ask(
    struct terminal *terminal, const char *question, char **out_secret)
{
	enum pop3_status status;
	int sys_errno;

	if (!asking_begin())
		return POP3_E_CANCELLED;
	hold_signals(terminal);
	status = ask_in_silence(terminal, question, out_secret);
	sys_errno = errno;
	release_signals(terminal);
	asking_end();
	errno = sys_errno;
	return status;
}

enum pop3_status terminal_ask(const char *question, const char *without,
    struct pop3_error *error, char **out_secret)
{
	struct terminal terminal = {0};
	enum pop3_status status;
	int sys_errno;

	terminal.fd = open("/dev/tty", O_RDWR | O_CLOEXEC | O_NOCTTY);
	if (terminal.fd < 0 || !terminal_is(terminal.fd)) {
		if (terminal.fd >= 0)
			close(terminal.fd);
		return failure_fill(error, POP3_E_MISUSE, 0, "%s", without);
	}
	status = ask(&terminal, question, out_secret);
	sys_errno = errno;
	close(terminal.fd);
	errno = sys_errno;
	if (status != POP3_OK)
		return secret_line_failed(error, status, "the terminal");
	return POP3_OK;
}

enum pop3_status password_prompt(const char *user, const char *host,
    struct pop3_error *error, char **out_secret)
{
	char question[POP3_ERROR_TEXT_MAX], without[POP3_ERROR_TEXT_MAX];

	/* A user is often an address, and has an @ of its own. */
	snprintf(question, sizeof(question), "Password for %s%s%s: ", user,
	    strchr(user, '@') != NULL ? " on " : "@", host);
	snprintf(without, sizeof(without),
	    "no password for '%s@%s' and no terminal to ask on: set "
	    "--password-command, --password-file or ~/.netrc",
	    user, host);
	return terminal_ask(question, without, error, out_secret);
}
