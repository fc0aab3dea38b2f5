/*
 * shell-answer.c - events made octets again.
 *
 * The engine has undone the dot-stuffing; for the screen and for scripts that
 * read the whole dialogue it is done once more, so that a message that holds
 * a line "." does not end before its end.
 */
#include "popfetch/shell/shell-answer.h"

#include <signal.h>
#include <stdio.h>
#include <string.h>

#include "popfetch/system/interrupt.h"

#define PIECE 4096

/* ---- Showing ------------------------------------------------------------- */

static void show(struct shell_answer *answer, const char *octets, size_t n)
{
	if (!answer->to_screen) {
		fwrite(octets, 1, n, stdout);
		return;
	}
	screen_write(&answer->screen, stdout, octets, n);
}

/* With the dot-stuffing of RFC 1939, section 3. */
static void show_stuffed(
    struct shell_answer *answer, const char *octets, size_t n)
{
	while (n > 0) {
		const char *end = memchr(octets, '\n', n);
		const size_t length =
		    end != NULL ? (size_t)(end - octets) + 1 : n;

		if (answer->line_begins && octets[0] == '.')
			show(answer, ".", 1);
		show(answer, octets, length);
		answer->line_begins = end != NULL;
		octets += length;
		n -= length;
	}
}

/* ---- What comes ---------------------------------------------------------- */

static void release(struct shell_answer *answer)
{
	if (answer->holds)
		interrupt_release();
	answer->holds = false;
}

static bool give(struct shell_answer *answer, const char *octets, size_t n)
{
	bool goes_on;

	if (!answer->piped) {
		show_stuffed(answer, octets, n);
		return true;
	}
	goes_on = shell_pipe_write(&answer->pipe, octets, n);
	/* To nobody, and there may be much of it: Control-C is ours again. */
	if (answer->pipe.descriptor < 0)
		release(answer);
	return goes_on;
}

static bool give_line(struct shell_answer *answer, struct pop3_span line)
{
	return give(answer, line.octets, line.length) && give(answer, "\n", 1);
}

static bool give_data(struct shell_answer *answer, struct pop3_span data)
{
	char converted[PIECE + 1];

	while (data.length > 0) {
		const size_t piece = data.length < PIECE ? data.length : PIECE;

		if (!give(answer, converted,
			line_end_convert(
			    &answer->line_end, data.octets, piece, converted)))
			return false;
		data.octets += piece;
		data.length -= piece;
	}
	return true;
}

static void open_pipe(struct shell_answer *answer)
{
	int error;

	fflush(stdout);
	error = shell_pipe_open(&answer->pipe, answer->line->pipe);
	if (error != 0) {
		talk_error(answer->talk, "cannot run '%s': %s",
		    answer->line->pipe, talk_reason(error));
		answer->pipe.descriptor = -1;
		answer->failure = -1;
	} else if (answer->on_terminal) {
		interrupt_hold();
		answer->holds = true;
	}
	answer->piped = true;
}

static bool take_reply(
    struct shell_answer *answer, const struct pop3_event *event)
{
	const struct shell_line *line = answer->line;
	const bool pipes = event->u.reply.ok && line->pipe != NULL;

	answer->begun = true;
	answer->said_ok = event->u.reply.ok;
	answer->line_begins = true;
	if (pipes && !shell_command_is_multiline(&line->command))
		open_pipe(answer);
	if (!give_line(answer, event->line))
		return false;
	if (pipes && !answer->piped)
		open_pipe(answer);
	return true;
}

static bool take_end(struct shell_answer *answer)
{
	char rest[8];

	if (!give(answer, rest, line_end_finish(&answer->line_end, rest)))
		return false;
	if (answer->said_ok && !answer->piped &&
	    shell_command_is_multiline(&answer->line->command)) {
		show(answer, answer->line_begins ? "" : "\n",
		    !answer->line_begins);
		show(answer, ".\n", 2);
	}
	return true;
}

int shell_answer_take(void *context, const struct pop3_event *event)
{
	struct shell_answer *answer = context;
	bool goes_on = true;

	if (event->type == POP3_EVENT_REPLY)
		goes_on = take_reply(answer, event);
	else if (event->type == POP3_EVENT_DATA)
		goes_on = give_data(answer, event->u.data);
	else if (event->type == POP3_EVENT_COMPLETE)
		goes_on = take_end(answer);
	else if (event->line.octets != NULL)
		goes_on = give_line(answer, event->line);
	return goes_on && !ferror(stdout) ? 0 : -1;
}

void shell_answer_end(struct shell_answer *answer)
{
	/* What is said about one that was cut off begins a line. */
	if (answer->to_screen &&
	    (answer->begun ? !answer->line_begins : interrupt_signal() != 0))
		putchar('\n');
	if (answer->pipe.child.pid != 0)
		answer->failure = shell_pipe_close(&answer->pipe);
	/* The ^C that the terminal shows is no part of the next prompt. */
	if (answer->on_terminal && answer->failure == 128 + SIGINT)
		fputc('\n', stderr);
	release(answer);
}
