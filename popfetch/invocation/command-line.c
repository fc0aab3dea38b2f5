/*
 * command-line.c - what goes together on a command line and what does not,
 * and the order of reading.
 *
 * An option that would have no effect is refused rather than passed over:
 * whoever writes --dele with --dry-run expects that nothing gets deleted.
 * The configuration is another matter; it is written for many runs, and
 * what an action does not use rests.
 */
#include "popfetch/invocation/account-draft.h"
#include "popfetch/invocation/account-list.h"
#include "popfetch/invocation/arguments.h"
#include "popfetch/invocation/command-line.h"
#include "popfetch/invocation/config.h"
#include "popfetch/options/memory.h"
#include "popfetch/options/paths.h"
#include "popfetch/options/set.h"

#include <stdlib.h>

/* ---- What goes together -------------------------------------------------- */

static bool configures(const struct arguments *arguments)
{
	return arguments->action != NULL &&
	       arguments->action->action == ACTION_CONFIGURE;
}

static const struct option *option_of_action(uint32_t actions)
{
	for (size_t i = 0; i < OPTION_COUNT; i++)
		if (option_table[i].kind == KIND_ACTION &&
		    (ACTION_BIT(option_table[i].action) & actions) != 0)
			return &option_table[i];
	return NULL;
}

static bool goes_with_several(const struct option *option)
{
	return (option->actions & (option->actions - 1)) != 0;
}

static enum exit_status no_effect(
    const struct option *option, const struct option *action)
{
	const struct option *needed = option_of_action(option->actions);

	if (option->actions == 0 || goes_with_several(option))
		return usage_error("'--%s' does not go with '--%s'",
		    option->name, action->name);
	if (needed != NULL)
		return usage_error(
		    "'--%s' goes with '--%s' only", option->name, needed->name);
	return usage_error("'--%s' contradicts '--%s': it goes with fetching "
			   "only",
	    option->name, action->name);
}

/* What acts on a fetch is put into the configuration by --configure. */
static enum action action_meant(const struct option *named)
{
	if (named == NULL || named->action == ACTION_CONFIGURE)
		return ACTION_FETCH;
	return named->action;
}

/* --print-config shows whatever is given and can be configured. */
static enum exit_status check_effect(const struct arguments *arguments)
{
	const struct option *named = arguments->action;
	const enum action action = action_meant(named);

	for (enum option_id id = 0; id < OPTION_COUNT; id++) {
		const struct option *option = &option_table[id];

		if (action == ACTION_PRINT_CONFIG &&
		    option_in_configuration(option))
			continue;
		if (option->actions != 0 &&
		    (option->actions & ACTION_BIT(action)) == 0 &&
		    option_layer_says(&arguments->layer, id))
			return no_effect(option, named);
	}
	return EXIT_DONE;
}

/* A fetch prints nothing but its rehearsal. */
static enum exit_status check_results(const struct arguments *arguments)
{
	if (arguments->action != NULL ||
	    option_layer_says(&arguments->layer, OPT_DRY_RUN))
		return EXIT_DONE;
	if (option_layer_says(&arguments->layer, OPT_JSON))
		return usage_error("'--json' goes with what prints results; a "
				   "fetch does with '--dry-run' only");
	if (option_layer_says(&arguments->layer, OPT_HUMAN_READABLE))
		return usage_error("'-h' (--human-readable) goes with what "
				   "prints sizes, such as '--list'; 'popfetch "
				   "--help' is the help");
	return EXIT_DONE;
}

/* What acts on a fetch and cannot be put into an account's section for it. */
static enum exit_status check_configure(const struct arguments *arguments)
{
	static const enum option_id refused[] = {OPT_DRY_RUN, OPT_JSON,
	    OPT_HUMAN_READABLE, OPT_EVERY, OPT_JOBS, OPT_LOG_FILE, OPT_SYSLOG};

	if (!configures(arguments))
		return EXIT_DONE;
	for (size_t i = 0; i < sizeof refused / sizeof refused[0]; i++)
		if (option_layer_says(&arguments->layer, refused[i]))
			return no_effect(
			    &option_table[refused[i]], arguments->action);
	return EXIT_DONE;
}

static enum exit_status check_rivals(const struct arguments *arguments)
{
	const struct option *a, *b;

	if (option_layer_contradicts(&arguments->layer, &a, &b))
		return usage_error("'--%s%s' contradicts '--%s'", a->name,
		    a == &option_table[OPT_TLS] ? " none" : "", b->name);
	return EXIT_DONE;
}

