/*
 * program.h - a program run to its end, with a limit of time.
 */
#ifndef POPFETCH_PROGRAM_H
#define POPFETCH_PROGRAM_H

#include <stdint.h>

struct program_end {
	enum {
		PROGRAM_EXITED,	     /* number is its exit status */
		PROGRAM_DIED,	     /* number is the signal */
		PROGRAM_OUT_OF_TIME, /* it was killed, with what it started */
		PROGRAM_INTERRUPTED, /* so it was, since we have to end */
		PROGRAM_TOO_LATE,    /* for the same reason it was not run */
		PROGRAM_NOT_RUN	     /* number is errno */
	} how;
	int number;
};

/*
 * Runs argv[0], looked up in PATH, in a process group of its own: input is
 * its standard input, our standard error its standard output and error.
 */
struct program_end program_run(
    char *const argv[], int input, uint32_t limit_ms);

/* Whether there is a program to run: 0, or errno. */
int program_look_up(const char *name);

#endif
