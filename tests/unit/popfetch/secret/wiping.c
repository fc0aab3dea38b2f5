/*
 * What is left of a password in memory that is given back: nothing, wherever
 * it came from.
 */
#define _GNU_SOURCE /* memmem() */
#include "tests/unit/base/allocator.h"
#include "tests/unit/popfetch/scene.h"

#include "popfetch/secret/secret.h"

TestSuite(wiping, .init = scene_begin, .fini = scene_end);

#if ALLOCATOR_REPLACED

#include <malloc.h>

static const char word[] = "open-sesame";
static const char netrc[] = "machine h login ann password open-sesame\n"
			    "machine h login jim password open-sesame\n";
static bool left_behind;

static void look(const void *old)
{
	const size_t size = malloc_usable_size((void *)old);

	left_behind |= memmem(old, size, word, strlen(word)) != NULL;
}

/* Without a stream, whose buffer would have it as well. */
static char *write_file(const char *name, mode_t mode, const char *text)
{
	const int fd = scene_open(name, "");

	cr_assert_eq(write(fd, text, strlen(text)), (ssize_t)strlen(text));
	cr_assert_eq(fchmod(fd, mode), 0);
	close(fd);
	return strdup(scene_path(name));
}

static void expect_wiped(char *command, int fd, char *file, const char *wanted)
{
	const struct settings settings = {.host = "h",
	    .user = "jim",
	    .password_command = command,
	    .password_fd = fd,
	    .password_file = file};
	struct pop3_error error;
	char *secret = NULL;

	left_behind = false;
	before_free = look;
	(void)secret_get(&settings, SECRET_NO_DEADLINE, &error, &secret);
	if (wanted != NULL)
		cr_expect_str_eq(secret, wanted);
	else
		cr_expect_null(secret);
	secret_free(secret);
	before_free = NULL;
	cr_expect_not(left_behind);
}

Test(wiping, a_password_of_a_file_is_gone)
{
	expect_wiped(NULL, -1, write_file("p", 0600, "open-sesame\n"), word);
}

Test(wiping, a_password_of_a_descriptor_is_gone)
{
	int ends[2];

	cr_assert_eq(pipe(ends), 0);
	cr_assert_eq(write(ends[1], "open-sesame\n", 12), 12);
	expect_wiped(NULL, ends[0], NULL, word);
}

Test(wiping, a_password_of_a_command_is_gone)
{
	static char command[] = "echo open-sesam | sed 's/$/e/'";
	static char failing[] = "echo open-sesam | sed 's/$/e/'; exit 1";

	expect_wiped(command, -1, NULL, word);
	expect_wiped(failing, -1, NULL, NULL);
}

Test(wiping, a_password_of_netrc_is_gone)
{
	write_file(".netrc", 0600, netrc);
	expect_wiped(NULL, -1, NULL, word);
	write_file(".netrc", 0644, netrc);
	expect_wiped(NULL, -1, NULL, NULL);
}

Test(wiping, a_login_of_netrc_leaves_no_password)
{
	char *login;

	write_file(".netrc", 0600, netrc);
	before_free = look;
	login = secret_netrc_login("h");
	before_free = NULL;
	free(login);
	cr_expect_not(left_behind);
}

#else

Test(wiping, is_not_seen_here)
{
	scene_skip("the allocator is not ours to replace");
}

#endif
