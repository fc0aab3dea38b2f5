/*
 * help.c - the option table as people read it.
 */
#include "popfetch/invocation/help.h"
#include "popfetch/options/option-table.h"

#include <confuse.h>
#include <jansson.h>

/* Where the help begins; labels are shorter, which a test holds them to. */
#define HELP_COLUMN 32

static void print_label(FILE *stream, const struct option *option)
{
	char value[32] = "", label[64];

	if (option->argument != ARGUMENT_NONE)
		snprintf(value, sizeof(value),
		    option->argument == ARGUMENT_OPTIONAL ? "[=%s]" : " %s",
		    option->metavar);
	if (option->letter != '\0')
		snprintf(label, sizeof(label), "  -%c, --%s%s", option->letter,
		    option->name, value);
	else
		snprintf(
		    label, sizeof(label), "      --%s%s", option->name, value);
	fprintf(stream, "%-*s", HELP_COLUMN, label);
}

static void print_choices(FILE *stream, const struct option *option)
{
	for (size_t i = 0; option->words[i] != NULL; i++)
		fprintf(stream, "%s%s", i == 0 ? ": " : ", ", option->words[i]);
}

static void print_group(FILE *stream, enum option_group group)
{
	fprintf(stream, "\n%s:\n", option_group_titles[group]);
	for (size_t i = 0; i < OPTION_COUNT; i++) {
		const struct option *option = &option_table[i];

		if (option->group != group)
			continue;
		print_label(stream, option);
		fputs(option->help, stream);
		if (option->kind == KIND_CHOICE)
			print_choices(stream, option);
		putc('\n', stream);
	}
}

void help_print(FILE *stream)
{
	fputs("Usage: popfetch [OPTION]... [ACCOUNT | URL]...\n"
	      "An ACCOUNT is a section of popfetch.conf(5); a URL is "
	      "pops://USER@HOST[:PORT],\nor pop:// for STLS.  A SET is such as "
	      "7, 3-9, 12-, -5, uid:X, new, all; 1,4-6.\n",
	    stream);
	for (enum option_group group = 0; group < GROUP_COUNT; group++)
		print_group(stream, group);
	fputs("\n'--no-' before the name takes a flag back.  "
	      "More is in popfetch(1).\n",
	    stream);
}

void version_print(FILE *stream)
{
	char libraries[POP3_VERSION_LIBRARIES_MAX];

	fprintf(stream,
	    "popfetch %s\nlibpop3 %s, %s, libConfuse %s, Jansson %s\n",
	    POP3_VERSION, pop3_version(),
	    pop3_version_libraries(libraries, sizeof libraries),
	    confuse_version, jansson_version_str());
}
