/*
 * shell-pipe.c - a child of our own process group, so that a pager has the
 * terminal; it is the one whom a Control-C is meant for, as long as it runs
 * (interrupt_hold()).
 */
#include "popfetch/shell/shell-pipe.h"

#include <errno.h>
#include <sys/wait.h>
#include <unistd.h>

#include "popfetch/system/child.h"
#include "popfetch/system/disk.h"
#include "popfetch/system/interrupt.h"

int shell_pipe_open(struct shell_pipe *shell_pipe, const char *command)
{
	struct spawn spawn = {
	    .descriptors = {-1, STDOUT_FILENO, STDERR_FILENO},
	    .group = SPAWN_OUR_GROUP,
	};
	int ends[2], error;

	if (pipe(ends) != 0)
		return errno;
	spawn_withhold(ends[0]);
	spawn_withhold(ends[1]);
	spawn.descriptors[STDIN_FILENO] = ends[0];
	error = spawn_shell(command, &spawn, &shell_pipe->child);
	close(ends[0]);
	if (error != 0)
		close(ends[1]);
	else
		shell_pipe->descriptor = ends[1];
	return error;
}

bool shell_pipe_write(
    struct shell_pipe *shell_pipe, const char *octets, size_t n)
{
	while (n > 0 && shell_pipe->descriptor >= 0) {
		const ssize_t wrote = write(shell_pipe->descriptor, octets, n);

		if (wrote >= 0) {
			octets += wrote;
			n -= (size_t)wrote;
		} else if (errno != EINTR) {
			disk_close(&shell_pipe->descriptor);
		} else if (interrupt_signal() != 0) {
			return false;
		}
	}
	return true;
}

int shell_pipe_close(struct shell_pipe *shell_pipe)
{
	const struct child child = shell_pipe->child;
	pid_t ended;
	int status = 0;

	disk_close(&shell_pipe->descriptor);
	shell_pipe->child.pid = 0;
	do {
		/* A pager would stay for as long as somebody looks at it. */
		if (interrupt_signal() != 0) {
			child_end(&child);
			return 0;
		}
		ended = waitpid(child.pid, &status, 0);
	} while (ended < 0 && errno == EINTR);
	if (ended < 0)
		return 0;
	return WIFSIGNALED(status) ? 128 + WTERMSIG(status)
				   : WEXITSTATUS(status);
}
