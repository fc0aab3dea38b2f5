/*
 * shell-edit.c - lines from a terminal; libedit and only here.
 *
 * libedit asks us for each character, so that it is we who wait, and the
 * server is heard meanwhile.  What was typed when the session broke is there
 * again at the next prompt.
 *
 * Who was taught by telnet types "pass s3cret".  From the blank behind it on
 * nothing more is taken, shown or kept until the line's end: the characters
 * are thrown away where they come in.  So it is with "apop" and "auth", one
 * word later.  The history lives in memory and ends with the session.
 *
 * Signals.  libedit's own handling (EL_SIGNAL) passes what comes on to the
 * whole process group, which may be a script that did not ask for it.  Those
 * that matter to an editor are noted by a handler of ours, which runs only
 * while we wait: a new size, being stopped, and going on.
 */
#include "popfetch/shell/shell-reader.h"

#include <errno.h>
#include <histedit.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <wchar.h>

#include "popfetch/shell/shell-typing.h"
#include "popfetch/shell/shell-verb.h"
#include "popfetch/shell/shell-wait.h"

#define HISTORY_LINES 500

static const int noted[] = {SIGWINCH, SIGTSTP, SIGCONT};
#define NOTED_COUNT (sizeof noted / sizeof noted[0])

static volatile sig_atomic_t signal_noted;

struct edit {
	struct shell_reader reader;
	EditLine *el;
	History *history;
	const struct shell_watch *watch; /* of the call of next() */
	const char *prompt;
	enum shell_input came_to;
	bool hides;	   /* what is typed, up to the line's end */
	sigset_t mask;	   /* while waiting */
	mbstate_t mbstate; /* of the character that is coming */
	char line[SHELL_LINE_MAX + 1];
	char typed[SHELL_LINE_MAX + 1]; /* for the next prompt, or "" */
};

static struct edit *edit_of(EditLine *el)
{
	struct edit *edit = NULL;

	el_get(el, EL_CLIENTDATA, (void **)&edit);
	return edit;
}

static char *prompt(EditLine *el)
{
	return (char *)edit_of(el)->prompt;
}

/* ---- Signals ------------------------------------------------------------- */

static void note_signal(int number)
{
	signal_noted = number;
}

static void set_up_signals(struct edit *edit, struct sigaction *out_actions)
{
	struct sigaction action = {.sa_handler = note_signal};
	sigset_t set;

	sigemptyset(&action.sa_mask);
	sigemptyset(&set);
	for (size_t i = 0; i < NOTED_COUNT; i++)
		sigaddset(&set, noted[i]);
	sigprocmask(SIG_BLOCK, &set, &edit->mask);
	signal_noted = 0;
	for (size_t i = 0; i < NOTED_COUNT; i++) {
		sigaction(noted[i], NULL, &out_actions[i]);
		if (out_actions[i].sa_handler != SIG_IGN)
			sigaction(noted[i], &action, NULL);
	}
}

static void put_signals_back(
    const struct edit *edit, const struct sigaction *actions)
{
	for (size_t i = 0; i < NOTED_COUNT; i++)
		sigaction(noted[i], &actions[i], NULL);
	sigprocmask(SIG_SETMASK, &edit->mask, NULL);
}

static void draw_again(EditLine *el)
{
	fputc('\r', stderr);
	el_set(el, EL_REFRESH);
}

static void be_edited_again(EditLine *el)
{
	el_set(el, EL_PREP_TERM, 1);
	draw_again(el);
}

/* With the terminal as it was before us, until somebody lets us go on; the
 * SIGCONT by which they do is no news then. */
