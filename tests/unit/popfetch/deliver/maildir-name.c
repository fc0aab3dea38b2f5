/*
 * maildir-name.c - the names that our messages have in a Maildir.
 */
#include "tests/unit/popfetch/scene.h"

#include <regex.h>
#include <time.h>

#include "popfetch/deliver/maildir-name.h"

TestSuite(maildir_name, .init = scene_begin, .fini = scene_end);

static const char *host = "mail.example.org";

int gethostname(char *name, size_t size)
{
	if (host == NULL)
		return -1;
	snprintf(name, size, "%s", host);
	return 0;
}

/* A moment that stands still; 0: the clock goes. */
static struct timespec moment;

int clock_gettime(clockid_t id, struct timespec *now)
{
	(void)id;
	if (moment.tv_sec == 0)
		return timespec_get(now, TIME_UTC) == TIME_UTC ? 0 : -1;
	*now = moment;
	return 0;
}

static struct maildir_names names_for(const char *spool)
{
	struct maildir_names names;

	cr_assert(maildir_names_init(&names, spool, -1));
	return names;
}

Test(maildir_name, can_be_read_again)
{
	struct maildir_names names = names_for("spool");
	char text[MAILDIR_NAME_SIZE];
	struct maildir_name name = {0};
	const int64_t before = (int64_t)time(NULL);

	for (int i = 0; i < 100; i++) {
		maildir_name_next(&names, text);
		cr_assert(maildir_name_read(text, &name), "%s", text);
		cr_expect_eq(name.tag, names.tag);
		cr_expect_geq(name.time, before);
		cr_expect_leq(name.time, (int64_t)time(NULL));
	}
}

/* As the specification has it, and six digits of microseconds, so that names
 * sort as they were made. */
Test(maildir_name, has_the_parts_that_it_must_have)
{
	struct maildir_names names = names_for("spool");
	char text[MAILDIR_NAME_SIZE];
	regex_t form;

	cr_assert_eq(regcomp(&form,
			 "^[0-9]+\\.M[0-9]{6}P[1-9][0-9]*Q(0|[1-9][0-9]*)R"
			 "[0-9a-f]{32}\\.[^/:]+$",
			 REG_EXTENDED | REG_NOSUB),
	    0);
	for (int i = 0; i < 1200; i++) {
		maildir_name_next(&names, text);
		cr_assert_eq(regexec(&form, text, 0, NULL, 0), 0, "'%s'", text);
	}
	regfree(&form);
}

Test(maildir_name, begins_with_the_second_and_the_microsecond)
{
	static const struct {
		long ns;
		const char *begin;
	} cases[] = {{0, "1700000000.M000000P"}, {7999, "1700000000.M000007P"},
	    {123456789, "1700000000.M123456P"},
	    {999999999, "1700000000.M999999P"}};
	struct maildir_names names = names_for("spool");
	char text[MAILDIR_NAME_SIZE];

	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		moment = (struct timespec){1700000000, cases[i].ns};
		maildir_name_next(&names, text);
		cr_expect_eq(
		    strncmp(text, cases[i].begin, strlen(cases[i].begin)), 0,
		    "%s", text);
	}
}

Test(maildir_name, is_never_given_twice)
{
	struct maildir_names names = names_for("spool"),
			     again = names_for("spool");
	char text[3][MAILDIR_NAME_SIZE];

	maildir_name_next(&names, text[0]);
	maildir_name_next(&names, text[1]);
	maildir_name_next(&again, text[2]);
	/* Even in the same microsecond. */
	cr_expect_str_neq(strchr(text[0], 'Q'), strchr(text[1], 'Q'));
	cr_expect_str_neq(strchr(text[0], 'R'), strchr(text[2], 'R'));
}

/* By the tag a run knows the files of its own dead predecessors. */
Test(maildir_name, tells_accounts_apart_but_not_runs)
{
	const uint64_t tag = names_for("spool").tag;

	cr_expect_eq(names_for("spool").tag, tag);
	cr_expect_neq(names_for("spool2").tag, tag);
}

/* They may share a Maildir, and have their own state at the same path. */
Test(maildir_name, tells_hosts_apart)
{
	const uint64_t tag = names_for("spool").tag;

	host = "mail2.example.org";
	cr_expect_neq(names_for("spool").tag, tag);
	host = "mail.example.org";
	cr_expect_eq(names_for("spool").tag, tag);
}

/* Two containers may have the same host name and paths. */
Test(maildir_name, tells_directories_with_the_same_path_apart)
{
	uint64_t tag;

	cr_assert_eq(mkdir("state", 0700), 0);
	tag = names_for("state/spool").tag;
	cr_expect_eq(names_for("state/spool").tag, tag);
	cr_assert_eq(rename("state", "old"), 0);
	cr_assert_eq(mkdir("state", 0700), 0);
	cr_expect_neq(names_for("state/spool").tag, tag);
}

