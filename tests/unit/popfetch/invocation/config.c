/*
 * popfetch.conf(5): what is accepted, and that each mistake is told in one
 * line with its place.
 */
#include "tests/unit/popfetch/fitting.h"
#include "tests/unit/popfetch/scene.h"

#include "popfetch/invocation/config.h"

TestSuite(config, .init = scene_begin, .fini = scene_end);

static struct config config;

static enum exit_status read_text(const char *text)
{
	config_clear(&config);
	scene_listen();
	return config_read(
	    scene_write("c", 0644, text), CONFIG_MUST_EXIST, &config);
}

static void accept(const char *text)
{
	const enum exit_status status = read_text(text);

	cr_expect_eq(status, EXIT_DONE, "%s: %s", text, scene_said());
	cr_expect_str_empty(scene_said());
}

static void refuse(const char *text, unsigned line, const char *said)
{
	char wanted[PATH_MAX + 512];

	cr_expect_eq(read_text(text), EXIT_CONFIG, "%s", text);
	snprintf(wanted, sizeof(wanted), "popfetch: %s:%u: %s\n",
	    scene_path("c"), line, said);
	cr_expect_str_eq(scene_said(), wanted);
}

static const char *text_of(const struct option_layer *layer, enum option_id id)
{
	return layer->values[id].text != NULL ? layer->values[id].text : "";
}

Test(config, example_of_the_contract_is_read)
{
	accept("defaults { keep = true  tls = \"implicit\" }\n"
	       "account work {\n"
	       "    host = \"pop.example.org\"  user = \"jim\"\n"
	       "    password-command = \"pass show mail/work\"\n"
	       "    maildir = \"~/Mail/work\"\n"
	       "}\n");
	cr_assert_eq(config.count, 1);
	cr_expect_str_eq(config.accounts[0].name, "work");
	cr_expect(option_layer_says(&config.defaults, OPT_KEEP));
	cr_expect_str_eq(
	    text_of(&config.accounts[0].layer, OPT_HOST), "pop.example.org");
	cr_expect_str_eq(
	    text_of(&config.accounts[0].layer, OPT_PASSWORD_COMMAND),
	    "pass show mail/work");
	cr_expect_str_eq(text_of(&config.accounts[0].layer, OPT_MAILDIR),
	    scene_path("Mail/work"));
}

Test(config, every_option_but_the_actions_is_a_key)
{
	char text[128];

	for (size_t i = 0; i < OPTION_COUNT; i++) {
		const struct option *option = &option_table[i];
		const char *value =
		    option->kind == KIND_CHOICE || option->kind == KIND_NAME
			? option->words[1]
		    : option->kind == KIND_PATH ? "/x"
		    : option_is_switch(option)	? "yes"
						: fitting(option, "7");

		snprintf(text, sizeof(text), "%s { %s = '%s' }",
		    option->scope == SCOPE_RUN ? "defaults" : "account a",
		    option->name, value);
		if (option_in_configuration(option))
			accept(text);
		else
			cr_expect_eq(read_text(text), EXIT_CONFIG, "%s", text);
	}
}

Test(config, what_acts_on_the_run_stands_in_defaults_only)
{
	accept("defaults { jobs = 4 }");
	refuse("account a {\n jobs = 4\n}", 2,
	    "key 'jobs' acts on all accounts: it is allowed in 'defaults' "
	    "only");
}

Test(config, empty_file_has_no_accounts)
{
	accept("");
	accept("\n# nothing\n");
	accept("defaults { }");
	cr_expect_eq(config.count, 0);
	cr_expect(config.present);
}

Test(config, absent_file_is_fine_unless_named)
{
	cr_expect_eq(
	    config_read("/nonexistent/c", CONFIG_MAY_BE_ABSENT, &config),
	    EXIT_DONE);
	cr_expect_not(config.present);
	config_clear(&config);
	scene_listen();
	cr_expect_eq(config_read("/nonexistent/c", CONFIG_MUST_EXIST, &config),
	    EXIT_NO_INPUT);
}

