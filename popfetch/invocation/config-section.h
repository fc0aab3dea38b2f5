/*
 * config-section.h - an account as a section of popfetch.conf(5), with
 * comments that teach.
 */
#ifndef POPFETCH_CONFIG_SECTION_H
#define POPFETCH_CONFIG_SECTION_H

#include "popfetch/options/option-value.h"

/* Where the account's secret comes from in later runs. */
enum secret_source {
	SECRET_SET = 0, /* the settings say it */
	SECRET_NETRC,
	SECRET_NONE_NEEDED,
	SECRET_NOT_KEPT /* it was typed: the comments say how to keep it */
};

/*
 * The text of a section "account NAME" that together with the defaults comes
 * to these settings; where the defaults say the same, it does not.  What
 * concerns a single run (talk, password-fd, dry-run) is left out.  address is
 * for the comments.  The caller frees it.
 */
char *config_section_text(const struct settings *settings,
    const struct option_layer *defaults, const char *address,
    enum secret_source source);

#endif
