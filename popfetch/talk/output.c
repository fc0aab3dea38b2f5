/*
 * output.c - standard output, through stdio, which remembers that something
 * failed: most look for it once, at the end.
 */
#include "popfetch/talk/output.h"

#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <unistd.h>

#include "popfetch/system/interrupt.h"

/* stdio remembers that something failed, not what; a pipe knows. */
bool output_is_abandoned(void)
{
	struct pollfd output = {.fd = STDOUT_FILENO, .events = POLLOUT};

	return poll(&output, 1, 0) == 1 && (output.revents & POLLERR) != 0;
}

/* Why it has failed, as far as somebody looked. */
static int failed_with;

bool output_has_failed(void)
{
	if (!ferror(stdout))
		return false;
	if (failed_with == 0)
		failed_with = errno;
	return true;
}

enum exit_status output_finish(const struct talk *talk)
{
	errno = failed_with;
	if (fflush(stdout) == 0 && !ferror(stdout))
		return EXIT_DONE;
	if (errno == EPIPE || output_is_abandoned())
		interrupt_die_of_pipe();
	talk_error(talk, "cannot write to standard output%s%s",
	    errno != 0 ? ": " : "", errno != 0 ? talk_reason(errno) : "");
	return EXIT_IO;
}
