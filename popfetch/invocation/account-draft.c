/*
 * account-draft.c - what of the configuration holds for a new account, too.
 *
 * Certificates are verified, whatever the defaults say: this is when a
 * password meets a server for the first time.
 */
#include "popfetch/invocation/account-draft.h"

#include <stdlib.h>

#include "popfetch/deliver/deliver.h"
#include "popfetch/options/memory.h"

static enum exit_status check_name(
    const struct config *config, const char *name)
{
	const char *flaw = config_name_flaw(name);

	if (pop3_url_is(name))
		return usage_error("'--configure' takes an address and the "
				   "name of the account, and no URL");
	if (flaw != NULL)
		return usage_error("account name '%s': %s", name, flaw);
	if (config_account_named(config, name) != NULL)
		return usage_error(
		    "account '%s' is in '%s' already; another name does", name,
		    config->path);
	return EXIT_DONE;
}

static enum exit_status check(
    const struct arguments *arguments, const struct config *config)
{
	if (option_layer_says(&arguments->layer, OPT_INSECURE_SKIP_VERIFY))
		return usage_error(
		    "'--insecure-skip-verify' does not go with '--configure': "
		    "'--tls-ca-file' or '--tls-fingerprint' says whom to "
		    "trust");
	if (arguments->count > 1)
		return usage_error("'--configure' takes an address and one "
				   "name for the account");
	return arguments->count == 1
		   ? check_name(config, arguments->operands[0])
		   : EXIT_DONE;
}

/* What the defaults say of one server says nothing of another. */
static void forget_server(struct settings *settings)
{
	free(settings->host);
	free(settings->user);
	settings->host = settings->user = NULL;
	settings->port = 0;
	settings->tls = POP3_TLS_IMPLICIT;
	settings->tls_given = false;
	settings->srv = false;
	settings->insecure_skip_verify = false;
}

/* Somebody will log in; who, is not known yet. */
static enum exit_status check_destination(const struct settings *settings)
{
	struct settings somebody = *settings;
	const char *why;

	if (somebody.user == NULL)
		somebody.user = (char *)"nobody";
	why = deliver_misnamed(&somebody);
	return why != NULL ? usage_error("%s", why) : EXIT_DONE;
}

enum exit_status account_draft_build(const struct arguments *arguments,
    const struct config *config, struct invocation *invocation)
{
	enum exit_status status = check(arguments, config);
	struct settings *settings;

	if (status != EXIT_DONE)
		return status;
	settings = memory_array(1, sizeof *settings);
	invocation->accounts = settings;
	invocation->count = 1;
	settings_init(settings);
	option_layer_apply(&config->defaults, settings);
	forget_server(settings);
	option_layer_apply(&arguments->layer, settings);
	if (arguments->count == 1)
		settings->account = memory_copy(arguments->operands[0]);
	return check_destination(settings);
}