Test(config, file_that_is_no_text_is_refused)
{
	FILE *file = fopen(scene_path("c"), "w");

	fwrite("account a {\0}", 1, 13, file);
	fclose(file);
	scene_listen();
	cr_expect_eq(config_read(scene_path("c"), CONFIG_MUST_EXIST, &config),
	    EXIT_NO_INPUT);
}

static void expect_unread(const char *path, const char *why)
{
	scene_listen();
	cr_expect_eq(
	    config_read(path, CONFIG_MUST_EXIST, &config), EXIT_NO_INPUT);
	cr_expect_not_null(strstr(scene_said(), why), "%s", scene_text);
}

Test(config, directory_or_device_is_refused_but_dev_null)
{
	expect_unread(scene_home, "is a directory");
	expect_unread("/dev/zero", "neither a regular file nor a pipe");
	cr_expect_eq(
	    config_read("/dev/null", CONFIG_MUST_EXIST, &config), EXIT_DONE);
	cr_expect(config.present);
	cr_expect_eq(config.count, 0);
}

Test(config, comments_do_not_shift_the_lines)
{
	refuse("# one\n/* two\n three */\naccount a { # four '\n"
	       "  tls-host = \"# no // comment /* here */\"\n"
	       "  user /* key */ = /* value */ x # \"\n"
	       "  prot = 1\n}\n",
	    7, "unknown key 'prot'; did you mean 'port'?");
}

Test(config, comment_may_stand_anywhere)
{
	accept(
	    "account # name\n a // brace\n { host /* = */ = # x\n h } # end");
	cr_expect_str_eq(text_of(&config.accounts[0].layer, OPT_HOST), "h");
	accept("account a { tls-host = \"a#b//c\" user = 'd/*e' }");
	cr_expect_str_eq(
	    text_of(&config.accounts[0].layer, OPT_TLS_HOST), "a#b//c");
	cr_expect_str_eq(text_of(&config.accounts[0].layer, OPT_USER), "d/*e");
}

Test(config, files_of_other_systems_are_read)
{
	accept("\xEF\xBB\xBF"
	       "account a {\r\n host = h\r\n}\r\n");
	cr_expect_str_eq(text_of(&config.accounts[0].layer, OPT_HOST), "h");
	accept("\xEF\xBB\xBF# nothing\n");
	refuse("\xEF\xBB\xBF"
	       "account a {\r\n bost = h\r\n}\r\n",
	    2, "unknown key 'bost'; did you mean 'host'?");
	/* Elsewhere it is no blank. */
	cr_expect_eq(
	    read_text("account a { host = h }\n\xEF\xBB\xBF"), EXIT_CONFIG);
}

Test(config, unknown_key_suggests_the_nearest)
{
	refuse("account a {\n hots = x }", 2,
	    "unknown key 'hots'; did you mean 'host'?");
	refuse("defaults { kepe = x }", 1,
	    "unknown key 'kepe'; did you mean 'keep'?");
	refuse("account a { lang = x }", 1,
	    "unknown key 'lang'; popfetch.conf(5) lists what is allowed (a "
	    "value with blanks stands in quotes)");
}

Test(config, password_is_no_key)
{
	refuse("account a { password = hunter2 }", 1,
	    "no key 'password': a secret is not written here; allowed are "
	    "'password-command' and 'password-file'");
}

Test(config, action_is_no_key)
{
	refuse("account a { list = all }", 1,
	    "no key 'list': it is an action, for the command line only");
	refuse("account a { config = '/x' }", 1,
	    "no key 'config': it is for the command line only");
}

Test(config, key_outside_of_a_section_is_refused)
{
	refuse("\nhost = x\n", 2,
	    "key 'host' stands outside of a section; allowed are 'defaults { "
	    "... }' and 'account NAME { ... }'");
	refuse("acount a { }", 1,
	    "unknown section 'acount'; allowed are 'defaults { ... }' and "
	    "'account NAME { ... }'");
}

#define UNEXPECTED(sign)                                                       \
	"unexpected '" sign "'; each key has a value, and in a value this "    \
	"stands in quotes"

