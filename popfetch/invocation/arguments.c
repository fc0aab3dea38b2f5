/*
 * arguments.c - the command line by the option table.
 *
 * Not getopt_long(3), for three reasons: it accepts abbreviations, and a
 * script that uses one breaks on the day an option is added; its messages
 * are not ours; and it needs a second table.
 *
 * Long options are written in full.  A value follows behind "=" or, where it
 * is required, as the next word, which may not begin with "--": that is
 * nearly always a value forgotten.  Flags are taken back by "--no-" before
 * their name, since the configuration may set them.  Options may follow
 * operands, "--" ends them, and of an option given twice the last one counts,
 * so that an alias can be overridden.
 */
#include "popfetch/invocation/arguments.h"
#include "popfetch/options/memory.h"
#include "popfetch/options/set.h"
#include "popfetch/options/text-shape.h"
#include "popfetch/talk/talk.h"
#include "popfetch/text/nearest.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The rest of the command line while it is read. */
struct words {
	char *const *next; /* NULL at the end, as argv has it */
	struct arguments *arguments;
};

enum exit_status usage_error(const char *format, ...)
{
	va_list arguments;
	char text[1024];

	va_start(arguments, format);
	vsnprintf(text, sizeof(text), format, arguments);
	va_end(arguments);
	talk_error(&talk_unnamed, "%s", text);
	return EXIT_USAGE;
}

/* ---- One option ---------------------------------------------------------- */

static enum exit_status take_action(
    const struct option *option, const char *set, struct arguments *arguments)
{
	if (arguments->action != NULL)
		return usage_error("one action only: '--%s' or '--%s'",
		    arguments->action->name, option->name);
	arguments->action = option;
	if (set == NULL)
		return EXIT_DONE;
	if (*set == '\0')
		return usage_error("option '--%s' has an empty %s",
		    option->name, option->metavar);
	arguments->set = set;
	return EXIT_DONE;
}

static enum exit_status take_value(
    const struct option *option, const char *text, struct arguments *arguments)
{
	struct option_value *value =
	    &arguments->layer.values[option - option_table];
	char allowed[OPTION_ALLOWED_MAX];

	if (option->kind == KIND_ACTION)
		return take_action(option, text, arguments);
	if (!option_value_read(option, text, value, allowed))
		return usage_error("bad value '%s' for '--%s': %s is allowed",
		    text_to_repeat(text), option->name, allowed);
	return EXIT_DONE;
}

/* value is what stood behind "=", or NULL. */
static enum exit_status take_option(
    const struct option *option, const char *value, struct words *words)
{
	const char *next = *words->next;

	if (option->argument == ARGUMENT_NONE && value != NULL)
		return usage_error("option '--%s' takes no value%s",
		    option->name,
		    option_is_switch(option)
			? "; '--no-' before its name takes it back"
			: "");
	if (option_is_switch(option) && value == NULL)
		return take_value(option, "true", words->arguments);
	if (option->argument != ARGUMENT_REQUIRED || value != NULL)
		return take_value(option, value, words->arguments);
	if (next == NULL)
		return usage_error("option '--%s' needs a value: --%s %s",
		    option->name, option->name, option->metavar);
	if (strncmp(next, "--", 2) == 0)
		return usage_error("option '--%s' needs a value; if '%s' is "
				   "one, write '--%s=%s'",
		    option->name, next, option->name, next);
	words->next++;
	return take_value(option, next, words->arguments);
}

static enum exit_status unknown_option(const char *name)
{
	struct nearest nearest = nearest_to(name);

	if (strncmp(name, "pass", 4) == 0 && strncmp(name, "password-", 9) != 0)
		return usage_error("no option '--%s': a secret is no argument; "
				   "there are --password-command, "
				   "--password-file and --password-fd",
		    name);
	for (size_t i = 0; i < OPTION_COUNT; i++)
		nearest_offer(&nearest, option_table[i].name);
	if (nearest.word != NULL)
		return usage_error("unknown option '--%s'; did you mean "
				   "'--%s'?",
		    name, nearest.word);
	return usage_error(
	    "unknown option '--%s'; 'popfetch --help' lists all", name);
}

/* ---- Words --------------------------------------------------------------- */

