/*
 * engine/command.c - one function a command.
 *
 * Each makes the line as it will be sent (RFC 1939, section 3: a keyword,
 * arguments behind single blanks, CRLF), in a block on the stack that is
 * wiped, and puts it on the ring.  What would break out of the line is
 * refused, not repaired: a CR or LF in a user name is a second command
 * (CVE-2025-15367 and its like).  There is no blank in front of the CRLF of
 * a command without arguments; some servers call that a syntax error.
 */
#include "libpop3/engine/engine.h"

#include <string.h>

#include "libpop3/base/number.h"
#include "libpop3/base/secret.h"

struct line {
	struct p3_command command; /* its length, as yet without CRLF */
	char octets[POP3_COMMAND_MAX];
	bool bad;
};

static void add(struct line *line, const char *text, size_t length)
{
	size_t used = line->command.length;

	/* Two octets stay free for the CRLF. */
	if (line->bad || length > sizeof line->octets - 2 - used) {
		line->bad = true;
		return;
	}
	memcpy(line->octets + used, text, length);
	line->command.length += (uint32_t)length;
}

/* No octet of the line is touched that it does not have: there may be
 * thousands. */
static void begin(struct line *line, enum pop3_verb verb, enum p3_answer answer,
    uintptr_t tag)
{
	const char *name = pop3_verb_name(verb);

	line->command =
	    (struct p3_command){.verb = verb, .answer = answer, .tag = tag};
	line->bad = false;
	add(line, name, strlen(name));
}

static void add_number(struct line *line, uint32_t number)
{
	char text[P3_NUMBER_TEXT_MAX];
	size_t n = p3_number_write(text, number);

	add(line, " ", 1);
	add(line, text, n);
}

static void add_msgno(struct line *line, uint32_t msgno)
{
	line->command.msgno = msgno;
	line->bad = msgno == 0;
	add_number(line, msgno);
}

/* To the end of the line: blanks may be inside (RFC 1939, section 7, PASS). */
static void add_rest(struct line *line, const char *text)
{
	size_t n = text != NULL ? strlen(text) : 0;

	if (n == 0 || memchr(text, '\r', n) != NULL ||
	    memchr(text, '\n', n) != NULL)
		line->bad = true;
	add(line, " ", 1);
	if (!line->bad)
		add(line, text, n);
}

/* One argument among others: no blank may be inside. */
static void add_word(struct line *line, const char *text)
{
	if (text != NULL && strpbrk(text, " \t") != NULL)
		line->bad = true;
	add_rest(line, text);
}

/* What follows the next blank is nobody's business. */
static void hide_rest(struct line *line)
{
	line->command.visible = line->command.length + 1;
}

static enum pop3_status submit_line(
    struct pop3_engine *engine, struct line *line)
{
	struct p3_command *command = &line->command;

	if (engine->state == POP3_STATE_FAILED)
		return engine->error.status;
	if (line->bad || engine->quit_submitted)
		return POP3_E_MISUSE;
	if (command->visible == 0)
		command->visible = command->length;
	memcpy(line->octets + command->length, "\r\n", 2);
	command->length += 2;
	return p3_pipeline_submit(&engine->pipeline, command, line->octets);
}

static enum pop3_status submit(struct pop3_engine *engine, struct line *line)
{
	enum pop3_status status = submit_line(engine, line);

	p3_wipe(line->octets, line->command.length);
	return status;
}

/* A command without arguments. */
static enum pop3_status submit_verb(struct pop3_engine *engine,
    enum pop3_verb verb, enum p3_answer answer, uintptr_t tag)
{
	struct line line;

	begin(&line, verb, answer, tag);
	return submit(engine, &line);
}

/* A command that names a message. */
static enum pop3_status submit_msgno(struct pop3_engine *engine,
    enum pop3_verb verb, enum p3_answer answer, uint32_t msgno, uintptr_t tag)
{
	struct line line;

	begin(&line, verb, answer, tag);
	add_msgno(&line, msgno);
	return submit(engine, &line);
}

enum pop3_status pop3_engine_user(
    struct pop3_engine *engine, const char *name, uintptr_t tag)
{
	struct line line;

	begin(&line, POP3_VERB_USER, P3_ANSWER_LINE, tag);
	add_rest(&line, name);
	return submit(engine, &line);
}

enum pop3_status pop3_engine_pass(
    struct pop3_engine *engine, const char *password, uintptr_t tag)
{
	struct line line;

	begin(&line, POP3_VERB_PASS, P3_ANSWER_LINE, tag);
	hide_rest(&line);
	add_rest(&line, password);
	return submit(engine, &line);
}

static bool is_digest(const char *text)
{
	return text != NULL && strlen(text) == 32 &&
	       strspn(text, "0123456789abcdefABCDEF") == 32;
}

