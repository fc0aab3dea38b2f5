/*
 * config-file.c - popfetch.conf(5) by libConfuse.
 *
 * The schema is made from the option table: a section "defaults" and
 * sections "account NAME", whose keys are all options with a value, each as
 * a string.  What a string means is option-value.c's matter, and is asked
 * while libConfuse still stands on its line, so that every error names file
 * and line and only the first is told.
 *
 * libConfuse hands no pointer of ours to its callbacks; the one static
 * pointer below stands in for it while config_read() is at work.  Its
 * messages are known by their format strings and told in our words; one that
 * we do not know is passed on as it is.
 */
#include "popfetch/invocation/config-text.h"
#include "popfetch/invocation/config.h"
#include "popfetch/options/memory.h"
#include "popfetch/options/text-shape.h"
#include "popfetch/system/input-file.h"
#include "popfetch/talk/talk.h"
#include "popfetch/text/nearest.h"

#include <confuse.h>
#include <errno.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

struct reading {
	struct config *config;
	const cfg_t *root;	      /* its line is where a section begins */
	const cfg_t *section;	      /* in which the last key stood */
	unsigned lines[OPTION_COUNT]; /* of the section's keys; 0: none */
	unsigned defaults_line;	      /* 0: no such section so far */
	bool told;		      /* an error has been told */
};

static struct reading *reading;

/* ---- Telling ------------------------------------------------------------- */

/* Tells the first error at a line; always -1, which makes libConfuse stop. */
static __attribute__((format(printf, 2, 3))) int refuse(
    int line, const char *format, ...)
{
	va_list arguments;
	char text[1024];

	if (reading->told)
		return -1;
	reading->told = true;
	va_start(arguments, format);
	vsnprintf(text, sizeof(text), format, arguments);
	va_end(arguments);
	talk_error(
	    &talk_unnamed, "%s:%d: %s", reading->config->path, line, text);
	return -1;
}

static bool is_section(const char *name)
{
	return strcmp(name, "defaults") == 0 || strcmp(name, "account") == 0;
}

/* What somebody may have meant by a key that does not exist. */
static int refuse_key(const cfg_t *section, const char *name)
{
	const struct option *option = option_by_name(name);
	struct nearest nearest = nearest_to(name);

	if (is_section(name))
		return refuse(section->line,
		    "section '%s' within that of line %d, which has no '}' "
		    "before",
		    name, reading->root->line);
	if (strncmp(name, "pass", 4) == 0)
		return refuse(section->line,
		    "no key '%s': a secret is not written here; allowed are "
		    "'password-command' and 'password-file'",
		    name);
	if (option != NULL && option->kind == KIND_ACTION)
		return refuse(section->line,
		    "no key '%s': it is an action, for the command line only",
		    name);
	if (option != NULL && !option_in_configuration(option))
		return refuse(section->line,
		    "no key '%s': it is for the command line only", name);
	for (size_t i = 0; i < OPTION_COUNT; i++)
		if (option_in_configuration(&option_table[i]))
			nearest_offer(&nearest, option_table[i].name);
	if (nearest.word != NULL)
		return refuse(section->line,
		    "unknown key '%s'; did you mean '%s'?", name, nearest.word);
	return refuse(section->line,
	    "unknown key '%s'; popfetch.conf(5) lists what is allowed "
	    "(a value with blanks stands in quotes)",
	    name);
}

static int refuse_outside(const cfg_t *root, const char *name)
{
	const struct option *option = option_by_name(name);

	if (option != NULL && option_in_configuration(option))
		return refuse(root->line,
		    "key '%s' stands outside of a section; allowed are "
		    "'defaults { ... }' and 'account NAME { ... }'",
		    name);
	return refuse(root->line,
	    "unknown section '%s'; allowed are 'defaults { ... }' and "
	    "'account NAME { ... }'",
	    name);
}

/* ---- Sections and keys --------------------------------------------------- */

static int check_account_name(const cfg_t *section)
{
	const char *flaw = config_name_flaw(section->title);

	if (flaw == NULL)
		return 0;
	return refuse(
	    reading->root->line, "account name '%s': %s", section->title, flaw);
}

static int begin_account(const cfg_t *section)
{
	struct config *config = reading->config;

	if (check_account_name(section) != 0)
		return -1;
	config->accounts = memory_grow(
	    config->accounts, config->count + 1, sizeof(*config->accounts));
	config->accounts[config->count++] = (struct config_account){
	    .name = memory_copy(section->title),
	    .line = (unsigned)reading->root->line,
	};
	return 0;
}

