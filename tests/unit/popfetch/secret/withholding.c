/*
 * The descriptor of --password-fd, from the start until it is read: no child
 * has it, and what is opened meanwhile does not come to be it.
 */
#include "tests/unit/popfetch/scene.h"

#include <sys/wait.h>

#include "popfetch/secret/secret.h"

TestSuite(withholding, .init = scene_begin, .fini = scene_end);

static void withhold(int descriptor)
{
	const struct settings settings = {
	    .host = "h", .user = "jim", .password_fd = descriptor};

	secret_withhold(&settings);
}

/* What secret_get() says of it; the secret is to be freed. */
static enum pop3_status get(int descriptor, char **out_secret)
{
	const struct settings settings = {
	    .host = "h", .user = "jim", .password_fd = descriptor};
	struct pop3_error error;

	return secret_get(&settings, SECRET_NO_DEADLINE, &error, out_secret);
}

Test(withholding, no_child_has_it_and_it_is_read_all_the_same)
{
	char *secret = NULL;
	int ends[2];

	cr_assert_eq(pipe(ends), 0);
	cr_assert_eq(write(ends[1], "open sesame\n", 12), 12);
	withhold(ends[0]);
	cr_expect_neq(fcntl(ends[0], F_GETFD) & FD_CLOEXEC, 0);
	cr_assert_eq(get(ends[0], &secret), POP3_OK);
	cr_expect_str_eq(secret, "open sesame");
	secret_free(secret);
}

static bool is_held(int descriptor)
{
	char *secret = NULL;
	int others[2];

	withhold(descriptor);
	others[0] = open("mail", O_RDONLY);
	others[1] = open("mail", O_RDONLY);
	return (fcntl(descriptor, F_GETFD) & FD_CLOEXEC) != 0 &&
	       others[0] != descriptor && others[1] != descriptor &&
	       get(descriptor, &secret) == POP3_E_SYSTEM && secret == NULL;
}

/* The one that is so many behind the next to be opened; in a child, where
 * Criterion opens nothing meanwhile. */
static void expect_held(int behind)
{
	int next, status;
	pid_t child;

	scene_write("mail", 0600, "a line of mail\n");
	child = fork();
	if (child == 0) {
		next = dup(STDERR_FILENO);
		close(next);
		_exit(next >= 0 && is_held(next + behind) ? 0 : 1);
	}
	cr_assert_eq(waitpid(child, &status, 0), child);
	cr_expect(WIFEXITED(status) && WEXITSTATUS(status) == 0);
}

Test(withholding, one_that_is_not_open_becomes_nobody_elses)
{
	expect_held(0);
	expect_held(1);
	expect_held(50);
}

static int devices_open(void)
{
	struct stat about;
	int count = 0;

	for (int fd = 0; fd < 256; fd++)
		count += fstat(fd, &about) == 0 && S_ISCHR(about.st_mode);
	return count;
}

Test(withholding, takes_no_descriptor_but_that_one)
{
	const int before = devices_open();

	withhold(-1);
	cr_expect_eq(devices_open(), before);
	withhold(99);
	cr_expect_eq(devices_open(), before + 1);
}
