/*
 * shell-answer.h - an answer, shown as it came.
 *
 * On standard output it looks as it did in telnet: the status line, the lines
 * behind it with their dot-stuffing, and the dot that ends them; line ends are
 * LF.  On a terminal what could act on it is shown as '?'.  With a command
 * behind a bar the status line is shown, and what follows goes to the command
 * without dot-stuffing and dot: the message itself.  An answer that is one
 * line goes there whole.
 */
#ifndef POPFETCH_SHELL_ANSWER_H
#define POPFETCH_SHELL_ANSWER_H

#include "popfetch/shell/shell-pipe.h"
#include "popfetch/shell/shell-verb.h"
#include "popfetch/talk/screen.h"
#include "popfetch/talk/talk.h"
#include "popfetch/text/line-end.h"

struct shell_answer {
	const struct shell_line *line; /* that was typed */
	const struct talk *talk;
	bool on_terminal; /* somebody sits there */
	bool to_screen;	  /* standard output is a terminal */
	bool begun;	  /* its status line has come */
	bool said_ok;
	bool line_begins;
	bool piped;  /* what comes now goes to the command */
	bool holds;  /* a Control-C is the command's */
	int failure; /* of the command: its exit status, or -1: none was run */
	struct line_end line_end;
	struct screen screen;
	struct shell_pipe pipe;
};

/* A pop3_event_fn; context is the answer, of which the first members are
 * set. */
pop3_event_fn shell_answer_take;

/* The answer is over, or will not come: waits for the command. */
void shell_answer_end(struct shell_answer *answer);

#endif
