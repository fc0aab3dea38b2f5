/*
 * choices.h - what a new account is called, where its mail goes, and the rest
 * that only its owner knows.
 */
#ifndef POPFETCH_CHOICES_H
#define POPFETCH_CHOICES_H

#include "popfetch/configure/trial.h"
#include "popfetch/invocation/config.h"
#include "popfetch/talk/talk.h"
#include "popfetch/text/mail-address.h"

/* An account on its way into the configuration. */
struct configuring {
	struct talk talk;
	struct pop3_cancel *cancel;
	struct mail_address address;
	struct settings *settings;
	struct config config; /* as it was when we began */
	struct trial trial;
	struct pop3_error error; /* of the last command that was tried */
};

/*
 * Each makes one choice, unless it is made already: at a terminal by asking,
 * with a proposal; without one by taking the proposal.  EXIT_DONE, or what
 * question_ask() says.
 */
enum exit_status choose_name(struct configuring *configuring);

/* Where a typed password will come from: a command that prints the same. */
enum exit_status choose_command(struct configuring *configuring);
enum exit_status choose_place(struct configuring *configuring);
enum exit_status choose_keep(struct configuring *configuring);

#endif