static void stop(EditLine *el)
{
	struct sigaction stopping = {.sa_handler = SIG_DFL}, of_stop;
	struct sigaction going_on = {.sa_handler = SIG_IGN}, of_going_on;
	sigset_t set;

	sigemptyset(&stopping.sa_mask);
	sigemptyset(&going_on.sa_mask);
	sigemptyset(&set);
	sigaddset(&set, SIGTSTP);
	el_set(el, EL_PREP_TERM, 0);
	sigaction(SIGTSTP, &stopping, &of_stop);
	sigaction(SIGCONT, &going_on, &of_going_on);
	raise(SIGTSTP);
	sigprocmask(SIG_UNBLOCK, &set, NULL);
	sigprocmask(SIG_BLOCK, &set, NULL);
	sigaction(SIGCONT, &of_going_on, NULL);
	sigaction(SIGTSTP, &of_stop, NULL);
	be_edited_again(el);
}

/* libedit forgets then what stands on the line, and would never erase it. */
static void resize(EditLine *el)
{
	el_resize(el);
	draw_again(el);
}

static void heed_signal(EditLine *el)
{
	const int number = signal_noted;

	signal_noted = 0;
	if (number == SIGTSTP)
		stop(el);
	else if (number == SIGCONT)
		be_edited_again(el);
	else if (number == SIGWINCH)
		resize(el);
}

/* ---- Characters ---------------------------------------------------------- */

/* False where there is none; came_to says why. */
static bool read_octet(struct edit *edit, char *out_octet)
{
	for (;;) {
		const enum shell_wait wait =
		    shell_wait(STDIN_FILENO, edit->watch, &edit->mask);
		ssize_t got;

		if (wait == SHELL_WAIT_SIGNAL) {
			heed_signal(edit->el);
			continue;
		}
		if (wait != SHELL_WAIT_READY) {
			edit->came_to = shell_wait_failure(wait);
			return false;
		}
		got = read(STDIN_FILENO, out_octet, 1);
		if (got == 1)
			return true;
		if (got < 0 && (errno == EINTR || errno == EAGAIN))
			continue;
		edit->came_to = got == 0 ? SHELL_INPUT_END : SHELL_INPUT_FAILED;
		return false;
	}
}

static bool is_line_end(char octet)
{
	return octet == '\n' || octet == '\r';
}

/* libedit's way to get a character: how many there are, or -1. */
static int read_character(EditLine *el, wchar_t *out_character)
{
	struct edit *edit = edit_of(el);
	char octet;

	for (;;) {
		if (!read_octet(edit, &octet))
			return -1;
		if (edit->hides && !is_line_end(octet))
			continue;
		edit->hides = false;
		switch (mbrtowc(out_character, &octet, 1, &edit->mbstate)) {
		case (size_t)-2:
			continue;
		case (size_t)-1:
			edit->mbstate = (mbstate_t){0};
			*out_character = L'?';
			return 1;
		default:
			return 1;
		}
	}
}

/* ---- Keys ---------------------------------------------------------------- */

/* The blank: a secret may begin behind it. */
static unsigned char press_blank(EditLine *el, int character)
{
	const char blank[] = {(char)character, '\0'};
	const LineInfo *info = el_line(el);
	const bool hides = shell_secret_follows(
	    info->buffer, (size_t)(info->cursor - info->buffer));

	if (el_insertstr(el, blank) != 0)
		return CC_ERROR;
	edit_of(el)->hides = hides;
	return CC_REFRESH;
}

static unsigned char complete(EditLine *el, int character)
{
	const LineInfo *info = el_line(el);
	const struct shell_completion completion =
	    shell_complete(info->buffer, (size_t)(info->cursor - info->buffer));

	(void)character;
	if (completion.insert[0] != '\0')
		return el_insertstr(el, completion.insert) == 0 ? CC_REFRESH
								: CC_ERROR;
	if (completion.list[0] == '\0')
		return CC_ERROR;
	fprintf(stderr, "\n%s\n", completion.list);
	return CC_REDISPLAY;
}

/* ---- The line ------------------------------------------------------------ */

static void remember(struct edit *edit)
{
	HistEvent event;

	if (edit->line[strspn(edit->line, SHELL_BLANKS)] != '\0' &&
	    !shell_secret_is_in(edit->line))
		history(edit->history, &event, H_ENTER, edit->line);
}

