/*
 * The command line as its user meets it: what is accepted, what it comes to,
 * and what is said of what is not.
 */
#include "tests/unit/popfetch/scene.h"

#include "popfetch/invocation/account-list.h"
#include "popfetch/invocation/command-line.h"
#include "popfetch/invocation/config.h"
#include "popfetch/invocation/help.h"

TestSuite(options, .init = scene_begin, .fini = scene_end);

#define WORDS_MAX 16

static struct invocation invocation;

static enum exit_status run(const char *first, ...)
{
	char *argv[WORDS_MAX] = {"popfetch"};
	const char *word = first;
	va_list words;
	int argc = 1;

	invocation_clear(&invocation);
	scene_listen();
	va_start(words, first);
	for (; word != NULL; word = va_arg(words, const char *)) {
		cr_assert_lt(argc, WORDS_MAX - 1);
		argv[argc++] = (char *)word;
	}
	va_end(words);
	return command_line_read(argc, argv, &invocation);
}

#define accept(...)                                                            \
	cr_assert_eq(run(__VA_ARGS__, NULL), EXIT_DONE, "%s", scene_said())
#define refuse(status, text, ...)                                              \
	do {                                                                   \
		cr_expect_eq(run(__VA_ARGS__, NULL), (status));                \
		cr_expect_str_eq(scene_said(), "popfetch: " text "\n");        \
	} while (0)

/* ---- Words --------------------------------------------------------------- */

Test(options, unknown_one_suggests_the_nearest)
{
	refuse(EXIT_USAGE, "unknown option '--lst'; did you mean '--list'?",
	    "--lst");
	refuse(EXIT_USAGE,
	    "unknown option '--verbsoe'; did you mean '--verbose'?",
	    "--verbsoe");
	refuse(EXIT_USAGE,
	    "unknown option '--xyzzy'; 'popfetch --help' lists all", "--xyzzy");
	refuse(EXIT_USAGE, "unknown option '-x'; 'popfetch --help' lists all",
	    "-x");
}

Test(options, abbreviation_is_refused)
{
	cr_expect_eq(run("--print-conf", NULL), EXIT_USAGE);
	cr_expect_eq(run("--sta", NULL), EXIT_USAGE);
	cr_expect_eq(run("--stat", "pop://h", NULL), EXIT_DONE);
}

Test(options, value_follows_as_a_word_or_behind_equals)
{
	accept("--stat", "--port", "1995", "pops://h");
	cr_expect_eq(invocation.accounts[0].port, 1995);
	accept("--stat", "--port=1996", "pops://h");
	cr_expect_eq(invocation.accounts[0].port, 1996);
}

Test(options, optional_set_stands_only_behind_equals)
{
	accept("--list=1-3,new", "pops://h");
	cr_expect_eq(invocation.action, ACTION_LIST);
	cr_expect_str_eq(invocation.set, "1-3,new");
	accept("--list", "pops://h");
	cr_expect_null(invocation.set);
	cr_expect_eq(run("--list", "1-3", NULL), EXIT_USAGE);
	refuse(EXIT_USAGE, "option '--list' has an empty SET", "--list=");
}

Test(options, required_set_may_begin_with_a_dash)
{
	accept("--top", "-3", "pops://h");
	cr_expect_eq(invocation.action, ACTION_TOP);
	cr_expect_str_eq(invocation.set, "-3");
}

/* There is no configuration, and none is missing. */
Test(options, forgotten_set_is_not_the_url_behind_it)
{
	refuse(EXIT_USAGE,
	    "SET 'pops://jim@h' makes no sense: 'pops://jim@h' is none of N, "
	    "N-M, N-, -K, uid:UID, new, all",
	    "--retr", "pops://jim@h");
}

Test(options, forgotten_value_is_no_value)
{
	refuse(EXIT_USAGE, "option '--maildir' needs a value: --maildir DIR",
	    "--maildir");
	refuse(EXIT_USAGE,
	    "option '--maildir' needs a value; if '--keep' is one, write "
	    "'--maildir=--keep'",
	    "--maildir", "--keep");
}

Test(options, double_dash_ends_them)
{
	scene_configure("account a { host = h }");
	accept("--stat", "--", "a");
	cr_expect_eq(run("--stat", "--", "--keep", NULL), EXIT_USAGE);
}

