/*
 * Where the password comes from: each source, its refusals, and their order.
 * The terminal is a real one, a pty that the child is alone on.
 */
#include "tests/unit/popfetch/hasty-clock.h"
#include "tests/unit/popfetch/scene.h"

#include <sched.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <termios.h>

#include "popfetch/secret/secret.h"
#include "popfetch/system/interrupt.h"

TestSuite(secret, .init = scene_begin, .fini = scene_end);

static struct pop3_error error;

static struct settings settings_of(char *command, int fd, char *file)
{
	return (struct settings){.host = "pop.example.org",
	    .user = "jim",
	    .password_command = command,
	    .password_fd = fd,
	    .password_file = file};
}

static void expect(const struct settings *settings, const char *wanted)
{
	const int open_before = scene_files_open();
	char *secret = NULL;

	cr_assert_eq(secret_get(settings, SECRET_NO_DEADLINE, &error, &secret),
	    POP3_OK, "%s", error.text);
	cr_expect_str_eq(secret, wanted);
	cr_expect_eq(scene_files_open(), open_before);
	secret_free(secret);
}

static void expect_failure(const struct settings *settings,
    enum pop3_status status, const char *wanted)
{
	const int open_before = scene_files_open();
	char *secret = NULL;

	cr_expect_eq(
	    secret_get(settings, SECRET_NO_DEADLINE, &error, &secret), status);
	cr_expect_eq(scene_files_open(), open_before);
	cr_expect_eq(error.status, status);
	cr_expect_not_null(strstr(error.text, wanted), "%s", error.text);
	cr_expect_null(secret);
}

/* ---- password-command ---------------------------------------------------- */

static void expect_command(const char *command, const char *wanted)
{
	const struct settings settings = settings_of((char *)command, -1, NULL);

	expect(&settings, wanted);
}

static void expect_command_failure(const char *command, const char *wanted)
{
	const struct settings settings = settings_of((char *)command, -1, NULL);

	expect_failure(&settings, POP3_E_FILE, wanted);
}

Test(secret, first_line_of_the_command_is_taken)
{
	expect_command("echo ' a b '; echo second", " a b ");
	expect_command("printf 'no line end'", "no line end");
	expect_command("printf 'dos\\r\\n'", "dos");
}

Test(secret, what_the_command_prints_behind_it_is_dropped)
{
	expect_command("echo x; head -c 300000 /dev/zero", "x");
}

Test(secret, command_that_fails_gives_none)
{
	expect_command_failure("echo x; exit 3", "exit status 3");
	cr_expect_str_eq(
	    error.text, "the password command failed with exit status 3");
	expect_command_failure("echo x; kill -KILL $$", "signal 9");
	cr_expect_str_eq(error.text, "the password command died of signal 9");
	expect_command_failure(
	    "/nonexistent/program 2>/dev/null", "exit status 127");
}

Test(secret, command_that_prints_none_gives_none)
{
	expect_command_failure(":", "no password");
	expect_command_failure("echo; echo x", "no password");
	expect_command_failure("printf 'a\\0b\\n'", "no password");
	expect_command_failure(
	    "head -c 70000 /dev/zero | tr '\\0' x", "longer than 65535");
}

Test(secret, command_reads_nothing_and_hears_of_sigpipe)
{
	signal(SIGPIPE, SIG_IGN);
	expect_command("cat; echo x", "x");
	expect_command("(yes; echo $? >&2) 2>status | head -n 1", "y");
	expect_command("cat status", "141");
}

Test(secret, command_is_no_argument_of_ours)
{
	expect_command("tr '\\0' ' ' </proc/$$/cmdline",
	    "/bin/sh -c tr '\\0' ' ' </proc/$$/cmdline ");
}

/* ---- password-fd --------------------------------------------------------- */

Test(secret, descriptor_gives_a_line_to_each_account)
{
	struct settings settings;
	int ends[2];

	cr_assert_eq(pipe(ends), 0);
	cr_assert_eq(write(ends[1], "one\ntwo\n", 8), 8);
	close(ends[1]);
	settings = settings_of(NULL, ends[0], NULL);
	expect(&settings, "one");
	expect(&settings, "two");
	expect_failure(&settings, POP3_E_FILE, "file descriptor");
}

