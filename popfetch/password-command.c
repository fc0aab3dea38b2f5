/*
 * password-command.c - popen(3) with a standard input that asks nobody.
 *
 * posix_spawn(3) and not fork(2): the child is another program at once, and
 * nothing of ours is copied into it.  The pipe is close-on-exec on our side,
 * and SIGPIPE, which popfetch ignores, is given back its meaning.  What the
 * command writes behind its first line is read to the end, or it could die of
 * SIGPIPE and look as if it had failed.
 */
#include "password-command.h"
#include "secret.h"
#include "secret-line.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdbool.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;

static int set_up_files(posix_spawn_file_actions_t *files, int output)
{
	int error = posix_spawn_file_actions_addopen(
	    files, STDIN_FILENO, "/dev/null", O_RDONLY, 0);

	if (error == 0)
		error = posix_spawn_file_actions_adddup2(
		    files, output, STDOUT_FILENO);
	return error;
}

static int set_up_signals(posix_spawnattr_t *attributes)
{
	sigset_t defaults;
	int error;

	sigemptyset(&defaults);
	sigaddset(&defaults, SIGPIPE);
	error = posix_spawnattr_setsigdefault(attributes, &defaults);
	if (error == 0)
		error =
		    posix_spawnattr_setflags(attributes, POSIX_SPAWN_SETSIGDEF);
	return error;
}

/* 0 and *out_child, or an error number. */
static int spawn(const char *command, int output, pid_t *out_child)
{
	char *const argv[] = {"sh", "-c", (char *)command, NULL};
	posix_spawn_file_actions_t files;
	posix_spawnattr_t attributes;
	int error = posix_spawn_file_actions_init(&files);

	if (error != 0)
		return error;
	error = posix_spawnattr_init(&attributes);
	if (error == 0) {
		error = set_up_files(&files, output);
		if (error == 0)
			error = set_up_signals(&attributes);
		if (error == 0)
			error = posix_spawn(out_child, "/bin/sh", &files,
			    &attributes, argv, environ);
		posix_spawnattr_destroy(&attributes);
	}
	posix_spawn_file_actions_destroy(&files);
	return error;
}

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
	int ends[2], sys_errno;
	pid_t child = 0;

	if (pipe(ends) != 0)
		return secret_error(error, POP3_E_SYSTEM, errno,
		    "cannot run the password command");
	fcntl(ends[0], F_SETFD, FD_CLOEXEC);
	fcntl(ends[1], F_SETFD, FD_CLOEXEC);
	sys_errno = spawn(command, ends[1], &child);
	close(ends[1]);
	if (sys_errno == 0)
		return collect(ends[0], child, error, out_secret);
	close(ends[0]);
	return secret_error(
	    error, POP3_E_SYSTEM, sys_errno, "cannot run the password command");
}
