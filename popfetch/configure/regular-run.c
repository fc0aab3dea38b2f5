/*
 * regular-run.c - words for cron and for systemd.
 */
#include "popfetch/configure/regular-run.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "popfetch/invocation/shell-word.h"
#include "popfetch/options/memory.h"

#define MINUTES_BETWEEN 10u

static unsigned minute_of(const char *account)
{
	unsigned sum = 0;

	for (; *account != '\0'; account++)
		sum += (unsigned char)*account;
	return sum % MINUTES_BETWEEN;
}

char *regular_run_cron(
    const char *program, const char *config, const char *account)
{
	char *command = shell_word_cron(program);
	char *name = shell_word_cron(account);
	char *file = config != NULL ? shell_word_cron(config) : NULL;
	char *line = memory_format(
	    "%u-59/%u * * * * %s --lock-timeout 5m%s%s %s", minute_of(account),
	    MINUTES_BETWEEN, command, file != NULL ? " --config " : "",
	    file != NULL ? file : "", name);

	free(file);
	free(name);
	free(command);
	return line;
}

char *regular_run_now(const char *config, const char *account)
{
	char *name = shell_word(account);
	char *file = config != NULL ? shell_word(config) : NULL;
	char *words = memory_format("%s%s %s", file != NULL ? " --config " : "",
	    file != NULL ? file : "", name);

	free(file);
	free(name);
	return words;
}

/* What systemd takes as an instance without writing it otherwise. */
static bool can_be_an_instance(const char *account)
{
	static const char letters[] = "abcdefghijklmnopqrstuvwxyz"
				      "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
				      "0123456789:-_.@";

	return account[strspn(account, letters)] == '\0';
}

char *regular_run_timer(const char *account)
{
	if (!can_be_an_instance(account))
		return memory_copy(
		    "systemctl --user enable --now popfetch.timer");
	return memory_format(
	    "systemctl --user enable --now popfetch@%s.timer", account);
}
