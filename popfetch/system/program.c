/*
 * program.c - started, awaited, and ended when it takes too long.
 *
 * It has a process group of its own, so that what it has started can be
 * killed with it; hence a Control-C meets us alone, and we give it a little
 * time to end well.
 */
#include "popfetch/system/program.h"

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "popfetch/system/child.h"
#include "popfetch/system/interrupt.h"
#include "popfetch/system/monotonic.h"

/* ---- Its run ------------------------------------------------------------- */

/* Whether it ends in time; less of it is left once we have to end. */
static bool ends_in_time(
    const struct child *child, int64_t limit_ns, int *out_status)
{
	const int64_t began_ns = monotonic_ns();

	while (!child_has_ended(child, out_status)) {
		const struct timespec pause = {
		    .tv_nsec = (long)child_pause_ns(began_ns)};

		if (monotonic_ns() >= interrupt_limit(began_ns + limit_ns))
			return false;
		nanosleep(&pause, NULL);
	}
	return true;
}

struct program_end program_run(char *const argv[], int input, uint32_t limit_ms)
{
	const struct spawn spawn = {
	    .argv = argv,
	    .descriptors = {input, STDERR_FILENO, STDERR_FILENO},
	    .group = SPAWN_OWN_GROUP,
	};
	struct program_end end = {.how = PROGRAM_NOT_RUN};
	struct child child = {0};
	int status = 0;

	if (monotonic_ns() >= interrupt_limit(INT64_MAX)) {
		end.how = PROGRAM_TOO_LATE;
		return end;
	}
	end.number = spawn_start(&spawn, &child);
	if (end.number != 0)
		return end;
	if (!ends_in_time(&child, limit_ms * NS_PER_MS, &status)) {
		end.how = interrupt_signal() != 0 ? PROGRAM_INTERRUPTED
						  : PROGRAM_OUT_OF_TIME;
		child_end(&child);
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

	if (strchr(name, '/') != NULL)
		return check_file(name);
	/* Without it posix_spawnp() knows where to look, and we do not. */
	if (path == NULL)
		return 0;
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
