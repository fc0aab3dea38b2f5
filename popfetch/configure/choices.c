/*
 * choices.c - questions with a proposal that Return takes.
 */
#include "popfetch/configure/choices.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "popfetch/configure/mail-place.h"
#include "popfetch/configure/question.h"
#include "popfetch/deliver/deliver.h"
#include "popfetch/invocation/shell-word.h"
#include "popfetch/options/memory.h"
#include "popfetch/options/paths.h"
#include "popfetch/secret/password-command.h"
#include "popfetch/secret/secret.h"
#include "popfetch/system/terminal.h"

/* ---- A name -------------------------------------------------------------- */

static const char *check_name(void *context, const char *name)
{
	const struct configuring *configuring = context;

	if (config_account_named(&configuring->config, name) != NULL)
		return "there is an account of that name already";
	return config_name_flaw(name);
}

/* The domain, else the address, else with a number behind it. */
static char *free_name(const struct configuring *configuring)
{
	const struct mail_address *address = &configuring->address;
	char *name = memory_copy(address->domain);

	if (check_name((void *)configuring, name) == NULL)
		return name;
	free(name);
	name = memory_copy(address->text);
	for (int i = 2; check_name((void *)configuring, name) != NULL; i++) {
		free(name);
		name = memory_format("account-%d", i);
	}
	return name;
}

enum exit_status choose_name(struct configuring *configuring)
{
	enum exit_status status = EXIT_DONE;
	char *name;

	if (configuring->settings->account != NULL)
		return EXIT_DONE;
	name = free_name(configuring);
	if (!terminal_is_attended()) {
		configuring->settings->account = name;
		return EXIT_DONE;
	}
	status = question_ask("Name of the account", name, check_name,
	    configuring, &configuring->settings->account);
	free(name);
	return status;
}

/* ---- A command for the password ------------------------------------------ */

/* It is what was typed, or it would be found out by cron at night. */
static const char *check_command(void *context, const char *command)
{
	struct configuring *configuring = context;
	char *secret = NULL;
	bool same;

	if (command[0] == '\0')
		return NULL;
	if (strstr(command, configuring->trial.secret) != NULL)
		return "the password itself is in it, and would be written "
		       "down";
	if (password_command_run(command, SECRET_NO_DEADLINE,
		&configuring->error, &secret) != POP3_OK)
		return configuring->error.text;
	same = strcmp(secret, configuring->trial.secret) == 0;
	secret_free(secret);
	return same ? NULL : "that prints something else than the password";
}

enum exit_status choose_command(struct configuring *configuring)
{
	struct settings *settings = configuring->settings;
	char *answer = NULL, *word, *question;
	enum exit_status status;

	if (configuring->trial.source != SECRET_NOT_KEPT ||
	    !terminal_is_attended())
		return EXIT_DONE;
	word = shell_word(settings->account);
	question = memory_format(
	    "Command that prints the password, such as 'pass show mail/%s'\n"
	    "(Return: none yet)",
	    word);
	status =
	    question_ask(question, "", check_command, configuring, &answer);
	free(question);
	free(word);
	if (status == EXIT_DONE && answer[0] != '\0') {
		settings->password_command = memory_copy(answer);
		settings->password_fd = -1;
		configuring->trial.source = SECRET_SET;
	}
	free(answer);
	return status;
}

/* ---- A place ------------------------------------------------------------- */

static void take_place(
    struct settings *settings, const struct mail_place *place)
{
	char *path = path_absolute(place->path);

	if (place->option == OPT_MBOX)
		settings->mbox = path;
	else
		settings->maildir = path;
}

static const char *check_place(void *context, const char *answer)
{
	struct mail_place place = {.path = NULL};
	const char *why = mail_place_read(answer, &place);

	(void)context;
	free(place.path);
	return why;
}

static enum exit_status ask_place(struct mail_place *place)
{
	enum exit_status status;
	char *answer = NULL;

	fputs("Mail goes into a Maildir (a directory; a name ending in .mbox "
	      "is an mbox).\n",
	    stderr);
	status =
	    question_ask("Where to", place->path, check_place, NULL, &answer);
	if (status != EXIT_DONE)
		return status;
	free(place->path);
	place->path = NULL;
	(void)mail_place_read(answer, place);
	free(answer);
	return EXIT_DONE;
}

enum exit_status choose_place(struct configuring *configuring)
{
	struct settings *settings = configuring->settings;
	enum exit_status status = EXIT_DONE;
	struct mail_place place;

	if (deliver_is_named(settings))
		return EXIT_DONE;
	place = mail_place_propose(settings->account);
	if (terminal_is_attended())
		status = ask_place(&place);
	if (status == EXIT_DONE)
		take_place(settings, &place);
	free(place.path);
	return status;
}

/* ---- Copies on the server ------------------------------------------------ */

enum exit_status choose_keep(struct configuring *configuring)
{
	enum exit_status status = EXIT_DONE;
	bool keep = true;

	if (configuring->settings->keep_given)
		return EXIT_DONE;
	if (terminal_is_attended())
		status = question_confirm(
		    "Leave copies on the server, until you trust this?", true,
		    &keep);
	configuring->settings->keep_s = keep ? TERM_ENDLESS : 0;
	return status;
}
