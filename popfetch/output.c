/*
 * output.c - standard output, through stdio; errors are looked for once, at
 * the end, since stdio remembers them.
 */
#include "output.h"

#include <errno.h>
#include <stdio.h>

#include "interrupt.h"

enum exit_status output_finish(const struct talk *talk)
{
	errno = 0;
	if (fflush(stdout) == 0 && !ferror(stdout))
		return EXIT_DONE;
	if (errno == EPIPE)
		interrupt_die_of_pipe();
	talk_error(talk, "cannot write to standard output%s%s",
	    errno != 0 ? ": " : "", errno != 0 ? talk_reason(errno) : "");
	return EXIT_IO;
}
