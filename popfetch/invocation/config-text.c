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
 * "jim+lists" would be two values, and "jim+" another user.
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

/* Behind the closing quote, or NULL; counts the lines on the way, which go on
 * behind a backslash. */
static char *skip_quoted(char *at, unsigned *line)
{
	const char quote = *at;

	for (at++; *at != '\0' && *at != '\n'; at++) {
		if (*at == quote)
			return at + 1;
		if (*at == '\\' && at[1] != '\0')
			at++;
		*line += *at == '\n';
	}
	return NULL;
}

static char *blank_line(char *at)
{
	const size_t length = strcspn(at, "\n");

	memset(at, ' ', length);
	return at + length;
}

/* Behind the end of a comment as C has it, or NULL. */
static char *blank_block(char *at, unsigned *line)
{
	char *end = strstr(at + 2, "*/");

	if (end == NULL)
		return NULL;
	for (end += 2; at < end; at++) {
		if (*at != '\n')
			*at = ' ';
		else
			(*line)++;
	}
	return end;
}

/* Where it is not the sign of "+=", which libConfuse knows. */
static bool is_dropped(const char *at)
{
	return *at == '*' || (*at == '+' && at[1] != '=');
}

static void blank_mark(char *text)
{
	if (strncmp(text, UTF8_MARK, UTF8_MARK_LENGTH) == 0)
		memset(text, ' ', UTF8_MARK_LENGTH);
}

struct config_flaw config_text_blank(char *text)
{
	unsigned line = 1, opened = 0;
	char *at = text;

	blank_mark(text);
	while (*at != '\0') {
		const unsigned begins = line;

		if (*at == '"' || *at == '\'') {
			at = skip_quoted(at, &line);
			if (at == NULL)
				return (struct config_flaw){begins,
				    "the quote that begins here is left open"};
		} else if (*at == '/' && at[1] == '*') {
			at = blank_block(at, &line);
			if (at == NULL)
				return (struct config_flaw){begins,
				    "the comment that begins here never ends"};
		} else if (*at == '#' || (*at == '/' && at[1] == '/')) {
			at = blank_line(at);
		} else if (is_dropped(at)) {
			return (struct config_flaw){begins,
			    "a value with '+' or '*' in it stands in quotes"};
		} else {
			if (*at == '{' || *at == '}')
				opened = *at == '{' ? line : 0;
			line += *at++ == '\n';
		}
	}
	if (opened != 0)
		return (struct config_flaw){
		    opened, "the section that begins here never ends"};
	return (struct config_flaw){0};
}
