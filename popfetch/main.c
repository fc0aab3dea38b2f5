/*
 * main.c - popfetch(1): fetches mail from POP3 servers into a Maildir or an
 * mbox.
 */
#include <errno.h>
#include <fcntl.h>
#include <locale.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "popfetch/configure/configure.h"
#include "popfetch/invocation/account-list.h"
#include "popfetch/invocation/command-line.h"
#include "popfetch/invocation/config.h"
#include "popfetch/invocation/help.h"
#include "popfetch/jobs/runner.h"
#include "popfetch/log.h"
#include "popfetch/secret/secret.h"
#include "popfetch/system/core-files.h"
#include "popfetch/system/interrupt.h"
#include "popfetch/system/terminal.h"
#include "popfetch/talk/output.h"

/* With a standard descriptor closed, the next file to be opened would get
 * its number, and talk would land in a mailbox.  What fills it can be read
 * and not written: mail that goes to a closed standard output must fail.  In
 * a chroot without devices the directory does as well. */
static void fill_standard_descriptors(void)
{
	int descriptor;

	do {
		descriptor = open("/dev/null", O_RDONLY);
		if (descriptor < 0)
			descriptor = open("/", O_RDONLY);
	} while (descriptor >= 0 && descriptor <= STDERR_FILENO);
	if (descriptor >= 0)
		close(descriptor);
}

/* A configuration that is to be made has no word about logs. */
static enum exit_status start(
    const struct invocation *invocation, struct pop3_cancel *cancel)
{
	enum exit_status status;

	if (invocation->action == ACTION_CONFIGURE)
		return configure_run(invocation, cancel);
	status = log_begin(&invocation->accounts[0]);
	if (status == EXIT_DONE)
		status = runner_run(invocation, cancel);
	log_end();
	return status;
}

static enum exit_status run(const struct invocation *invocation)
{
	struct pop3_cancel *cancel = NULL;
	enum exit_status exit_status;
	enum pop3_status status;

	for (size_t i = 0; i < invocation->count; i++)
		secret_withhold(&invocation->accounts[i]);
	status = pop3_cancel_new(&cancel);
	if (status != POP3_OK) {
		talk_error(&talk_unnamed, "cannot wait for signals: %s",
		    talk_reason(errno));
		return exit_status_of(status);
	}
	interrupt_install(cancel);
	exit_status = start(invocation, cancel);
	interrupt_die();
	return exit_status;
}

static enum exit_status carry_out(const struct invocation *invocation)
{
	enum exit_status status = EXIT_DONE, output;

	switch (invocation->action) {
	case ACTION_HELP:
		help_print(stdout);
		break;
	case ACTION_VERSION:
		version_print(stdout);
		break;
	case ACTION_LIST_ACCOUNTS:
		status = account_list_print(stdout, invocation);
		break;
	case ACTION_PRINT_CONFIG:
		status = config_print(stdout, invocation);
		break;
	default:
		return run(invocation);
	}
	output = output_finish(&talk_unnamed);
	return exit_status_worse(status, output);
}

int main(int argc, char *argv[])
{
	struct invocation invocation = {0};
	enum exit_status status;

	core_files_forbid();
	fill_standard_descriptors();
	setlocale(LC_CTYPE, "");
	/* musl looks only behind the first line whether it is a terminal, and
	 * why that line could not be written would be lost. */
	if (!terminal_is(STDOUT_FILENO))
		(void)setvbuf(stdout, NULL, _IOFBF, BUFSIZ);
	umask(077);
	status = command_line_read(argc, argv, &invocation);
	if (status == EXIT_DONE)
		status = carry_out(&invocation);
	invocation_clear(&invocation);
	return (int)status;
}
