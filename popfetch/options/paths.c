/*
 * paths.c - the home directory and what is below it.
 *
 * cron sets HOME; some service managers do not, and then the user database
 * has it.
 */
#include "popfetch/options/memory.h"
#include "popfetch/options/paths.h"

#include <limits.h>
#include <pwd.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

char *path_home(void)
{
	const char *home = getenv("HOME");
	const struct passwd *user;

	if (home != NULL && home[0] == '/')
		return memory_copy(home);
	user = getpwuid(geteuid());
	if (user != NULL && user->pw_dir[0] == '/')
		return memory_copy(user->pw_dir);
	return memory_copy("/");
}

char *path_login_name(void)
{
	const struct passwd *user = getpwuid(geteuid());

	return user != NULL ? memory_copy(user->pw_name) : NULL;
}

/* BASE/tail, where BASE is the variable's value or ~/fallback. */
static char *path_below(
    const char *variable, const char *fallback, const char *tail)
{
	const char *base = getenv(variable);
	char *home, *path;

	if (base != NULL && base[0] == '/')
		return memory_format("%s/%s", base, tail);
	home = path_home();
	path = memory_format("%s/%s/%s", home, fallback, tail);
	free(home);
	return path;
}

char *path_configuration(void)
{
	return path_below(
	    "XDG_CONFIG_HOME", ".config", "popfetch/popfetch.conf");
}

char *path_state(void)
{
	return path_below("XDG_STATE_HOME", ".local/state", "popfetch");
}

char *path_netrc(void)
{
	char *home = path_home();
	char *path = memory_format("%s/.netrc", home);

	free(home);
	return path;
}

char *path_shown(const char *path)
{
	char *home = path_home(), *shown;
	const size_t length = strlen(home);

	if (length > 1 && home[length - 1] != '/' &&
	    strncmp(path, home, length) == 0 && path[length] == '/')
		shown = memory_format("~%s", path + length);
	else
		shown = memory_copy(path);
	free(home);
	return shown;
}

char *path_program(void)
{
	char path[PATH_MAX];
	/* Linux; elsewhere the name is looked for as the shell did. */
	const ssize_t length =
	    readlink("/proc/self/exe", path, sizeof(path) - 1);

	if (length <= 0 || path[0] != '/')
		return memory_copy("popfetch");
	path[length] = '\0';
	return memory_copy(path);
}

char *path_absolute(const char *path)
{
	char here[PATH_MAX];
	char *home, *absolute;

	if (path[0] == '~' && (path[1] == '/' || path[1] == '\0')) {
		home = path_home();
		absolute = memory_format("%s%s", home, path + 1);
		free(home);
		return absolute;
	}
	if (path[0] == '/' || getcwd(here, sizeof(here)) == NULL)
		return memory_copy(path);
	return memory_format("%s/%s", here, path);
}
