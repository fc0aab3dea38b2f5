/*
 * completions.c - what is made from the option table besides the command
 * itself: completions bash | zsh | fish prints a shell's completions,
 * completions options | keys | choices lists what the man pages
 * must and may name (tests/house/manual.t).
 *
 * Accounts are asked of popfetch --list-accounts while the user types, so
 * they are always those of the configuration.  Each script is what its shell
 * itself offers for the purpose: bash has only the words of the line and
 * splits them at "=", ":" and "@", zsh takes a description of the options
 * (_arguments), fish one command an option.
 */
#include <stdio.h>
#include <string.h>

#include "popfetch/options/option-table.h"

static const struct option *const end = option_table + OPTION_COUNT;

#define FOR_EACH_OPTION(at)                                                    \
	for (const struct option *at = option_table; at < end; at++)

static bool takes_value(const struct option *option)
{
	return option->argument != ARGUMENT_NONE;
}

static void print_words(const struct option *option)
{
	for (size_t i = 0; option->words[i] != NULL; i++)
		printf("%s%s", i == 0 ? "" : " ", option->words[i]);
}

/* For inside single quotes, in any of the shells; a backslash goes before
 * what is special there. */
static void print_escaped(const char *text, const char *special)
{
	for (; *text != '\0'; text++) {
		if (*text == '\'')
			fputs("'\\'", stdout);
		else if (strchr(special, *text) != NULL)
			putchar('\\');
		putchar(*text);
	}
}

/* ---- bash ---------------------------------------------------------------- */

static const char bash_head[] =
    "# bash completion for popfetch(1), made from its option table\n"
    "\n"
    "# $1 is what will be replaced: a word, or its end behind one of '=:@\"'.\n"
    "_popfetch_accounts()\n"
    "{\n"
    "\tlocal head=${COMP_LINE:0:COMP_POINT} name shown\n"
    "\thead=${head%\"$1\"} head=${head##*[!\\\\][[:blank:]]}\n"
    "\twhile IFS= read -r name; do\n"
    "\t\tprintf -v shown %q \"$name\"\n"
    "\t\t[[ $head != [\\\"\\']* ]] || shown=${head:0:1}$name\n"
    "\t\tif [[ $name == \"$head$1\"* || $shown == \"$head$1\"* ]]; then\n"
    "\t\t\tCOMPREPLY+=(\"${shown#\"$head\"}\")\n"
    "\t\tfi\n"
    "\tdone < <(popfetch --no-json --list-accounts 2>/dev/null | cut -f 1)\n"
    "}\n"
    "\n"
    "_popfetch()\n"
    "{\n"
    "\tlocal cur=${COMP_WORDS[COMP_CWORD]} at=$((COMP_CWORD - 1)) behind=\n"
    "\n"
    "\tCOMPREPLY=()\n"
    "\tif [[ $cur == [=:] ]]; then\n"
    "\t\tbehind=$cur cur=''\n"
    "\telif [[ ${COMP_WORDS[at]} == [=:] ]]; then\n"
    "\t\tbehind=${COMP_WORDS[at]} at=$((at - 1))\n"
    "\tfi\n"
    "\tif [[ $behind == : ]]; then\n"
    "\t\tat=$((at - 1))\n"
    "\t\t[[ ${COMP_WORDS[at]} != = ]] || at=$((at - 1))\n"
    "\tfi\n"
    "\tcase ${COMP_WORDS[at]}$behind in\n";

static const char bash_tail[] =
    "\tif [[ $cur == -* ]]; then\n"
    "\t\tmapfile -t COMPREPLY < <(compgen -W \"$options\" -- \"$cur\")\n"
    "\telse\n"
    "\t\t_popfetch_accounts \"$2\"\n"
    "\tfi\n"
    "}\n"
    "\n"
    "complete -F _popfetch popfetch\n";

static void print_bash_words(const struct option *option)
{
	fputs("\t\tmapfile -t COMPREPLY < <(compgen -W '", stdout);
	print_words(option);
	fputs("' -- \"$cur\")\n", stdout);
}

static void print_bash_paths(char kind)
{
	printf("\t\tcompopt -o filenames\n"
	       "\t\tmapfile -t COMPREPLY < <(compgen -%c -- \"$cur\")\n",
	    kind);
}