Test(secret, descriptor_that_is_not_open_is_told)
{
	const struct settings settings = settings_of(NULL, 99, NULL);

	expect_failure(&settings, POP3_E_SYSTEM, "bad file descriptor");
}

Test(secret, signal_ends_the_wait, .timeout = 60)
{
	struct pop3_cancel *cancel = NULL;
	struct settings settings;
	int ends[2], status;
	pid_t child;

	cr_assert_eq(pipe(ends), 0);
	cr_assert_eq(pop3_cancel_new(&cancel), POP3_OK);
	interrupt_install(cancel);
	child = fork();
	if (child == 0) {
		settings = settings_of(NULL, ends[0], NULL);
		char *secret = NULL;
		_exit(secret_get(&settings, SECRET_NO_DEADLINE, &error,
			  &secret) == POP3_E_CANCELLED
			  ? 0
			  : 1);
	}
	/* At whatever moment it comes. */
	kill(child, SIGTERM);
	waitpid(child, &status, 0);
	cr_expect(WIFEXITED(status) && WEXITSTATUS(status) == 0);
	pop3_cancel_free(cancel);
}

/* Once the pipe has let so much through, the line in front is read. */
#define READ "echo x; head -c 100000 /dev/zero; : >read; "

static void expect_signal_to_end(char *command)
{
	const struct settings settings = settings_of(command, -1, NULL);
	struct pop3_cancel *cancel = NULL;
	char *secret = NULL;
	int status;
	pid_t child;

	cr_assert_eq(pop3_cancel_new(&cancel), POP3_OK);
	child = fork();
	if (child == 0) {
		setsid();
		interrupt_install(cancel);
		_exit(secret_get(&settings, SECRET_NO_DEADLINE, &error,
			  &secret) == POP3_E_CANCELLED &&
			      strstr(error.text, "interrupted") != NULL
			  ? 0
			  : 1);
	}
	while (access("read", F_OK) != 0)
		sched_yield();
	kill(child, SIGTERM);
	waitpid(child, &status, 0);
	cr_expect(WIFEXITED(status) && WEXITSTATUS(status) == 0);
	cr_assert_eq(unlink("read"), 0);
	pop3_cancel_free(cancel);
}

Test(secret, signal_ends_the_wait_for_the_end_of_the_command)
{
	expect_signal_to_end(READ "exec sleep 1000");
}

Test(secret, command_that_does_not_listen_to_a_signal_is_killed)
{
	expect_signal_to_end("trap '' TERM; " READ "while :; do sleep 1; done");
	expect_signal_to_end(
	    "trap '' TERM; : >read; while :; do sleep 1; done");
}

/* Nobody is left who holds the pipe. */
Test(secret, without_a_terminal_what_the_command_started_is_ended_with_it)
{
	int reader, writer;
	char octet;

	cr_assert_eq(mkfifo("held", 0600), 0);
	reader = open("held", O_RDONLY | O_NONBLOCK);
	writer = open("held", O_WRONLY | O_CLOEXEC);
	cr_assert(reader >= 0 && writer >= 0);
	fcntl(reader, F_SETFL, 0);
	expect_signal_to_end("sleep 1000 >held & " READ "wait");
	close(writer);
	cr_expect_eq(read(reader, &octet, 1), 0);
}

Test(secret, command_that_takes_too_long_is_ended)
{
	const struct settings settings =
	    settings_of("exec sleep 1000", -1, NULL);
	char *secret = NULL;

	cr_expect_eq(secret_get(&settings, 1, &error, &secret), POP3_E_TIMEOUT);
	cr_expect_not_null(strstr(error.text, "deadline"), "%s", error.text);
	clock_step_ns = 30 * NS_PER_S;
	cr_expect_eq(secret_get(&settings, SECRET_NO_DEADLINE, &error, &secret),
	    POP3_E_TIMEOUT);
	cr_expect_not_null(strstr(error.text, "longer than"), "%s", error.text);
	cr_expect_null(secret);
}

/* With --every it may be run for years. */
Test(secret, command_that_is_ended_leaves_no_descriptor_open)
{
	const struct settings settings =
	    settings_of("exec sleep 1000", -1, NULL);
	const struct rlimit few = {64, 64};
	char *secret = NULL;

	cr_assert_eq(setrlimit(RLIMIT_NOFILE, &few), 0);
	for (int i = 0; i < 64; i++)
		cr_assert_eq(secret_get(&settings, 1, &error, &secret),
		    POP3_E_TIMEOUT, "%s", error.text);
}

