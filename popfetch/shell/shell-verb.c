/*
 * shell-verb.c - the table of verbs, and a line read by it.
 *
 * Verbs are those of RFC 1939, 2449 and 6856, in any case, as they were typed
 * into telnet; message-numbers must be numbers, since what the server makes of
 * "dele 1x" is nobody's wish.  What logs in is no verb: popfetch has done
 * that, with a secret that was never on the screen.
 */
#include "popfetch/shell/shell-verb.h"

#include <ctype.h>
#include <string.h>

#include "popfetch/shell/shell-typing.h"
#include "popfetch/text/letter-case.h"
#include "popfetch/text/nearest.h"

#define LOGGED_IN                                                              \
	"you are logged in already; 'popfetch --shell pops://USER@HOST' is "   \
	"for another user, and --auth names a mechanism"

static const struct shell_verb verbs[] = {
    {"stat", SHELL_SEND, POP3_VERB_STAT, "",
	"how many messages and octets there are", 0},
    {"list", SHELL_SEND, POP3_VERB_LIST, "[N]",
	"octets of each message, or of message N", 0},
    {"uidl", SHELL_SEND, POP3_VERB_UIDL, "[N]",
	"unique-id of each message, or of message N", 0},
    {"top", SHELL_SEND, POP3_VERB_TOP, "N [LINES]",
	"the header of a message, and so many lines of its text", 0},
    {"retr", SHELL_SEND, POP3_VERB_RETR, "N", "the whole message", 0},
    {"dele", SHELL_SEND, POP3_VERB_DELE, "N",
	"marks a message: 'quit' will delete it", 0},
    {"rset", SHELL_SEND, POP3_VERB_RSET, "", "takes all marks back", 0},
    {"noop", SHELL_SEND, POP3_VERB_NOOP, "", "nothing, but the server answers",
	0},
    {"last", SHELL_SEND, POP3_VERB_LAST, "",
	"the highest number accessed, where LAST exists", 0},
    {"capa", SHELL_SEND, POP3_VERB_CAPA, "", "what the server can do", 0},
    {"lang", SHELL_SEND, POP3_VERB_LANG, "[TAG]",
	"the languages of its answers, or another one", 0},
    {"utf8", SHELL_SEND, POP3_VERB_UTF8, "",
	"asks for messages in UTF-8; --utf8 does before login", 0},
    {"quit", SHELL_QUIT, POP3_VERB_QUIT, "",
	"deletes what is marked, and leaves", 0},
    {"exit", SHELL_EXIT, POP3_VERB_NONE, "",
	"leaves and deletes nothing, as Control-D does", 0},
    {"open", SHELL_OPEN, POP3_VERB_NONE, "",
	"connects again, once the connection is lost", 0},
    {"help", SHELL_HELP, POP3_VERB_NONE, "[VERB]", "this list", 0},
    {"user", SHELL_EXPLAIN, POP3_VERB_USER, "", LOGGED_IN, 0},
    {"pass", SHELL_EXPLAIN, POP3_VERB_PASS, "",
	"you are logged in already; what stood behind 'pass' went nowhere", 1},
    {"apop", SHELL_EXPLAIN, POP3_VERB_APOP, "", LOGGED_IN, 2},
    {"auth", SHELL_EXPLAIN, POP3_VERB_AUTH, "", LOGGED_IN, 2},
    {"stls", SHELL_EXPLAIN, POP3_VERB_STLS, "",
	"TLS begins before login, or not at all: see --tls", 0},
};
#define VERB_COUNT (sizeof verbs / sizeof verbs[0])

const struct shell_verb *shell_verb_at(size_t i)
{
	return i < VERB_COUNT ? &verbs[i] : NULL;
}

const struct shell_verb *shell_verb_find(const char *name, size_t length)
{
	for (size_t i = 0; i < VERB_COUNT; i++)
		if (strlen(verbs[i].name) == length &&
		    words_match_within(verbs[i].name, name, length))
			return &verbs[i];
	return NULL;
}

bool shell_command_is_multiline(const struct pop3_command *command)
{
	switch (command->verb) {
	case POP3_VERB_LIST:
	case POP3_VERB_UIDL:
		return command->msgno == 0;
	case POP3_VERB_TOP:
	case POP3_VERB_RETR:
	case POP3_VERB_CAPA:
		return true;
	case POP3_VERB_LANG:
		return command->language == NULL;
	default:
		return false;
	}
}

/* ---- A line -------------------------------------------------------------- */

struct reading {
	struct shell_line *line;
	char *rest; /* what has not been read */
	char *why;
	size_t size;
};

/* Cuts the next word off; NULL where there is none. */
static char *take_word(struct reading *reading)
{
	char *word = reading->rest + strspn(reading->rest, SHELL_BLANKS);
	char *end = word + strcspn(word, SHELL_BLANKS);

	if (*word == '\0')
		return NULL;
	reading->rest = *end != '\0' ? end + 1 : end;
	*end = '\0';
	return word;
}

static bool read_number(const char *word, uint32_t *out_number)
{
	uint64_t number = 0;

	for (const char *at = word; *at != '\0'; at++) {
		if (!isdigit((unsigned char)*at))
			return false;
		number = number * 10 + (uint64_t)(*at - '0');
		if (number > UINT32_MAX)
			return false;
	}
	*out_number = (uint32_t)number;
	return *word != '\0';
}

