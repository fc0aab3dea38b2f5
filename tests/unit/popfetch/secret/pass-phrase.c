/*
 * The pass phrase of a key: asked for on the terminal, which is a real one.
 */
#include "tests/unit/popfetch/scene.h"

#include <sys/wait.h>

#include "popfetch/secret/pass-phrase.h"
#include "popfetch/talk/talk.h"

TestSuite(pass_phrase, .init = scene_begin, .fini = scene_end);

static int master;

/* A child on a terminal of its own; it exits with the status, or 98 where it
 * gets another phrase than wanted. */
static pid_t ask_on_terminal(const char *wanted, size_t size)
{
	pid_t child;

	master = posix_openpt(O_RDWR | O_NOCTTY);
	cr_assert(master >= 0 && grantpt(master) == 0 && unlockpt(master) == 0);
	child = fork();
	if (child == 0) {
		struct talk talk = {.quiet = true};
		char phrase[64] = "not the one that is asked for";
		enum pop3_status status;

		setsid();
		if (open(ptsname(master), O_RDWR) < 0)
			_exit(99);
		status = pass_phrase_ask(&talk, "/my.key", phrase, size);
		_exit(status != POP3_OK		    ? (int)status
		      : strcmp(phrase, wanted) != 0 ? 98
						    : 0);
	}
	return child;
}

static int answer(pid_t child, const char *line)
{
	size_t length = 0;
	int status;

	scene_text[0] = '\0';
	while (
	    strstr(scene_text, "Pass phrase for the key '/my.key': ") == NULL) {
		cr_assert_eq(read(master, scene_text + length, 1), 1);
		scene_text[++length] = '\0';
	}
	cr_assert_gt(write(master, line, strlen(line)), 0);
	waitpid(child, &status, 0);
	return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

Test(pass_phrase, is_asked_for_on_the_terminal, .timeout = 60)
{
	cr_assert_eq(
	    answer(ask_on_terminal("open sesame", 64), "open sesame\n"), 0);
}

Test(pass_phrase, too_long_for_its_place_is_not_cut, .timeout = 60)
{
	cr_assert_eq(
	    answer(ask_on_terminal("", 8), "open sesame\n"), (int)POP3_E_LIMIT);
	cr_assert_eq(
	    answer(ask_on_terminal("", 8), "12345678\n"), (int)POP3_E_LIMIT);
	cr_assert_eq(answer(ask_on_terminal("1234567", 8), "1234567\n"), 0);
}

Test(pass_phrase, without_a_terminal_there_is_none)
{
	struct talk talk = {.quiet = false};
	char phrase[64];
	pid_t child;
	int status;

	scene_listen();
	child = fork();
	if (child == 0) {
		setsid();
		_exit((int)pass_phrase_ask(&talk, "/my.key", phrase, 64));
	}
	waitpid(child, &status, 0);
	cr_assert_eq(WEXITSTATUS(status), (int)POP3_E_MISUSE);
	cr_assert_not_null(strstr(scene_said(), "'/my.key' is encrypted"));
}