/* Called at each key and at each section's end, where an empty one is heard
 * of first. */
static int enter_section(const cfg_t *section)
{
	if (reading->section == section)
		return 0;
	reading->section = section;
	memset(reading->lines, 0, sizeof(reading->lines));
	if (section->title != NULL)
		return begin_account(section);
	if (reading->defaults_line != 0)
		return refuse(reading->root->line,
		    "a second section 'defaults'; the first is on line %u",
		    reading->defaults_line);
	reading->defaults_line = (unsigned)reading->root->line;
	return 0;
}

static struct option_layer *current_layer(void)
{
	struct config *config = reading->config;

	if (reading->section->title == NULL)
		return &config->defaults;
	return &config->accounts[config->count - 1].layer;
}

static int read_key(
    const cfg_t *section, const struct option *option, const char *text)
{
	const size_t id = (size_t)(option - option_table);
	struct option_layer *layer = current_layer();
	char allowed[OPTION_ALLOWED_MAX];

	if (option->scope == SCOPE_RUN && section->title != NULL)
		return refuse(section->line,
		    "key '%s' acts on all accounts: it is allowed in "
		    "'defaults' only",
		    option->name);
	if (reading->lines[id] != 0)
		return refuse(section->line,
		    "key '%s' stands on line %u already", option->name,
		    reading->lines[id]);
	reading->lines[id] = (unsigned)section->line;
	/* Where popfetch is started from is no part of the configuration. */
	if (option->kind == KIND_PATH && text[0] != '/' &&
	    strncmp(text, "~/", 2) != 0)
		return refuse(section->line,
		    "bad value '%s' for '%s': a path that begins with '/' or "
		    "'~/' is allowed",
		    text, option->name);
	if (!option_value_read(option, text, &layer->values[id], allowed))
		return refuse(section->line,
		    "bad value '%s' for '%s': %s is allowed",
		    text_to_repeat(text), option->name, allowed);
	return 0;
}

/* ---- What libConfuse calls ----------------------------------------------- */

static int on_key(cfg_t *section, cfg_opt_t *key, const char *text, void *out)
{
	const struct option *option = option_by_name(cfg_opt_name(key));

	/* libConfuse takes "defaults|keep" for a key of "defaults". */
	if (!is_section(cfg_name(section)))
		return refuse_outside(section, cfg_opt_name(key));
	if (enter_section(section) != 0 || read_key(section, option, text) != 0)
		return -1;
	*(const char **)out = text;
	return 0;
}

static int on_section_end(cfg_t *root, cfg_opt_t *sections)
{
	const cfg_t *section =
	    cfg_opt_getnsec(sections, cfg_opt_size(sections) - 1);
	const struct option *a, *b;

	(void)root;
	if (enter_section(section) != 0)
		return -1;
	if (option_layer_contradicts(current_layer(), &a, &b))
		return refuse((int)reading->lines[b - option_table],
		    "'%s' contradicts '%s' on line %u", b->name, a->name,
		    reading->lines[a - option_table]);
	return 0;
}

/* Messages of libConfuse, with the same arguments in our words. */
static const struct {
	const char *theirs;
	const char *ours;
} words[] = {
    {"missing equal sign after option '%s'",
	"key '%s' must be followed by '=' and a value"},
    {"missing opening brace for section '%s'",
	"section '%s' must be followed by '{'"},
    {"missing title for section '%s'",
	"section '%s' needs a name: account NAME { ... }"},
    {"attempt to append to non-list option '%s'",
	"key '%s' has one value; '+=' is not allowed"},
    {"unexpected closing brace", "a '}' too many"},
    {"unexpected token '%s'",
	"unexpected '%s'; each key has a value, and in a value this stands in "
	"quotes"},
    {"premature end of file", "the file ends too early"},
};

static void refuse_duplicate(const cfg_t *root, const char *name)
{
	const struct config_account *first =
	    config_account_named(reading->config, name);

	refuse(root->line, "a second account '%s'; the first is on line %u",
	    name, first != NULL ? first->line : 0);
}