/* Keeps what has been typed for the next prompt. */
static void keep_typed(struct edit *edit)
{
	const LineInfo *info = el_line(edit->el);
	const size_t length = (size_t)(info->lastchar - info->buffer);

	if (edit->came_to != SHELL_INPUT_LOST || edit->hides ||
	    length >= sizeof edit->typed)
		return;
	memcpy(edit->typed, info->buffer, length);
	edit->typed[length] = '\0';
	if (shell_secret_is_in(edit->typed))
		edit->typed[0] = '\0';
}

static enum shell_input take_line(
    struct edit *edit, const char *text, int count)
{
	size_t length;

	if (text == NULL || count <= 0) {
		keep_typed(edit);
		/* The next thing said begins a line of its own. */
		fputs(edit->came_to == SHELL_INPUT_CANCELLED ? "^C\n" : "\n",
		    stderr);
		return edit->came_to;
	}
	length = strcspn(text, "\r\n");
	if (length > SHELL_LINE_MAX)
		return SHELL_INPUT_TOO_LONG;
	memcpy(edit->line, text, length);
	edit->line[length] = '\0';
	remember(edit);
	return SHELL_INPUT_LINE;
}

static enum shell_input edit_next(struct shell_reader *reader,
    const struct shell_watch *watch, const char *shown, const char **out_line)
{
	struct edit *edit = (struct edit *)reader;
	struct sigaction actions[NOTED_COUNT];
	enum shell_input came_to;
	const char *text;
	int count = 0;

	edit->watch = watch;
	edit->prompt = shown;
	edit->came_to = SHELL_INPUT_END;
	edit->hides = false;
	if (edit->typed[0] != '\0')
		el_push(edit->el, edit->typed);
	edit->typed[0] = '\0';
	set_up_signals(edit, actions);
	text = el_gets(edit->el, &count);
	put_signals_back(edit, actions);
	came_to = take_line(edit, text, count);
	if (came_to == SHELL_INPUT_LINE)
		*out_line = edit->line;
	return came_to;
}

/* ---- Its making ---------------------------------------------------------- */

static void edit_free(struct shell_reader *reader)
{
	struct edit *edit = (struct edit *)reader;

	if (edit->el != NULL)
		el_end(edit->el);
	if (edit->history != NULL)
		history_end(edit->history);
	free(edit);
}

static void set_up(struct edit *edit)
{
	EditLine *el = edit->el;
	HistEvent event;

	history(edit->history, &event, H_SETSIZE, HISTORY_LINES);
	history(edit->history, &event, H_SETUNIQUE, 1);
	el_set(el, EL_CLIENTDATA, edit);
	el_set(el, EL_PROMPT, prompt);
	el_set(el, EL_EDITOR, "emacs");
	el_set(el, EL_HIST, history, edit->history);
	el_source(el, NULL); /* ~/.editrc */
	/* What must hold in spite of it. */
	el_set(el, EL_SIGNAL, 0);
	el_set(el, EL_GETCFN, read_character);
	/* el_set() would copy the names and never free them. */
	el_wset(el, EL_ADDFN, L"pop3-blank", L"Insert a blank", press_blank);
	el_wset(el, EL_ADDFN, L"pop3-complete", L"Complete a verb", complete);
	el_set(el, EL_BIND, " ", "pop3-blank", NULL);
	el_set(el, EL_BIND, "^I", "pop3-complete", NULL);
}

struct shell_reader *shell_reader_terminal(void)
{
	struct edit *edit = calloc(1, sizeof *edit);

	if (edit == NULL)
		return NULL;
	edit->reader =
	    (struct shell_reader){.next = edit_next, .free = edit_free};
	edit->history = history_init();
	edit->el = el_init("popfetch", stdin, stderr, stderr);
	if (edit->history == NULL || edit->el == NULL) {
		edit_free(&edit->reader);
		return NULL;
	}
	set_up(edit);
	return &edit->reader;
}
