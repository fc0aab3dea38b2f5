/*
 * The proxy command: what is put in, and how it begins and ends.
 */
#include "tests/unit/popfetch/scene.h"

#include <errno.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/wait.h>

#include "popfetch/visit/proxy-command.h"

TestSuite(proxy_command, .init = scene_begin, .fini = scene_end);

static void expect_expanded(
    const char *command, const char *host, const char *wanted)
{
	char got[PROXY_COMMAND_SIZE];

	cr_assert_null(proxy_command_expand(command, host, 995, got));
	cr_assert_str_eq(got, wanted);
}

Test(proxy_command, host_and_port_are_put_in)
{
	expect_expanded(
	    "nc %h %p", "pop.example.org", "nc pop.example.org 995");
	expect_expanded("%%h 100%%", "h", "%h 100%");
	expect_expanded("nc '%h'", "2001:db8::1", "nc '2001:db8::1'");
	expect_expanded("%h%h", "b\u00fccher.example",
	    "b\u00fccher.exampleb\u00fccher.example");
	expect_expanded("cat", "h", "cat");
}

Test(proxy_command, a_host_that_means_something_to_a_shell_is_refused)
{
	static const char *const hosts[] = {"a b", "a;b", "$(a)", "`a`", "a'b",
	    "a\"b", "a|b", "a&b", "a\nb", "a>b", "~a", "*", "-a", "a\\b",
	    "a%b"};
	char got[PROXY_COMMAND_SIZE];

	for (size_t i = 0; i < sizeof(hosts) / sizeof(hosts[0]); i++)
		cr_assert_not_null(
		    proxy_command_expand("nc %h", hosts[i], 995, got), "%s",
		    hosts[i]);
}

Test(proxy_command, other_letters_and_what_is_too_long_are_refused)
{
	char got[PROXY_COMMAND_SIZE], command[PROXY_COMMAND_SIZE + 1];

	cr_assert_not_null(proxy_command_expand("%x", "h", 995, got));
	cr_assert_not_null(proxy_command_expand("nc %", "h", 995, got));
	memset(command, 'x', sizeof(command) - 1);
	command[sizeof(command) - 1] = '\0';
	cr_assert_not_null(proxy_command_expand(command, "h", 995, got));
	command[sizeof(command) - 2] = '\0';
	cr_assert_null(proxy_command_expand(command, "h", 995, got));
	memcpy(command + sizeof(command) - 4, "%p", 3);
	cr_assert_not_null(proxy_command_expand(command, "h", 995, got));
}

static int start(struct proxy_command *started, const char *command)
{
	struct pop3_error error = {0};
	int descriptor = -1;

	cr_assert_eq(proxy_command_start(
			 started, command, "h", 995, &error, &descriptor),
	    POP3_OK, "%s", error.text);
	return descriptor;
}

static void expect_gone(pid_t child)
{
	cr_assert_eq(kill(child, 0), -1);
	cr_assert_eq(errno, ESRCH);
	cr_assert_eq(waitpid(-1, NULL, WNOHANG), -1);
}

Test(proxy_command, speaks_on_a_stream_socket)
{
	struct proxy_command started;
	int descriptor = start(&started, "exec tr a-z A-Z");
	pid_t child = started.child.pid;
	char octets[8];

	cr_assert_eq(send(descriptor, "hello", 5, 0), 5);
	shutdown(descriptor, SHUT_WR);
	cr_assert_eq(recv(descriptor, octets, 5, MSG_WAITALL), 5);
	cr_assert_arr_eq(octets, "HELLO", 5);
	close(descriptor);
	cr_assert_eq(proxy_command_end(&started), 0);
	expect_gone(child);
	cr_assert_eq(proxy_command_end(&started), 0);
}

Test(proxy_command, that_is_still_there_is_ended)
{
	struct proxy_command started;
	int descriptor = start(&started, "exec sleep 1000");
	pid_t child = started.child.pid;

	close(descriptor);
	cr_assert_eq(proxy_command_end(&started), 0);
	expect_gone(child);
}

Test(proxy_command, that_does_not_listen_is_killed)
{
	struct proxy_command started;
	int descriptor =
	    start(&started, "trap '' TERM; echo up; while :; do sleep 1; done");
	pid_t child = started.child.pid;
	char octets[3];

	cr_assert_eq(recv(descriptor, octets, 3, MSG_WAITALL), 3);
	close(descriptor);
	cr_assert_eq(proxy_command_end(&started), 0);
	expect_gone(child);
}

Test(proxy_command, that_ended_by_itself_leaves_its_status)
{
	struct proxy_command started;
	int descriptor = start(&started, "exit 7");
	char octet;

	/* The end of the stream comes with, or just before, that of the
	 * child. */
	cr_assert_eq(recv(descriptor, &octet, 1, 0), 0);
	cr_assert_eq(waitid(P_PID, (id_t)started.child.pid, &(siginfo_t){0},
			 WEXITED | WNOWAIT),
	    0);
	close(descriptor);
	cr_assert_eq(proxy_command_end(&started), 7);
}

Test(proxy_command, that_has_hung_up_is_given_time_to_end)
{
	struct proxy_command started;
	int descriptor = start(&started, "exec <&- >&-; sleep 0.2; exit 7");
	char octet;

	cr_assert_eq(recv(descriptor, &octet, 1, 0), 0);
	close(descriptor);
	started.hung_up = true;
	cr_assert_eq(proxy_command_end(&started), 7);
}

/* Our end in its hands would keep it from seeing ours close. */
Test(proxy_command, does_not_inherit_our_end)
{
	struct proxy_command started;
	int descriptor = start(&started, "exec cat");
	pid_t child = started.child.pid;

	close(descriptor);
	cr_assert_eq(
	    waitid(P_PID, (id_t)child, &(siginfo_t){0}, WEXITED | WNOWAIT), 0);
	cr_assert_eq(proxy_command_end(&started), 0);
	expect_gone(child);
}