Test(config, bad_value_says_what_is_allowed)
{
	refuse("account a {\n port = 0 }", 2,
	    "bad value '0' for 'port': a number from 1 to 65535 is allowed");
	refuse("account a { tls = ssl }", 1,
	    "bad value 'ssl' for 'tls': implicit, starttls or none is allowed");
	refuse("account a { all = 30d }", 1,
	    "bad value '30d' for 'all': false, true, no, yes, off or on is "
	    "allowed");
	refuse("account a { keep = 36501d }", 1,
	    "bad value '36501d' for 'keep': yes, no, or a duration of 1 second "
	    "to 36500 days (90s, 5m, 2h, 30d, 2w) is allowed");
	refuse("account a { max-size = 10T }", 1,
	    "bad value '10T' for 'max-size': a number of octets (1000, "
	    "64K, 10M, 1G; 0: no limit) is allowed");
	refuse("account a { user = \"a\\nb\" }", 1,
	    "bad value 'a?b' for 'user': a text, not empty and without control "
	    "characters is allowed");
	refuse("account a { maildir = Mail }", 1,
	    "bad value 'Mail' for 'maildir': a path that begins with '/' or "
	    "'~/' is allowed");
	refuse("account a {\n\n proxy = \"ftp://x\" }", 3,
	    "bad value 'ftp://x' for 'proxy': socks5://HOST:PORT or "
	    "http://HOST:PORT is allowed");
	refuse("account a { port = { 1, 2 } }", 1, UNEXPECTED("{"));
}

Test(config, value_that_is_missing_is_told_of)
{
	refuse("account a {\n host =\n user = x }", 3, UNEXPECTED("="));
	refuse("account a { user = }", 1, UNEXPECTED("}"));
	refuse("account a { user = a, b }", 1, UNEXPECTED(","));
}

/* libConfuse would drop them. */
Test(config, plus_and_asterisk_stand_in_quotes)
{
	static const char *const values[] = {
	    "jim+", "+jim", "jim+keep=true", "jim*", "jim+lists@example.org"};
	char text[128];

	for (size_t i = 0; i < sizeof(values) / sizeof(values[0]); i++) {
		snprintf(text, sizeof(text), "account a {\n user = %s\n}",
		    values[i]);
		refuse(
		    text, 2, "a value with '+' or '*' in it stands in quotes");
		snprintf(text, sizeof(text), "account a {\n user = '%s'\n}",
		    values[i]);
		accept(text);
		cr_expect_str_eq(
		    text_of(&config.accounts[0].layer, OPT_USER), values[i]);
	}
	accept("# 1 + 1\naccount a { host = h /* * */ } // a * b");
}

Test(config, nothing_may_stand_twice)
{
	refuse("account a { host = x\n host = y }", 2,
	    "key 'host' stands on line 1 already");
	refuse("account a { host = x }\naccount a { host = y }", 2,
	    "a second account 'a'; the first is on line 1");
	refuse("defaults { keep = yes }\ndefaults { all = yes }", 2,
	    "a second section 'defaults'; the first is on line 1");
	refuse("defaults { }\ndefaults { }", 2,
	    "a second section 'defaults'; the first is on line 1");
	accept("defaults { keep = yes } account a { keep = no } account b { "
	       "keep = no }");
}

Test(config, rivals_in_one_section_contradict_each_other)
{
	refuse("account a {\n maildir = '/a'\n mbox = '/b'\n}", 3,
	    "'mbox' contradicts 'maildir' on line 2");
	accept("defaults { maildir = '/a' } account a { mbox = '/b' }");
	accept("account a { password-command = x password-file = '/b' }");
}

Test(config, account_name_is_checked)
{
	char text[128];

	refuse("account { host = x }", 1,
	    "section 'account' needs a name: account NAME { ... }");
	refuse("account \"a/b\" { }", 1,
	    "account name 'a/b': no slash and no control character is allowed");
	refuse("account \"\" { }", 1,
	    "account name '': 1 to 64 octets are allowed");
	refuse("account -v { }", 1,
	    "account name '-v': it would be taken for an option");
	snprintf(text, sizeof(text), "account \"%065d\" { }", 1);
	cr_expect_eq(read_text(text), EXIT_CONFIG);
	snprintf(text, sizeof(text), "account \"%064d\" { }", 1);
	accept(text);
}

