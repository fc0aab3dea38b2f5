/*
 * trial.h - a login that is tried before it is written down.
 */
#ifndef POPFETCH_TRIAL_H
#define POPFETCH_TRIAL_H

#include "popfetch/invocation/config-section.h"
#include "popfetch/talk/exit-status.h"
#include "popfetch/talk/talk.h"
#include "popfetch/text/mail-address.h"

struct trial {
	bool logged_in;	   /* false: a token is needed first */
	const char *token; /* the mechanism that wants one, or NULL */
	char *secret;	   /* of SECRET_NOT_KEPT; see secret_free() */
	enum secret_source source;
	struct pop3_drop_listing drop; /* once logged in */
};

/*
 * Logs in at the server of the settings, as the user they name, else as the
 * whole address and, where that is refused, as its local part; a secret is
 * said no more than these two times.  EXIT_DONE and *out_trial, and the
 * settings have the user.  Where the server takes nothing but tokens, and no
 * command gives one, no login is tried.  Else it has been told what failed.
 */
enum exit_status trial_login(const struct mail_address *address,
    struct settings *settings, const struct talk *talk,
    struct pop3_cancel *cancel, struct trial *out_trial);

#endif
