/*
 * account-list.c - who takes part, and with which settings.
 *
 * Merging is putting one layer over the other, the weakest first.  A URL is
 * a layer like a section (url-layer.c).  --host without an account makes an
 * account of its own and is never put over those of the configuration, whose
 * passwords would go to that host.
 *
 * An error in what was written on the command line is one of usage; what is
 * missing in a section is one of the configuration, and named with its line.
 */
#include "popfetch/deliver/deliver.h"
#include "popfetch/invocation/account-list.h"
#include "popfetch/invocation/url-layer.h"
#include "popfetch/options/memory.h"
#include "popfetch/options/paths.h"
#include "popfetch/result/row.h"
#include "popfetch/result/table.h"
#include "popfetch/secret/secret.h"
#include "popfetch/system/terminal.h"
#include "popfetch/talk/talk.h"
#include "popfetch/text/nearest.h"

#include <string.h>
#include <unistd.h>

/* What an account is made of. */
struct origin {
	const char *name;
	const struct config_account *section; /* NULL: none */
	const struct option_layer *url;	      /* NULL: none */
};

/* The accounts so far and what each of them is made with. */
struct builder {
	const struct arguments *arguments;
	const struct config *config;
	struct invocation *invocation;
};

/* ---- Completing ---------------------------------------------------------- */

/* Whether the action only shows the settings, complete or not. */
static bool only_shows(enum action action)
{
	return action == ACTION_LIST_ACCOUNTS || action == ACTION_PRINT_CONFIG;
}

/* Something is missing; option gives it, or the alternative where there is
 * one. */
static enum exit_status incomplete(const struct builder *builder,
    const struct origin *origin, const char *what, enum option_id option,
    enum option_id alternative)
{
	const char *name = option_table[option].name;
	const char *other = option_table[alternative].name;

	if (origin->section != NULL) {
		talk_error(&talk_unnamed, "%s:%u: account '%s' has no %s%s%s",
		    builder->config->path, origin->section->line, origin->name,
		    name, name != other ? " and no " : "",
		    name != other ? other : "");
		return EXIT_CONFIG;
	}
	if (name != other)
		return usage_error(
		    "no %s is given; '--%s' or '--%s' does", what, name, other);
	return usage_error("no %s is given; '--%s' does", what, name);
}

static void complete_user(struct settings *settings)
{
	if (settings->user == NULL && settings->host != NULL)
		settings->user = secret_netrc_login(settings->host);
	if (settings->user == NULL)
		settings->user = path_login_name();
}

/* Whether one of those that deliver_misnamed() speaks of is one. */
static bool destination_is_argument(const struct option_layer *arguments)
{
	static const enum option_id ids[] = {OPT_LMTP, OPT_MDA, OPT_USER};

	for (size_t i = 0; i < sizeof ids / sizeof ids[0]; i++)
		if (option_layer_says(arguments, ids[i]))
			return true;
	return false;
}

/* What is wrong may stand in a section, or on the command line. */
static enum exit_status check_destination(const struct builder *builder,
    const struct origin *origin, const struct settings *settings)
{
	const char *why = deliver_misnamed(settings);

	if (why == NULL)
		return EXIT_DONE;
	if (origin->section == NULL ||
	    destination_is_argument(&builder->arguments->layer))
		return usage_error("%s", why);
	talk_error(&talk_unnamed, "%s:%u: account '%s': %s",
	    builder->config->path, origin->section->line, origin->name, why);
	return EXIT_CONFIG;
}

/* What an account's section says of TLS where the defaults have none of it, and
 * nobody else; NULL: nothing. */
static const struct option *protected_by_section(
    const struct builder *builder, const struct origin *origin)
{
	if (origin->section == NULL ||
	    builder->arguments->layer.values[OPT_TLS].given)
		return NULL;
	return option_layer_inside_tls(&origin->section->layer);
}

/* Somebody who asks for protection believes to be protected. */
static enum exit_status check_tls(const struct builder *builder,
    const struct origin *origin, const struct settings *settings)
{
	const struct option *option =
	    option_layer_inside_tls(&builder->arguments->layer);

	if (settings->tls != POP3_TLS_NONE)
		return EXIT_DONE;
	if (option != NULL)
		return usage_error(
		    "'--%s' contradicts 'tls = none' of account '%s'",
		    option->name, settings->account);
	option = protected_by_section(builder, origin);
	if (option == NULL)
		return EXIT_DONE;
	talk_error(&talk_unnamed,
	    "%s:%u: '%s' of account '%s' contradicts 'tls = none' of the "
	    "defaults",
	    builder->config->path, origin->section->line, option->name,
	    origin->name);
	return EXIT_CONFIG;
}

