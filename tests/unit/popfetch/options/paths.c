/*
 * paths.c - where the files of a user are.
 */
#include "tests/unit/popfetch/scene.h"

#include <pwd.h>

#include "popfetch/options/paths.h"

TestSuite(paths, .init = scene_begin, .fini = scene_end);

static void expect_path(char *path, const char *expected)
{
	cr_expect_str_eq(path, expected);
	free(path);
}

Test(paths, are_below_the_home_directory)
{
	setenv("HOME", "/home/jim", 1);
	expect_path(path_home(), "/home/jim");
	expect_path(path_netrc(), "/home/jim/.netrc");
	expect_path(
	    path_configuration(), "/home/jim/.config/popfetch/popfetch.conf");
	expect_path(path_state(), "/home/jim/.local/state/popfetch");
}

Test(paths, are_where_the_variables_say)
{
	setenv("HOME", "/home/jim", 1);
	setenv("XDG_CONFIG_HOME", "/etc/jim", 1);
	setenv("XDG_STATE_HOME", "/var/jim", 1);
	expect_path(path_configuration(), "/etc/jim/popfetch/popfetch.conf");
	expect_path(path_state(), "/var/jim/popfetch");
}

/* XDG Base Directory Specification: such a variable counts as not set. */
Test(paths, a_variable_without_an_absolute_path_is_passed_over)
{
	setenv("HOME", "/home/jim", 1);
	setenv("XDG_CONFIG_HOME", "etc", 1);
	setenv("XDG_STATE_HOME", "", 1);
	expect_path(
	    path_configuration(), "/home/jim/.config/popfetch/popfetch.conf");
	expect_path(path_state(), "/home/jim/.local/state/popfetch");
}

/* Some service managers set none. */
Test(paths, the_user_database_knows_where_home_is)
{
	const struct passwd *user = getpwuid(geteuid());
	const char *home = user != NULL ? user->pw_dir : "/";

	unsetenv("HOME");
	expect_path(path_home(), home);
	setenv("HOME", "jim", 1);
	expect_path(path_home(), home);
}

Test(paths, become_absolute)
{
	char below[PATH_MAX + 16], here[PATH_MAX];

	expect_path(path_absolute("/a/../b"), "/a/../b");
	expect_path(path_absolute("~"), scene_home);
	expect_path(path_absolute("~/Mail"), scene_path("Mail"));
	cr_assert_not_null(getcwd(here, sizeof here));
	snprintf(below, sizeof below, "%s/~jim/Mail", here);
	expect_path(path_absolute("~jim/Mail"), below);
	snprintf(below, sizeof below, "%s/Mail", here);
	expect_path(path_absolute("Mail"), below);
}
