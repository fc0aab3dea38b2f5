/*
 * configure.c - one thing after the other; each may end it.
 *
 * Whoever sits at a terminal is told what is done (as with -v) and asked for
 * a name, a place and whether to keep copies, with an answer proposed that
 * Return takes.  Without a terminal the proposals are taken.
 */
#include "popfetch/configure/configure.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "popfetch/configure/choices.h"
#include "popfetch/configure/discover.h"
#include "popfetch/configure/regular-run.h"
#include "popfetch/configure/trial.h"
#include "popfetch/deliver/deliver.h"
#include "popfetch/invocation/config-write.h"
#include "popfetch/invocation/config.h"
#include "popfetch/invocation/shell-word.h"
#include "popfetch/options/memory.h"
#include "popfetch/options/paths.h"
#include "popfetch/secret/secret-line.h"
#include "popfetch/system/terminal.h"
#include "popfetch/talk/output.h"
#include "popfetch/text/letter-case.h"
#include "popfetch/visit/state-file.h"

/* ---- Tokens -------------------------------------------------------------- */

/* What is written where a token is needed and nothing gives one. */
static void expect_token(struct configuring *configuring)
{
	struct settings *settings = configuring->settings;
	const char *mechanism = configuring->trial.token;
	char *word;

	if (mechanism == NULL)
		return;
	if (settings->auth == NULL)
		settings->auth = memory_copy(mechanism);
	if (configuring->trial.logged_in)
		return;
	word = shell_word(settings->account);
	settings->password_command =
	    memory_format("popfetch-token ~/.config/popfetch/%s.token", word);
	free(word);
}

static void tell_token(const struct configuring *configuring)
{
	talk_warning(&configuring->talk,
	    "'%s' takes an access token in place of a password (%s), so the "
	    "login is not tried: popfetch-token gets tokens, and "
	    "contrib/oauth/README.md says how",
	    configuring->settings->host, configuring->trial.token);
}

/* ---- Results ------------------------------------------------------------- */

/* The configuration where popfetch looks without being told, by cron, too. */
static bool is_usual(const char *path)
{
	char *home = path_home();
	char *usual = memory_format("%s/.config/popfetch/popfetch.conf", home);
	const bool same = strcmp(path, usual) == 0;

	free(usual);
	free(home);
	return same;
}

static void print_results(
    const struct configuring *configuring, const char *config, const char *next)
{
	const char *account = configuring->settings->account;
	const char *path = configuring->config.path;
	char *program = path_program(), *timer = regular_run_timer(account);
	char *cron = regular_run_cron(program, config, account);

	printf("config\t%s\naccount\t%s\n", path, account);
	printf("next\tpopfetch --dry-run%s\n", next);
	printf("next\tpopfetch%s\n", next);
	printf("cron\t%s\n", cron);
	if (config == NULL)
		printf("timer\t%s\n", timer);
	free(cron);
	free(timer);
	free(program);
}

static void tell_rest(const struct configuring *configuring, const char *next)
{
	const struct trial *trial = &configuring->trial;
	const struct talk *talk = &configuring->talk;

	if (!trial->logged_in)
		tell_token(configuring);
	else if (trial->drop.count > 0)
		talk_detail(talk,
		    "messages on the server: %" PRIu32
		    "; where they are not wanted, 'popfetch --catch-up%s' "
		    "takes them for seen",
		    trial->drop.count, next);
	if (trial->source == SECRET_NOT_KEPT)
		talk_warning(talk,
		    "the password is kept nowhere: before cron or the timer "
		    "can log in, say in '%s' where it comes from",
		    configuring->config.path);
}

static void tell_results(const struct configuring *configuring)
{
	const char *path = configuring->config.path;
	const char *config = is_usual(path) ? NULL : path;
	char *next = regular_run_now(config, configuring->settings->account);

	print_results(configuring, config, next);
	tell_rest(configuring, next);
	free(next);
}

static enum exit_status write_down(const struct configuring *configuring)
{
	char *section = config_section_text(configuring->settings,
	    &configuring->config.defaults, configuring->address.text,
	    configuring->trial.source);
	enum exit_status status, output;