Test(options, operand_does_not_end_them)
{
	accept("pops://h", "--stat", "-v");
	cr_expect_eq(invocation.action, ACTION_STAT);
	cr_expect(invocation.accounts[0].verbose);
}

Test(options, letters_stand_together)
{
	accept("-4v", "--stat", "pops://h");
	cr_expect(invocation.accounts[0].ipv4_only);
	cr_expect(invocation.accounts[0].verbose);
	cr_expect_eq(run("-4x", NULL), EXIT_USAGE);
}

Test(options, last_one_of_a_kind_counts)
{
	accept("--stat", "--timeout", "5", "--timeout", "9", "pops://h");
	cr_expect_eq(invocation.accounts[0].timeout_s, 9);
}

Test(options, flag_takes_no_value)
{
	refuse(EXIT_USAGE,
	    "option '--all' takes no value; '--no-' before its name takes it "
	    "back",
	    "--all=true");
	refuse(EXIT_USAGE, "option '--no-keep' takes no value", "--no-keep=1");
	cr_expect_eq(run("--no-host", NULL), EXIT_USAGE);
}

Test(options, keep_is_for_ever_or_for_a_time)
{
	accept("--maildir", "/x", "pops://h");
	cr_expect_eq(invocation.accounts[0].keep_s, 0);
	accept("--keep", "--maildir", "/x", "pops://h");
	cr_expect_eq(invocation.accounts[0].keep_s, TERM_ENDLESS);
	accept("--keep=30d", "--maildir", "/x", "pops://h");
	cr_expect_eq(invocation.accounts[0].keep_s, 30 * 86400);
	accept("--keep=2w", "--maildir", "/x", "pops://h");
	cr_expect_eq(invocation.accounts[0].keep_s, 14 * 86400);
	accept(
	    "--keep=12h", "--keep", "--no-keep", "--maildir", "/x", "pops://h");
	cr_expect_eq(invocation.accounts[0].keep_s, 0);
	cr_expect_eq(run("--keep=", "pops://h", NULL), EXIT_USAGE);
	cr_expect_eq(run("--keep=0", "pops://h", NULL), EXIT_USAGE);
	cr_expect_eq(run("--keep=1y", "pops://h", NULL), EXIT_USAGE);
	cr_expect_eq(run("--keep=9999999999d", "pops://h", NULL), EXIT_USAGE);
	cr_expect_eq(run("--keep", "--stat", "pops://h", NULL), EXIT_USAGE);
}

Test(options, octets_have_units)
{
	static const struct {
		const char *text;
		uint64_t octets;
	} rows[] = {{"1", 1}, {"1000", 1000}, {"64K", 65536}, {"10M", 10485760},
	    {"4G", UINT64_C(4294967296)}, {"5000000000", UINT64_C(5000000000)},
	    {"8589934591G", UINT64_C(8589934591) << 30},
	    {"9223372036854775807", INT64_MAX}};
	static const char *const bad[] = {"0", "K", "1k", "1KB", "1.5M", "-1",
	    "8589934592G", "9223372036854775808", "18446744073709551617", ""};

	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		accept(
		    "--max-size", rows[i].text, "--maildir", "/x", "pops://h");
		cr_expect_eq(invocation.accounts[0].max_size, rows[i].octets,
		    "%s", rows[i].text);
	}
	for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
		cr_expect_eq(run("--max-octets", bad[i], "pops://h", NULL),
		    EXIT_USAGE, "%s", bad[i]);
}

Test(options, secret_is_no_argument)
{
	cr_expect_eq(run("--password=hunter2", NULL), EXIT_USAGE);
	cr_expect_null(strstr(scene_said(), "hunter2"));
	cr_expect_not_null(strstr(scene_said(), "--password-command"));
}

Test(options, control_characters_do_not_reach_the_terminal)
{
	cr_expect_eq(run("--\033[2J\n", NULL), EXIT_USAGE);
	cr_expect_null(strchr(scene_said(), '\033'));
	cr_expect_str_eq(strchr(scene_said(), '\n'), "\n");
	cr_expect_eq(
	    run("--user", "a\r\nDELE 1", "pops://h", NULL), EXIT_USAGE);
}

/* ---- Values -------------------------------------------------------------- */