Test(secret, what_the_command_leaves_in_the_background_is_not_waited_for)
{
	FILE *file;
	long pid = 0;

	expect_command("sleep 1000 & echo $! >pid; echo x", "x");
	expect_command_failure(
	    "sleep 1000 & echo $! >>pid; echo x; exit 3", "exit status 3");
	file = fopen("pid", "r");
	cr_assert_not_null(file);
	while (fscanf(file, "%ld", &pid) == 1)
		cr_expect_eq(kill((pid_t)pid, SIGKILL), 0);
	cr_expect_neq(pid, 0);
	fclose(file);
}

/* ---- password-file ------------------------------------------------------- */

Test(secret, first_line_of_a_private_file_is_taken)
{
	char *path = strdup(scene_write("p", 0600, "pass word\nmore\n"));
	const struct settings settings = settings_of(NULL, -1, path);

	expect(&settings, "pass word");
	cr_assert_eq(chmod(path, 0400), 0);
	expect(&settings, "pass word");
	free(path);
}

Test(secret, file_that_others_can_read_is_refused)
{
	static const mode_t modes[] = {0640, 0604, 0644, 0660, 0602};
	char *path = strdup(scene_write("p", 0600, "pass word\n"));
	const struct settings settings = settings_of(NULL, -1, path);

	for (size_t i = 0; i < sizeof(modes) / sizeof(modes[0]); i++) {
		cr_assert_eq(chmod(path, modes[i]), 0);
		expect_failure(&settings, POP3_E_FILE, "others can");
	}
	free(path);
}

Test(secret, file_of_somebody_else_is_refused)
{
	char *path = strdup(scene_write("p", 0600, "pass word\n"));
	const struct settings settings = settings_of(NULL, -1, path);

	if (geteuid() != 0 || chown(path, 12345, (gid_t)-1) != 0)
		scene_skip("only root can give a file away");
	expect_failure(&settings, POP3_E_FILE, "belongs to somebody else");
	free(path);
}

Test(secret, what_is_no_regular_file_is_refused)
{
	char *path = strdup(scene_path("fifo"));
	struct settings settings = settings_of(NULL, -1, path);

	cr_assert_eq(mkfifo(path, 0600), 0);
	expect_failure(&settings, POP3_E_FILE, "not a regular file");
	settings.password_file = "/nonexistent/p";
	expect_failure(&settings, POP3_E_SYSTEM, "no such file");
	free(path);
}

Test(secret, empty_file_has_none)
{
	char *path = strdup(scene_write("p", 0600, ""));
	const struct settings settings = settings_of(NULL, -1, path);

	expect_failure(&settings, POP3_E_FILE, "no password in the first line");
	cr_expect_not_null(strstr(error.text, path), "%s", error.text);
	free(path);
}

/* ---- The order ----------------------------------------------------------- */

Test(secret, sources_have_their_order)
{
	char *path = strdup(scene_write("p", 0600, "of the file\n"));
	struct settings settings;
	int ends[2];

	scene_write(".netrc", 0600,
	    "machine pop.example.org login jim password of.netrc\n");
	cr_assert_eq(pipe(ends), 0);
	cr_assert_eq(write(ends[1], "of the fd\n", 10), 10);
	settings = settings_of("echo of the command", ends[0], path);
	expect(&settings, "of the command");
	settings.password_command = NULL;
	expect(&settings, "of the fd");
	settings.password_fd = -1;
	expect(&settings, "of the file");
	settings.password_file = NULL;
	expect(&settings, "of.netrc");
	free(path);
}

Test(secret, source_that_fails_is_not_gone_around)
{
	const struct settings settings = settings_of("exit 1", -1, NULL);

	scene_write(".netrc", 0600,
	    "machine pop.example.org login jim password of.netrc\n");
	expect_failure(&settings, POP3_E_FILE, "exit status 1");
}