static void print_bash_word_and_file(const struct option *option)
{
	fputs("\t\tcompopt -o nospace\n", stdout);
	print_bash_words(option);
	printf("\t\treturn\n\t\t;;\n\t--%s:)\n", option->name);
	print_bash_paths('f');
}

static void print_bash_case(const struct option *option)
{
	if (option->argument == ARGUMENT_OPTIONAL)
		printf("\t--%s=)\n", option->name);
	else
		printf("\t--%s | --%s=)\n", option->name, option->name);
	switch (option->completes) {
	case COMPLETES_NOTHING:
		break;
	case COMPLETES_WORDS:
		print_bash_words(option);
		break;
	case COMPLETES_WORD_AND_FILE:
		print_bash_word_and_file(option);
		break;
	case COMPLETES_FILE:
		print_bash_paths('f');
		break;
	case COMPLETES_DIRECTORY:
		print_bash_paths('d');
		break;
	}
	fputs("\t\treturn\n\t\t;;\n", stdout);
}

static void print_bash_options(void)
{
	fputs("\tlocal options='", stdout);
	FOR_EACH_OPTION(option)
	{
		if (option->letter != '\0')
			printf("-%c ", option->letter);
		printf("--%s ", option->name);
		if (option_is_switch(option))
			printf("--no-%s ", option->name);
	}
	fputs("'\n", stdout);
}

static void print_bash(void)
{
	fputs(bash_head, stdout);
	FOR_EACH_OPTION(option)
	{
		if (takes_value(option))
			print_bash_case(option);
	}
	fputs("\tesac\n", stdout);
	print_bash_options();
	fputs(bash_tail, stdout);
}

/* ---- zsh ----------------------------------------------------------------- */

static const char zsh_head[] =
    "#compdef popfetch\n"
    "# zsh completion for popfetch(1), made from its option table\n"
    "\n"
    "_popfetch_accounts() {\n"
    "\tlocal -a accounts\n"
    "\tlocal expl\n"
    "\taccounts=(${(f)\"$(popfetch --no-json --list-accounts 2>/dev/null | "
    "cut -f 1)\"})\n"
    "\t_wanted accounts expl account compadd -a accounts\n"
    "}\n"
    "\n"
    "_popfetch_word_and_file() {\n"
    "\tif compset -P '*:'; then\n"
    "\t\t_files\n"
    "\telse\n"
    "\t\tcompadd -S '' -- $@\n"
    "\tfi\n"
    "}\n"
    "\n"
    "_popfetch() {\n"
    "\t_arguments -s -S \\\n";

static const char zsh_tail[] = "\t\t'*:account or URL:_popfetch_accounts'\n"
			       "}\n"
			       "\n"
			       "_popfetch \"$@\"\n";

static void print_zsh_value(const struct option *option)
{
	fputs(option->argument == ARGUMENT_OPTIONAL ? "::" : ":", stdout);
	print_escaped(option->metavar, ":");
	putchar(':');
	switch (option->completes) {
	case COMPLETES_NOTHING:
		putchar(' ');
		break;
	case COMPLETES_WORDS:
		putchar('(');
		print_words(option);
		putchar(')');
		break;
	case COMPLETES_WORD_AND_FILE:
		fputs(" _popfetch_word_and_file", stdout);
		for (size_t i = 0; option->words[i] != NULL; i++) {
			putchar(' ');
			print_escaped(option->words[i], ":");
		}
		break;
	case COMPLETES_FILE:
		fputs("_files", stdout);
		break;
	case COMPLETES_DIRECTORY:
		fputs("_files -/", stdout);
		break;
	}
}

static void print_zsh_option(const struct option *option)
{
	static const char *const assignments[] = {
	    [ARGUMENT_NONE] = "",
	    [ARGUMENT_OPTIONAL] = "=-",
	    [ARGUMENT_REQUIRED] = "=",
	};

	if (option->letter != '\0')
		printf("\t\t'(-%c --%s)'{-%c,--%s}'[", option->letter,
		    option->name, option->letter, option->name);
	else
		printf("\t\t'--%s%s[", option->name,
		    assignments[option->argument]);
	print_escaped(option->help, "[]\\");
	putchar(']');
	if (takes_value(option))
		print_zsh_value(option);
	fputs("' \\\n", stdout);
	if (option_is_switch(option))
		printf("\t\t'--no-%s[take --%s back]' \\\n", option->name,
		    option->name);
}

