/*
 * What is written is read again as the same.
 */
#include "tests/unit/popfetch/fitting.h"
#include "tests/unit/popfetch/scene.h"

#include "popfetch/invocation/command-line.h"
#include "popfetch/invocation/config-section.h"
#include "popfetch/invocation/config.h"

TestSuite(config_section, .init = scene_begin, .fini = scene_end);

/* Everything that means something to libConfuse, a shell or a comment. */
#define ODD "a \"b\" 'c' \\d $e ${F} #g //h /*i*/ {j}=(k),+l ~m % \xc3\xbc"

static struct option_layer layer;

static void give(enum option_id id, const char *text)
{
	char allowed[OPTION_ALLOWED_MAX];

	cr_assert(option_value_read(
		      &option_table[id], text, &layer.values[id], allowed),
	    "%s = %s: %s", option_table[id].name, text, allowed);
}

/* A value of its kind that is not what is built in. */
static void give_something(enum option_id id)
{
	const struct option *option = &option_table[id];
	char number[16];
	size_t last = 0;

	switch (option->kind) {
	case KIND_CHOICE:
		while (option->words[last + 1] != NULL)
			last++;
		give(id, option->words[last]);
		break;
	case KIND_NUMBER:
	case KIND_DURATION:
		snprintf(number, sizeof number, "%u", (unsigned)option->max);
		give(id, number);
		break;
	case KIND_TERM:
		give(id, "30d");
		break;
	case KIND_OCTETS:
		give(id, "5M");
		break;
	case KIND_PATH:
		give(id, "/" ODD);
		break;
	case KIND_NAME:
		give(id, "XOAUTH2");
		break;
	case KIND_TEXT:
		give(id, fitting(option, ODD));
		break;
	case KIND_FLAG:
		give(id, id == OPT_ENABLED ? "no" : "yes");
		break;
	case KIND_ACTION:
		break;
	}
}

/* What acts on a single run. */
static bool is_left_out(enum option_id id)
{
	static const enum option_id run[] = {OPT_QUIET, OPT_VERBOSE, OPT_TRACE,
	    OPT_PASSWORD_FD, OPT_DRY_RUN, OPT_HEADERS, OPT_LINES, OPT_YES};

	for (size_t i = 0; i < sizeof run / sizeof run[0]; i++)
		if (run[i] == id)
			return true;
	return option_table[id].scope == SCOPE_RUN ||
	       !option_in_configuration(&option_table[id]);
}

/* Of several rivals the last. */
static bool has_rival_behind(enum option_id id)
{
	for (enum option_id other = id + 1; other < OPTION_COUNT; other++)
		if (option_table[id].rivals != RIVALS_NONE &&
		    option_table[other].rivals == option_table[id].rivals &&
		    !is_left_out(other))
			return true;
	return false;
}

static struct settings settings_of(const char *account)
{
	struct settings settings;

	settings_init(&settings);
	settings.account = strdup(account);
	option_layer_apply(&layer, &settings);
	return settings;
}

static void expect_same(
    const struct settings *got, const struct settings *wanted)
{
	cr_expect_str_eq(got->account, wanted->account);
	for (enum option_id id = 0; id < OPTION_COUNT; id++) {
		char *a = option_value_text(&option_table[id], got);
		char *b = option_value_text(&option_table[id], wanted);

		if (!is_left_out(id) && (a != NULL || b != NULL)) {
			cr_assert(a != NULL && b != NULL, "%s: '%s', '%s'",
			    option_table[id].name, a, b);
			cr_expect_str_eq(a, b, "%s", option_table[id].name);
		}
		free(a);
		free(b);
	}
}

/* Writes a configuration of these defaults and the section, and reads it. */
static void expect_read_again(const struct settings *wanted,
    const char *defaults, enum secret_source source)
{
	char *argv[] = {
	    "popfetch", "--print-config", "--", wanted->account, NULL};
	struct invocation invocation = {0};
	struct config config = {0};
	char text[65536], *section;

	scene_configure(defaults);
	scene_listen();
	cr_assert_eq(config_read(scene_path(".config/popfetch/popfetch.conf"),
			 CONFIG_MUST_EXIST, &config),
	    EXIT_DONE, "%s", scene_said());
	section = config_section_text(
	    wanted, &config.defaults, "jim@example.org", source);
	cr_assert_not_null(section);
	snprintf(text, sizeof text, "%s%s", defaults, section);
	scene_configure(text);
	cr_assert_eq(command_line_read(4, argv, &invocation), EXIT_DONE,
	    "%s\n%s", scene_said(), text);
	cr_assert_eq(invocation.count, 1);
	expect_same(&invocation.accounts[0], wanted);
	invocation_clear(&invocation);
	config_clear(&config);
	free(section);
}