Test(secret, netrc_that_others_can_read_is_refused_where_it_matters)
{
	struct settings settings = settings_of(NULL, -1, NULL);

	scene_write(".netrc", 0644,
	    "machine pop.example.org login jim password of.netrc\n");
	expect_failure(&settings, POP3_E_FILE, "others can read it");
	settings.user = "ann";
	setsid();
	expect_failure(&settings, POP3_E_MISUSE, "no terminal");
	scene_write(".netrc", 0600, "\nnonsense\n");
	expect_failure(&settings, POP3_E_FILE, ".netrc:2: ");
}

Test(secret, netrc_that_is_too_long_says_so)
{
	const struct settings settings = settings_of(NULL, -1, NULL);

	cr_assert_eq(truncate(scene_write(".netrc", 0600, ""), 2 << 20), 0);
	expect_failure(&settings, POP3_E_FILE, ".netrc': file too large");
	cr_expect_null(secret_netrc_login("pop.example.org"));
}

Test(secret, netrc_that_cannot_be_opened_says_so)
{
	const struct settings settings = settings_of(NULL, -1, NULL);

	cr_assert_eq(mkdir(".netrc", 0700), 0);
	expect_failure(
	    &settings, POP3_E_FILE, ".netrc' is refused: it is not a regular");
	cr_assert_eq(rmdir(".netrc"), 0);
	cr_assert_eq(symlink(".netrc", ".netrc"), 0);
	expect_failure(&settings, POP3_E_SYSTEM, ".netrc': too many");
}

Test(secret, netrc_that_is_nowhere_is_none)
{
	const struct settings settings = settings_of(NULL, -1, NULL);

	setsid();
	expect_failure(&settings, POP3_E_MISUSE, "no terminal");
	setenv("HOME", "/dev/null", 1);
	expect_failure(&settings, POP3_E_MISUSE, "no terminal");
}

/* ---- The terminal -------------------------------------------------------- */

static int master;
static int hold[2];	  /* the child ends when it is closed */
static tcflag_t left_off; /* by who had the terminal before */

/* A child on a terminal of its own that asks for the password and exits with
 * 0 where it is WANTED, else with the status; not before it is to, since what
 * it wrote last may be lost with its terminal. */
static pid_t ask_on_terminal(const char *wanted)
{
	struct termios modes;
	pid_t child;

	master = posix_openpt(O_RDWR | O_NOCTTY);
	cr_assert(master >= 0 && grantpt(master) == 0 && unlockpt(master) == 0);
	cr_assert_eq(tcgetattr(master, &modes), 0);
	modes.c_lflag &= ~left_off;
	cr_assert_eq(tcsetattr(master, TCSANOW, &modes), 0);
	cr_assert_eq(pipe(hold), 0);
	child = fork();
	if (child == 0) {
		const struct settings settings = settings_of(NULL, -1, NULL);
		char *secret = NULL;
		enum pop3_status status;
		char octet;

		setsid();
		/* Whoever runs this in the background ignores it. */
		signal(SIGINT, SIG_DFL);
		/* The first terminal a session's leader opens is its own. */
		if (open(ptsname(master), O_RDWR) < 0)
			_exit(99);
		status =
		    secret_get(&settings, SECRET_NO_DEADLINE, &error, &secret);
		close(hold[1]);
		(void)!read(hold[0], &octet, 1);
		_exit(status != POP3_OK	       ? (int)status
		      : strcmp(secret, wanted) ? 98
					       : 0);
	}
	return child;
}

/* Reads what the terminal shows, up to text. */
static void await(const char *text)
{
	size_t length = 0;
	ssize_t got;

	scene_text[0] = '\0';
	while (strstr(scene_text, text) == NULL) {
		got = read(master, scene_text + length, 1);
		cr_assert_eq(got, 1, "only '%s'", scene_text);
		scene_text[++length] = '\0';
	}
}

static int status_of(pid_t child)
{
	int status;

	close(hold[1]);
	cr_assert_eq(waitpid(child, &status, 0), child);
	return status;
}

static bool echoes(void)
{
	struct termios modes;

	cr_assert_eq(tcgetattr(master, &modes), 0);
	return (modes.c_lflag & ECHO) != 0;
}

Test(secret, terminal_is_asked_without_echo, .timeout = 60)
{
	const pid_t child = ask_on_terminal("open sesame");
	int status;

	await("Password for jim@pop.example.org: ");
	cr_expect_not(echoes());
	cr_assert_eq(write(master, "open sesame\n", 12), 12);
	await("\n");
	cr_expect_null(strstr(scene_text, "sesame"));
	status = status_of(child);
	cr_expect(WIFEXITED(status) && WEXITSTATUS(status) == 0, "%d", status);
	cr_expect(echoes());
}