Test(options, bad_value_says_what_is_allowed)
{
	refuse(EXIT_USAGE,
	    "bad value '65536' for '--port': a number from 1 to 65535 is "
	    "allowed",
	    "--port", "65536");
	refuse(EXIT_USAGE,
	    "bad value 'ssl' for '--tls': implicit, starttls or none is "
	    "allowed",
	    "--tls", "ssl");
	cr_expect_eq(run("--port", "0", NULL), EXIT_USAGE);
	cr_expect_eq(run("--port", "+1", NULL), EXIT_USAGE);
	cr_expect_eq(run("--port", "0x10", NULL), EXIT_USAGE);
	cr_expect_eq(run("--port", "4294967297", NULL), EXIT_USAGE);
	cr_expect_eq(run("--host", "", NULL), EXIT_USAGE);
}

Test(options, duration_has_a_unit_or_is_seconds)
{
	static const struct {
		const char *text;
		uint32_t seconds; /* 0: refused */
	} cases[] = {{"1", 1}, {"90s", 90}, {"2m", 120}, {"1h", 3600},
	    {"1d", 86400}, {"0", 0}, {"2d", 0}, {"m", 0}, {"5x", 0}, {"5mm", 0},
	    {"-5", 0}, {"", 0}, {"99999999999999999999", 0}};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const enum exit_status status =
		    run("--stat", "--timeout", cases[i].text, "pops://h", NULL);

		cr_expect_eq(
		    status, cases[i].seconds != 0 ? EXIT_DONE : EXIT_USAGE);
		if (status == EXIT_DONE)
			cr_expect_eq(invocation.accounts[0].timeout_s,
			    cases[i].seconds, "%s", cases[i].text);
	}
}

Test(options, path_becomes_absolute)
{
	char wanted[PATH_MAX];

	accept("--maildir=~/Mail", "pops://h");
	snprintf(wanted, sizeof(wanted), "%s/Mail", scene_home);
	cr_expect_str_eq(invocation.accounts[0].maildir, wanted);
	accept("--maildir", "Mail", "pops://h");
	cr_expect_str_eq(invocation.accounts[0].maildir, wanted);
	accept("--maildir", "/x/y", "pops://h");
	cr_expect_str_eq(invocation.accounts[0].maildir, "/x/y");
}

Test(options, state_directory_follows_xdg_where_that_is_absolute)
{
	char wanted[PATH_MAX];

	setenv("XDG_STATE_HOME", "/state", 1);
	accept("--stat", "pops://h");
	cr_expect_str_eq(invocation.accounts[0].state_dir, "/state/popfetch");
	setenv("XDG_STATE_HOME", "state", 1);
	accept("--stat", "pops://h");
	snprintf(
	    wanted, sizeof(wanted), "%s/.local/state/popfetch", scene_home);
	cr_expect_str_eq(invocation.accounts[0].state_dir, wanted);
}

/* ---- What goes together -------------------------------------------------- */

Test(options, only_one_action_is_allowed)
{
	refuse(EXIT_USAGE, "one action only: '--list' or '--stat'", "--list",
	    "--stat", "pops://h");
	cr_expect_eq(run("--dele", "1", "--dele", "2", NULL), EXIT_USAGE);
}

Test(options, rivals_contradict_each_other)
{
	refuse(EXIT_USAGE, "'--maildir' contradicts '--mbox'", "--mbox", "a",
	    "--maildir", "b", "pops://h");
	refuse(EXIT_USAGE,
	    "'--mbox-format' contradicts '--maildir': it goes with '--mbox' "
	    "only",
	    "--maildir", "a", "--mbox-format", "mboxo", "pops://h");
	accept("--mbox", "a", "--mbox-format", "mboxo", "pops://h");
	refuse(EXIT_USAGE, "'--ipv4' contradicts '--ipv6'", "-4", "-6",
	    "pops://h");
	refuse(EXIT_USAGE, "'--quiet' contradicts '--verbose'", "-q", "-v",
	    "pops://h");
	accept("--stat", "-4", "--no-ipv6", "pops://h");
}

Test(options, one_without_effect_is_refused)
{
	refuse(EXIT_USAGE, "'--lines' goes with '--top' only", "--list",
	    "--lines", "3", "pops://h");
	refuse(EXIT_USAGE, "'--headers' goes with '--list' only", "--headers",
	    "--maildir", "m", "pops://h");
	refuse(
	    EXIT_USAGE, "'--yes' goes with '--dele' only", "--yes", "pops://h");
	refuse(EXIT_USAGE,
	    "'--dry-run' contradicts '--dele': it goes with fetching only",
	    "--dele", "1", "--dry-run", "pops://h");
	accept("--top", "1", "--lines", "3", "pops://h");
	accept("--list", "--headers", "pops://h");
	accept("--dele", "1", "--yes", "pops://h");
}

