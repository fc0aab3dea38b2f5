/*
 * program.c - started, awaited, and ended when it takes too long.
 *
 * posix_spawn(3) and not fork(2): nothing of ours is copied into the child.
 * It has a process group of its own, so that what it has started can be
 * killed with it; hence a Control-C meets us alone, and we give it a little
 * time to end well.
 *
 * There is no portable way to wait for a child with a limit but a handler for
 * SIGCHLD, which belongs to the whole process; so we look again and again, in
 * pauses that grow with the time it has taken so far: a short run is not
 * prolonged by much, a long one costs nothing.
 */
#include "program.h"

#include <errno.h>
#include <signal.h>
#include <spawn.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "interrupt.h"

#define PAUSE_MAX_NS   INT64_C(100000000)
#define PAUSE_MIN_NS   INT64_C(200000)
#define PAUSE_FRACTION 16		   /* of the time so far */
#define LAST_WORDS_NS  INT64_C(2000000000) /* between SIGTERM and SIGKILL */
#define HURRY_NS       INT64_C(5000000000) /* when we have to end */

extern char **environ;

static int64_t now_ns(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

/* ---- Its start ----------------------------------------------------------- */

static int set_up_files(posix_spawn_file_actions_t *files, int input)
{
	int error =
	    posix_spawn_file_actions_adddup2(files, input, STDIN_FILENO);

	if (error == 0)
		error = posix_spawn_file_actions_adddup2(
		    files, STDERR_FILENO, STDOUT_FILENO);
	return error;
}

/* What popfetch ignores has its meaning back. */
static int set_up_attributes(posix_spawnattr_t *attributes)
{
	sigset_t defaults;
	int error;

	sigemptyset(&defaults);
	sigaddset(&defaults, SIGPIPE);
	sigaddset(&defaults, SIGXFSZ);
	error = posix_spawnattr_setsigdefault(attributes, &defaults);
	if (error == 0)
		error = posix_spawnattr_setpgroup(attributes, 0);
	if (error == 0)
		error = posix_spawnattr_setflags(
		    attributes, POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETPGROUP);
	return error;
}

/* 0 and *out_child, or an error number. */
static int spawn(char *const argv[], int input, pid_t *out_child)
{
	posix_spawn_file_actions_t files;
	posix_spawnattr_t attributes;
	int error = posix_spawn_file_actions_init(&files);

	if (error != 0)
		return error;
	error = posix_spawnattr_init(&attributes);
	if (error == 0) {
		error = set_up_files(&files, input);
		if (error == 0)
			error = set_up_attributes(&attributes);
		if (error == 0)
			error = posix_spawnp(out_child, argv[0], &files,
			    &attributes, argv, environ);
		posix_spawnattr_destroy(&attributes);
	}
	posix_spawn_file_actions_destroy(&files);
	return error;
}

/* ---- Its end ------------------------------------------------------------- */

static void pause_since(int64_t since_ns)
{
	int64_t pause_ns = (now_ns() - since_ns) / PAUSE_FRACTION;
	struct timespec pause = {0};

	if (pause_ns < PAUSE_MIN_NS)
		pause_ns = PAUSE_MIN_NS;
	pause.tv_nsec =
	    (long)(pause_ns < PAUSE_MAX_NS ? pause_ns : PAUSE_MAX_NS);
	nanosleep(&pause, NULL);
}

static bool has_ended(pid_t child, int *out_status)
{
	pid_t ended;

	do
		ended = waitpid(child, out_status, WNOHANG);
	while (ended < 0 && errno == EINTR);
	return ended != 0;
}

/* Whether it ends in time; less of it is left once we have to end. */
static bool ends_in_time(pid_t child, int64_t limit_ns, int *out_status)
{
	const int64_t began_ns = now_ns();
	int64_t until_ns = began_ns + limit_ns;
	bool hurried = false;

	while (!has_ended(child, out_status)) {
		int64_t soon_ns = now_ns() + HURRY_NS;

		if (!hurried && interrupt_signal() != 0) {
			hurried = true;
			until_ns = soon_ns < until_ns ? soon_ns : until_ns;
		}
		if (now_ns() >= until_ns)
			return false;
		pause_since(began_ns);
	}
	return true;
}

static void kill_group(pid_t child)
{
	int status;
	bool ended;

	kill(-child, SIGTERM);
	ended = ends_in_time(child, LAST_WORDS_NS, &status);
	kill(-child, SIGKILL);
	while (!ended && waitpid(child, &status, 0) < 0 && errno == EINTR)
		;
}

struct program_end program_run(char *const argv[], int input, uint32_t limit_ms)
{
	struct program_end end = {.how = PROGRAM_NOT_RUN};
	int status = 0;
	pid_t child = 0;

	end.number = spawn(argv, input, &child);
	if (end.number != 0)
		return end;
	if (!ends_in_time(child, (int64_t)limit_ms * 1000000, &status)) {
		end.how = interrupt_signal() != 0 ? PROGRAM_INTERRUPTED
						  : PROGRAM_OUT_OF_TIME;
		kill_group(child);
	} else if (WIFSIGNALED(status)) {
		end.how = PROGRAM_DIED;
		end.number = WTERMSIG(status);
	} else {
		end.how = PROGRAM_EXITED;
		end.number = WEXITSTATUS(status);
	}
	return end;
}

/* ---- Is there one? ------------------------------------------------------- */

static int check_file(const char *path)
{
	struct stat stat_buf;

	if (stat(path, &stat_buf) != 0)
		return errno;
	if (!S_ISREG(stat_buf.st_mode))
		return EACCES;
	return access(path, X_OK) == 0 ? 0 : errno;
}

int program_look_up(const char *name)
{
	const char *path = getenv("PATH");
	char candidate[4096];
	int worst = ENOENT;

	/* Without a PATH, posix_spawnp() knows where to look and we do not. */
	if (path == NULL)
		return strchr(name, '/') != NULL ? check_file(name) : 0;
	if (strchr(name, '/') != NULL)
		return check_file(name);
	for (;;) {
		size_t length = strcspn(path, ":");
		int error;

		snprintf(candidate, sizeof candidate, "%.*s/%s",
		    length > 0 ? (int)length : 1, length > 0 ? path : ".",
		    name);
		error = check_file(candidate);
		if (error == 0)
			return 0;
		if (error != ENOENT && error != ENOTDIR)
			worst = error;
		if (path[length] == '\0')
			return worst;
		path += length + 1;
	}
}
