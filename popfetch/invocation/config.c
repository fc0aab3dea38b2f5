/*
 * config.c - a configuration in memory, and the merged one on paper.
 *
 * What is printed is read again as the same: texts stand in double quotes,
 * where libConfuse knows backslash escapes and "${NAME}" for the environment,
 * so that backslash, quote and dollar sign are escaped.
 */
#include "popfetch/invocation/config.h"
#include "popfetch/options/memory.h"
#include "popfetch/options/text-shape.h"
#include "popfetch/result/row.h"

#include <stdlib.h>
#include <string.h>

void config_clear(struct config *config)
{
	for (size_t i = 0; i < config->count; i++) {
		free(config->accounts[i].name);
		option_layer_clear(&config->accounts[i].layer);
	}
	free(config->accounts);
	free(config->path);
	option_layer_clear(&config->defaults);
	*config = (struct config){0};
}

const struct config_account *config_account_named(
    const struct config *config, const char *name)
{
	for (size_t i = 0; i < config->count; i++)
		if (strcmp(config->accounts[i].name, name) == 0)
			return &config->accounts[i];
	return NULL;
}

#define STRING(x)  #x
#define NUMERAL(x) STRING(x)

const char *config_name_flaw(const char *name)
{
	const size_t length = strlen(name);

	if (length == 0 || length > ACCOUNT_NAME_MAX)
		return "1 to " NUMERAL(ACCOUNT_NAME_MAX) " octets are allowed";
	if (!text_is_clean(name) || strchr(name, '/') != NULL)
		return "no slash and no control character is allowed";
	if (name[0] == '-')
		return "it would be taken for an option";
	return NULL;
}

void config_print_quoted(FILE *stream, const char *text)
{
	putc('"', stream);
	for (; *text != '\0'; text++) {
		if (*text == '"' || *text == '\\' || *text == '$')
			putc('\\', stream);
		putc(*text, stream);
	}
	putc('"', stream);
}

void config_print_key(
    FILE *stream, const struct option *option, const char *text)
{
	fprintf(stream, "\t%s = ", option->name);
	if (option_is_text(option))
		config_print_quoted(stream, text);
	else
		fputs(text, stream);
	putc('\n', stream);
}

static bool is_of_run(const struct option *option)
{
	return option->scope == SCOPE_RUN;
}

static bool is_of_account(const struct option *option)
{
	return option_in_configuration(option) && !is_of_run(option);
}

/* What the reader of a configuration would call a contradiction. */
static bool means_nothing(
    const struct option *option, const struct settings *settings)
{
	return option->inside_tls && settings->tls == POP3_TLS_NONE;
}

static void print_keys(FILE *stream, const struct settings *settings,
    bool (*wanted)(const struct option *option))
{
	for (size_t i = 0; i < OPTION_COUNT; i++) {
		const struct option *option = &option_table[i];
		char *text = wanted(option) && !means_nothing(option, settings)
				 ? option_value_text(option, settings)
				 : NULL;

		if (text != NULL)
			config_print_key(stream, option, text);
		free(text);
	}
}

/* A URL is no name for a section. */
static const char *name_of(const struct settings *settings)
{
	return settings->from_url ? settings->host : settings->account;
}

/* Of the number behind a name, and the dash between the two. */
#define NUMBER_ROOM 11

static bool can_be_numbered(const char *name)
{
	return config_name_flaw(name) == NULL &&
	       strlen(name) + NUMBER_ROOM <= ACCOUNT_NAME_MAX;
}

static bool is_free(char *const *names, size_t count, const char *name)
{
	for (size_t i = 0; i < count; i++)
		if (strcmp(names[i], name) == 0)
			return false;
	return config_name_flaw(name) == NULL;
}

/* No two have the same, as they would with two users of a host; and a host may
 * have a name that no section can have. */
static char *free_name(const char *wanted, char *const *names, size_t count)
{
	const char *base = can_be_numbered(wanted) ? wanted : "account";
	char *name = memory_copy(wanted);

	for (unsigned i = 2; !is_free(names, count, name); i++) {
		free(name);
		name = memory_format("%s-%u", base, i);
	}
	return name;
}

static void print_account(
    FILE *stream, const struct settings *settings, const char *name)
{
	fputs("account ", stream);
	config_print_quoted(stream, name);
	fputs(" {\n", stream);
	print_keys(stream, settings, is_of_account);
	fputs("}\n", stream);
}

static void print_defaults(FILE *stream, const struct settings *settings,
    bool (*wanted)(const struct option *option))
{
	fputs("defaults {\n", stream);
	print_keys(stream, settings, wanted);
	fputs("}\n", stream);
}

/* ---- For programs -------------------------------------------------------- */

static void add_number(
    struct row *row, const struct option *option, uint64_t number)
{
	const bool is_truth = option->kind == KIND_FLAG ||
			      (option->kind == KIND_TERM &&
				  (number == 0 || number == TERM_ENDLESS));

	if (is_truth)
		row_truth(row, option->name, number != 0, "");
	else
		row_number(row, option->name, number);
}

static void add_member(struct row *row, const struct option *option,
    const struct settings *settings)
{
	char *text = option_value_text(option, settings);

	if (text == NULL)
		return;
	if (option_is_text(option) || option->kind == KIND_CHOICE)
		row_text(row, option->name, text);
	else
		add_number(row, option, option_value_number(option, settings));
	free(text);
}

static void print_object(struct row *row, const struct settings *settings)
{
	row->account = settings->account;
	row_begin(row);
	for (size_t i = 0; i < OPTION_COUNT; i++)
		if (option_in_configuration(&option_table[i]))
			add_member(row, &option_table[i], settings);
	row_end(row);
}

/* Objects alone are for a reader that knows nothing else. */
static bool has_sections(const struct invocation *invocation)
{
	if (invocation->count == 0)
		return !invocation->defaults.json;
	for (size_t i = 0; i < invocation->count; i++)
		if (!invocation->accounts[i].json)
			return true;
	return false;
}

static void print_accounts(
    FILE *stream, struct row *row, const struct invocation *invocation)
{
	char **names = memory_array(invocation->count, sizeof *names);
	size_t named = 0;

	for (size_t i = 0; i < invocation->count; i++) {
		const struct settings *settings = &invocation->accounts[i];

		if (settings->json) {
			print_object(row, settings);
			continue;
		}
		names[named] = free_name(name_of(settings), names, named);
		print_account(stream, settings, names[named++]);
	}
	while (named > 0)
		free(names[--named]);
	free(names);
}

enum exit_status config_print(FILE *stream, const struct invocation *invocation)
{
	struct row row = {.form = &row_json, .stream = stream};

	if (has_sections(invocation))
		print_defaults(stream, &invocation->defaults,
		    invocation->count > 0 ? is_of_run
					  : option_in_configuration);
	print_accounts(stream, &row, invocation);
	return row_finish(&row, &talk_unnamed);
}