static void give_everything(void)
{
	for (enum option_id id = 0; id < OPTION_COUNT; id++)
		if (!is_left_out(id) && !has_rival_behind(id))
			give_something(id);
	/* "none" would contradict what is about TLS. */
	give(OPT_TLS, "starttls");
}

Test(config_section, every_key_is_read_again_as_it_was)
{
	struct settings settings;
	enum secret_source source;

	give_everything();
	settings = settings_of("a \"b\" 'c' \\d $e #g");
	for (source = SECRET_SET; source <= SECRET_NOT_KEPT; source++)
		expect_read_again(&settings, "", source);
	settings_clear(&settings);
}

Test(config_section, each_of_several_rivals_is)
{
	for (enum option_id id = 0; id < OPTION_COUNT; id++) {
		struct settings settings;

		if (is_left_out(id) || option_table[id].rivals == RIVALS_NONE)
			continue;
		option_layer_clear(&layer);
		give(OPT_HOST, "pop.example.org");
		give(OPT_USER, "jim");
		give_something(id);
		settings = settings_of("work");
		expect_read_again(&settings, "", SECRET_NOT_KEPT);
		settings_clear(&settings);
	}
}

Test(config_section, defaults_that_must_not_hold_are_overruled)
{
	struct settings settings;

	give(OPT_HOST, "pop.example.org");
	give(OPT_USER, "jim");
	give(OPT_PORT, "995");
	give(OPT_TLS, "implicit");
	give(OPT_MAILDIR, "/mail");
	give(OPT_KEEP, "no");
	give(OPT_PASSWORD_COMMAND, "pass");
	settings = settings_of("work");
	expect_read_again(&settings,
	    "defaults { host = x user = y port = 1 tls = starttls srv = yes\n"
	    "mbox = /box keep = yes insecure-skip-verify = yes all = yes\n"
	    "password-file = /secret timeout = 5 lines = 7 ipv6 = yes }\n",
	    SECRET_SET);
	settings_clear(&settings);
}

Test(config_section, defaults_that_hold_are_not_repeated)
{
	char *text;

	give(OPT_MAILDIR, "/mail");
	give(OPT_KEEP, "yes");
	text = config_section_text(&(struct settings){.account = "work",
				       .host = "pop.example.org",
				       .user = "jim",
				       .port = 995,
				       .maildir = "/mail",
				       .keep_s = TERM_ENDLESS,
				       .keep_given = true,
				       .timeout_s = 60,
				       .enabled = true,
				       .password_fd = -1},
	    &layer, "jim@example.org", SECRET_NOT_KEPT);
	cr_assert_not_null(text);
	cr_expect_null(strstr(text, "\tmaildir"));
	cr_expect_null(strstr(text, "\tkeep"));
	cr_expect_not_null(strstr(text, "\thost = \"pop.example.org\""));
	free(text);
}

Test(config_section, paths_below_the_home_directory_move_with_it)
{
	struct settings settings;
	char *text;

	give(OPT_MAILDIR, "~/Mail/x");
	settings = settings_of("work");
	text = config_section_text(&settings, &(struct option_layer){0},
	    "jim@example.org", SECRET_NOT_KEPT);
	cr_assert_not_null(text);
	cr_expect_not_null(strstr(text, "maildir = \"~/Mail/x\""));
	free(text);
	settings_clear(&settings);
}

/* The configuration in text, read: how many of the two keys it gives. */
static int given_by(const char *text)
{
	struct config config = {0};
	int given;

	scene_configure(text);
	scene_listen();
	cr_assert_eq(config_read(scene_path(".config/popfetch/popfetch.conf"),
			 CONFIG_MUST_EXIST, &config),
	    EXIT_DONE, "%s", scene_said());
	given = config.accounts[0].layer.values[OPT_PASSWORD_COMMAND].given +
		config.accounts[0].layer.values[OPT_PASSWORD_FILE].given;
	config_clear(&config);
	return given;
}

Test(config_section, suggestions_are_keys_once_their_sign_is_gone)
{
	struct settings settings;
	size_t found = 0;
	char *text;

	give(OPT_HOST, "pop.example.org");
	give(OPT_USER, "jim");
	settings = settings_of("o'work \"$x\"");
	text = config_section_text(&settings, &(struct option_layer){0},
	    "jim@example.org", SECRET_NOT_KEPT);
	cr_assert_not_null(text);
	cr_expect_eq(given_by(text), 0);
	for (char *at = text; (at = strstr(at, "# password-")) != NULL; at++) {
		*at = ' ';
		cr_expect_eq(given_by(text), 1, "%.60s", at);
		*at = '#';
		found++;
	}
	cr_expect_eq(found, 4);
	free(text);
	settings_clear(&settings);
}
