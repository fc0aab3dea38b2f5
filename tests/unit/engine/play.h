/*
 * play.h - plays one transcript.
 *
 * A transcript is read line by line; what a line is, its first letter says:
 *
 *	# text		a comment
 *	O: NAME VALUE	an option of the engine: input_octets,
 *			pipeline_commands, pipelining (on, off)
 *	S: text		the server sends this line, with CRLF
 *	S~ octets	the server sends these octets and no line end
 *	S* N octets	the server sends these octets N times
 *	C: line		the client submits this command, or answers a
 *			challenge so, and exactly this line must go out
 *	T:		the TLS handshake is done
 *	EOF:		the server closes the connection
 *	E: event	the next event, as rendered below
 *	F: STATUS text	at the end the engine has failed so, and its error
 *			text holds this text
 *
 * In S and E lines \r \n \t \0 \\ and \xHH stand for octets.  Commands in a
 * row are submitted together: they must all go out before an answer comes.
 * DATA is shown a line at a time, however it was cut:  "E: DATA 3 a\r\n".
 *
 * The order of events that pop3/event.h promises is checked on the way, and
 * that an engine which waits for something says for what.
 */
#ifndef TESTS_UNIT_ENGINE_PLAY_H
#define TESTS_UNIT_ENGINE_PLAY_H

#include "driver.h"
#include "render.h"

/* One playing of one transcript. */
struct play {
	const char *name;
	struct pop3_engine *engine;
	struct pop3_engine_options options;
	size_t cut;	     /* where the server's octets are cut; 0: nowhere */
	size_t piece;	     /* the most octets that come at once */
	size_t served;	     /* octets the server has sent */
	struct text server;  /* to be sent next */
	struct text client;  /* what should have gone out */
	struct text wanted;  /* the events that should come */
	struct text events;  /* and that have come */
	struct text message; /* octets of DATA not yet rendered */
	uint32_t msgno;
	uintptr_t submitted, completed;
	enum pop3_event_type last;
	bool challenged;
	bool failure_wanted;
};

static struct play play;

static inline void flush_message(void)
{
	render_message(&play.events, play.msgno, &play.message);
	play.message.length = 0;
}

/* The promise of pop3/event.h, one step. */
static inline void check_order(const struct pop3_event *event)
{
	bool between = play.last == 0 || play.last == POP3_EVENT_GREETING ||
		       play.last == POP3_EVENT_COMPLETE;

	switch (event->type) {
	case POP3_EVENT_GREETING:
		cr_assert_eq((int)play.last, 0, "%s", play.name);
		break;
	case POP3_EVENT_CHALLENGE:
		cr_assert_eq(event->verb, POP3_VERB_AUTH);
		cr_assert(between || play.last == POP3_EVENT_CHALLENGE);
		break;
	case POP3_EVENT_REPLY:
		cr_assert(between || play.last == POP3_EVENT_CHALLENGE);
		break;
	default:
		cr_assert(!between && play.last != POP3_EVENT_CHALLENGE,
		    "%s: item outside of an answer", play.name);
	}
	if (event->type != POP3_EVENT_GREETING)
		cr_assert_eq(event->tag, play.completed + 1, "%s", play.name);
	if (event->type == POP3_EVENT_COMPLETE)
		play.completed++;
	play.last = event->type;
}

static inline void pull_all(void)
{
	struct pop3_event event;
	int got;

	while ((got = pop3_engine_next(play.engine, &event)) > 0) {
		check_order(&event);
		play.challenged = event.type == POP3_EVENT_CHALLENGE;
		if (event.type == POP3_EVENT_DATA) {
			play.msgno = event.msgno;
			append(&play.message, event.u.data.octets,
			    event.u.data.length);
			continue;
		}
		flush_message();
		render_event(&play.events, &event);
	}
	if (got == 0 && pop3_engine_pending(play.engine) > 0 &&
	    !play.challenged)
		cr_assert_neq(pop3_engine_wants(play.engine), 0,
		    "%s: waits and does not say for what", play.name);
}

static inline void serve(void)
{
	size_t at = 0;

	pull_all();
	while (at < play.server.length) {
		size_t n = play.server.length - at;
		void *space;
		size_t room = pop3_engine_input(play.engine, &space);

		if (room == 0)
			break;
		if (n > room)
			n = room;
		if (n > play.piece)
			n = play.piece;
		if (play.served < play.cut && n > play.cut - play.served)
			n = play.cut - play.served;
		memcpy(space, play.server.octets + at, n);
		pop3_engine_received(play.engine, n);
		at += n;
		play.served += n;
		pull_all();
	}
	play.server.length = 0;
}