Test(config, section_is_told_by_the_line_on_which_it_begins)
{
	refuse("\naccount 'a/b' {\n host = x\n}", 2,
	    "account name 'a/b': no slash and no control character is allowed");
	refuse("account a {\n host = x\n}\n\naccount a {\n host = x\n}", 5,
	    "a second account 'a'; the first is on line 1");
	refuse("defaults {\n all = true\n}\ndefaults {\n all = true\n}", 4,
	    "a second section 'defaults'; the first is on line 1");
}

Test(config, what_never_ends_is_told_by_its_beginning)
{
	refuse("\naccount a {\n host = x\n", 2,
	    "the section that begins here never ends");
	refuse("account a {\n host = \"x }\n", 2,
	    "the quote that begins here is left open");
	refuse("account a { }\n /* x", 2,
	    "the comment that begins here never ends");
	refuse("account a { } }", 1, "a '}' too many");
	refuse("account a", 1, "the file ends too early");
	refuse("account a { host x }", 1,
	    "key 'host' must be followed by '=' and a value");
	refuse("account a { host += x }", 1,
	    "key 'host' has one value; '+=' is not allowed");
}

/* Not by that of the last quote in the file. */
Test(config, quote_that_is_forgotten_is_told_by_its_line)
{
	refuse("account a {\n host = \"x\n user = \"y\"\n}", 2,
	    "the quote that begins here is left open");
	refuse("account a {\n host = 'x\n}\naccount b {\n host = 'y'\n}", 2,
	    "the quote that begins here is left open");
	refuse("account a {\n host = x\"\n user = \"y\"\n}", 2,
	    "the quote that begins here is left open");
	accept("account a { user = \"a\\\n b\" }");
	cr_expect_str_eq(text_of(&config.accounts[0].layer, OPT_USER), "a b");
}

Test(config, variable_that_is_not_set_is_refused)
{
	setenv("POPFETCH_TEST", "jim", 1);
	accept("account a { user = \"${POPFETCH_TEST}${NO_SUCH:-+x}\" }");
	cr_expect_str_eq(text_of(&config.accounts[0].layer, OPT_USER), "jim+x");
	unsetenv("POPFETCH_TEST");
	refuse("account a {\n maildir = \"/srv/${POPFETCH_TEST}\"\n}", 2,
	    "variable 'POPFETCH_TEST' is not set; single quotes leave "
	    "'${POPFETCH_TEST}' as it is");
	refuse(
	    "account a { user = \"${HOME\" } # }", 1, "a '${' without its '}'");
	refuse("account a {\n maildir = ${HOME}/Mail\n}", 2,
	    "a value with '${' in it stands in double quotes");
	refuse("${POPFETCH_TEST}", 1,
	    "a value with '${' in it stands in double quotes");
	accept("# \"${POPFETCH_TEST}\"\n"
	       "account a { user = '${POPFETCH_TEST}' }");
	accept("account a { user = \"\\${POPFETCH_TEST}\" }");
	cr_expect_str_eq(
	    text_of(&config.accounts[0].layer, OPT_USER), "${POPFETCH_TEST}");
}

Test(config, section_whose_brace_is_forgotten_is_told_of)
{
	refuse("\naccount a {\n host = x\n\naccount b {\n host = y\n}", 5,
	    "section 'account' within that of line 2, which has no '}' before");
	refuse("account a {\n host = x\ndefaults {\n keep = true\n}", 3,
	    "section 'defaults' within that of line 1, which has no '}' "
	    "before");
}

Test(config, key_by_path_is_no_way_around)
{
	cr_expect_eq(read_text("defaults|keep = yes"), EXIT_CONFIG);
	cr_expect_eq(read_text("account a { } account|a = 3"), EXIT_CONFIG);
}
