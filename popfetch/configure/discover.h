/*
 * discover.h - from an address to the server that has its maildrop.
 */
#ifndef POPFETCH_DISCOVER_H
#define POPFETCH_DISCOVER_H

#include "popfetch/options/settings.h"
#include "popfetch/talk/exit-status.h"
#include "popfetch/talk/talk.h"
#include "popfetch/text/mail-address.h"

/*
 * Finds the server, unless the settings name one, and sees that it is there;
 * at a terminal it asks where nothing is found.  EXIT_DONE, and the settings
 * have host, port and TLS mode, and tls_host where the certificate is to be
 * for another name.  Else it has been told what was looked for and how it is
 * given; EXIT_TRY_LATER also once cancel has fired.
 */
enum exit_status discover_server(const struct mail_address *address,
    struct settings *settings, const struct talk *talk,
    struct pop3_cancel *cancel);

#endif
