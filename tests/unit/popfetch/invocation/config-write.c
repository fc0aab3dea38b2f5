/*
 * A section on disk, and what was there before.
 */
#include "tests/unit/popfetch/scene.h"

#include <errno.h>
#include <glob.h>
#include <signal.h>
#include <sys/resource.h>

#include "popfetch/invocation/config-text.h"
#include "popfetch/invocation/config-write.h"
#include "tests/unit/system-call.h"

TestSuite(config_write, .init = scene_begin, .fini = scene_end);

/* What a hard link fails with; 0: it does not. */
static int linking;

int linkat(int from, const char *old, int to, const char *name, int flags)
{
	errno = linking;
	return linking != 0
		   ? -1
		   : (int)syscall(SYS_linkat, from, old, to, name, flags);
}

int link(const char *old, const char *name)
{
	return linkat(AT_FDCWD, old, AT_FDCWD, name, 0);
}

#define SECTION "account work {\n}\n"

static const char *text_of(const char *name)
{
	static char text[4096];
	FILE *file = fopen(scene_path(name), "r");
	size_t length;

	cr_assert_not_null(file, "%s", name);
	length = fread(text, 1, sizeof text - 1, file);
	text[length] = '\0';
	fclose(file);
	return text;
}

static mode_t mode_of(const char *name)
{
	struct stat status;

	cr_assert_eq(stat(scene_path(name), &status), 0, "%s", name);
	return status.st_mode & 0777;
}

static void write_to(const char *name)
{
	char path[PATH_MAX];

	strcpy(path, scene_path(name));
	scene_listen();
	cr_expect_eq(config_write_check(path), EXIT_DONE, "%s", scene_said());
	cr_assert_eq(
	    config_write(path, SECTION), EXIT_DONE, "%s", scene_said());
}

static void expect_refused(const char *name, const char *words)
{
	char path[PATH_MAX];

	strcpy(path, scene_path(name));
	scene_listen();
	cr_expect_eq(config_write_check(path), EXIT_CANNOT_CREATE);
	cr_expect_not_null(strstr(scene_said(), words), "%s", scene_said());
	cr_expect_eq(config_write(path, SECTION), EXIT_CANNOT_CREATE);
}

Test(config_write, makes_a_file_and_directories_of_the_owner_alone)
{
	umask(0);
	write_to("a/b/conf");
	cr_expect_str_eq(text_of("a/b/conf"), SECTION);
	cr_expect_eq(mode_of("a/b/conf"), 0600);
	cr_expect_eq(mode_of("a/b"), 0700);
	cr_expect_eq(mode_of("a"), 0700);
}

Test(config_write, makes_a_file_where_there_are_no_hard_links)
{
	linking = EPERM;
	write_to("a/conf");
	cr_expect_str_eq(text_of("a/conf"), SECTION);
	cr_expect_eq(scene_files_in("a"), 1, "nothing lies about");
}

Test(config_write, a_link_that_fails_for_another_reason_is_told)
{
	char path[PATH_MAX];

	cr_assert_eq(mkdir("a", 0700), 0);
	strcpy(path, scene_path("a/conf"));
	scene_listen();
	linking = EDQUOT;
	cr_expect_eq(config_write(path, SECTION), EXIT_CANNOT_CREATE);
	cr_expect_not_null(strstr(scene_said(), "quota"), "%s", scene_said());
	cr_expect_eq(scene_files_in("a"), 0, "nothing lies about");
}

Test(config_write, adds_to_what_is_there)
{
	scene_write("conf", 0644, "# mine\n");
	write_to("conf");
	cr_expect_str_eq(text_of("conf"), "# mine\n\n" SECTION);
	cr_expect_eq(mode_of("conf"), 0644);
}

Test(config_write, a_last_line_without_an_end_is_ended)
{
	scene_write("conf", 0600, "# mine");
	write_to("conf");
	cr_expect_str_eq(text_of("conf"), "# mine\n\n" SECTION);
}

Test(config_write, an_empty_file_gets_the_section_alone)
{
	scene_write("conf", 0600, "");
	write_to("conf");
	cr_expect_str_eq(text_of("conf"), SECTION);
}

Test(config_write, a_symbolic_link_is_left_alone)
{
	scene_write("dots", 0600, "# mine\n");
	cr_assert_eq(symlink("dots", "conf"), 0);
	expect_refused("conf", "symbolic link");
	cr_expect_str_eq(text_of("dots"), "# mine\n");
	cr_assert_eq(unlink("dots"), 0);
	expect_refused("conf", "symbolic link");
	cr_expect_eq(access("dots", F_OK), -1);
}

Test(config_write, what_is_no_file_is_left_alone)
{
	cr_assert_eq(mkdir("conf", 0700), 0);
	expect_refused("conf", "not a regular file");
	cr_assert_eq(mkfifo("fifo", 0600), 0);
	expect_refused("fifo", "not a regular file");
}

Test(config_write, another_s_file_is_left_alone)
{
	if (geteuid() != 0)
		scene_skip("only root can give files away");
	scene_write("conf", 0666, "# theirs\n");
	cr_assert_eq(chown("conf", 1, 1), 0);
	expect_refused("conf", "somebody else");
	cr_expect_str_eq(text_of("conf"), "# theirs\n");
}

Test(config_write, a_place_that_cannot_be_is_told_beforehand)
{
	scene_write("file", 0600, "");
	expect_refused("file/conf", "not a directory");
}

Test(config_write, what_could_not_be_read_again_is_not_written)
{
	static char text[CONFIG_OCTETS_MAX + 1];
	char path[PATH_MAX];

	memset(text, '#', CONFIG_OCTETS_MAX);
	scene_write("conf", 0600, text);
	strcpy(path, scene_path("conf"));
	scene_listen();
	cr_expect_eq(config_write(path, SECTION), EXIT_CANNOT_CREATE);
	cr_expect_not_null(strstr(scene_said(), "too long"));
	text[CONFIG_OCTETS_MAX - 100] = '\0';
	scene_write("conf", 0600, text);
	write_to("conf");
}

/* Nothing is made before it is asked for. */
Test(config_write, a_look_makes_nothing)
{
	cr_expect_eq(config_write_check(scene_path("a/b/conf")), EXIT_DONE);
	cr_expect_eq(access("a", F_OK), -1);
}

Test(config_write, a_full_disk_leaves_what_was_there)
{
	const struct rlimit limit = {4, 4};
	char path[PATH_MAX];
	glob_t found;

	scene_write("conf", 0600, "# mine\n");
	strcpy(path, scene_path("conf"));
	signal(SIGXFSZ, SIG_IGN);
	cr_assert_eq(setrlimit(RLIMIT_FSIZE, &limit), 0);
	cr_expect_eq(config_write(path, SECTION), EXIT_IO);
	cr_expect_str_eq(text_of("conf"), "# mine\n");
	cr_expect_eq(glob("conf.*", 0, NULL, &found), GLOB_NOMATCH,
	    "nothing lies about");
}
