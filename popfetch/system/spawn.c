/*
 * spawn.c - posix_spawn(3) and not fork(2): the child is another program at
 * once, and nothing of ours is copied into it.
 *
 * What popfetch opens is close-on-exec by itself.  What it was started with
 * may not be (a lock of flock(1), the descriptor of a password), and a
 * program that stays in the background would hold it: where the C library
 * can, everything but the three is closed.
 */
#define _GNU_SOURCE /* posix_spawn_file_actions_addclosefrom_np() */
#include "popfetch/system/spawn.h"

#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <unistd.h>

#ifdef __GLIBC__
#if __GLIBC_PREREQ(2, 34)
#define HAVE_CLOSEFROM
#endif
#endif

extern char **environ;

static int close_rest(posix_spawn_file_actions_t *files)
{
#ifdef HAVE_CLOSEFROM
	return posix_spawn_file_actions_addclosefrom_np(
	    files, STDERR_FILENO + 1);
#else
	(void)files;
	return 0;
#endif
}

static int set_up_files(
    posix_spawn_file_actions_t *files, const struct spawn *spawn)
{
	int error = 0;

	for (int i = STDIN_FILENO; i <= STDERR_FILENO && error == 0; i++)
		error = spawn->descriptors[i] == SPAWN_NOTHING
			    ? posix_spawn_file_actions_addopen(
				  files, i, "/dev/null", O_RDWR, 0)
			    : posix_spawn_file_actions_adddup2(
				  files, spawn->descriptors[i], i);
	return error == 0 ? close_rest(files) : error;
}

/* What popfetch ignores has its meaning back. */
static int set_up_attributes(
    posix_spawnattr_t *attributes, const struct spawn *spawn)
{
	short flags = POSIX_SPAWN_SETSIGDEF;
	sigset_t defaults;
	int error;

	sigemptyset(&defaults);
	sigaddset(&defaults, SIGPIPE);
	sigaddset(&defaults, SIGXFSZ);
	error = posix_spawnattr_setsigdefault(attributes, &defaults);
	if (error == 0 && spawn->group == SPAWN_OWN_GROUP) {
		flags |= POSIX_SPAWN_SETPGROUP;
		error = posix_spawnattr_setpgroup(attributes, 0);
	}
	if (error == 0)
		error = posix_spawnattr_setflags(attributes, flags);
	return error;
}

static int start(const struct spawn *spawn,
    const posix_spawn_file_actions_t *files, pid_t *out_pid)
{
	posix_spawnattr_t attributes;
	int error = posix_spawnattr_init(&attributes);

	if (error != 0)
		return error;
	error = set_up_attributes(&attributes, spawn);
	if (error == 0)
		error = posix_spawnp(out_pid, spawn->argv[0], files,
		    &attributes, spawn->argv, environ);
	posix_spawnattr_destroy(&attributes);
	return error;
}

int spawn_start(const struct spawn *spawn, struct child *out_child)
{
	posix_spawn_file_actions_t files;
	int error = posix_spawn_file_actions_init(&files);
	pid_t pid = 0;

	if (error != 0)
		return error;
	error = set_up_files(&files, spawn);
	if (error == 0)
		error = start(spawn, &files, &pid);
	posix_spawn_file_actions_destroy(&files);
	if (error == 0)
		*out_child = (struct child){pid, spawn->group};
	return error;
}

int spawn_shell(
    const char *command, const struct spawn *spawn, struct child *out_child)
{
	char *const argv[] = {"/bin/sh", "-c", (char *)command, NULL};
	struct spawn shell = *spawn;

	shell.argv = argv;
	return spawn_start(&shell, out_child);
}

void spawn_withhold(int descriptor)
{
	(void)fcntl(descriptor, F_SETFD, FD_CLOEXEC);
}
