/*
 * session.c - the dialogue: a line comes in, its verb is looked up, the faults
 * have their say, the verb answers.
 *
 * Verbs are ASCII letters in any case, arguments are separated by one space
 * (RFC 1939, section 3).  We are strict where a client's mistake would stay
 * hidden: a line that ends in a bare LF, superfluous arguments and verbs in
 * the wrong state get -ERR.
 */
#include <ctype.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

#include "session.h"

/* RFC 1939, section 3: at least ten minutes. */
#define AUTOLOGOUT_S 600

/* RFC 2449 allows 255 octets, RFC 5034 lets AUTH and its responses be longer.
 */
#define COMMAND_MAX    255
#define LINE_MAX_TAKEN 12288

#define ANY_STATE (AUTHORIZATION | TRANSACTION)

enum takes {
	TAKES_NOTHING,
	TAKES_SOME,
	MAY_TAKE
};

struct verb {
	const char *name;
	int states;
	enum takes takes;
	verb_handler *run;
	enum fault_kind unless; /* the fault that takes it away, or ... */
};

/* ... a kind that no verb is taken away by. */
#define ALWAYS FAULT_ERR

static verb_handler verb_capa;

static const struct verb verbs[] = {
    {"CAPA", ANY_STATE, TAKES_NOTHING, verb_capa, FAULT_NO_CAPA},
    {"STLS", AUTHORIZATION, TAKES_NOTHING, verb_stls, FAULT_NO_STLS},
    {"UTF8", AUTHORIZATION, TAKES_NOTHING, verb_utf8, ALWAYS},
    {"USER", AUTHORIZATION, TAKES_SOME, verb_user, FAULT_NO_USER},
    {"PASS", AUTHORIZATION, TAKES_SOME, verb_pass, FAULT_NO_USER},
    {"APOP", AUTHORIZATION, TAKES_SOME, verb_apop, ALWAYS},
    {"AUTH", AUTHORIZATION, TAKES_SOME, verb_auth, FAULT_NO_SASL},
    {"STAT", TRANSACTION, TAKES_NOTHING, verb_stat, ALWAYS},
    {"LIST", TRANSACTION, MAY_TAKE, verb_list, ALWAYS},
    {"UIDL", TRANSACTION, MAY_TAKE, verb_uidl, FAULT_NO_UIDL},
    {"RETR", TRANSACTION, TAKES_SOME, verb_retr, ALWAYS},
    {"TOP", TRANSACTION, TAKES_SOME, verb_top, FAULT_NO_TOP},
    {"DELE", TRANSACTION, TAKES_SOME, verb_dele, ALWAYS},
    {"NOOP", TRANSACTION, TAKES_NOTHING, verb_noop, ALWAYS},
    {"RSET", TRANSACTION, TAKES_NOTHING, verb_rset, ALWAYS},
    {"LAST", TRANSACTION, TAKES_NOTHING, verb_last, FAULT_NO_LAST},
    {"QUIT", ANY_STATE, TAKES_NOTHING, verb_quit, ALWAYS},
};

#define VERBS (sizeof verbs / sizeof *verbs)

static bool has_fault(const struct session *session, enum fault_kind kind)
{
	return fault_find(session->faults, kind) != NULL;
}

/* The delay may be known only once it is known whose it is. */
static bool announces_delay(const struct session *session)
{
	if (session->state == AUTHORIZATION)
		return !has_fault(session, FAULT_LATE_LOGIN_DELAY);
	return !has_fault(session, FAULT_EARLY_LOGIN_DELAY);
}

/* RFC 2449, section 6; USER, SASL and STLS are of use before login only. */
static void verb_capa(struct session *session, char *argument)
{
	struct wire *wire = &session->wire;

	(void)argument;
	wire_say(wire, "+OK capability list follows");
	if (!has_fault(session, FAULT_NO_TOP) &&
	    !has_fault(session, FAULT_HIDDEN_TOP))
		wire_say(wire, "TOP");
	if (!has_fault(session, FAULT_NO_UIDL))
		wire_say(wire, "UIDL");
	wire_say(wire, "RESP-CODES");
	wire_say(wire, "AUTH-RESP-CODE");
	if (!has_fault(session, FAULT_NO_PIPELINING))
		wire_say(wire, "PIPELINING");
	wire_say(wire, "UTF8");
	if (session->settings->login_delay_s && announces_delay(session))
		wire_say(wire, "LOGIN-DELAY %llu",
		    (unsigned long long)session->settings->login_delay_s);
	if (session->state == AUTHORIZATION) {
		if (!has_fault(session, FAULT_NO_USER))
			wire_say(wire, "USER");
		if (!has_fault(session, FAULT_NO_SASL))
			wire_say(wire, "SASL PLAIN");
		if (session->tls && !wire_is_tls(wire) &&
		    !has_fault(session, FAULT_NO_STLS))
			wire_say(wire, "STLS");
	}
	wire_say(wire, "IMPLEMENTATION pop3-test-server");
	wire_say(wire, ".");
}

bool number_take(char **argument, uint64_t *out_number)
{
	char *at = *argument;
	uint64_t number = 0;

	if (!isdigit((unsigned char)*at))
		return false;
	for (; isdigit((unsigned char)*at); at++) {
		if (number > (UINT64_MAX - 9) / 10)
			return false;
		number = number * 10 + (uint64_t)(*at - '0');
	}
	if (*at == ' ' && at[1])
		at++;
	else if (*at)
		return false;
	*argument = at;
	*out_number = number;
	return true;
}