Test(options, help_and_version_end_all_reading)
{
	scene_configure("nonsense");
	accept("--help", "--nonsense");
	cr_expect_eq(invocation.action, ACTION_HELP);
	accept("--version");
	cr_expect_eq(invocation.action, ACTION_VERSION);
}

Test(options, fetching_needs_a_destination)
{
	refuse(EXIT_USAGE,
	    "no destination is given; '--maildir' or '--mbox' does",
	    "pops://h");
	accept("--dry-run", "pops://h");
	accept("--mbox", "m", "pops://h");
	cr_expect_eq(invocation.action, ACTION_FETCH);
}

/* ---- URLs and --host ----------------------------------------------------- */

Test(options, url_is_an_account)
{
	accept("--stat", "pop://jim;AUTH=APOP@pop.example.org:1110");
	cr_assert_eq(invocation.count, 1);
	cr_expect(invocation.accounts[0].from_url);
	cr_expect(invocation.accounts[0].enabled);
	cr_expect_str_eq(invocation.accounts[0].host, "pop.example.org");
	cr_expect_str_eq(invocation.accounts[0].user, "jim");
	cr_expect_str_eq(invocation.accounts[0].auth, "APOP");
	cr_expect_eq(invocation.accounts[0].port, 1110);
	cr_expect_eq(invocation.accounts[0].tls, POP3_TLS_STARTTLS);
	cr_expect_str_eq(invocation.accounts[0].account,
	    "pop://jim;AUTH=APOP@pop.example.org:1110");
	accept("--stat", "pops://pop.example.org");
	cr_expect_eq(invocation.accounts[0].tls, POP3_TLS_IMPLICIT);
}

Test(options, scheme_of_a_url_says_the_tls_mode)
{
	accept("--stat", "--tls", "none", "pop://h");
	cr_expect_eq(invocation.accounts[0].tls, POP3_TLS_NONE);
	refuse(EXIT_USAGE,
	    "'--tls none' contradicts 'pops://'; 'pop://' goes with it",
	    "--stat", "--tls", "none", "pops://h");
	refuse(EXIT_USAGE,
	    "'--tls implicit' contradicts 'pop://'; 'pops://' goes with it",
	    "--stat", "--tls", "implicit", "pop://h");
}

Test(options, defaults_do_not_take_tls_from_a_url)
{
	scene_configure("defaults { tls = none }");
	accept("--stat", "pop://h");
	cr_expect_eq(invocation.accounts[0].tls, POP3_TLS_STARTTLS);
	accept("--stat", "--host", "h");
	cr_expect_eq(invocation.accounts[0].tls, POP3_TLS_NONE);
}

Test(options, password_in_a_url_is_refused_and_not_repeated)
{
	cr_expect_eq(run("--stat", "pop://jim:hunter2@h", NULL), EXIT_USAGE);
	cr_expect_null(strstr(scene_said(), "hunter2"));
	cr_expect_eq(run("--stat", "pop3://jim:hunter2@h", NULL), EXIT_USAGE);
	cr_expect_null(strstr(scene_said(), "hunter2"));
}

Test(options, host_makes_an_account_of_its_own)
{
	scene_configure("account a { host = one password-command = x }\n"
			"account b { host = two }");
	accept("--stat", "--host", "three", "--user", "jim");
	cr_assert_eq(invocation.count, 1);
	cr_expect_str_eq(invocation.accounts[0].host, "three");
	cr_expect_null(invocation.accounts[0].password_command);
	cr_expect(invocation.accounts[0].from_url);
	refuse(EXIT_USAGE, "'--host' goes with one account only", "--stat",
	    "--host", "three", "a", "b");
	refuse(EXIT_USAGE, "'--host' contradicts the URL", "--stat", "--host",
	    "three", "pops://four");
}

Test(options, user_is_the_one_of_netrc_or_the_login_name)
{
	accept("--stat", "pops://h");
	cr_expect_not_null(invocation.accounts[0].user);
	scene_write(".netrc", 0600, "machine h login jim password x\n");
	accept("--stat", "pops://h");
	cr_expect_str_eq(invocation.accounts[0].user, "jim");
	accept("--stat", "--user", "ann", "pops://h");
	cr_expect_str_eq(invocation.accounts[0].user, "ann");
}

