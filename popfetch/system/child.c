/*
 * child.c - awaited with a limit.
 *
 * There is no portable way to wait for a child with a limit but a handler for
 * SIGCHLD, which belongs to the whole process; so we look again and again, in
 * pauses that grow with the time it has taken so far: a short run is not
 * prolonged by much, a long one costs nothing.
 */
#include "popfetch/system/child.h"

#include <errno.h>
#include <signal.h>
#include <sys/wait.h>
#include <time.h>

#include "popfetch/system/monotonic.h"

#define PAUSE_MAX_NS   (100 * NS_PER_MS)
#define PAUSE_MIN_NS   (NS_PER_MS / 5)
#define PAUSE_FRACTION 16	      /* of the time so far */
#define LAST_WORDS_NS  (2 * NS_PER_S) /* between SIGTERM and SIGKILL */

int64_t child_pause_ns(int64_t since_ns)
{
	const int64_t pause_ns = (monotonic_ns() - since_ns) / PAUSE_FRACTION;

	if (pause_ns < PAUSE_MIN_NS)
		return PAUSE_MIN_NS;
	return pause_ns < PAUSE_MAX_NS ? pause_ns : PAUSE_MAX_NS;
}

bool child_has_ended(const struct child *child, int *out_status)
{
	pid_t ended;

	do
		ended = waitpid(child->pid, out_status, WNOHANG);
	while (ended < 0 && errno == EINTR);
	return ended != 0;
}

bool child_ends_soon(const struct child *child, int *out_status)
{
	const int64_t began_ns = monotonic_ns();

	while (!child_has_ended(child, out_status)) {
		const struct timespec pause = {
		    .tv_nsec = (long)child_pause_ns(began_ns)};

		if (monotonic_ns() - began_ns >= LAST_WORDS_NS)
			return false;
		nanosleep(&pause, NULL);
	}
	return true;
}

void child_end(const struct child *child)
{
	const pid_t target =
	    child->group == SPAWN_OWN_GROUP ? -child->pid : child->pid;
	bool ended;
	int status;

	kill(target, SIGTERM);
	ended = child_ends_soon(child, &status);
	/* Once it is reaped, its number may be another's; its group's not, as
	 * long as anybody is in it. */
	if (!ended || child->group == SPAWN_OWN_GROUP)
		kill(target, SIGKILL);
	while (!ended && waitpid(child->pid, &status, 0) < 0 && errno == EINTR)
		;
}
