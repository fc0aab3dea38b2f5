/*
 * shell.c - a line, what it asks for, and what becomes of the shell then.
 *
 * Nothing is deleted but by a QUIT that somebody has said: whoever leaves in
 * another way (Control-D, the end or the failure of a script) gets a RSET in
 * front of ours, so that the maildrop is left as it was, and in good order.
 * Where the server will have no RSET the connection is closed without QUIT
 * (RFC 1939, section 6).
 *
 * A script is like a batch of sftp(1): what fails ends it, since a message
 * that could not be stored must not be deleted by the next line; "-" in front
 * of a line says that its failure does not matter.
 */
#include "popfetch/shell/shell.h"

#include <errno.h>
#include <inttypes.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <unistd.h>

#include "popfetch/shell/shell-answer.h"
#include "popfetch/shell/shell-reader.h"
#include "popfetch/shell/shell-verb.h"
#include "popfetch/system/interrupt.h"
#include "popfetch/system/terminal.h"
#include "popfetch/talk/output.h"

/* What becomes of the shell behind a line. */
enum outcome {
	GOES_ON,
	REFUSED, /* a script ends, unless it is forgiven */
	OVER	 /* status has the exit status */
};

struct shell {
	struct visit *visit;
	struct shell_reader *reader;
	bool on_terminal;
	bool connected;
	uint32_t marked; /* by DELE, for QUIT to delete */
	unsigned long line_number;
	enum exit_status status; /* while connected: EXIT_DONE */
};

static const struct talk *talk_of(const struct shell *shell)
{
	return &shell->visit->talk;
}

/* What is wrong, and with which line of a script. */
static __attribute__((format(printf, 2, 3))) void complain(
    const struct shell *shell, const char *format, ...)
{
	char text[SHELL_LINE_MAX + 256];
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(text, sizeof text, format, arguments);
	va_end(arguments);
	if (shell->on_terminal)
		talk_error(talk_of(shell), "%s", text);
	else
		talk_error(
		    talk_of(shell), "line %lu: %s", shell->line_number, text);
}

static enum outcome over(struct shell *shell, enum exit_status status)
{
	shell->status = status;
	return OVER;
}

/* Somebody at a terminal means what is being done by Control-C, a script as
 * a whole. */
static bool is_to_end(const struct shell *shell)
{
	const int number = interrupt_signal();

	return number != 0 && (number != SIGINT || !shell->on_terminal);
}

/* ---- The end of a session ------------------------------------------------ */

static void tell_marked_stay(const struct shell *shell, const char *why)
{
	if (shell->marked > 0)
		talk_error(talk_of(shell),
		    "%" PRIu32 " %s marked for deletion stay%s on the "
		    "server: %s",
		    shell->marked, shell->marked == 1 ? "message" : "messages",
		    shell->marked == 1 ? "s" : "", why);
}

/* The answer is out, or the shell is over: standard output takes no more. */
static enum exit_status finish_output(const struct shell *shell)
{
	const enum exit_status status = output_finish(talk_of(shell));

	/* It has been said, once. */
	clearerr(stdout);
	return status;
}

/* The session is broken, and what it failed with is in its error. */
static enum outcome lost(struct shell *shell)
{
	const struct pop3_error *error =
	    pop3_session_error(shell->visit->session);
	const enum exit_status status = visit_failed(shell->visit);

	if (is_to_end(shell))
		return over(shell, status);
	tell_marked_stay(shell, "there was no QUIT");
	shell->connected = false;
	shell->marked = 0;
	shell->status = status;
	if (!shell->on_terminal)
		return OVER;
	if (error->status == POP3_E_CANCELLED)
		talk_error(talk_of(shell),
		    "cancelled; the connection is closed, since the answer "
		    "was on its way");
	talk_error(talk_of(shell), "'open' connects again");
	return GOES_ON;
}

/* Without QUIT nothing is to be deleted, whatever it is that ends the shell. */
static void take_marks_back(struct shell *shell)
{
	if (shell->marked == 0)
		return;
	tell_marked_stay(shell, "only 'quit' deletes");
	if (pop3_session_rset(shell->visit->session) != POP3_OK)
		visit_abandon(shell->visit);
}

