/*
 * config-text.c - comments away, line numbers right.
 *
 * libConfuse 3.3 counts every line that holds a comment three times and
 * takes a comment for a syntax error wherever it does not expect a key.
 * Errors in a configuration must name the line, so the comments are blanked
 * before it sees them, by its own rules: "#" and "//" to the end of the
 * line and C's, none of them inside quotes.  In quotes a backslash takes the
 * next octet along.  What never ends is told by where it begins, which
 * libConfuse does not know either.  No value has a line end in it: a quote that
 * is open at one misses its end there, and not where the file has its last.
 *
 * Outside of quotes libConfuse drops a "+" and a "*" without a word, so that
 * "jim+lists" would be two values, and "jim+" another user.  In double quotes
 * it puts nothing in the place of a variable that is not set, as many are not
 * where cron begins: of "/var/mail/${USER}" a directory would be left.  Without
 * quotes it takes a variable for a value of its own, and what follows for a
 * key.
 */
#include "popfetch/invocation/config-text.h"

#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "popfetch/text/utf8.h"

char *config_text_read(FILE *file)
{
	char *text = malloc(CONFIG_OCTETS_MAX + 1);
	size_t length;

	if (text == NULL)
		return NULL;
	errno = 0;
	length = fread(text, 1, CONFIG_OCTETS_MAX + 1, file);
	text[length < CONFIG_OCTETS_MAX ? length : CONFIG_OCTETS_MAX] = '\0';
	if (!ferror(file) && length <= CONFIG_OCTETS_MAX &&
	    strlen(text) == length)
		return text;
	if (!ferror(file))
		errno = length > CONFIG_OCTETS_MAX ? EFBIG : EILSEQ;
	free(text);
	return NULL;
}

struct scan {
	char *at;
	unsigned line;
	unsigned opened; /* the line of the section that is; 0: none */
	struct config_flaw flaw;
};

/* Always false, which ends the scan. */
static bool flawed(struct scan *scan, unsigned line, const char *what)
{
	scan->flaw = (struct config_flaw){.line = line, .what = what};
	return false;
}

static bool is_variable(const char *at)
{
	return at[0] == '$' && at[1] == '{';
}

/* "${NAME}" must be set, but not in "${NAME:-TEXT}". */
static bool check_variable(struct scan *scan, char *at)
{
	const size_t length = strcspn(at, "}\"\n");
	const char *found, *colon;

	if (at[length] != '}')
		return flawed(scan, scan->line, "a '${' without its '}'");
	at[length] = '\0';
	found = getenv(at + 2);
	colon = strchr(at, ':');
	at[length] = '}';
	if (found != NULL || (colon != NULL && colon[1] == '-'))
		return true;
	scan->flaw.variable = at + 2;
	scan->flaw.length = (int)length - 2;
	scan->flaw.line = scan->line;
	return false;
}

/* To behind the closing quote; with the lines on the way, which go on behind
 * a backslash. */
static bool skip_quoted(struct scan *scan)
{
	const unsigned begins = scan->line;
	const char quote = *scan->at;
	char *at = scan->at + 1;

	for (; *at != quote; at++) {
		if (*at == '\0' || *at == '\n')
			return flawed(scan, begins,
			    "the quote that begins here is left open");
		if (quote == '"' && is_variable(at) &&
		    !check_variable(scan, at))
			return false;
		if (*at == '\\' && at[1] != '\0')
			at++;
		scan->line += *at == '\n';
	}
	scan->at = at + 1;
	return true;
}

static bool blank_line(struct scan *scan)
{
	const size_t length = strcspn(scan->at, "\n");

	memset(scan->at, ' ', length);
	scan->at += length;
	return true;
}

/* A comment as C has it. */
static bool blank_block(struct scan *scan)
{
	const char *end = strstr(scan->at + 2, "*/");

	if (end == NULL)
		return flawed(scan, scan->line,
		    "the comment that begins here never ends");
	for (end += 2; scan->at < end; scan->at++) {
		if (*scan->at != '\n')
			*scan->at = ' ';
		else
			scan->line++;
	}
	return true;
}

/* Where it is not the sign of "+=", which libConfuse knows. */
static bool is_dropped(const char *at)
{
	return *at == '*' || (*at == '+' && at[1] != '=');
}

static bool take_plain(struct scan *scan)
{
	const char sign = *scan->at;

	if (is_dropped(scan->at))
		return flawed(scan, scan->line,
		    "a value with '+' or '*' in it stands in quotes");
	if (is_variable(scan->at))
		return flawed(scan, scan->line,
		    "a value with '${' in it stands in double quotes");
	if (sign == '{' || sign == '}')
		scan->opened = sign == '{' ? scan->line : 0;
	scan->line += sign == '\n';
	scan->at++;
	return true;
}

static bool take(struct scan *scan)
{
	const char *at = scan->at;

	if (*at == '"' || *at == '\'')
		return skip_quoted(scan);
	if (*at == '/' && at[1] == '*')
		return blank_block(scan);
	if (*at == '#' || (*at == '/' && at[1] == '/'))
		return blank_line(scan);
	return take_plain(scan);
}

static void blank_mark(char *text)
{
	if (strncmp(text, UTF8_MARK, UTF8_MARK_LENGTH) == 0)
		memset(text, ' ', UTF8_MARK_LENGTH);
}

struct config_flaw config_text_blank(char *text)
{
	struct scan scan = {.at = text, .line = 1};

	blank_mark(text);
	while (*scan.at != '\0')
		if (!take(&scan))
			return scan.flaw;
	if (scan.opened != 0)
		flawed(&scan, scan.opened,
		    "the section that begins here never ends");
	return scan.flaw;
}
