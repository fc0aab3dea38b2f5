/*
 * password-command.c - popen(3) with a standard input that asks nobody, and
 * with a limit.
 *
 * The secret is there with the first line, but how the command ends counts
 * for more.  What it writes meanwhile is read and dropped, or it could wait
 * for us, or die of SIGPIPE and look as if it had failed.  The end of its
 * output is not waited for: an agent that it has started may hold that open
 * for ever.
 *
 * The command may want to ask on the terminal, which only the foreground's
 * process group can; a signal of ours then meets the shell alone, Control-C
 * all of them.  Without a terminal, as under cron, it has a group of its own,
 * so that what hangs does not pile up, run after run.
 */
#include "popfetch/secret/password-command.h"
#include "popfetch/secret/secret-line.h"
#include "popfetch/system/child.h"
#include "popfetch/system/disk.h"
#include "popfetch/system/interrupt.h"
#include "popfetch/system/monotonic.h"
#include "popfetch/talk/failure.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdbool.h>
#include <sys/wait.h>
#include <unistd.h>

struct run {
	struct child child;
	int output;	  /* our end of it; -1: it has ended */
	int64_t until_ns; /* when the command is ended */
	bool by_deadline; /* that is --deadline's */
	int64_t since_ns; /* when it last did something */
};

/* ---- Waiting ------------------------------------------------------------- */

/* Waits a little for output or its end; POP3_OK, POP3_E_CANCELLED or
 * POP3_E_TIMEOUT. */
static enum pop3_status look(struct run *run, bool *out_ready)
{
	struct pollfd output = {.fd = run->output, .events = POLLIN};
	const int64_t pause_ns = child_pause_ns(run->since_ns);

	if (interrupt_signal() != 0)
		return POP3_E_CANCELLED;
	if (monotonic_ns() >= run->until_ns)
		return POP3_E_TIMEOUT;
	*out_ready =
	    poll(&output, 1, (int)(1 + (pause_ns - 1) / NS_PER_MS)) == 1;
	if (*out_ready)
		run->since_ns = monotonic_ns();
	return POP3_OK;
}

/* secret_wait_fn */
static enum pop3_status await_output(void *context)
{
	enum pop3_status status;
	bool ready = false;

	do
		status = look(context, &ready);
	while (status == POP3_OK && !ready);
	return status;
}

static void drop_output(struct run *run)
{
	char octets[4096];
	const ssize_t got = read(run->output, octets, sizeof octets);

	secret_wipe(octets, sizeof octets);
	if (got == 0 || (got < 0 && errno != EINTR))
		disk_close(&run->output);
}

static enum pop3_status await_end(struct run *run, int *out_how)
{
	bool ready = false;

	while (!child_has_ended(&run->child, out_how)) {
		enum pop3_status status = look(run, &ready);

		if (status != POP3_OK)
			return status;
		if (ready)
			drop_output(run);
	}
	return POP3_OK;
}

/* ---- What came of it ----------------------------------------------------- */

static enum pop3_status check_end(int how, struct pop3_error *error)
{
	if (WIFSIGNALED(how))
		return failure_fill(error, POP3_E_FILE, 0,
		    "the password command died of signal %d", WTERMSIG(how));
	if (WEXITSTATUS(how) != 0)
		return failure_fill(error, POP3_E_FILE, 0,
		    "the password command failed with exit status %d",
		    WEXITSTATUS(how));
	return POP3_OK;
}

static enum pop3_status give_up(
    const struct run *run, enum pop3_status status, struct pop3_error *error)
{
	child_end(&run->child);
	if (status == POP3_E_CANCELLED)
		return secret_line_failed(error, status, "");
	if (run->by_deadline)
		return failure_fill(error, status, 0,
		    "the deadline came before the end of the password command");
	return failure_fill(error, status, 0,
	    "the password command took longer than %d s",
	    PASSWORD_COMMAND_S_MAX);
}

static enum pop3_status collect(
    struct run *run, struct pop3_error *error, char **out_secret)
{
	char *line = NULL;
	const enum pop3_status line_status =
	    secret_line_read_when(run->output, await_output, run, &line);
	const int sys_errno = errno;
	enum pop3_status status = line_status;
	int how = 0;

	if (status != POP3_E_CANCELLED && status != POP3_E_TIMEOUT)
		status = await_end(run, &how);
	disk_close(&run->output);
	if (status != POP3_OK)
		status = give_up(run, status, error);
	else
		status = check_end(how, error);
	errno = sys_errno;
	if (status == POP3_OK && line_status != POP3_OK)
		status = secret_line_failed(
		    error, line_status, "the password command's output");
	if (status == POP3_OK)
		*out_secret = line;
	else
		secret_free(line);
	return status;
}

/* ---- Its start ----------------------------------------------------------- */

static bool has_terminal(void)
{
	const int terminal = open("/dev/tty", O_RDWR | O_CLOEXEC | O_NOCTTY);

	if (terminal >= 0)
		close(terminal);
	return terminal >= 0;
}

/* 0, or an error number. */
static int start(const char *command, struct run *run)
{
	struct spawn spawn = {
	    .group = has_terminal() ? SPAWN_OUR_GROUP : SPAWN_OWN_GROUP};
	int ends[2], error;

	if (pipe(ends) != 0)
		return errno;
	spawn_withhold(ends[0]);
	spawn_withhold(ends[1]);
	spawn.descriptors[STDIN_FILENO] = SPAWN_NOTHING;
	spawn.descriptors[STDOUT_FILENO] = ends[1];
	spawn.descriptors[STDERR_FILENO] = STDERR_FILENO;
	error = spawn_shell(command, &spawn, &run->child);
	close(ends[1]);
	if (error != 0)
		close(ends[0]);
	run->output = ends[0];
	return error;
}

enum pop3_status password_command_run(const char *command, int64_t until_ns,
    struct pop3_error *error, char **out_secret)
{
	const int64_t now_ns = monotonic_ns();
	struct run run = {
	    .since_ns = now_ns,
	    .until_ns = now_ns + PASSWORD_COMMAND_S_MAX * NS_PER_S,
	};
	int sys_errno;

	if (until_ns < run.until_ns) {
		run.until_ns = until_ns;
		run.by_deadline = true;
	}
	sys_errno = start(command, &run);
	if (sys_errno != 0)
		return failure_fill(error, POP3_E_SYSTEM, sys_errno,
		    "cannot run the password command");
	return collect(&run, error, out_secret);
}
