/*
 * shell-verb.h - what can be typed in --shell: one table of verbs, from which
 * a line is read, completed and helped with.
 */
#ifndef POPFETCH_SHELL_VERB_H
#define POPFETCH_SHELL_VERB_H

#include <stdio.h>

#include <pop3.h>

/* What a verb does. */
enum shell_act {
	SHELL_SEND = 0, /* goes to the server */
	SHELL_QUIT,	/* so does QUIT, and the shell ends */
	SHELL_EXIT,	/* the shell ends, and nothing is deleted */
	SHELL_OPEN,
	SHELL_HELP,
	SHELL_EXPLAIN /* it is no verb here; its help says why */
};

struct shell_verb {
	const char *name; /* in lower case */
	enum shell_act act;
	enum pop3_verb verb;
	const char *arguments; /* N, LINES, TAG, VERB; [X] may be left out */
	const char *help;
	unsigned shown; /* words that may be seen of its line; 0: all */
};

/* The i-th verb, in the order of help; NULL beyond the last. */
const struct shell_verb *shell_verb_at(size_t i);

/* The verb whose name the length octets are, in any case; or NULL. */
const struct shell_verb *shell_verb_find(const char *name, size_t length);

/* A line longer than this is none. */
#define SHELL_LINE_MAX 4096

/* A line, read. */
struct shell_line {
	const struct shell_verb *verb; /* NULL: there is nothing in it */
	struct pop3_command command;
	const struct shell_verb *topic; /* of help, or NULL */
	const char *pipe; /* the command behind the bar, or NULL */
	bool forgiving;	  /* "-" in front: a refusal does not matter */
	char text[SHELL_LINE_MAX + 1]; /* what the others point into */
};

/*
 * Reads a line without its line end: "[-]VERB [ARGUMENT]... [| COMMAND]"; one
 * that begins with "#" is empty.  False, and why not in words, where it makes
 * no sense; they hold one word of the line at most, and none of a line that may
 * have a secret but its verb.
 */
bool shell_line_read(
    const char *text, struct shell_line *out_line, char *why, size_t size);

/* Whether lines follow the status line of a +OK. */
bool shell_command_is_multiline(const struct pop3_command *command);

/* What there is to type; of one verb, where topic is not NULL. */
void shell_help(FILE *stream, const struct shell_verb *topic);

#endif