static void on_error(cfg_t *cfg, const char *format, va_list arguments)
{
	char text[512];

	if (strcmp(format, "no such option '%s'") == 0) {
		const char *name = va_arg(arguments, const char *);

		if (is_section(cfg_name(cfg)))
			refuse_key(cfg, name);
		else
			refuse_outside(cfg, name);
		return;
	}
	if (strcmp(format, "found duplicate title '%s'") == 0) {
		refuse_duplicate(cfg, va_arg(arguments, const char *));
		return;
	}
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (strcmp(format, words[i].theirs) == 0)
			format = words[i].ours;
	vsnprintf(text, sizeof(text), format, arguments);
	refuse(cfg->line, "%s", text);
}

/* ---- Reading ------------------------------------------------------------- */

static void make_schema(cfg_opt_t keys[OPTION_COUNT + 1])
{
	size_t count = 0;

	for (size_t i = 0; i < OPTION_COUNT; i++)
		if (option_in_configuration(&option_table[i]))
			keys[count++] = (cfg_opt_t)CFG_STR_CB(
			    option_table[i].name, NULL, CFGF_NODEFAULT, on_key);
	keys[count] = (cfg_opt_t)CFG_END();
}

static enum exit_status refuse_flaw(const struct config_flaw *flaw)
{
	if (flaw->what != NULL)
		refuse((int)flaw->line, "%s", flaw->what);
	else
		refuse((int)flaw->line,
		    "variable '%.*s' is not set; single quotes leave '${%.*s}' "
		    "as it is",
		    flaw->length, flaw->variable, flaw->length, flaw->variable);
	return EXIT_CONFIG;
}

static enum exit_status parse(char *text)
{
	cfg_opt_t keys[OPTION_COUNT + 1];
	cfg_opt_t sections[] = {
	    CFG_SEC("defaults", keys, CFGF_MULTI),
	    CFG_SEC(
		"account", keys, CFGF_MULTI | CFGF_TITLE | CFGF_NO_TITLE_DUPES),
	    CFG_END(),
	};
	const struct config_flaw flaw = config_text_blank(text);
	cfg_t *cfg;
	int result;

	if (flaw.line != 0)
		return refuse_flaw(&flaw);
	make_schema(keys);
	cfg = cfg_init(sections, CFGF_NONE);
	if (cfg == NULL) {
		refuse(1, "out of memory");
		return EXIT_SYSTEM;
	}
	reading->root = cfg;
	cfg_set_error_function(cfg, on_error);
	cfg_set_validate_func(cfg, "defaults", on_section_end);
	cfg_set_validate_func(cfg, "account", on_section_end);
	result = cfg_parse_buf(cfg, text);
	/* libConfuse says nothing of this alone, and dies of freeing what it
	 * has made by halves. */
	if (result != CFG_SUCCESS && !reading->told) {
		refuse(cfg->line, "out of memory");
		return EXIT_SYSTEM;
	}
	cfg_free(cfg);
	return result == CFG_SUCCESS ? EXIT_DONE : EXIT_CONFIG;
}

static enum exit_status cannot_read(const char *path, int error)
{
	if (error == EFBIG)
		talk_error(&talk_unnamed,
		    "cannot read '%s': more than %d octets", path,
		    CONFIG_OCTETS_MAX);
	else if (error == EILSEQ)
		talk_error(&talk_unnamed,
		    "cannot read '%s': there is a NUL inside", path);
	else if (error == ENODEV)
		talk_error(&talk_unnamed,
		    "cannot read '%s': neither a regular file nor a pipe",
		    path);
	else
		talk_error(&talk_unnamed, "cannot read '%s': %s", path,
		    talk_reason(error));
	return exit_status_unless_short(error, EXIT_NO_INPUT);
}

enum exit_status config_read(
    const char *path, enum config_need need, struct config *out_config)
{
	struct config config = {.path = memory_copy(path)};
	struct reading state = {.config = &config};
	enum exit_status status = EXIT_DONE;
	FILE *file = input_file_open(path);
	char *text = NULL;

	if (file != NULL) {
		text = config_text_read(file);
		if (text == NULL)
			status = cannot_read(path, errno);
		fclose(file);
	} else if (need == CONFIG_MUST_EXIST ||
		   (errno != ENOENT && errno != ENOTDIR)) {
		status = cannot_read(path, errno);
	}
	if (text != NULL) {
		config.present = true;
		reading = &state;
		status = parse(text);
		reading = NULL;
		free(text);
	}
	if (status == EXIT_DONE)
		*out_config = config;
	else
		config_clear(&config);
	return status;
}