static uint32_t number_in(const char *line, int which)
{
	for (; which > 0 && line != NULL; which--) {
		line = strchr(line, ' ');
		line = line != NULL ? line + 1 : NULL;
	}
	return line != NULL ? (uint32_t)strtoul(line, NULL, 10) : 0;
}

static const char *rest_of(const char *line)
{
	const char *blank = strchr(line, ' ');

	return blank != NULL ? blank + 1 : NULL;
}

/* AUTH and APOP have two arguments, the second of which may be missing. */
static enum pop3_status submit_pair(char *line, uintptr_t tag)
{
	bool is_auth = line[1] == 'U';
	char *first = strchr(line, ' ') + 1;
	char *second = strchr(first, ' ');

	if (second != NULL)
		*second++ = '\0';
	return is_auth ? pop3_engine_auth(play.engine, first, second, tag)
		       : pop3_engine_apop(play.engine, first, second, tag);
}

static enum pop3_status submit(char *line, uintptr_t tag)
{
	static const struct {
		const char *verb;
		enum pop3_status (*plain)(struct pop3_engine *, uintptr_t);
		enum pop3_status (*text)(
		    struct pop3_engine *, const char *, uintptr_t);
		enum pop3_status (*msgno)(
		    struct pop3_engine *, uint32_t, uintptr_t);
	} table[] = {{"USER", NULL, pop3_engine_user, NULL},
	    {"PASS", NULL, pop3_engine_pass, NULL},
	    {"CAPA", pop3_engine_capa, NULL, NULL},
	    {"STLS", pop3_engine_stls, NULL, NULL},
	    {"UTF8", pop3_engine_utf8, NULL, NULL},
	    {"LANG", NULL, pop3_engine_lang, NULL},
	    {"STAT", pop3_engine_stat, NULL, NULL},
	    {"LIST", pop3_engine_list, NULL, pop3_engine_list_one},
	    {"UIDL", pop3_engine_uidl, NULL, pop3_engine_uidl_one},
	    {"RETR", NULL, NULL, pop3_engine_retr},
	    {"DELE", NULL, NULL, pop3_engine_dele},
	    {"RSET", pop3_engine_rset, NULL, NULL},
	    {"NOOP", pop3_engine_noop, NULL, NULL},
	    {"LAST", pop3_engine_last, NULL, NULL},
	    {"QUIT", pop3_engine_quit, NULL, NULL}};

	if (strncmp(line, "AUTH", 4) == 0 || strncmp(line, "APOP", 4) == 0)
		return submit_pair(line, tag);
	if (strncmp(line, "TOP ", 4) == 0)
		return pop3_engine_top(
		    play.engine, number_in(line, 1), number_in(line, 2), tag);
	for (size_t i = 0; i < sizeof table / sizeof table[0]; i++) {
		if (strncmp(line, table[i].verb, 4) != 0)
			continue;
		if (table[i].text != NULL)
			return table[i].text(play.engine, rest_of(line), tag);
		if (table[i].msgno != NULL && rest_of(line) != NULL)
			return table[i].msgno(
			    play.engine, number_in(line, 1), tag);
		return table[i].plain(play.engine, tag);
	}
	cr_assert_fail("%s: no such command: %s", play.name, line);
	return POP3_E_MISUSE;
}

static inline void say(char *line)
{
	enum pop3_status status;

	pull_all();
	append_text(&play.client, line);
	append_text(&play.client, "\r\n");
	if (!play.challenged)
		status = submit(line, ++play.submitted);
	else if (strcmp(line, "*") == 0)
		status = pop3_engine_cancel(play.engine);
	else
		status = pop3_engine_respond(play.engine, line, strlen(line));
	cr_assert_eq(status, POP3_OK, "%s: %s: %s", play.name, line,
	    pop3_engine_error(play.engine)->text);
	play.challenged = false;
}

/* What was submitted since has gone out. */
static inline void check_client(void)
{
	if (play.client.length == 0)
		return;
	cr_assert_str_eq(
	    sent(play.engine), play.client.octets, "%s", play.name);
	play.client.length = 0;
}