/* ---- What goes to the server --------------------------------------------- */

static void count_marks(struct shell *shell, enum pop3_verb verb)
{
	if (verb == POP3_VERB_DELE)
		shell->marked++;
	else if (verb == POP3_VERB_RSET)
		shell->marked = 0;
}

static enum outcome judge(struct shell *shell,
    const struct shell_answer *answer, const struct shell_line *line)
{
	/* Of a Control-C whoever pressed it knows. */
	if (answer->failure > 0 && answer->failure != 128 + SIGINT &&
	    !line->forgiving)
		complain(shell, "'%s' ended with status %d", line->pipe,
		    answer->failure);
	if (answer->said_ok && answer->failure == 0)
		return GOES_ON;
	if (!answer->said_ok && !shell->on_terminal && !line->forgiving)
		complain(shell, "the server refused '%s'", line->verb->name);
	return REFUSED;
}

static enum pop3_status ask(struct shell *shell, const struct shell_line *line,
    struct shell_answer *out_answer)
{
	enum pop3_status status;

	*out_answer = (struct shell_answer){
	    .line = line,
	    .talk = talk_of(shell),
	    .on_terminal = shell->on_terminal,
	    .to_screen = terminal_is(STDOUT_FILENO),
	};
	status = pop3_session_command(shell->visit->session, &line->command,
	    shell_answer_take, out_answer);
	shell_answer_end(out_answer);
	return status;
}

static enum outcome not_connected(const struct shell *shell)
{
	complain(shell, "not connected: 'open' connects again");
	return REFUSED;
}

static enum outcome send(struct shell *shell, const struct shell_line *line)
{
	struct shell_answer answer;
	enum exit_status output;
	enum pop3_status status;

	if (!shell->connected)
		return not_connected(shell);
	status = ask(shell, line, &answer);
	/* Before anything else can end the shell. */
	if (status == POP3_OK && answer.said_ok)
		count_marks(shell, line->command.verb);
	output = finish_output(shell);
	if (output != EXIT_DONE)
		return over(shell, output);
	if (status == POP3_E_MISUSE) {
		(void)visit_failed(shell->visit);
		return REFUSED;
	}
	if (status != POP3_OK)
		return lost(shell);
	return judge(shell, &answer, line);
}

static enum outcome quit(struct shell *shell, const struct shell_line *line)
{
	struct shell_answer answer;
	enum exit_status output;
	enum pop3_status status;

	if (!shell->connected)
		return OVER;
	if (shell->marked > 0 && shell->on_terminal)
		talk_warning(talk_of(shell), "deleting %" PRIu32 " %s",
		    shell->marked, shell->marked == 1 ? "message" : "messages");
	status = ask(shell, line, &answer);
	output = finish_output(shell);
	if (status != POP3_OK && shell->marked > 0)
		talk_error(talk_of(shell),
		    "what became of %" PRIu32 " marked %s is not known",
		    shell->marked, shell->marked == 1 ? "message" : "messages");
	shell->marked = 0;
	if (status != POP3_OK)
		return over(shell, visit_failed(shell->visit));
	if (answer.said_ok)
		return over(shell, output);
	if (!shell->on_terminal)
		complain(shell, "the server refused 'quit'");
	return over(shell, exit_status_worse(EXIT_DATA, output));
}

/* ---- What does not ------------------------------------------------------- */

static void welcome(const struct shell *shell)
{
	const struct visit *visit = shell->visit;
	const struct pop3_tls_info *tls = pop3_session_tls_info(visit->session);

	if (!shell->on_terminal || visit->settings->quiet)
		return;
	fprintf(stderr, "%s\n", pop3_session_greeting(visit->session));
	talk_warning(talk_of(shell), "connected to %s, %s; '%s' is logged in",
	    pop3_session_address(visit->session),
	    tls != NULL ? tls->version : "in the clear", visit->settings->user);
}

static enum outcome open_again(struct shell *shell)
{
	struct visit *visit = shell->visit;
	enum exit_status status;

