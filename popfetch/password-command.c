/*
 * password-command.c - popen(3) with a standard input that asks nobody.
 *
 * What the command writes behind its first line is read to the end, or it
 * could die of SIGPIPE and look as if it had failed.
 */
#include "password-command.h"
#include "secret.h"
#include "secret-line.h"
#include "spawn.h"

#include <errno.h>
#include <signal.h>
#include <stdbool.h>
#include <sys/wait.h>
#include <unistd.h>

/* False where a signal came: the command, or what it left behind in the
 * background, may keep its output open for as long as it likes. */
static bool drain(int fd)
{
	char octets[512];
	ssize_t got;

	do
		got = read(fd, octets, sizeof(octets));
	while (got > 0);
	secret_wipe(octets, sizeof(octets));
	return got == 0 || errno != EINTR;
}

static enum pop3_status check_end(pid_t child, struct pop3_error *error)
{
	int status;

	while (waitpid(child, &status, 0) < 0)
		if (errno != EINTR)
			return secret_error(error, POP3_E_SYSTEM, errno,
			    "cannot wait for the password command");
	if (WIFSIGNALED(status))
		return secret_error(error, POP3_E_FILE, 0,
		    "the password command died of signal %d", WTERMSIG(status));
	if (WEXITSTATUS(status) != 0)
		return secret_error(error, POP3_E_FILE, 0,
		    "the password command failed with exit status %d",
		    WEXITSTATUS(status));
	return POP3_OK;
}

/* How the command ended counts for more than what it printed. */
static enum pop3_status collect(
    int fd, pid_t child, struct pop3_error *error, char **out_secret)
{
	char *line = NULL;
	enum pop3_status read_status = secret_line_read(fd, &line);
	const int sys_errno = errno;
	enum pop3_status status;

	if (read_status != POP3_E_CANCELLED && !drain(fd))
		read_status = POP3_E_CANCELLED;
	if (read_status == POP3_E_CANCELLED)
		kill(child, SIGTERM);
	close(fd);
	status = check_end(child, error);
	errno = sys_errno;
	if (read_status == POP3_E_CANCELLED ||
	    (status == POP3_OK && read_status != POP3_OK))
		status = secret_line_failed(
		    error, read_status, "the password command's output");
	if (status == POP3_OK)
		*out_secret = line;
	else
		secret_free(line);
	return status;
}

enum pop3_status password_command_run(
    const char *command, struct pop3_error *error, char **out_secret)
{
	struct spawn spawn = {.group = SPAWN_OUR_GROUP};
	struct child child = {0};
	int ends[2], sys_errno;

	if (pipe(ends) != 0)
		return secret_error(error, POP3_E_SYSTEM, errno,
		    "cannot run the password command");
	spawn_withhold(ends[0]);
	spawn_withhold(ends[1]);
	spawn.descriptors[STDIN_FILENO] = SPAWN_NOTHING;
	spawn.descriptors[STDOUT_FILENO] = ends[1];
	spawn.descriptors[STDERR_FILENO] = STDERR_FILENO;
	sys_errno = spawn_shell(command, &spawn, &child);
	close(ends[1]);
	if (sys_errno == 0)
		return collect(ends[0], child.pid, error, out_secret);
	close(ends[0]);
	return secret_error(
	    error, POP3_E_SYSTEM, sys_errno, "cannot run the password command");
}