static inline void set_option(const char *text)
{
	const char *value = rest_of(text);

	if (strncmp(text, "input_octets", 12) == 0)
		play.options.input_octets = strtoul(value, NULL, 10);
	else if (strncmp(text, "pipeline_commands", 17) == 0)
		play.options.pipeline_commands =
		    (uint32_t)strtoul(value, NULL, 10);
	else if (strcmp(text, "pipelining on") == 0)
		play.options.pipelining = POP3_PIPELINING_ON;
	else if (strcmp(text, "pipelining off") == 0)
		play.options.pipelining = POP3_PIPELINING_OFF;
	else
		cr_assert_fail("%s: no such option: %s", play.name, text);
}

static inline void serve_more(const char *line)
{
	char octets[8192], *repeated = NULL;
	unsigned long times = 1;
	size_t n;

	if (line[1] == '*')
		times = strtoul(line + 3, &repeated, 10);
	n = unescape(octets, repeated != NULL ? repeated + 1 : line + 3);
	while (times-- > 0)
		append(&play.server, octets, n);
	if (line[1] == ':')
		append(&play.server, "\r\n", 2);
}

static inline void check_failure(const char *wanted)
{
	static const struct {
		const char *name;
		enum pop3_status status;
	} names[] = {{"PROTOCOL ", POP3_E_PROTOCOL}, {"CLOSED ", POP3_E_CLOSED},
	    {"LIMIT ", POP3_E_LIMIT}, {"TLS ", POP3_E_TLS},
	    {"REFUSED ", POP3_E_REFUSED}};

	pull_all();
	for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
		size_t n = strlen(names[i].name);

		if (strncmp(wanted, names[i].name, n) != 0)
			continue;
		cr_assert_eq(pop3_engine_error(play.engine)->status,
		    names[i].status, "%s: %s", play.name,
		    pop3_engine_error(play.engine)->text);
		cr_assert_not_null(
		    strstr(pop3_engine_error(play.engine)->text, wanted + n),
		    "%s: %s", play.name, pop3_engine_error(play.engine)->text);
		play.failure_wanted = true;
		return;
	}
	cr_assert_fail("%s: no such status: %s", play.name, wanted);
}

static inline void play_line(char *line)
{
	if (line[0] == '\0' || line[0] == '#')
		return;
	if (line[0] == 'O') {
		set_option(line + 3);
		return;
	}
	if (line[0] == 'E' && line[1] == ':') {
		append_text(&play.wanted, line + 3);
		append_text(&play.wanted, "\n");
		return;
	}
	if (play.engine == NULL)
		play.engine = engine_new(&play.options);
	if (line[0] == 'C') {
		serve();
		say(line + 3);
		return;
	}
	check_client();
	if (line[0] == 'S') {
		serve_more(line);
		return;
	}
	serve();
	if (line[0] == 'T')
		cr_assert_eq(pop3_engine_tls_started(play.engine), POP3_OK);
	else if (strcmp(line, "EOF:") == 0)
		pop3_engine_received_eof(play.engine);
	else if (line[0] == 'F')
		check_failure(line + 3);
	else
		cr_assert_fail("%s: no such line: %s", play.name, line);
}

/* Plays the file; returns how many octets the server sent. */
static inline size_t play_file(const char *path, size_t cut, size_t piece)
{
	FILE *file = fopen(path, "r");
	char line[8192];

	cr_assert_not_null(file, "%s", path);
	play = (struct play){.name = path, .cut = cut, .piece = piece};
	play.options.size = sizeof play.options;
	play.options.input_octets = POP3_INPUT_MIN;
	while (fgets(line, sizeof line, file) != NULL) {
		line[strcspn(line, "\n")] = '\0';
		play_line(line);
	}
	fclose(file);
	check_client();
	serve();
	flush_message();
	cr_assert_str_eq(play.events.octets, play.wanted.octets,
	    "%s, cut %zu, pieces of %zu:\n%s--- instead of\n%s", path, cut,
	    piece, play.events.octets, play.wanted.octets);
	if (!play.failure_wanted)
		cr_assert_eq(pop3_engine_error(play.engine)->status, POP3_OK,
		    "%s: %s", path, pop3_engine_error(play.engine)->text);
	pop3_engine_free(play.engine);
	return play.served;
}

#endif
