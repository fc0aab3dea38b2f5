/*
 * config-section.c - keys by group, a comment before each group.
 *
 * A key is written where it differs from what holds without it, or because
 * people look for it.  So a default that must not hold here is overruled,
 * whichever it is, and the rest of the defaults goes on to be one place for
 * all accounts.
 */
#include "popfetch/invocation/config-section.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "popfetch/invocation/config.h"
#include "popfetch/invocation/shell-word.h"
#include "popfetch/options/memory.h"
#include "popfetch/options/paths.h"

struct section {
	FILE *stream;
	const struct settings *settings;
	struct settings base; /* what holds without it */
};

/* ---- Keys ---------------------------------------------------------------- */

/* What acts on a run, though the configuration could have it. */
static bool is_of_the_run(enum option_id id)
{
	return option_table[id].scope == SCOPE_RUN || id == OPT_QUIET ||
	       id == OPT_VERBOSE || id == OPT_TRACE || id == OPT_PASSWORD_FD ||
	       id == OPT_DRY_RUN || id == OPT_HEADERS || id == OPT_LINES ||
	       id == OPT_YES;
}

static bool is_looked_for(const struct section *section, enum option_id id)
{
	if (id == OPT_KEEP)
		return !section->base.keep_given;
	return id == OPT_HOST || id == OPT_PORT || id == OPT_TLS ||
	       id == OPT_USER;
}

static bool differs(const char *a, const char *b)
{
	return a == NULL || b == NULL ? a != b : strcmp(a, b) != 0;
}

static void write_key(const struct section *section, enum option_id id)
{
	const struct option *option = &option_table[id];
	char *text = option_value_text(option, section->settings);
	char *before = option_value_text(option, &section->base);
	char *shown;

	if (text != NULL &&
	    (is_looked_for(section, id) || differs(text, before))) {
		shown = option->kind == KIND_PATH ? path_shown(text)
						  : memory_copy(text);
		config_print_key(section->stream, option, shown);
		free(shown);
	}
	free(text);
	free(before);
}

static void write_group(const struct section *section, enum option_group group)
{
	for (enum option_id id = 0; id < OPTION_COUNT; id++)
		if (option_table[id].group == group &&
		    option_in_configuration(&option_table[id]) &&
		    !is_of_the_run(id))
			write_key(section, id);
}

/* ---- Comments ------------------------------------------------------------ */

/* A line "# KEY = VALUE", to be made a key of by taking the "# " away. */
static void suggest(FILE *stream, const char *key, const char *before,
    const char *name, const char *behind)
{
	char *value = memory_format("%s%s%s", before, name, behind);

	fprintf(stream, "\t# %s = ", key);
	config_print_quoted(stream, value);
	putc('\n', stream);
	free(value);
}

static void suggest_sources(const struct section *section)
{
	const char *account = section->settings->account;
	FILE *stream = section->stream;
	char *word = shell_word(account);

	fputs("\t# No password is written here.  Without one of these lines "
	      "(take the\n"
	      "\t# \"#\" away) it is asked for at the terminal, which cron "
	      "has not:\n",
	    stream);
	suggest(stream, "password-command", "pass show mail/", word, "");
	suggest(stream, "password-command",
	    "secret-tool lookup service popfetch account ", word, "");
	suggest(stream, "password-command",
	    "gpg --quiet --decrypt ~/.config/popfetch/", word, ".gpg");
	suggest(stream, "password-file", "~/.config/popfetch/", account,
	    ".password");
	free(word);
	fprintf(stream,
	    "\t# A password file has mode 600.  ~/.netrc does, too:\n"
	    "\t# machine %s login %s password ...\n",
	    section->settings->host, section->settings->user);
}

static void write_secret(
    const struct section *section, enum secret_source source)
{
	putc('\n', section->stream);
	switch (source) {
	case SECRET_SET:
		fputs("\t# The password is the first line of this.\n",
		    section->stream);
		break;
	case SECRET_NETRC:
		fputs("\t# The password is in ~/.netrc.\n", section->stream);
		break;
	case SECRET_NONE_NEEDED:
		fputs("\t# This login needs no password.\n", section->stream);
		break;
	case SECRET_NOT_KEPT:
		suggest_sources(section);
		break;
	}
	write_group(section, GROUP_SECRET);
}

static void write_destination(const struct section *section)
{
	fputs("\n\t# Where mail goes.  What is not there yet is made by the "
	      "first fetch.\n",
	    section->stream);
	write_group(section, GROUP_DESTINATION);
}

static void write_policy(const struct section *section)
{
	fputs("\n\t# Whether copies stay on the server: true, false (they are "
	      "deleted once\n"
	      "\t# they are here), or how long, such as 30d.  Each message "
	      "is fetched once.\n",
	    section->stream);
	write_group(section, GROUP_POLICY);
}

char *config_section_text(const struct settings *settings,
    const struct option_layer *defaults, const char *address,
    enum secret_source source)
{
	struct section section = {.settings = settings};
	char *text = NULL;
	size_t length = 0;

	section.stream = open_memstream(&text, &length);
	if (section.stream == NULL)
		return NULL;
	settings_init(&section.base);
	option_layer_apply(defaults, &section.base);
	fprintf(section.stream,
	    "# For %s, by popfetch --configure.\n"
	    "# popfetch.conf(5) explains all keys.\n"
	    "account ",
	    address);
	config_print_quoted(section.stream, settings->account);
	fputs(" {\n", section.stream);
	write_group(&section, GROUP_CONNECTION);
	write_secret(&section, source);
	write_destination(&section);
	write_policy(&section);
	write_group(&section, GROUP_OTHER);
	fputs("}\n", section.stream);
	settings_clear(&section.base);
	if (fclose(section.stream) == 0)
		return text;
	free(text);
	return NULL;
}