/* ---- Accounts ------------------------------------------------------------ */

#define TWO                                                                    \
	"defaults { timeout = 7 tls = starttls }\n"                            \
	"account work { host = one user = jim maildir = '~/w' keep = true\n"   \
	"  password-command = 'pass' timeout = 8 ipv6 = true }\n"              \
	"account home { host = two maildir = '/h' }\n"                         \
	"account rest { host = three maildir = '/r' enabled = false }\n"

Test(options, no_argument_means_all_that_are_enabled)
{
	scene_configure(TWO);
	cr_assert_eq(run(NULL), EXIT_DONE);
	cr_assert_eq(invocation.count, 2);
	cr_expect_str_eq(invocation.accounts[0].account, "work");
	cr_expect_str_eq(invocation.accounts[1].account, "home");
	accept("rest");
	cr_expect_eq(invocation.count, 1);
	scene_configure("account rest { host = h enabled = false }");
	cr_expect_eq(run(NULL), EXIT_CONFIG);
}

Test(options, those_that_rest_take_part_when_told_to)
{
	scene_configure(TWO);
	accept("--enabled");
	cr_expect_eq(invocation.count, 3);
	refuse(EXIT_USAGE,
	    "'--no-enabled' leaves no account: name those that are to take "
	    "part",
	    "--no-enabled");
	accept("--no-enabled", "home");
	cr_expect_eq(invocation.count, 1);
}

Test(options, every_one_but_the_actions_is_a_key)
{
	for (enum option_id id = 0; id < OPTION_COUNT; id++)
		cr_expect_eq(option_in_configuration(&option_table[id]),
		    option_table[id].kind != KIND_ACTION && id != OPT_CONFIG,
		    "%s", option_table[id].name);
}

Test(options, command_line_overrides_section_overrides_defaults)
{
	scene_configure(TWO);
	accept("--timeout", "9", "work");
	cr_expect_eq(invocation.accounts[0].timeout_s, 9);
	cr_assert_eq(run(NULL), EXIT_DONE);
	cr_expect_eq(invocation.accounts[0].timeout_s, 8);
	cr_expect_eq(invocation.accounts[1].timeout_s, 7);
	cr_expect_eq(invocation.accounts[1].tls, POP3_TLS_STARTTLS);
	accept("--stat", "--host", "x", "--tls", "implicit");
	cr_expect_eq(invocation.accounts[0].tls, POP3_TLS_IMPLICIT);
}

Test(options, flag_of_the_configuration_can_be_taken_back)
{
	scene_configure(TWO);
	accept("work");
	cr_expect(invocation.accounts[0].keep_s);
	accept("--no-keep", "work");
	cr_expect_not(invocation.accounts[0].keep_s);
}

Test(options, rival_on_the_command_line_replaces_the_configured_one)
{
	scene_configure(TWO);
	accept("--mbox", "/m", "-4", "--password-file", "/p", "work");
	cr_expect_str_eq(invocation.accounts[0].mbox, "/m");
	cr_expect_null(invocation.accounts[0].maildir);
	cr_expect(invocation.accounts[0].ipv4_only);
	cr_expect_not(invocation.accounts[0].ipv6_only);
	cr_expect_str_eq(invocation.accounts[0].password_file, "/p");
	cr_expect_null(invocation.accounts[0].password_command);
	accept("--password-fd", "3", "work");
	cr_expect_eq(invocation.accounts[0].password_fd, 3);
	accept("work");
	cr_expect_eq(invocation.accounts[0].password_fd, -1);
}

Test(options, unknown_account_suggests_the_nearest)
{
	cr_expect_eq(run("--stat", "work", NULL), EXIT_USAGE);
	cr_expect_not_null(strstr(scene_said(), "there is no configuration"));
	cr_expect_not_null(strstr(scene_text, "popfetch --configure"));
	scene_configure(TWO);
	cr_expect_eq(run("--stat", "wrok", NULL), EXIT_USAGE);
	cr_expect_not_null(strstr(scene_said(), "did you mean 'work'?\n"));
	refuse(EXIT_USAGE, "account 'work' is named twice", "--stat", "work",
	    "work");
}

