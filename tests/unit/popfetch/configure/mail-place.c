/*
 * Where mail may go, by what lies in a home directory.
 */
#include "tests/unit/popfetch/scene.h"

#include "popfetch/configure/mail-place.h"

static void begin(void)
{
	scene_begin();
	unsetenv("MAIL");
}

TestSuite(mail_place, .init = begin, .fini = scene_end);

static void make_maildir(const char *name)
{
	static const char *const parts[] = {"", "/cur", "/new", "/tmp"};
	char path[PATH_MAX];

	for (size_t i = 0; i < 4; i++) {
		snprintf(path, sizeof path, "%s%s", name, parts[i]);
		cr_assert_eq(mkdir(path, 0700), 0);
	}
}

static void expect_proposal(
    const char *account, enum option_id option, const char *path)
{
	struct mail_place place = mail_place_propose(account);

	cr_expect_eq(place.option, option);
	cr_expect_str_eq(place.path, path);
	free(place.path);
}

Test(mail_place, is_a_maildir_to_be_made_where_there_is_nothing)
{
	expect_proposal("work", OPT_MAILDIR, "~/Maildir");
	cr_expect_eq(access("Maildir", F_OK), -1, "looking makes nothing");
}

Test(mail_place, is_a_maildir_that_is_there)
{
	make_maildir("mail");
	expect_proposal("work", OPT_MAILDIR, "~/mail");
	make_maildir("Maildir");
	expect_proposal("work", OPT_MAILDIR, "~/Maildir");
}

Test(mail_place, is_below_a_directory_of_folders)
{
	cr_assert_eq(mkdir("Mail", 0700), 0);
	expect_proposal("work", OPT_MAILDIR, "~/Maildir");
	cr_assert_eq(mkdir("Mail/lists", 0700), 0);
	expect_proposal("work", OPT_MAILDIR, "~/Mail/work");
	expect_proposal("..", OPT_MAILDIR, "~/Mail/inbox");
}

Test(mail_place, is_an_mbox_that_is_there)
{
	scene_write("mail", 0600, "");
	expect_proposal("work", OPT_MBOX, "~/mail");
}

Test(mail_place, is_where_mail_readers_look)
{
	char path[PATH_MAX];

	snprintf(path, sizeof path, "%s/spool", scene_home);
	setenv("MAIL", path, 1);
	expect_proposal("work", OPT_MAILDIR, "~/Maildir");
	scene_write("spool", 0600, "");
	expect_proposal("work", OPT_MBOX, "~/spool");
	make_maildir("Maildir");
	expect_proposal("work", OPT_MAILDIR, "~/Maildir");
	setenv("MAIL", "spool", 1);
	expect_proposal("work", OPT_MAILDIR, "~/Maildir");
}

static void expect_read(
    const char *text, enum option_id option, const char *path)
{
	struct mail_place place = {.path = NULL};
	const char *why = mail_place_read(text, &place);

	cr_assert_null(why, "'%s': %s", text, why);
	cr_expect_eq(place.option, option);
	cr_expect_str_eq(place.path, path);
	free(place.path);
}

Test(mail_place, a_path_means_what_is_there)
{
	char path[PATH_MAX];

	snprintf(path, sizeof path, "%s/new", scene_home);
	expect_read(path, OPT_MAILDIR, "~/new");
	expect_read("~/new/", OPT_MAILDIR, "~/new");
	expect_read("/no/such", OPT_MAILDIR, "/no/such");
	expect_read("~/new.mbox", OPT_MBOX, "~/new.mbox");
	scene_write("box", 0600, "");
	expect_read("~/box", OPT_MBOX, "~/box");
	cr_assert_eq(mkdir("new", 0700), 0);
	expect_read("~/new", OPT_MAILDIR, "~/new");
	make_maildir("dir.mbox");
	expect_read("~/dir.mbox", OPT_MAILDIR, "~/dir.mbox");
}

Test(mail_place, a_path_that_will_not_do_is_told)
{
	struct mail_place place = {.path = NULL};

	cr_assert_eq(mkdir("folders", 0700), 0);
	scene_write("folders/x", 0600, "");
	cr_assert_eq(mkfifo("fifo", 0600), 0);
	cr_expect_not_null(mail_place_read("folders", &place));
	cr_expect_not_null(mail_place_read("~/folders", &place));
	cr_expect_not_null(mail_place_read("~/fifo", &place));
	cr_expect_not_null(mail_place_read("~", &place));
	cr_expect_null(place.path);
}