Test(secret, interrupted_terminal_echoes_again, .timeout = 60)
{
	const pid_t child = ask_on_terminal("");
	int status;

	await("org: ");
	cr_expect_not(echoes());
	cr_assert_eq(write(master, "\003", 1), 1);
	status = status_of(child);
	cr_expect(WIFSIGNALED(status) && WTERMSIG(status) == SIGINT);
	cr_expect(echoes());
}

/* As by a program that died in the middle of a screen. */
Test(secret, terminal_that_was_left_raw_is_asked_as_any, .timeout = 60)
{
	pid_t child;
	int status;

	left_off = ICANON | ISIG;
	child = ask_on_terminal("open sesame");
	await("org: ");
	cr_assert_eq(write(master, "open sesamx\177e\n", 14), 14);
	status = status_of(child);
	cr_expect(WIFEXITED(status) && WEXITSTATUS(status) == 0, "%d", status);
	child = ask_on_terminal("");
	await("org: ");
	cr_assert_eq(write(master, "\003\n", 2), 2);
	status = status_of(child);
	cr_expect(WIFSIGNALED(status) && WTERMSIG(status) == SIGINT);
}

static void note(int number)
{
	(void)number;
}

Test(secret, signal_that_somebody_handles_cancels, .timeout = 60)
{
	struct sigaction action = {.sa_handler = note};
	pid_t child;
	int status;

	sigaction(SIGTERM, &action, NULL);
	child = ask_on_terminal("");
	await("org: ");
	kill(child, SIGTERM);
	status = status_of(child);
	cr_expect(WIFEXITED(status) && WEXITSTATUS(status) == POP3_E_CANCELLED);
	cr_expect(echoes());
}

static bool is_pending(pid_t pid, int number)
{
	unsigned long long pending = 0;
	char path[32], line[128];
	FILE *about;

	snprintf(path, sizeof path, "/proc/%d/status", (int)pid);
	about = fopen(path, "r");
	cr_assert_not_null(about);
	while (fgets(line, sizeof line, about) != NULL)
		sscanf(line, "ShdPnd: %llx", &pending);
	fclose(about);
	return (pending >> (number - 1) & 1) != 0;
}

/* As by nohup(1). */
Test(secret, signal_that_is_ignored_stays_so, .timeout = 60)
{
	pid_t child;
	int status;

	signal(SIGTERM, SIG_IGN);
	child = ask_on_terminal("open sesame");
	await("org: ");
	kill(child, SIGTERM);
	while (is_pending(child, SIGTERM))
		sched_yield();
	cr_assert_eq(write(master, "open sesame\n", 12), 12);
	status = status_of(child);
	cr_expect(WIFEXITED(status) && WEXITSTATUS(status) == 0, "%d", status);
}

Test(secret, empty_line_is_no_password, .timeout = 60)
{
	const pid_t child = ask_on_terminal("");
	int status;

	await("org: ");
	cr_assert_eq(write(master, "\n", 1), 1);
	status = status_of(child);
	cr_expect(WIFEXITED(status) && WEXITSTATUS(status) == POP3_E_FILE);
}

Test(secret, netrc_login_stands_in_for_a_user)
{
	const int open_before = scene_files_open();
	char *login;

	cr_expect_null(secret_netrc_login("pop.example.org"));
	scene_write(
	    ".netrc", 0600, "machine pop.example.org login jim password x\n");
	login = secret_netrc_login("POP.example.org");
	cr_expect_str_eq(login, "jim");
	free(login);
	cr_expect_null(secret_netrc_login("imap.example.org"));
	cr_expect_eq(scene_files_open(), open_before);
}

/* It would break the line in which an account is listed. */
Test(secret, a_login_that_no_option_takes_is_none)
{
	static const char *const texts[] = {
	    "machine h login \"ji\nm\" password x\n",
	    "machine h login ji\033[31mm password x\n",
	    "machine h login \"\" password x\n",
	};

	for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
		scene_write(".netrc", 0600, texts[i]);
		cr_expect_null(secret_netrc_login("h"), "text %zu", i);
	}
}