Test(options, value_without_its_sign_is_told_from_an_account)
{
	refuse(EXIT_USAGE,
	    "no account '3'; a SET stands behind '=': '--list=3'", "--list",
	    "3");
	scene_configure(TWO);
	refuse(EXIT_USAGE,
	    "no account '1-5,new'; a SET stands behind '=': '--uidl=1-5,new'",
	    "--uidl", "work", "1-5,new");
	refuse(EXIT_USAGE,
	    "unknown option '-5'; a SET stands behind '=': '--list=-5'",
	    "--list", "-5", "work");
	refuse(EXIT_USAGE,
	    "no account '30d'; a DURATION stands behind '=': '--keep=30d'",
	    "--keep", "30d", "work");
	/* Where none can be meant: there is one, or the action has none. */
	cr_expect_eq(run("--keep=2w", "30d", NULL), EXIT_USAGE);
	cr_expect_null(strstr(scene_said(), "DURATION"));
	cr_expect_eq(run("--list=1", "3", NULL), EXIT_USAGE);
	cr_expect_null(strstr(scene_said(), "SET"));
	cr_expect_eq(run("--stat", "3", NULL), EXIT_USAGE);
	cr_expect_null(strstr(scene_said(), "SET"));
	refuse(EXIT_USAGE, "unknown option '-5'; 'popfetch --help' lists all",
	    "--top=1", "-5");
	scene_configure("account 3 { host = h }");
	cr_expect_eq(run("--list", "3", NULL), EXIT_DONE);
}

Test(options, nothing_to_work_on_is_said)
{
	cr_expect_eq(run(NULL), EXIT_USAGE);
	cr_expect_not_null(strstr(scene_said(), "pops://USER@HOST"));
}

Test(options, incomplete_section_is_named_with_its_line)
{
	scene_configure("\naccount a {\n\tuser = jim }\n");
	cr_expect_eq(run("--stat", NULL), EXIT_CONFIG);
	cr_expect_not_null(
	    strstr(scene_said(), "popfetch.conf:2: account 'a' has no host\n"));
	accept("--list-accounts");
	accept("--print-config");
}

Test(options, configuration_named_must_exist)
{
	refuse(EXIT_NO_INPUT,
	    "cannot read '/nonexistent/x': no such file or directory",
	    "--config", "/nonexistent/x", "--stat", "pops://h");
	accept("--config", scene_write("c", 0600, "account c { host = h }"),
	    "--stat", "c");
	cr_expect_str_eq(invocation.accounts[0].host, "h");
}

/* ---- What is printed ----------------------------------------------------- */

Test(options, accounts_are_listed_in_tab_separated_fields)
{
	scene_configure("account a { host = h user = jim }\n"
			"account b { enabled = no user = ann }\n");
	accept("--list-accounts");
	scene_printed(account_list_print(stream, &invocation));
	cr_expect_str_eq(
	    scene_text, "a\th\tjim\tenabled\nb\t-\tann\tdisabled\n");
	scene_configure("");
	accept("--list-accounts");
	cr_expect_eq(invocation.count, 0);
}

Test(options, printed_configuration_reads_as_the_same)
{
	char *first;

	scene_configure(
	    TWO "account \"a b\" { host = 'x\"$\\\\${HOME}' user = u "
		"max-size = 5G }");
	accept("--print-config", "--utf8", "off", "--no-keep");
	scene_printed(config_print(stream, &invocation));
	first = strdup(scene_text);
	scene_configure(first);
	accept("--print-config");
	cr_expect_str_eq(invocation.accounts[3].host, "x\"$\\${HOME}");
	scene_printed(config_print(stream, &invocation));
	cr_expect_str_eq(scene_text, first);
	free(first);
}

Test(options, configuration_without_accounts_is_what_one_would_have)
{
	scene_configure("defaults { timeout = 5 keep = true }");
	accept("--print-config", "--no-keep");
	scene_printed(config_print(stream, &invocation));
	cr_expect_not_null(strstr(scene_text, "\ttimeout = 5\n"));
	cr_expect_not_null(strstr(scene_text, "\tkeep = false\n"));
	cr_expect_null(strstr(scene_text, "account"));
}

Test(options, configuration_of_a_url_has_a_section_name)
{
	accept("--print-config", "pops://jim@pop.example.org", "--keep");
	scene_printed(config_print(stream, &invocation));
	scene_configure(scene_text);
	accept("--stat", "pop.example.org");
	cr_expect(invocation.accounts[0].keep_s);
}

