/*
 * password-prompt.c - a question without echo below a shell, which stops and
 * continues those that ask.
 *
 * The shell is a child that leads a session on a terminal of its own; the one
 * that asks is a child of it, since a leader cannot be stopped by its terminal.
 */
#include <criterion/criterion.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

#include "popfetch/secret/password-prompt.h"

enum {
	SHELL_SAW_NO_STOP = 50,
	SHELL_SAW_NO_ECHO,
	SHELL_SAW_A_SIGNAL,
	ANOTHER_SECRET,
	NO_SECRET
};

static int master;
static char shown[4096];

static void ask(void)
{
	struct pop3_error error;
	char *secret = NULL;

	if (password_prompt_ask("Secret: ", "no terminal", &error, &secret) !=
	    POP3_OK)
		_exit(NO_SECRET);
	_exit(strcmp(secret, "open sesame") == 0 ? 0 : ANOTHER_SECRET);
}

/* In a job of its own, once go says so. */
static pid_t start_job(int go)
{
	const pid_t job = fork();
	char octet;

	if (job == 0) {
		signal(SIGTTOU, SIG_DFL);
		if (read(go, &octet, 1) == 1)
			ask();
		_exit(NO_SECRET);
	}
	setpgid(job, job);
	return job;
}

/* Exits with what the job exits with, which stops by this signal first and
 * goes on in the foreground; 0: it is not to be stopped. */
static void be_shell(int terminal, int stop)
{
	struct termios modes;
	int go[2], status;
	pid_t job;

	signal(SIGTTOU, SIG_IGN);
	signal(SIGTTIN, stop == 0 ? SIG_IGN : SIG_DFL);
	if (pipe(go) != 0)
		_exit(NO_SECRET);
	job = start_job(go[0]);
	if (stop == SIGTSTP)
		tcsetpgrp(terminal, job);
	if (write(go[1], "", 1) != 1 || waitpid(job, &status, WUNTRACED) != job)
		_exit(SHELL_SAW_NO_STOP);
	if (stop == 0 && WIFEXITED(status))
		_exit(WEXITSTATUS(status));
	if (!WIFSTOPPED(status) || WSTOPSIG(status) != stop) {
		kill(job, SIGKILL);
		_exit(SHELL_SAW_NO_STOP);
	}
	if (tcgetattr(terminal, &modes) != 0 || (modes.c_lflag & ECHO) == 0)
		_exit(SHELL_SAW_NO_ECHO);
	tcsetpgrp(terminal, job);
	kill(job, SIGCONT);
	waitpid(job, &status, 0);
	_exit(WIFEXITED(status) ? WEXITSTATUS(status) : SHELL_SAW_A_SIGNAL);
}

static pid_t start_shell(int stop)
{
	pid_t shell;
	int terminal;

	master = posix_openpt(O_RDWR | O_NOCTTY);
	cr_assert(master >= 0 && grantpt(master) == 0 && unlockpt(master) == 0);
	shell = fork();
	if (shell == 0) {
		setsid();
		signal(SIGTSTP, SIG_DFL);
		terminal = open(ptsname(master), O_RDWR);
		close(master);
		be_shell(terminal, stop);
	}
	return shell;
}

/* Reads what the terminal shows, up to text; all of it, in shown, for NULL. */
static void await(const char *text)
{
	size_t length = 0;

	memset(shown, 0, sizeof shown);
	while (length + 1 < sizeof shown &&
	       (text == NULL || strstr(shown, text) == NULL))
		if (read(master, shown + length++, 1) != 1)
			break;
	cr_assert(text == NULL || strstr(shown, text) != NULL, "'%s'", shown);
}

static void type(const char *keys)
{
	cr_assert_eq(write(master, keys, strlen(keys)), (ssize_t)strlen(keys));
}

static int exit_of(pid_t shell)
{
	int status;

	cr_assert_eq(waitpid(shell, &status, 0), shell);
	return WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
}

Test(password_prompt, what_stops_it_stops_it_with_the_echo_on, .timeout = 60)
{
	const pid_t shell = start_shell(SIGTSTP);

	await("Secret: ");
	type("open\032");
	await("Secret: ");
	type("open sesame\n");
	cr_expect_eq(exit_of(shell), 0);
	await(NULL);
	cr_expect_null(strstr(shown, "sesame"));
}

Test(password_prompt, nothing_is_asked_in_the_background, .timeout = 60)
{
	const pid_t shell = start_shell(SIGTTIN);

	await("Secret: ");
	type("open sesame\n");
	cr_expect_eq(exit_of(shell), 0);
}

Test(password_prompt, who_cannot_be_stopped_there_gets_none, .timeout = 60)
{
	const pid_t shell = start_shell(0);

	cr_expect_eq(exit_of(shell), NO_SECRET);
	await(NULL);
	cr_expect_str_empty(shown);
}
