/*
 * shell-script.c - lines from a file or a pipe.
 *
 * stdio would hold lines back while we wait for the descriptor, so the buffer
 * is our own.  The last line may lack its line end; a CR in front of one is
 * left away, since scripts for telnet have it.
 */
#include "popfetch/shell/shell-reader.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "popfetch/shell/shell-verb.h"
#include "popfetch/shell/shell-wait.h"

struct script {
	struct shell_reader reader;
	int descriptor;
	bool ended;
	bool passing_over; /* the rest of a line that is too long */
	size_t start, end; /* what is unread of the octets */
	char octets[SHELL_LINE_MAX + 2];
};

/* Takes a whole line off; length octets, the line end behind them. */
static enum shell_input take_line(
    struct script *script, size_t length, const char **out_line)
{
	char *line = script->octets + script->start;

	script->start += length + 1;
	if (script->passing_over) {
		script->passing_over = false;
		return SHELL_INPUT_TOO_LONG;
	}
	/* A NUL would hide the rest of the line from us. */
	if (memchr(line, '\0', length) != NULL)
		return SHELL_INPUT_TOO_LONG;
	line[length] = '\0';
	if (length > 0 && line[length - 1] == '\r')
		line[length - 1] = '\0';
	*out_line = line;
	return SHELL_INPUT_LINE;
}

static void make_room(struct script *script)
{
	const size_t unread = script->end - script->start;

	memmove(script->octets, script->octets + script->start, unread);
	script->start = 0;
	script->end = unread;
	if (unread < sizeof script->octets - 1)
		return;
	script->passing_over = true;
	script->end = 0;
}

/* One octet stays free, for the line end of a last line without one. */
static bool fill(struct script *script)
{
	ssize_t got;

	make_room(script);
	do
		got = read(script->descriptor, script->octets + script->end,
		    sizeof script->octets - 1 - script->end);
	while (got < 0 && errno == EINTR);
	if (got < 0)
		return false;
	if (got > 0) {
		script->end += (size_t)got;
		return true;
	}
	script->ended = true;
	if (script->end > 0 || script->passing_over)
		script->octets[script->end++] = '\n';
	return true;
}

static enum shell_input script_next(struct shell_reader *reader,
    const struct shell_watch *watch, const char *prompt, const char **out_line)
{
	struct script *script = (struct script *)reader;

	(void)prompt;
	for (;;) {
		const char *start = script->octets + script->start;
		const size_t unread = script->end - script->start;
		const char *end =
		    unread > 0 ? memchr(start, '\n', unread) : NULL;
		enum shell_wait wait;

		if (end != NULL)
			return take_line(
			    script, (size_t)(end - start), out_line);
		if (script->ended)
			return SHELL_INPUT_END;
		wait = shell_wait(script->descriptor, watch, NULL);
		if (wait == SHELL_WAIT_SIGNAL)
			continue;
		if (wait != SHELL_WAIT_READY)
			return shell_wait_failure(wait);
		if (!fill(script))
			return SHELL_INPUT_FAILED;
	}
}

static void script_free(struct shell_reader *reader)
{
	free(reader);
}

struct shell_reader *shell_reader_script(int descriptor)
{
	struct script *script = calloc(1, sizeof *script);

	if (script == NULL)
		return NULL;
	script->reader =
	    (struct shell_reader){.next = script_next, .free = script_free};
	script->descriptor = descriptor;
	return &script->reader;
}