	if (section == NULL) {
		talk_error(&configuring->talk, "out of memory");
		return EXIT_SYSTEM;
	}
	status = config_write(configuring->config.path, section);
	if (status == EXIT_DONE) {
		tell_results(configuring);
	} else {
		/* What was found out is not lost. */
		fputs(section, stdout);
		talk_error(&configuring->talk,
		    "the section that it was to get is on standard output");
	}
	free(section);
	output = output_finish(&configuring->talk);
	return exit_status_worse(status, output);
}

/* ---- The order ----------------------------------------------------------- */

static const struct option_value *value_of(
    const struct config *config, size_t i, enum option_id id)
{
	const struct option_value *own = &config->accounts[i].layer.values[id];

	return own->given ? own : &config->defaults.values[id];
}

static bool is_maildrop_of(
    const struct config *config, size_t i, const struct settings *settings)
{
	const char *host = value_of(config, i, OPT_HOST)->text;
	const char *user = value_of(config, i, OPT_USER)->text;
	uint16_t port = (uint16_t)value_of(config, i, OPT_PORT)->number;

	return host != NULL && user != NULL &&
	       words_match(host, settings->host) &&
	       strcmp(user, settings->user) == 0 &&
	       state_file_same_port(port, settings->port);
}

/* Two sections for one maildrop would share what has been seen. */
static enum exit_status check_double(const struct configuring *configuring)
{
	const struct settings *settings = configuring->settings;
	const struct config *config = &configuring->config;

	for (size_t i = 0; i < config->count; i++) {
		if (!is_maildrop_of(config, i, settings))
			continue;
		talk_error(&configuring->talk,
		    "account '%s' in '%s' is '%s' on '%s' already: nothing is "
		    "written",
		    config->accounts[i].name, config->path, settings->user,
		    value_of(config, i, OPT_HOST)->text);
		return EXIT_CONFIG;
	}
	return EXIT_DONE;
}

/* Who logs in may be no recipient. */
static enum exit_status check_recipient(const struct configuring *configuring)
{
	const char *why = deliver_misnamed(configuring->settings);

	if (why == NULL)
		return EXIT_DONE;
	talk_error(&configuring->talk, "%s", why);
	return EXIT_USAGE;
}

static enum exit_status find_out(struct configuring *configuring)
{
	enum exit_status status = discover_server(&configuring->address,
	    configuring->settings, &configuring->talk, configuring->cancel);

	if (status == EXIT_DONE)
		status = trial_login(&configuring->address,
		    configuring->settings, &configuring->talk,
		    configuring->cancel, &configuring->trial);
	if (status == EXIT_DONE)
		status = check_double(configuring);
	if (status == EXIT_DONE)
		status = check_recipient(configuring);
	if (status == EXIT_DONE)
		status = choose_name(configuring);
	if (status == EXIT_DONE)
		status = choose_command(configuring);
	if (status == EXIT_DONE)
		status = choose_place(configuring);
	if (status == EXIT_DONE)
		status = choose_keep(configuring);
	if (status == EXIT_DONE && pop3_cancel_fired(configuring->cancel))
		status = EXIT_TRY_LATER;
	return status;
}

enum exit_status configure_run(
    const struct invocation *invocation, struct pop3_cancel *cancel)
{
	struct settings *settings = &invocation->accounts[0];
	struct configuring configuring = {
	    .talk = {.quiet = settings->quiet,
		.verbose = settings->verbose ||
			   (!settings->quiet && terminal_is(STDERR_FILENO))},
	    .cancel = cancel,
	    .settings = settings,
	};
	const char *why =
	    mail_address_read(invocation->set, &configuring.address);
	enum exit_status status;

	if (why != NULL) {
		talk_error(&configuring.talk, "bad address '%s': %s",
		    invocation->set, why);
		return EXIT_USAGE;
	}
	status = config_write_check(invocation->config_path);
	if (status == EXIT_DONE)
		status = config_read(invocation->config_path,
		    CONFIG_MAY_BE_ABSENT, &configuring.config);
	if (status == EXIT_DONE)
		status = find_out(&configuring);
	if (status == EXIT_DONE) {
		expect_token(&configuring);
		status = write_down(&configuring);
	}
	secret_free(configuring.trial.secret);
	config_clear(&configuring.config);
	return status;
}
