/*
 * output.c - standard output, through stdio; errors are looked for once, at
 * the end, since stdio remembers them.
 */
#include "popfetch/talk/output.h"

#include <errno.h>
#include <poll.h>
#include <stdbool.h>
#include <stdio.h>
#include <unistd.h>

#include "popfetch/system/interrupt.h"

/* stdio remembers that something failed, not what; a pipe knows. */
static bool is_abandoned(void)
{
	struct pollfd output = {.fd = STDOUT_FILENO, .events = POLLOUT};

	return poll(&output, 1, 0) == 1 && (output.revents & POLLERR) != 0;
}

enum exit_status output_finish(const struct talk *talk)
{
	errno = 0;
	if (fflush(stdout) == 0 && !ferror(stdout))
		return EXIT_DONE;
	if (errno == EPIPE || is_abandoned())
		interrupt_die_of_pipe();
	talk_error(talk, "cannot write to standard output%s%s",
	    errno != 0 ? ": " : "", errno != 0 ? talk_reason(errno) : "");
	return EXIT_IO;
}