static enum exit_status check_complete(const struct builder *builder,
    const struct origin *origin, const struct settings *settings)
{
	const enum action action = builder->invocation->action;
	enum exit_status status;

	if (only_shows(action))
		return EXIT_DONE;
	if (settings->host == NULL)
		return incomplete(builder, origin, "host", OPT_HOST, OPT_HOST);
	if (settings->user == NULL)
		return incomplete(builder, origin, "user", OPT_USER, OPT_USER);
	status = check_tls(builder, origin, settings);
	if (status != EXIT_DONE)
		return status;
	if (action != ACTION_FETCH)
		return EXIT_DONE;
	if (!settings->dry_run && !deliver_is_named(settings))
		return incomplete(
		    builder, origin, "destination", OPT_MAILDIR, OPT_MBOX);
	return check_destination(builder, origin, settings);
}

static enum exit_status add_account(
    struct builder *builder, const struct origin *origin)
{
	struct invocation *invocation = builder->invocation;
	struct settings *settings;

	invocation->accounts = memory_grow(invocation->accounts,
	    invocation->count + 1, sizeof(*invocation->accounts));
	settings = &invocation->accounts[invocation->count++];
	settings_init(settings);
	settings->account = memory_copy(origin->name);
	settings->from_url = origin->section == NULL;
	option_layer_apply(&builder->config->defaults, settings);
	/* That the sections rest says nothing of what is no section. */
	if (origin->section == NULL)
		settings->enabled = true;
	else
		option_layer_apply(&origin->section->layer, settings);
	if (origin->url != NULL)
		option_layer_apply(origin->url, settings);
	option_layer_apply(&builder->arguments->layer, settings);
	complete_user(settings);
	return check_complete(builder, origin, settings);
}

/* ---- URLs ---------------------------------------------------------------- */

static enum exit_status add_url(struct builder *builder, const char *text)
{
	struct option_layer layer = {0};
	struct origin origin = {.name = text, .url = &layer};
	enum exit_status status =
	    url_layer_read(text, &builder->arguments->layer, &layer);

	if (status == EXIT_DONE)
		status = add_account(builder, &origin);
	option_layer_clear(&layer);
	return status;
}

/* ---- Names --------------------------------------------------------------- */

static enum exit_status unknown_account(
    const struct builder *builder, const char *name)
{
	const struct config *config = builder->config;
	const struct option *meant =
	    arguments_meaning(builder->arguments, name);
	struct nearest nearest = nearest_to(name);

	if (meant != NULL)
		return usage_error("no account '%s'; a %s stands behind '=': "
				   "'--%s=%s'",
		    name, meant->metavar, meant->name, name);
	if (strstr(name, "://") != NULL)
		return usage_error("bad URL: 'pop://' or 'pops://' is allowed");
	if (!config->present)
		return usage_error("no account '%s': there is no configuration "
				   "'%s'; 'popfetch --configure ADDRESS' "
				   "makes one",
		    name, config->path);
	for (size_t i = 0; i < config->count; i++)
		nearest_offer(&nearest, config->accounts[i].name);
	if (nearest.word != NULL)
		return usage_error("no account '%s' in '%s'; did you mean "
				   "'%s'?",
		    name, config->path, nearest.word);
	return usage_error("no account '%s' in '%s'; 'popfetch "
			   "--list-accounts' shows which there are",
	    name, config->path);
}

static enum exit_status add_section(
    struct builder *builder, const struct config_account *section)
{
	const struct origin origin = {section->name, section, NULL};

	return add_account(builder, &origin);
}

static enum exit_status add_operand(struct builder *builder, size_t place)
{
	const struct arguments *arguments = builder->arguments;
	const char *name = arguments->operands[place];
	const struct config_account *section;

	for (size_t i = 0; i < place; i++)
		if (strcmp(arguments->operands[i], name) == 0)
			return usage_error("account '%s' is named twice", name);
	if (pop3_url_is(name))
		return add_url(builder, name);
	section = config_account_named(builder->config, name);
	if (section == NULL)
		return unknown_account(builder, name);
	return add_section(builder, section);
}

