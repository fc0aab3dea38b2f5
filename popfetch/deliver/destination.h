/*
 * destination.h - the text by which the journal names where a message goes:
 * enough for a later run to finish the delivery, also when the settings name
 * another destination by then.
 *
 *	[HEADER TAB] KIND TAB WHERE TAB PATH
 *
 * HEADER is "header" where nothing else was retrieved, KIND is "maildir",
 * "mbox", "mboxo" or "mboxcl2", WHERE what deliver_where() gave, PATH absolute.
 */
#ifndef POPFETCH_DESTINATION_H
#define POPFETCH_DESTINATION_H

#include <pop3.h>
#include "popfetch/options/settings.h"

/* Allocated; the caller frees it.  NULL when memory ran out. */
char *destination_text(const struct settings *settings, const char *where);

/*
 * Reads such a text: sets the destination of *settings, which owns nothing
 * then (its strings point into text), headers_only, and *out_where.  The text
 * is cut up.  False when it is none.
 */
bool destination_read(
    char *text, struct settings *settings, const char **out_where);

#endif