enum pop3_status pop3_engine_apop(struct pop3_engine *engine, const char *name,
    const char *digest, uintptr_t tag)
{
	struct line line;

	begin(&line, POP3_VERB_APOP, P3_ANSWER_LINE, tag);
	line.bad = !is_digest(digest);
	add_rest(&line, name);
	hide_rest(&line);
	add_word(&line, digest);
	return submit(engine, &line);
}

enum pop3_status pop3_engine_auth(struct pop3_engine *engine,
    const char *mechanism, const char *initial, uintptr_t tag)
{
	struct line line;

	begin(&line, POP3_VERB_AUTH, P3_ANSWER_LINE, tag);
	add_word(&line, mechanism);
	if (initial != NULL) {
		hide_rest(&line);
		add_word(&line, initial);
	}
	return submit(engine, &line);
}

enum pop3_status pop3_engine_capa(struct pop3_engine *engine, uintptr_t tag)
{
	return submit_verb(engine, POP3_VERB_CAPA, P3_ANSWER_LISTING, tag);
}

enum pop3_status pop3_engine_stls(struct pop3_engine *engine, uintptr_t tag)
{
	return submit_verb(engine, POP3_VERB_STLS, P3_ANSWER_LINE, tag);
}

enum pop3_status pop3_engine_utf8(struct pop3_engine *engine, uintptr_t tag)
{
	return submit_verb(engine, POP3_VERB_UTF8, P3_ANSWER_LINE, tag);
}

enum pop3_status pop3_engine_lang(
    struct pop3_engine *engine, const char *language, uintptr_t tag)
{
	struct line line;

	begin(&line, POP3_VERB_LANG, P3_ANSWER_LINE, tag);
	/* RFC 6856, section 3.2: only without an argument is it a listing. */
	if (language == NULL)
		line.command.answer = P3_ANSWER_LISTING;
	else
		add_word(&line, language);
	return submit(engine, &line);
}

enum pop3_status pop3_engine_stat(struct pop3_engine *engine, uintptr_t tag)
{
	return submit_verb(engine, POP3_VERB_STAT, P3_ANSWER_ITEM, tag);
}

enum pop3_status pop3_engine_list(struct pop3_engine *engine, uintptr_t tag)
{
	return submit_verb(engine, POP3_VERB_LIST, P3_ANSWER_LISTING, tag);
}

enum pop3_status pop3_engine_list_one(
    struct pop3_engine *engine, uint32_t msgno, uintptr_t tag)
{
	return submit_msgno(engine, POP3_VERB_LIST, P3_ANSWER_ITEM, msgno, tag);
}

enum pop3_status pop3_engine_uidl(struct pop3_engine *engine, uintptr_t tag)
{
	return submit_verb(engine, POP3_VERB_UIDL, P3_ANSWER_LISTING, tag);
}

enum pop3_status pop3_engine_uidl_one(
    struct pop3_engine *engine, uint32_t msgno, uintptr_t tag)
{
	return submit_msgno(engine, POP3_VERB_UIDL, P3_ANSWER_ITEM, msgno, tag);
}

enum pop3_status pop3_engine_retr(
    struct pop3_engine *engine, uint32_t msgno, uintptr_t tag)
{
	return submit_msgno(
	    engine, POP3_VERB_RETR, P3_ANSWER_MESSAGE, msgno, tag);
}

enum pop3_status pop3_engine_top(
    struct pop3_engine *engine, uint32_t msgno, uint32_t lines, uintptr_t tag)
{
	struct line line;

	begin(&line, POP3_VERB_TOP, P3_ANSWER_MESSAGE, tag);
	add_msgno(&line, msgno);
	add_number(&line, lines);
	return submit(engine, &line);
}

enum pop3_status pop3_engine_dele(
    struct pop3_engine *engine, uint32_t msgno, uintptr_t tag)
{
	return submit_msgno(engine, POP3_VERB_DELE, P3_ANSWER_LINE, msgno, tag);
}

enum pop3_status pop3_engine_rset(struct pop3_engine *engine, uintptr_t tag)
{
	return submit_verb(engine, POP3_VERB_RSET, P3_ANSWER_LINE, tag);
}

enum pop3_status pop3_engine_noop(struct pop3_engine *engine, uintptr_t tag)
{
	return submit_verb(engine, POP3_VERB_NOOP, P3_ANSWER_LINE, tag);
}

enum pop3_status pop3_engine_last(struct pop3_engine *engine, uintptr_t tag)
{
	return submit_verb(engine, POP3_VERB_LAST, P3_ANSWER_ITEM, tag);
}

enum pop3_status pop3_engine_quit(struct pop3_engine *engine, uintptr_t tag)
{
	enum pop3_status status =
	    submit_verb(engine, POP3_VERB_QUIT, P3_ANSWER_LINE, tag);

	if (status == POP3_OK)
		engine->quit_submitted = true;
	return status;
}
