/*
 * What a child has from us: three descriptors, its signals, its group.
 */
#include "tests/unit/popfetch/scene.h"

#include <errno.h>
#include <signal.h>
#include <sys/wait.h>

#include "popfetch/system/child.h"

TestSuite(spawn, .init = scene_begin, .fini = scene_end);

/* What the command prints; it must exit with 0. */
static const char *output_of(const char *command, enum spawn_group group)
{
	struct spawn spawn = {
	    .descriptors = {SPAWN_NOTHING, -1, STDERR_FILENO}, .group = group};
	struct child child = {0};
	size_t used = 0;
	int ends[2], status;
	ssize_t got;

	cr_assert_eq(pipe(ends), 0);
	spawn.descriptors[STDOUT_FILENO] = ends[1];
	cr_assert_eq(spawn_shell(command, &spawn, &child), 0);
	close(ends[1]);
	while ((got = read(ends[0], scene_text + used,
		    sizeof(scene_text) - 1 - used)) > 0)
		used += (size_t)got;
	scene_text[used] = '\0';
	close(ends[0]);
	cr_assert_eq(waitpid(child.pid, &status, 0), child.pid);
	cr_assert(WIFEXITED(status) && WEXITSTATUS(status) == 0);
	return scene_text;
}

Test(spawn, child_has_nothing_on_a_standard_input_that_is_withheld)
{
	cr_expect_str_eq(output_of("cat; echo x", SPAWN_OUR_GROUP), "x\n");
}

Test(spawn, child_inherits_no_other_descriptor)
{
	char command[80];
	const int fd = open("/dev/null", O_RDONLY);

	cr_assert_gt(fd, STDERR_FILENO);
	snprintf(command, sizeof command,
	    "if (: <&%d) 2>/dev/null; then echo open; fi", fd);
	spawn_withhold(fd);
	cr_expect_str_eq(output_of(command, SPAWN_OUR_GROUP), "");
}

Test(spawn, signals_that_we_ignore_have_their_meaning)
{
	signal(SIGPIPE, SIG_IGN);
	signal(SIGXFSZ, SIG_IGN);
	cr_expect_str_eq(output_of("for s in PIPE XFSZ; do "
				   "sh -c 'kill -s '$s' $$' 2>/dev/null; "
				   "kill -l $?; done",
			     SPAWN_OUR_GROUP),
	    "PIPE\nXFSZ\n");
}

static pid_t group_of_child(enum spawn_group group)
{
	const struct spawn spawn = {.descriptors = {0, 1, 2}, .group = group};
	struct child child = {0};
	pid_t its;

	cr_assert_eq(spawn_shell(":", &spawn, &child), 0);
	its = getpgid(child.pid); /* until it is waited for */
	cr_assert_eq(waitpid(child.pid, NULL, 0), child.pid);
	return its == child.pid ? 0 : its;
}

Test(spawn, group_is_ours_or_its_own)
{
	cr_expect_eq(group_of_child(SPAWN_OUR_GROUP), getpgrp());
	cr_expect_eq(group_of_child(SPAWN_OWN_GROUP), 0);
}

Test(spawn, program_is_looked_up_and_a_failure_is_told)
{
	char *const none[] = {"no-such-program-anywhere", NULL};
	char *const some[] = {"true", NULL};
	struct spawn spawn = {.argv = none, .descriptors = {0, 1, 2}};
	struct child child = {0};
	int status;

	cr_expect_eq(spawn_start(&spawn, &child), ENOENT);
	cr_expect_eq(child.pid, 0);
	spawn.argv = some;
	cr_assert_eq(spawn_start(&spawn, &child), 0);
	cr_assert_eq(waitpid(child.pid, &status, 0), child.pid);
	cr_expect_eq(status, 0);
}

/* ---- Ended --------------------------------------------------------------- */

/* A child that has said so, and holds the writing end. */
static struct child start_holder(
    const char *command, enum spawn_group group, int *out_reader)
{
	struct spawn spawn = {
	    .descriptors = {SPAWN_NOTHING, -1, STDERR_FILENO}, .group = group};
	struct child child = {0};
	int ends[2];
	char octet;

	cr_assert_eq(pipe(ends), 0);
	spawn.descriptors[STDOUT_FILENO] = ends[1];
	cr_assert_eq(spawn_shell(command, &spawn, &child), 0);
	close(ends[1]);
	cr_assert_eq(read(ends[0], &octet, 1), 1);
	*out_reader = ends[0];
	return child;
}

Test(spawn, child_with_a_group_is_ended_with_all_it_started)
{
	int reader, status;
	const struct child child =
	    start_holder("sleep 1000 & sleep 1000 & printf x; wait",
		SPAWN_OWN_GROUP, &reader);
	char octet;

	cr_expect_not(child_has_ended(&child, &status));
	child_end(&child);
	cr_expect_eq(read(reader, &octet, 1), 0);
	cr_expect_eq(waitpid(-1, &status, WNOHANG), -1);
}

Test(spawn, child_that_does_not_listen_is_killed)
{
	int reader, status;
	const struct child child =
	    start_holder("trap '' TERM; printf x; while :; do sleep 1; done",
		SPAWN_OUR_GROUP, &reader);

	child_end(&child);
	cr_expect_eq(waitpid(-1, &status, WNOHANG), -1);
	cr_expect_eq(errno, ECHILD);
}