/* Where it is looked for in another one, it is no wonder that it is not
 * there. */
Test(maildir_name, says_in_which_directory_it_was_staged)
{
	struct maildir_names names;
	char text[MAILDIR_NAME_SIZE];
	struct maildir_name name;
	int one, other;

	cr_assert_eq(mkdir("one", 0700), 0);
	cr_assert_eq(mkdir("other", 0700), 0);
	one = open("one", O_RDONLY | O_DIRECTORY);
	other = open("other", O_RDONLY | O_DIRECTORY);
	cr_assert(one >= 0 && other >= 0);
	cr_assert(maildir_names_init(&names, "spool", one));
	maildir_name_next(&names, text);
	cr_assert(maildir_name_read(text, &name));
	cr_expect_eq(name.stage, maildir_name_stage(one));
	cr_expect_neq(name.stage, maildir_name_stage(other));
	close(one);
	close(other);
}

/* "/" ends a name, ":" begins the flags, "," and "=" a Maildir++ size. */
Test(maildir_name, has_nothing_with_a_meaning_in_it)
{
	struct maildir_names names = names_for("spool");
	char text[MAILDIR_NAME_SIZE];

	maildir_name_next(&names, text);
	cr_expect_null(strpbrk(text, "/:,= \n"));
	cr_expect_neq(text[0], '.');
}

static void check_host(const char *is, const char *expected)
{
	struct maildir_names names;
	char text[MAILDIR_NAME_SIZE];

	host = is;
	names = names_for("spool");
	maildir_name_next(&names, text);
	cr_expect_str_eq(
	    strchr(strchr(strchr(text, '.') + 1, '.'), '.') + 1, expected);
}

Test(maildir_name, ends_with_the_host_as_far_as_it_has_no_meaning)
{
	check_host("A-Z_a.z09", "A-Z_a.z09");
	check_host("a/b:c/d:", "a\\057b\\072c\\057d\\072");
	check_host("a,b=c d@e[f`g{h", "a_b_c_d_e_f_g_h");
	check_host("x", "x");
	check_host("", "localhost");
	check_host(NULL, "localhost");
}

Test(maildir_name, can_be_read_again_however_long_the_host_is)
{
	char long_host[201], text[MAILDIR_NAME_SIZE];
	struct maildir_names names;
	struct maildir_name name;

	for (size_t length = 60; length < sizeof long_host; length++) {
		memset(long_host, 'x', length);
		long_host[length] = '\0';
		check_host(
		    long_host, long_host + (length > 75 ? length - 75 : 0));
		long_host[length - 1] = '/';
		host = long_host;
		names = names_for("spool");
		memset(text, 0, sizeof text);
		maildir_name_next(&names, text);
		cr_assert(maildir_name_read(text, &name), "%s", text);
	}
}

#define HEX "0123456789abcdef"

Test(maildir_name, of_others_is_none_of_ours)
{
	static const char *const rows[] = {"", "1700000000.M1P2Q3R" HEX HEX,
	    "1700000000.M1P2Q3R" HEX ".host",
	    "1700000000.M1P2Q3R" HEX HEX "0.host",
	    "1700000000.M1P2Q3R" HEX "0123456789ABCDEF.host",
	    "1700000000.MP2Q3R" HEX HEX ".host",
	    "1700000000.M1Q3P2R" HEX HEX ".host", ".M1P2Q3R" HEX HEX ".host",
	    "-1.M1P2Q3R" HEX HEX ".host",
	    "1234567890123456789.M1P2Q3R" HEX HEX ".host",
	    "1700000000.M1P2Q3R" HEX HEX ".host/../x", "1700000000.1234_5.host",
	    "1700000000.V801I2M3.host"};
	struct maildir_name name;
	char text[MAILDIR_NAME_SIZE + 1] = "1700000000.M1P2Q3R" HEX HEX ".host";

	cr_assert(maildir_name_read(text, &name));
	cr_expect_eq(name.time, 1700000000);
	cr_expect_eq(name.tag, UINT64_C(0x0123456789ABCDEF));
	cr_expect_eq(name.stage, 0x89ABCDEF);
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
		cr_expect_not(
		    maildir_name_read(rows[i], &name), "'%s'", rows[i]);
	memset(text + strlen(text), 'x', sizeof text - strlen(text));
	text[MAILDIR_NAME_SIZE] = '\0';
	cr_expect_not(maildir_name_read(text, &name));
	text[MAILDIR_NAME_SIZE - 1] = '\0';
	cr_expect(maildir_name_read(text, &name));
}
