/*
 * shell-word.c - in single quotes nothing means anything but the quote, which
 * is said between two pairs of them: '\''.
 *
 * cron takes its backslash away before the shell sees the line, inside quotes
 * as well.
 */
#include "popfetch/invocation/shell-word.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "popfetch/options/memory.h"

static bool is_plain(const char *text)
{
	static const char plain[] = "abcdefghijklmnopqrstuvwxyz"
				    "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
				    "0123456789-._/@:+,";

	return text[0] != '\0' && text[strspn(text, plain)] == '\0';
}

/* The text with each octet of special replaced. */
static char *replaced(const char *text, char special, const char *by)
{
	const size_t room = strlen(text) * strlen(by) + 1;
	char *made = memory_array(room, 1);
	size_t used = 0;

	for (; *text != '\0'; text++) {
		if (*text != special) {
			made[used++] = *text;
			continue;
		}
		memcpy(made + used, by, strlen(by));
		used += strlen(by);
	}
	return made;
}

char *shell_word(const char *text)
{
	char *inner, *word;

	if (is_plain(text))
		return memory_copy(text);
	inner = replaced(text, '\'', "'\\''");
	word = memory_format("'%s'", inner);
	free(inner);
	return word;
}

char *shell_word_cron(const char *text)
{
	char *word = shell_word(text);
	char *line = replaced(word, '%', "\\%");

	free(word);
	return line;
}