static enum exit_status check_mbox_format(const struct arguments *arguments)
{
	const struct option_layer *layer = &arguments->layer;

	if (!layer->values[OPT_MBOX_FORMAT].given)
		return EXIT_DONE;
	for (enum option_id id = 0; id < OPTION_COUNT; id++)
		if (option_table[id].rivals == RIVALS_DESTINATION &&
		    id != OPT_MBOX && option_layer_says(layer, id))
			return usage_error("'--mbox-format' contradicts "
					   "'--%s': it goes with '--mbox' only",
			    option_table[id].name);
	return EXIT_DONE;
}

/* --host says which server; a second one that says it, or several accounts
 * that would all go there with their passwords, are a mistake. */
static enum exit_status check_host(const struct arguments *arguments)
{
	if (!arguments->layer.values[OPT_HOST].given || configures(arguments))
		return EXIT_DONE;
	if (arguments->count > 1)
		return usage_error("'--host' goes with one account only");
	if (arguments->count == 1 && pop3_url_is(arguments->operands[0]))
		return usage_error("'--host' contradicts the URL");
	return EXIT_DONE;
}

/* A SET that was forgotten is the URL behind it, which then is no account. */
static enum exit_status check_set(const struct arguments *arguments)
{
	struct set set = {0};
	char why[160];

	if (arguments->set == NULL || configures(arguments) ||
	    arguments->action->action == ACTION_IMPORT_STATE)
		return EXIT_DONE;
	if (!set_parse(arguments->set, &set, why, sizeof why))
		return usage_error(
		    "SET '%.80s' makes no sense: %s", arguments->set, why);
	set_clear(&set);
	return EXIT_DONE;
}

static enum exit_status check(const struct arguments *arguments)
{
	enum exit_status status = check_effect(arguments);

	if (status == EXIT_DONE)
		status = check_set(arguments);
	if (status == EXIT_DONE)
		status = check_results(arguments);
	if (status == EXIT_DONE)
		status = check_configure(arguments);
	if (status == EXIT_DONE)
		status = check_rivals(arguments);
	if (status == EXIT_DONE)
		status = check_mbox_format(arguments);
	if (status == EXIT_DONE)
		status = check_host(arguments);
	return status;
}

/* ---- The order ----------------------------------------------------------- */

static enum exit_status read_configuration(
    const struct arguments *arguments, struct config *out_config)
{
	const char *named = arguments->layer.values[OPT_CONFIG].text;
	enum exit_status status;
	char *path;

	if (named != NULL && configures(arguments))
		return config_read(named, CONFIG_MAY_BE_ABSENT, out_config);
	if (named != NULL)
		return config_read(named, CONFIG_MUST_EXIST, out_config);
	path = path_configuration();
	status = config_read(path, CONFIG_MAY_BE_ABSENT, out_config);
	free(path);
	return status;
}

static bool needs_accounts(enum action action)
{
	return action != ACTION_HELP && action != ACTION_VERSION;
}

static enum exit_status add_accounts(
    const struct arguments *arguments, struct invocation *invocation)
{
	struct config config = {0};
	enum exit_status status = check(arguments);

	if (status == EXIT_DONE)
		status = read_configuration(arguments, &config);
	if (status == EXIT_DONE) {
		invocation->config_path = memory_copy(config.path);
		status =
		    configures(arguments)
			? account_draft_build(arguments, &config, invocation)
			: account_list_build(arguments, &config, invocation);
	}
	config_clear(&config);
	return status;
}

enum exit_status command_line_read(
    int argc, char *const argv[], struct invocation *out_invocation)
{
	struct invocation invocation = {0};
	struct arguments arguments = {0};
	enum exit_status status = arguments_read(argc, argv, &arguments);

	if (status != EXIT_DONE)
		return status;
	if (arguments.action != NULL)
		invocation.action = arguments.action->action;
	if (arguments.set != NULL)
		invocation.set = memory_copy(arguments.set);
	if (needs_accounts(invocation.action))
		status = add_accounts(&arguments, &invocation);
	arguments_clear(&arguments);
	if (status == EXIT_DONE)
		*out_invocation = invocation;
	else
		invocation_clear(&invocation);
	return status;
}

void invocation_clear(struct invocation *invocation)
{
	for (size_t i = 0; i < invocation->count; i++)
		settings_clear(&invocation->accounts[i]);
	free(invocation->accounts);
	settings_clear(&invocation->defaults);
	free(invocation->set);
	free(invocation->config_path);
	*invocation = (struct invocation){0};
}