	if (shell->connected) {
		complain(shell, "connected already");
		return REFUSED;
	}
	visit_pause(visit);
	status = visit_login(visit);
	if (is_to_end(shell))
		return over(shell, status);
	shell->connected = status == EXIT_DONE;
	shell->status = status;
	if (shell->connected)
		welcome(shell);
	else if (interrupt_signal() != 0)
		talk_error(talk_of(shell), "cancelled");
	return shell->connected ? GOES_ON : REFUSED;
}

static enum outcome help(struct shell *shell, const struct shell_line *line)
{
	enum exit_status output;

	shell_help(stdout, line->topic);
	output = finish_output(shell);
	return output == EXIT_DONE ? GOES_ON : over(shell, output);
}

static enum outcome senseless(struct shell *shell, const char *why)
{
	complain(shell, "%s", why);
	return shell->on_terminal ? REFUSED : over(shell, EXIT_USAGE);
}

static enum outcome carry_out(
    struct shell *shell, const struct shell_line *line)
{
	switch (line->verb->act) {
	case SHELL_SEND:
		return send(shell, line);
	case SHELL_QUIT:
		return quit(shell, line);
	case SHELL_EXIT:
		return OVER;
	case SHELL_OPEN:
		return open_again(shell);
	case SHELL_HELP:
		return help(shell, line);
	case SHELL_EXPLAIN:
		return senseless(shell, line->verb->help);
	}
	return GOES_ON;
}

/* ---- Lines --------------------------------------------------------------- */

static enum outcome take_line(struct shell *shell, const char *text)
{
	struct shell_line line;
	enum outcome outcome;
	char why[256];

	shell->line_number++;
	if (!shell_line_read(text, &line, why, sizeof why))
		return senseless(shell, why);
	if (line.verb == NULL)
		return GOES_ON;
	outcome = carry_out(shell, &line);
	if (outcome == REFUSED && !shell->on_terminal && !line.forgiving)
		return over(shell, EXIT_DATA);
	return outcome;
}

/* A script that ends so has perhaps lost its last line. */
static enum outcome end_of_input(struct shell *shell)
{
	const bool forgotten = !shell->on_terminal && shell->marked > 0;

	return forgotten ? over(shell, EXIT_DATA) : OVER;
}

static enum outcome interrupted(struct shell *shell)
{
	if (is_to_end(shell))
		return over(shell, exit_status_of(POP3_E_CANCELLED));
	return GOES_ON;
}

static enum outcome next(struct shell *shell)
{
	const struct shell_watch watch = {
	    .session = shell->connected ? shell->visit->session : NULL,
	    .cancel = shell->visit->cancel,
	};
	const char *prompt = shell->connected ? "pop3> " : "(closed) pop3> ";
	const char *text;

	switch (shell->reader->next(shell->reader, &watch, prompt, &text)) {
	case SHELL_INPUT_LINE:
		return take_line(shell, text);
	case SHELL_INPUT_END:
		return end_of_input(shell);
	case SHELL_INPUT_LOST:
		return lost(shell);
	case SHELL_INPUT_CANCELLED:
		return interrupted(shell);
	case SHELL_INPUT_TOO_LONG:
		shell->line_number++;
		return senseless(shell, "the line is too long, or has a NUL");
	case SHELL_INPUT_FAILED:
		break;
	}
	talk_error(talk_of(shell), "cannot read the next line: %s",
	    talk_reason(errno));
	return over(shell, EXIT_SYSTEM);
}

enum exit_status shell_run(struct visit *visit)
{
	struct shell shell = {
	    .visit = visit,
	    .on_terminal = terminal_is_attended(),
	    .connected = true,
	};

	shell.reader = shell.on_terminal ? shell_reader_terminal()
					 : shell_reader_script(STDIN_FILENO);
	if (shell.reader == NULL) {
		talk_error(&visit->talk, "cannot read lines: out of memory");
		return EXIT_SYSTEM;
	}
	welcome(&shell);
	if (shell.on_terminal)
		talk_warning(&visit->talk,
		    "'help' lists the verbs; 'quit' deletes what 'dele' "
		    "marks, Control-D does not");
	while (next(&shell) != OVER)
		if (shell.on_terminal)
			interrupt_forget();
	take_marks_back(&shell);
	shell.reader->free(shell.reader);
	return shell.status;
}
