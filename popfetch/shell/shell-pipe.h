/*
 * shell-pipe.h - an answer's way into a command of the shell: "retr 3 | less".
 */
#ifndef POPFETCH_SHELL_PIPE_H
#define POPFETCH_SHELL_PIPE_H

#include <stdbool.h>
#include <stddef.h>

#include "popfetch/system/spawn.h"

/* All zero: there is none. */
struct shell_pipe {
	struct child child;
	int descriptor; /* what we write to; -1: nobody reads any more */
};

/* Starts the command, with our standard output and error: 0, or errno. */
int shell_pipe_open(struct shell_pipe *pipe, const char *command);

/*
 * Writes all of it, however long the command takes to read; what it does not
 * want (a pager that has been left) is dropped.  False where a signal ends
 * us.
 */
bool shell_pipe_write(struct shell_pipe *pipe, const char *octets, size_t n);

/* Says that this was all, and waits for the command's end: its exit status,
 * 128 and the signal where one killed it. */
int shell_pipe_close(struct shell_pipe *pipe);

#endif