static enum exit_status add_operands(struct builder *builder)
{
	const size_t count = builder->arguments->count;
	enum exit_status status = EXIT_DONE;

	for (size_t i = 0; i < count && status == EXIT_DONE; i++)
		status = add_operand(builder, i);
	return status;
}

/* ---- Nobody named -------------------------------------------------------- */

/* The command line goes before the section, that before the defaults. */
static bool is_enabled(
    const struct builder *builder, const struct config_account *section)
{
	const struct option_layer *layers[] = {&builder->arguments->layer,
	    &section->layer, &builder->config->defaults};

	for (size_t i = 0; i < sizeof(layers) / sizeof(layers[0]); i++) {
		const struct option_value *value =
		    &layers[i]->values[OPT_ENABLED];

		if (value->given)
			return value->number != 0;
	}
	return true;
}

static enum exit_status nobody(const struct builder *builder)
{
	const struct config *config = builder->config;

	if (!config->present || config->count == 0)
		return usage_error("no account: 'popfetch --configure ADDRESS' "
				   "describes one in '%s'; a URL such as "
				   "'pops://USER@HOST' needs none",
		    config->path);
	if (builder->arguments->layer.values[OPT_ENABLED].given)
		return usage_error("'--no-enabled' leaves no account: name "
				   "those that are to take part");
	talk_error(
	    &talk_unnamed, "no account in '%s' is enabled", config->path);
	return EXIT_CONFIG;
}

static enum exit_status add_all(struct builder *builder)
{
	const struct config *config = builder->config;
	const bool resting_too = only_shows(builder->invocation->action);
	enum exit_status status = EXIT_DONE;

	for (size_t i = 0; i < config->count && status == EXIT_DONE; i++)
		if (resting_too || is_enabled(builder, &config->accounts[i]))
			status = add_section(builder, &config->accounts[i]);
	if (status == EXIT_DONE && builder->invocation->count == 0 &&
	    !resting_too)
		return nobody(builder);
	return status;
}

enum exit_status account_list_build(const struct arguments *arguments,
    const struct config *config, struct invocation *invocation)
{
	struct builder builder = {arguments, config, invocation};
	const struct option_value *host = &arguments->layer.values[OPT_HOST];
	struct origin origin = {0};

	settings_init(&invocation->defaults);
	option_layer_apply(&config->defaults, &invocation->defaults);
	option_layer_apply(&arguments->layer, &invocation->defaults);
	if (arguments->count > 0)
		return add_operands(&builder);
	if (!host->given)
		return add_all(&builder);
	origin.name = host->text;
	return add_account(&builder, &origin);
}

static void add_text(struct row *row, const char *name, const char *text)
{
	if (text != NULL)
		row_text(row, name, text);
	else
		row_absent(row, name, "-");
}

static void print_account(struct row *row, const struct settings *settings)
{
	row->account = settings->account;
	row_begin(row);
	row_text(row, "account", settings->account);
	add_text(row, "host", settings->host);
	add_text(row, "user", settings->user);
	row_truth(row, "enabled", settings->enabled,
	    settings->enabled ? "enabled" : "disabled");
	row_end(row);
}

/* Who looks for accounts and finds none is new here. */
static void tell_none(const struct invocation *invocation)
{
	if (invocation->count == 0 && terminal_is(STDERR_FILENO))
		talk_warning(&talk_unnamed,
		    "no account in '%s'; 'popfetch --configure ADDRESS' adds "
		    "one",
		    invocation->config_path);
}

/* Some accounts may want objects. */
enum exit_status account_list_print(
    FILE *stream, const struct invocation *invocation)
{
	struct table table;
	struct row row = {.form = &row_tsv, .stream = stream, .table = &table};
	enum exit_status status = EXIT_DONE;

	table_init(&table, stream, NULL, 0);
	for (size_t i = 0; i < invocation->count; i++) {
		const struct settings *settings = &invocation->accounts[i];
		const struct row_form *form =
		    row_form_of(settings, ROW_TABLE, &table);

		if (form != row.form)
			status = exit_status_worse(
			    status, row_finish(&row, &talk_unnamed));
		row.form = form;
		print_account(&row, settings);
	}
	tell_none(invocation);
	return exit_status_worse(status, row_finish(&row, &talk_unnamed));
}
