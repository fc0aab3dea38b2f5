/*
 * advice.h - what to change where a step towards the server failed.
 */
#ifndef POPFETCH_ADVICE_H
#define POPFETCH_ADVICE_H

#include <pop3.h>
#include <stdbool.h>

#include "popfetch/options/settings.h"

/* One or two sentences without a line end; static storage.  NULL: none. */
const char *advice_for(
    const struct pop3_error *error, const struct settings *settings);

/* The same once the server has greeted: it is there, and waits for no TLS. */
const char *advice_once_greeted(
    const struct pop3_error *error, const struct settings *settings);

/* Whether the failure is to be told together with what to do, by whoever tells
 * it: there is no TLS that can be trusted, and will be none until something is
 * changed; or the port of implicit TLS is waited for without it. */
bool advice_is_due(enum pop3_status status, const struct settings *settings);

#endif
