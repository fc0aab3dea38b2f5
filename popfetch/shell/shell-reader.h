/*
 * shell-reader.h - where the lines of --shell come from: a terminal, with
 * editing and history, or a script.
 */
#ifndef POPFETCH_SHELL_READER_H
#define POPFETCH_SHELL_READER_H

#include <pop3.h>

/* What waiting for a line came to. */
enum shell_input {
	SHELL_INPUT_LINE,
	SHELL_INPUT_END,       /* Control-D, or the script's end */
	SHELL_INPUT_LOST,      /* the session broke meanwhile */
	SHELL_INPUT_CANCELLED, /* the handle was fired */
	SHELL_INPUT_TOO_LONG,  /* a line is; it has been passed over */
	SHELL_INPUT_FAILED     /* errno says why */
};

/* What is watched while nobody types. */
struct shell_watch {
	struct pop3_session *session; /* NULL: none is connected */
	const struct pop3_cancel *cancel;
};

/*
 * next() shows the prompt, where there is somebody to see it, and waits for
 * a line; *out_line has no line end and lives until the next call.
 */
struct shell_reader {
	enum shell_input (*next)(struct shell_reader *reader,
	    const struct shell_watch *watch, const char *prompt,
	    const char **out_line);
	void (*free)(struct shell_reader *reader);
};

/* On standard input, with the prompt on standard error, which are both a
 * terminal; NULL when there is no memory, or it cannot be used. */
struct shell_reader *shell_reader_terminal(void);

/* Lines from a descriptor; NULL when there is no memory. */
struct shell_reader *shell_reader_script(int descriptor);

#endif