static void print_zsh(void)
{
	fputs(zsh_head, stdout);
	FOR_EACH_OPTION(option)
	{
		print_zsh_option(option);
	}
	fputs(zsh_tail, stdout);
}

/* ---- fish ---------------------------------------------------------------- */

static const char fish_head[] =
    "# fish completion for popfetch(1), made from its option table\n"
    "\n"
    "function __popfetch_word_and_file\n"
    "\tset -l token (commandline -ct)\n"
    "\tfor word in $argv\n"
    "\t\tif string match -q -- \"*$word*\" $token\n"
    "\t\t\tset -l path (string split -m 1 -- $word $token)[2]\n"
    "\t\t\tprintf \"$word%s\\n\" (__fish_complete_path $path)\n"
    "\t\t\treturn\n"
    "\t\tend\n"
    "\tend\n"
    "\tprintf '%s\\n' $argv\n"
    "end\n"
    "\n"
    "complete -c popfetch -f -a '(popfetch --no-json --list-accounts "
    "2>/dev/null | cut -f 1)' -d account\n";

static void print_fish_value(const struct option *option)
{
	const char *required =
	    option->argument == ARGUMENT_REQUIRED ? " -x" : "";

	switch (option->completes) {
	case COMPLETES_NOTHING:
		fputs(required, stdout);
		break;
	case COMPLETES_WORDS:
		printf("%s -a '", required);
		print_words(option);
		putchar('\'');
		break;
	case COMPLETES_WORD_AND_FILE:
		printf("%s -a '(__popfetch_word_and_file ", required);
		print_words(option);
		fputs(")'", stdout);
		break;
	case COMPLETES_FILE:
		fputs(" -r -F", stdout);
		break;
	case COMPLETES_DIRECTORY:
		printf("%s -a '(__fish_complete_directories)'", required);
		break;
	}
}

static void print_fish_option(const struct option *option)
{
	printf("complete -c popfetch -l %s", option->name);
	if (option->letter != '\0')
		printf(" -s %c", option->letter);
	if (takes_value(option))
		print_fish_value(option);
	fputs(" -d '", stdout);
	print_escaped(option->help, "\\");
	fputs("'\n", stdout);
	if (option_is_switch(option))
		printf("complete -c popfetch -l no-%s -d 'take --%s back'\n",
		    option->name, option->name);
}

static void print_fish(void)
{
	fputs(fish_head, stdout);
	FOR_EACH_OPTION(option)
	{
		print_fish_option(option);
	}
}

/* ---- For the man pages --------------------------------------------------- */

/* Long and short names, one a line. */
static void print_options(void)
{
	FOR_EACH_OPTION(option)
	{
		printf("--%s\n", option->name);
		if (option->letter != '\0')
			printf("-%c\n", option->letter);
	}
}

static void print_keys(void)
{
	for (size_t i = 0; i < OPTION_COUNT; i++)
		if (option_in_configuration(&option_table[i]))
			puts(option_table[i].name);
}

/* Each choice: the option and the word. */
static void print_choices(void)
{
	for (size_t i = 0; i < OPTION_COUNT; i++) {
		const struct option *option = &option_table[i];

		if (option->kind != KIND_CHOICE)
			continue;
		for (size_t j = 0; option->words[j] != NULL; j++)
			printf("%s %s\n", option->name, option->words[j]);
	}
}

static const struct {
	const char *name;
	void (*print)(void);
} products[] = {
    {"bash", print_bash},
    {"zsh", print_zsh},
    {"fish", print_fish},
    {"options", print_options},
    {"keys", print_keys},
    {"choices", print_choices},
};

int main(int argc, char *argv[])
{
	const size_t count = sizeof(products) / sizeof(products[0]);

	for (size_t i = 0; argc == 2 && i < count; i++) {
		if (strcmp(argv[1], products[i].name) != 0)
			continue;
		products[i].print();
		return fflush(stdout) != 0 || ferror(stdout);
	}
	fputs("usage: completions bash | zsh | fish | options | keys | "
	      "choices\n",
	    stderr);
	return 64;
}