Test(options, help_names_them_all_within_80_columns)
{
	char *rest, *line, label[64];

	scene_printed(help_print(stream));
	for (size_t i = 0; i < OPTION_COUNT; i++) {
		snprintf(label, sizeof(label), "--%s", option_table[i].name);
		cr_expect_not_null(strstr(scene_text, label), "%s", label);
	}
	for (rest = scene_text; (line = strtok(rest, "\n")); rest = NULL) {
		cr_expect_leq(strlen(line), 80, "%s", line);
		if (strncmp(line, "  ", 2) == 0)
			cr_expect_eq(line[31], ' ', "%s", line);
	}
}

Test(options, version_names_the_libraries)
{
	scene_printed(version_print(stream));
	cr_expect_eq(strncmp(scene_text, "popfetch 0.1.0\nlibpop3 0.1.0, ", 30),
	    0, "%s", scene_text);
	cr_expect_not_null(strstr(scene_text, "OpenSSL"));
	cr_expect_not_null(strstr(scene_text, "libConfuse"));
}

/* ---- An account that is to be ------------------------------------------- */

Test(options, account_to_be_has_what_is_not_of_a_server)
{
	scene_configure("defaults { host = x user = y port = 1 tls = starttls\n"
			"srv = yes insecure-skip-verify = yes\n"
			"maildir = \"/m\" timeout = 5 }\n");
	accept("--configure", "jim@example.org", "--keep=30d");
	cr_expect_eq(invocation.action, ACTION_CONFIGURE);
	cr_expect_str_eq(invocation.set, "jim@example.org");
	cr_assert_eq(invocation.count, 1);
	cr_expect_null(invocation.accounts[0].account);
	cr_expect_null(invocation.accounts[0].host);
	cr_expect_null(invocation.accounts[0].user);
	cr_expect_eq(invocation.accounts[0].port, 0);
	cr_expect_eq(invocation.accounts[0].tls, POP3_TLS_IMPLICIT);
	cr_expect_not(invocation.accounts[0].tls_given);
	cr_expect_not(invocation.accounts[0].srv);
	cr_expect_not(invocation.accounts[0].insecure_skip_verify);
	cr_expect_str_eq(invocation.accounts[0].maildir, "/m");
	cr_expect_eq(invocation.accounts[0].timeout_s, 5);
	cr_expect_eq(invocation.accounts[0].keep_s, 30 * 86400);
	cr_expect(invocation.accounts[0].keep_given);
	accept("--configure", "jim@example.org", "work", "--host", "h", "--tls",
	    "none");
	cr_expect_str_eq(invocation.accounts[0].account, "work");
	cr_expect_str_eq(invocation.accounts[0].host, "h");
	cr_expect(invocation.accounts[0].tls_given);
}

Test(options, account_to_be_needs_no_configuration)
{
	accept("--configure", "jim@example.org", "--config", "absent.conf");
	cr_expect_str_eq(invocation.config_path, scene_path("absent.conf"));
	cr_expect_eq(
	    run("--stat", "--config", "absent.conf", NULL), EXIT_NO_INPUT);
}

Test(options, account_to_be_is_a_new_one)
{
	scene_configure("account work { host = h }\n");
	cr_expect_eq(
	    run("--configure", "jim@example.org", "work", NULL), EXIT_USAGE);
	cr_expect_eq(
	    run("--configure", "jim@example.org", "a/b", NULL), EXIT_USAGE);
	refuse(EXIT_USAGE,
	    "'--configure' takes an address and one name for the account",
	    "--configure", "jim@example.org", "a", "b");
	refuse(EXIT_USAGE,
	    "'--configure' takes an address and the name of the account, and "
	    "no URL",
	    "--configure", "jim@example.org", "pops://h");
}

Test(options, account_to_be_is_not_rehearsed_and_is_verified)
{
	refuse(EXIT_USAGE,
	    "'--dry-run' contradicts '--configure': it goes with fetching only",
	    "--configure", "jim@example.org", "--dry-run");
	refuse(EXIT_USAGE,
	    "'--insecure-skip-verify' does not go with '--configure': "
	    "'--tls-ca-file' or '--tls-fingerprint' says whom to trust",
	    "--configure", "jim@example.org", "--insecure-skip-verify");
	cr_expect_eq(
	    run("--configure", "jim@example.org", "--json", NULL), EXIT_USAGE);
	cr_expect_eq(
	    run("--configure", "jim@example.org", "--lmtp", "nowhere", NULL),
	    EXIT_USAGE);
	cr_expect_eq(run("--configure", NULL), EXIT_USAGE);
}
