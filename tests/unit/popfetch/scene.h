/*
 * scene.h - a home directory of its own for a test, and what is said there.
 *
 * Criterion runs each test in a process of its own, so the environment and
 * standard error are the test's to change.
 */
#ifndef TESTS_POPFETCH_SCENE_H
#define TESTS_POPFETCH_SCENE_H

#include <criterion/criterion.h>
#include <dirent.h>
#include <fcntl.h>
#include <ftw.h>
#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <pop3/state.h>

static char scene_home[64];
static char scene_text[65536];

/* .init of each test: HOME is an empty directory, and the current one. */
static inline void scene_begin(void)
{
	strcpy(scene_home, "/tmp/popfetch-test-XXXXXX");
	cr_assert_not_null(mkdtemp(scene_home));
	setenv("HOME", scene_home, 1);
	unsetenv("XDG_CONFIG_HOME");
	unsetenv("XDG_STATE_HOME");
	cr_assert_eq(chdir(scene_home), 0);
}

static inline int scene_remove(
    const char *path, const struct stat *status, int kind, struct FTW *place)
{
	(void)status, (void)kind, (void)place;
	return remove(path);
}

/* .fini of each test. */
static inline void scene_end(void)
{
	nftw(scene_home, scene_remove, 8, FTW_DEPTH | FTW_PHYS);
}

/* Behind a skip, Criterion runs no .fini. */
static inline void scene_skip(const char *why)
{
	scene_end();
	cr_skip_test("%s", why);
}

/* A path below the home directory; static storage, one at a time. */
static inline const char *scene_path(const char *name)
{
	static char path[PATH_MAX];

	snprintf(path, sizeof(path), "%s/%s", scene_home, name);
	return path;
}

/* How many files a directory below it has. */
static inline size_t scene_files_in(const char *name)
{
	DIR *entries = opendir(scene_path(name));
	const struct dirent *entry;
	size_t count = 0;

	cr_assert_not_null(entries);
	while ((entry = readdir(entries)) != NULL)
		count += entry->d_name[0] != '.';
	closedir(entries);
	return count;
}

/* How many files and directories are open; what Criterion opens meanwhile is
 * neither. */
static inline int scene_files_open(void)
{
	struct stat about;
	int count = 0;

	for (int fd = 0; fd < 256; fd++)
		count += fstat(fd, &about) == 0 &&
			 (S_ISREG(about.st_mode) || S_ISDIR(about.st_mode));
	return count;
}

static inline const char *scene_write(
    const char *name, mode_t mode, const char *text)
{
	const char *path = scene_path(name);
	FILE *file = fopen(path, "w");

	cr_assert_not_null(file, "%s", path);
	fputs(text, file);
	fclose(file);
	cr_assert_eq(chmod(path, mode), 0);
	return path;
}

/* A file with this text, open for reading and writing. */
static inline int scene_open(const char *name, const char *text)
{
	const int fd = open(scene_write(name, 0600, text), O_RDWR);

	cr_assert_geq(fd, 0);
	return fd;
}

/* What stands in a file that is open. */
static inline const char *scene_text_of(int fd)
{
	const ssize_t got = pread(fd, scene_text, sizeof(scene_text) - 1, 0);

	cr_assert_geq(got, 0);
	scene_text[got] = '\0';
	return scene_text;
}

/* Where the configuration is looked for. */
static inline void scene_configure(const char *text)
{
	mkdir(scene_path(".config"), 0700);
	mkdir(scene_path(".config/popfetch"), 0700);
	scene_write(".config/popfetch/popfetch.conf", 0644, text);
}

/* The state of an account, kept there. */
static inline struct pop3_state *scene_state(void)
{
	const struct pop3_state_options options = {
	    .size = sizeof options, .account = "jim@example.org"};
	struct pop3_state *state = NULL;
	struct pop3_error error;

	cr_assert_eq(
	    pop3_state_open(scene_path("state"), &options, &error, &state),
	    POP3_OK, "%s", error.text);
	return state;
}

/* From here on standard error is kept... */
static inline void scene_listen(void)
{
	const int fd = open("said", O_RDWR | O_CREAT | O_TRUNC, 0600);

	cr_assert_geq(fd, 0);
	fflush(stderr);
	dup2(fd, STDERR_FILENO);
	close(fd);
}

/* ...and this is what was said since. */
static inline const char *scene_said(void)
{
	FILE *file = fopen(scene_path("said"), "r");
	size_t length;

	cr_assert_not_null(file);
	length = fread(scene_text, 1, sizeof(scene_text) - 1, file);
	fclose(file);
	scene_text[length] = '\0';
	return scene_text;
}

/* What a function prints to a stream. */
#define scene_printed(call)                                                    \
	do {                                                                   \
		FILE *stream = fopen("printed", "w+");                         \
		size_t length;                                                 \
                                                                               \
		cr_assert_not_null(stream);                                    \
		call;                                                          \
		rewind(stream);                                                \
		length = fread(scene_text, 1, sizeof(scene_text) - 1, stream); \
		scene_text[length] = '\0';                                     \
		fclose(stream);                                                \
	} while (0)

#endif
