/*
 * settings.c - what is built in, what is meant, and freeing.
 *
 * What zero does not say by itself is said here; the rest of the table's
 * fields begin as zero, false, the first word of their choices, or NULL.
 */
#include "popfetch/options/option-table.h"
#include "popfetch/options/paths.h"
#include "popfetch/options/settings.h"

#include <stdlib.h>
#include <string.h>

_Static_assert(sizeof(enum pop3_tls_mode) == sizeof(uint32_t) &&
		   sizeof(enum pop3_tls_version) == sizeof(uint32_t) &&
		   sizeof(enum pop3_pipelining) == sizeof(uint32_t) &&
		   sizeof(enum pop3_utf8) == sizeof(uint32_t) &&
		   sizeof(enum mbox_format) == sizeof(uint32_t) &&
		   sizeof(enum progress_when) == sizeof(uint32_t) &&
		   sizeof(int) == sizeof(uint32_t),
    "option-value.c writes choices and numbers as 32 bits");

void settings_init(struct settings *settings)
{
	*settings = (struct settings){
	    .enabled = true,
	    .timeout_s = POP3_TIMEOUT_MS_DEFAULT / 1000,
	    .password_fd = -1,
	    .jobs = 1,
	    .state_dir = path_state(),
	};
}

const char *settings_recipient(const struct settings *settings)
{
	return settings->delivered_to != NULL ? settings->delivered_to
					      : settings->user;
}

void settings_clear(struct settings *settings)
{
	free(settings->account);
	for (size_t i = 0; i < OPTION_COUNT; i++) {
		const struct option *option = &option_table[i];
		char *text;

		if (option->size == 0 || !option_is_text(option))
			continue;
		memcpy(&text, (char *)settings + option->offset, sizeof(text));
		free(text);
	}
	*settings = (struct settings){0};
}