static enum exit_status take_negated(
    const struct option *option, const char *value, struct words *words)
{
	if (value != NULL)
		return usage_error(
		    "option '--no-%s' takes no value", option->name);
	return take_value(option, "false", words->arguments);
}

static enum exit_status take_named(
    const char *name, const char *value, struct words *words)
{
	const struct option *option = option_by_name(name);

	if (option != NULL)
		return take_option(option, value, words);
	if (strncmp(name, "no-", 3) == 0)
		option = option_by_name(name + 3);
	return option != NULL && option_is_switch(option)
		   ? take_negated(option, value, words)
		   : unknown_option(name);
}

static enum exit_status take_long(const char *word, struct words *words)
{
	const size_t length = strcspn(word, "=");
	const char *value = word[length] == '=' ? word + length + 1 : NULL;
	char *name = memory_copy_part(word, length);
	const enum exit_status status = take_named(name, value, words);

	free(name);
	return status;
}

static bool is_set(const char *word)
{
	struct set set;
	char why[160];

	if (!set_parse(word, &set, why, sizeof why))
		return false;
	set_clear(&set);
	return true;
}

static bool is_term(const struct option *option, const char *word)
{
	struct option_value value = {0};
	char allowed[OPTION_ALLOWED_MAX];

	return option_value_read(option, word, &value, allowed);
}

const struct option *arguments_meaning(
    const struct arguments *arguments, const char *word)
{
	const struct option *action = arguments->action;

	if (action != NULL && action->argument == ARGUMENT_OPTIONAL &&
	    arguments->set == NULL && is_set(word))
		return action;
	for (enum option_id id = 0; id < OPTION_COUNT; id++)
		if (option_table[id].kind == KIND_TERM &&
		    arguments->layer.values[id].number == TERM_ENDLESS &&
		    is_term(&option_table[id], word))
			return &option_table[id];
	return NULL;
}

static enum exit_status unknown_letter(
    char letter, const char *word, const struct arguments *arguments)
{
	const struct option *meant = arguments_meaning(arguments, word);

	if (meant != NULL)
		return usage_error("unknown option '-%c'; a %s stands behind "
				   "'=': '--%s=%s'",
		    letter, meant->metavar, meant->name, word);
	return usage_error(
	    "unknown option '-%c'; 'popfetch --help' lists all", letter);
}

/* All letters are flags, so they can stand together: -4q. */
static enum exit_status take_letters(const char *word, struct words *words)
{
	enum exit_status status;

	for (const char *at = word + 1; *at != '\0'; at++) {
		const struct option *option = option_by_letter(*at);

		if (option == NULL)
			return unknown_letter(*at, word, words->arguments);
		status = take_option(option, NULL, words);
		if (status != EXIT_DONE)
			return status;
	}
	return EXIT_DONE;
}

static void take_operand(const char *word, struct arguments *arguments)
{
	arguments->operands = memory_grow(arguments->operands,
	    arguments->count + 1, sizeof(*arguments->operands));
	arguments->operands[arguments->count++] = word;
}

static bool ends_reading(const struct option *action)
{
	return action != NULL && (action->action == ACTION_HELP ||
				     action->action == ACTION_VERSION);
}

static enum exit_status read_words(struct words *words)
{
	enum exit_status status = EXIT_DONE;
	bool only_operands = false;

	while (*words->next != NULL && status == EXIT_DONE) {
		const char *word = *words->next++;

		if (only_operands || word[0] != '-' || word[1] == '\0')
			take_operand(word, words->arguments);
		else if (strcmp(word, "--") == 0)
			only_operands = true;
		else if (word[1] == '-')
			status = take_long(word + 2, words);
		else
			status = take_letters(word, words);
		if (ends_reading(words->arguments->action))
			break;
	}
	return status;
}

enum exit_status arguments_read(
    int argc, char *const argv[], struct arguments *out_arguments)
{
	struct arguments arguments = {0};
	struct words words = {
	    .next = argc > 0 ? argv + 1 : argv, .arguments = &arguments};
	const enum exit_status status = read_words(&words);

	if (status == EXIT_DONE)
		*out_arguments = arguments;
	else
		arguments_clear(&arguments);
	return status;
}

void arguments_clear(struct arguments *arguments)
{
	free(arguments->operands);
	option_layer_clear(&arguments->layer);
	*arguments = (struct arguments){0};
}