static bool read_msgno(struct reading *reading, const char *word)
{
	uint32_t *msgno = &reading->line->command.msgno;

	if (read_number(word, msgno) && *msgno != 0)
		return true;
	snprintf(reading->why, reading->size,
	    "'%.40s' is no message-number; the first one is 1", word);
	return false;
}

static bool read_argument(
    struct reading *reading, const char *kind, const char *word)
{
	struct shell_line *line = reading->line;

	if (strcmp(kind, "N") == 0)
		return read_msgno(reading, word);
	if (strcmp(kind, "TAG") == 0) {
		line->command.language = word;
		return true;
	}
	if (strcmp(kind, "LINES") == 0) {
		if (read_number(word, &line->command.lines))
			return true;
		snprintf(reading->why, reading->size,
		    "'%.40s' is no number of lines", word);
		return false;
	}
	line->topic = shell_verb_find(word, strlen(word));
	if (line->topic == NULL)
		snprintf(reading->why, reading->size,
		    "there is no verb '%.40s': 'help' lists them", word);
	return line->topic != NULL;
}

/* Reads the words by what the verb's row says of them. */
static bool read_arguments(struct reading *reading)
{
	const struct shell_verb *verb = reading->line->verb;
	const char *kinds = verb->arguments;
	char kind[8];

	while (*kinds != '\0') {
		const bool optional = *kinds == '[';
		const size_t length = strcspn(kinds + optional, " ]");
		const char *word = take_word(reading);

		snprintf(
		    kind, sizeof kind, "%.*s", (int)length, kinds + optional);
		if (word == NULL && !optional) {
			snprintf(reading->why, reading->size,
			    "'%s' needs more: %s %s", verb->name, verb->name,
			    verb->arguments);
			return false;
		}
		if (word != NULL && !read_argument(reading, kind, word))
			return false;
		kinds += length + (optional ? 2 : 0);
		kinds += strspn(kinds, " ");
	}
	if (take_word(reading) == NULL)
		return true;
	snprintf(reading->why, reading->size, "too much: it is '%s%s%s'",
	    verb->name, verb->arguments[0] != '\0' ? " " : "", verb->arguments);
	return false;
}

static bool unknown_verb(struct reading *reading, const char *word)
{
	char small[41];
	struct nearest nearest;

	snprintf(small, sizeof small, "%.40s", word);
	for (char *at = small; *at != '\0'; at++)
		*at = letter_lower(*at);
	nearest = nearest_to(small);
	for (size_t i = 0; i < VERB_COUNT; i++)
		nearest_offer(&nearest, verbs[i].name);
	if (nearest.word != NULL)
		snprintf(reading->why, reading->size,
		    "unknown verb '%s'; did you mean '%s'?", small,
		    nearest.word);
	else
		snprintf(reading->why, reading->size,
		    "unknown verb '%s': 'help' lists them", small);
	return false;
}

/* Cuts the line at its first bar. */
static bool take_pipe(struct reading *reading)
{
	struct shell_line *line = reading->line;
	char *bar = strchr(reading->rest, '|');

	if (bar == NULL)
		return true;
	*bar = '\0';
	line->pipe = bar + 1 + strspn(bar + 1, SHELL_BLANKS);
	if (*line->pipe != '\0')
		return true;
	snprintf(
	    reading->why, reading->size, "there is no command behind the bar");
	return false;
}

static bool read_verb(struct reading *reading)
{
	struct shell_line *line = reading->line;
	const char *word;

	if (*reading->rest == '-') {
		line->forgiving = true;
		reading->rest++;
	}
	word = take_word(reading);
	if (word == NULL) {
		snprintf(reading->why, reading->size, "there is no verb");
		return false;
	}
	line->verb = shell_verb_find(word, strlen(word));
	if (line->verb == NULL)
		return unknown_verb(reading, word);
	line->command.verb = line->verb->verb;
	if (line->verb->act == SHELL_EXPLAIN)
		return true;
	if (line->pipe != NULL && line->verb->act != SHELL_SEND) {
		snprintf(reading->why, reading->size,
		    "'%s' gives nothing to a command", line->verb->name);
		return false;
	}
	return read_arguments(reading);
}

bool shell_line_read(
    const char *text, struct shell_line *out_line, char *why, size_t size)
{
	struct reading reading = {
	    .line = out_line, .rest = out_line->text, .why = why, .size = size};

	*out_line = (struct shell_line){.verb = NULL};
	text += strspn(text, SHELL_BLANKS);
	if (*text == '\0' || *text == '#')
		return true;
	snprintf(out_line->text, sizeof out_line->text, "%s", text);
	return take_pipe(&reading) && read_verb(&reading);
}

/* ---- Help ---------------------------------------------------------------- */

static void print_verb(FILE *stream, const struct shell_verb *verb)
{
	fprintf(stream, "%s %-*s %s\n", verb->name,
	    (int)(14 - strlen(verb->name)), verb->arguments, verb->help);
}

void shell_help(FILE *stream, const struct shell_verb *topic)
{
	if (topic != NULL) {
		print_verb(stream, topic);
		return;
	}
	for (size_t i = 0; i < VERB_COUNT; i++)
		if (verbs[i].act != SHELL_EXPLAIN)
			print_verb(stream, &verbs[i]);
	fputs("VERB | COMMAND  the answer through a command of the shell:\n"
	      "                'retr 3 | less', 'retr 3 | cat > 3.eml'\n",
	    stream);
}
