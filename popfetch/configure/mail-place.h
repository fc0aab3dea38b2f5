/*
 * mail-place.h - where a user has mail already, or may have it.
 */
#ifndef POPFETCH_MAIL_PLACE_H
#define POPFETCH_MAIL_PLACE_H

#include "popfetch/options/option-table.h"

/* OPT_MAILDIR or OPT_MBOX, and the path as a configuration has it. */
struct mail_place {
	enum option_id option;
	char *path; /* with ~/ for what is below the home directory */
};

/*
 * Looks at what is there: a Maildir, a directory of folders, an mbox.  Where
 * there is nothing, it is a Maildir to be made.  The caller frees the path.
 */
struct mail_place mail_place_propose(const char *account);

/* What a path that somebody typed means, by what is there: NULL and
 * *out_place, or why it will not do. */
const char *mail_place_read(const char *text, struct mail_place *out_place);

#endif