bool message_named(struct session *session, char **argument, size_t *out_i)
{
	const struct maildrop *maildrop = session->maildrop;
	uint64_t number;

	if (!number_take(argument, &number)) {
		wire_say(&session->wire, "-ERR not a message-number");
		return false;
	}
	if (number == 0 || number > maildrop->count) {
		wire_say(&session->wire,
		    "-ERR no such message, only %zu in maildrop",
		    maildrop->count);
		return false;
	}
	if (maildrop->message[number - 1].deleted) {
		wire_say(&session->wire, "-ERR message %llu is deleted",
		    (unsigned long long)number);
		return false;
	}
	*out_i = (size_t)number - 1;
	return true;
}

/* Splits the verb off, makes it upper case and finds its row. */
static const struct verb *verb_find(char *line, char **out_argument)
{
	size_t length = strcspn(line, " ");

	*out_argument = line + length;
	if (line[length]) {
		line[length] = '\0';
		++*out_argument;
	}
	for (size_t i = 0; i < VERBS; i++)
		if (strcasecmp(verbs[i].name, line) == 0)
			return &verbs[i];
	return NULL;
}

/* The number that a fault's N is held against, see fault.c. */
static uint64_t number_of(const char *argument, uint64_t times)
{
	char text[32];
	char *at = text;
	uint64_t number;

	snprintf(text, sizeof text, "%s", argument);
	return number_take(&at, &number) ? number : times;
}

/* True when a fault has answered in the verb's place. */
static bool faults_answer(
    struct session *session, const char *verb, uint64_t number)
{
	const struct faults *faults = session->faults;
	struct wire *wire = &session->wire;
	const struct fault *fault;
	bool drip;

	drip = fault_find_verb(faults, FAULT_DRIP, verb, 0) != NULL;
	if (drip != wire->drip) {
		wire_flush(wire);
		wire->drip = drip;
	}
	fault = fault_find_verb(faults, FAULT_HOLD, verb, number);
	if (fault)
		wire_hold(wire, fault->text);
	if (fault_find_verb(faults, FAULT_CLOSE, verb, number))
		wire_close(wire, "fault");
	if (fault_find_verb(faults, FAULT_STALL, verb, number))
		wire_stall(wire);
	if (fault_find_verb(faults, FAULT_GARBAGE, verb, number)) {
		wire_say(wire, "?\x07\xff this is no status indicator");
		return true;
	}
	fault = fault_find_verb(faults, FAULT_ERR, verb, number);
	if (!fault)
		return false;
	wire_say(wire, "-ERR %s",
	    fault->text && *fault->text ? fault->text : "fault");
	return true;
}

static void command_run(struct session *session, char *line)
{
	static uint64_t times[VERBS];
	struct wire *wire = &session->wire;
	size_t length = strlen(line);
	char *argument;
	const struct verb *verb = verb_find(line, &argument);

	if (!verb ||
	    (verb->unless != ALWAYS && has_fault(session, verb->unless))) {
		wire_say(wire, "-ERR unknown command");
		return;
	}
	times[verb - verbs]++;
	if (faults_answer(
		session, verb->name, number_of(argument, times[verb - verbs])))
		return;
	if (length > COMMAND_MAX - 2 && verb->run != verb_auth)
		wire_say(wire, "-ERR command longer than 255 octets");
	else if (!(verb->states & (int)session->state))
		wire_say(wire, "-ERR not in this state");
	else if (verb->takes == TAKES_NOTHING && *argument)
		wire_say(wire, "-ERR superfluous argument");
	else if (verb->takes == TAKES_SOME && !*argument)
		wire_say(wire, "-ERR missing argument");
	else
		verb->run(session, argument);
}

static void greet(struct session *session)
{
	struct wire *wire = &session->wire;
	const struct fault *fault = fault_find(session->faults, FAULT_GREETING);

	if (faults_answer(session, "GREETING", 1))
		return;
	if (fault)
		wire_say(wire, "%s", fault->text);
	else if (*session->stamp)
		wire_say(wire, "+OK pop3-test-server ready %s", session->stamp);
	else
		wire_say(wire, "+OK pop3-test-server ready");
}

static void faults_of_wire(struct session *session)
{
	const struct fault *cut =
	    fault_find(session->faults, FAULT_CUT_SESSION);

	if (cut)
		session->wire.cut_at = cut->octets;
	if (has_fault(session, FAULT_BARE_LF))
		session->wire.line_end = "\n";
	if (has_fault(session, FAULT_BARE_LF) ||
	    has_fault(session, FAULT_LATE_BARE_LF) ||
	    has_fault(session, FAULT_RAW_LF))
		session->maildrop->line_end = "\n";
}

_Noreturn void session_run(struct session *session)
{
	static char line[LINE_MAX_TAKEN];
	struct wire *wire = &session->wire;

	faults_of_wire(session);
	if (session->settings->implicit)
		wire_start_tls(wire, session->tls);
	greet(session);
	if (has_fault(session, FAULT_LATE_BARE_LF))
		wire->line_end = "\n";
	for (;;) {
		alarm(AUTOLOGOUT_S);
		switch (wire_get(wire, line, sizeof line)) {
		case WIRE_LINE:
			command_run(session, line);
			break;
		case WIRE_BARE_LF:
			wire_say(wire, "-ERR lines end in CRLF, not in LF");
			break;
		case WIRE_TOO_LONG:
			wire_say(wire, "-ERR line too long");
			break;
		case WIRE_NUL:
			wire_say(wire, "-ERR there is a NUL in this line");
			break;
		}
		if (has_fault(session, FAULT_NO_PIPELINING))
			wire_forget_input(wire);
	}
}
