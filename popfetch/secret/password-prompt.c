/*
 * password-prompt.c - /dev/tty, echo off, and on again whatever happens.
 *
 * Signals that would end or stop the process are held back while the echo is
 * off.  The wait for input lets them through, atomically (pselect), to a
 * handler that only notes them.  Once the terminal is as it was, the handlers
 * are, too, and what was noted is raised again for them.  A signal that was
 * ignored stays ignored.
 *
 * Behind a stop (Ctrl-Z) the question is asked anew: what is typed meanwhile is
 * for the shell.  In the background nothing is asked, since the modes of the
 * terminal are those of others: it waits there until it comes to the
 * foreground, as it would by a read(2).
 */
#include "popfetch/secret/password-prompt.h"
#include "popfetch/secret/secret-line.h"
#include "popfetch/system/terminal.h"
#include "popfetch/talk/asking.h"
#include "popfetch/talk/failure.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <sys/select.h>
#include <termios.h>
#include <unistd.h>

static const int noted[] = {SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGTSTP};
static const int held[] = {SIGTTIN, SIGTTOU};
#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

/* How often it is tried to be stopped in the background: a process that has no
 * shell, or ignores the signal, goes on. */
#define STOPS_MAX 10

struct terminal {
	int fd;
	struct termios modes;
	sigset_t mask;
	struct sigaction actions[COUNT(noted)];
};

static volatile sig_atomic_t signal_noted;

static void note_signal(int number)
{
	signal_noted = number;
}

static void hold_signals(struct terminal *terminal)
{
	struct sigaction action = {.sa_handler = note_signal};
	sigset_t set;

	sigemptyset(&set);
	sigemptyset(&action.sa_mask);
	for (size_t i = 0; i < COUNT(noted); i++)
		sigaddset(&set, noted[i]);
	for (size_t i = 0; i < COUNT(held); i++)
		sigaddset(&set, held[i]);
	sigprocmask(SIG_BLOCK, &set, &terminal->mask);
	signal_noted = 0;
	for (size_t i = 0; i < COUNT(noted); i++) {
		sigaction(noted[i], NULL, &terminal->actions[i]);
		if (terminal->actions[i].sa_handler != SIG_IGN)
			sigaction(noted[i], &action, NULL);
	}
}

/* Whether it was a stop that was noted; it is over then. */
static bool release_signals(const struct terminal *terminal)
{
	const int number = signal_noted;

	for (size_t i = 0; i < COUNT(noted); i++)
		sigaction(noted[i], &terminal->actions[i], NULL);
	if (number != 0)
		raise(number);
	sigprocmask(SIG_SETMASK, &terminal->mask, NULL);
	return number == SIGTSTP;
}

static bool await_foreground(int fd)
{
	for (int i = 0; i < STOPS_MAX && !terminal_is_ours(fd); i++)
		kill(0, SIGTTIN);
	return terminal_is_ours(fd);
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
	int ready;

	if (terminal->fd >= FD_SETSIZE) {
		errno = EMFILE;
		return false;
	}
	for (size_t i = 0; i < COUNT(held); i++)
		sigaddset(&mask, held[i]);
	do {
		FD_ZERO(&fds);
		FD_SET(terminal->fd, &fds);
		ready =
		    pselect(terminal->fd + 1, &fds, NULL, NULL, NULL, &mask);
	} while (ready < 0 && errno == EINTR && signal_noted == 0);
	return ready == 1;
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

/* Once; *out_stopped: it was a stop that came in between. */
static enum pop3_status ask_once(struct terminal *terminal,
    const char *question, char **out_secret, bool *out_stopped)
{
	enum pop3_status status;
	int sys_errno;

	*out_stopped = false;
	if (!await_foreground(terminal->fd)) {
		errno = EIO; /* read(2) has it, too */
		return POP3_E_SYSTEM;
	}
	if (!asking_begin(ASKING_IN_SILENCE))
		return POP3_E_CANCELLED;
	hold_signals(terminal);
	status = ask_in_silence(terminal, question, out_secret);
	sys_errno = errno;
	/* Before a stop: who gives the leave must stop, too. */
	asking_end();
	*out_stopped = release_signals(terminal) && status == POP3_E_CANCELLED;
	errno = sys_errno;
	return status;
}

static enum pop3_status ask(
    struct terminal *terminal, const char *question, char **out_secret)
{
	enum pop3_status status;
	bool stopped;

	do {
		status = ask_once(terminal, question, out_secret, &stopped);
	} while (stopped);
	return status;
}

enum pop3_status password_prompt_ask(const char *question, const char *without,
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
	return password_prompt_ask(question, without, error, out_secret);
}
