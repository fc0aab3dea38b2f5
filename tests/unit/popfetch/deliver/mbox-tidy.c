/*
 * mbox-tidy.c - what the dead left beside an mbox when they locked it.
 */
#include "tests/unit/popfetch/scene.h"

#include <sys/utsname.h>
#include <sys/wait.h>
#include <time.h>

#include "popfetch/deliver/mbox-file.h"

static struct mbox_file file;
static char host[256];

static void begin(void)
{
	struct pop3_error error;
	struct utsname system;

	scene_begin();
	cr_assert_eq(mbox_file_init(&file, "mbox", &error), POP3_OK);
	cr_assert_geq(uname(&system), 0);
	snprintf(host, sizeof host, "%.*s", (int)strcspn(system.nodename, "."),
	    system.nodename);
	cr_assert_leq(strlen(host), 23, "liblockfile cuts it");
}

static void end(void)
{
	mbox_file_free(&file);
	scene_end();
}

TestSuite(mbox_tidy, .init = begin, .fini = end);

static pid_t dead_process(void)
{
	pid_t child = fork();

	if (child == 0)
		_exit(0);
	cr_assert_eq(waitpid(child, NULL, 0), child);
	return child;
}

/* Makes what liblockfile makes before it links it to the lock file, and
 * says whether tidying leaves it. */
static bool stays(const char *prefix, pid_t process, const char *behind)
{
	char name[300];

	snprintf(name, sizeof name, "%s%05d%s", prefix, (int)process, behind);
	scene_write(name, 0600, "");
	mbox_file_tidy(&file);
	return access(name, F_OK) == 0;
}

/* A digit of the time, and the host. */
static const char *behind(const char *whose)
{
	static char text[280];

	snprintf(text, sizeof text, "a%s", whose);
	return text;
}

Test(mbox_tidy, file_of_a_dead_process_of_this_host_goes)
{
	cr_expect_not(stays(".lk", dead_process(), behind(host)));
}

Test(mbox_tidy, file_of_a_process_that_lives_stays)
{
	cr_expect(stays(".lk", getpid(), behind(host)));
	cr_expect(stays(".lk", getppid(), behind(host)));
	cr_expect(stays(".lk", 1, behind(host)));
}

Test(mbox_tidy, file_of_another_host_stays)
{
	cr_expect(stays(".lk", dead_process(), "aanother-host-than-this"));
	cr_expect(stays(".lk", dead_process(), "a"));
	cr_assert_gt(strlen(host), 0);
	host[0] = host[0] == 'x' ? 'y' : 'x';
	cr_expect(stays(".lk", dead_process(), behind(host)));
}

Test(mbox_tidy, file_that_is_none_of_liblockfile_stays)
{
	cr_expect(stays("lk", dead_process(), behind(host)));
	cr_expect(stays(".lkx", dead_process(), behind(host)));
	cr_expect(stays(".lk000000000", dead_process(), behind(host)));
	cr_expect(stays(".lk", -1, behind(host)));
}

/* ---- The lock file ------------------------------------------------------- */

static void lock_for(pid_t process)
{
	char text[16];

	snprintf(text, sizeof text, "%d\n", (int)process);
	scene_write("mbox.lock", 0644, text);
}

Test(mbox_tidy, lock_of_a_dead_process_goes)
{
	lock_for(dead_process());
	mbox_file_tidy(&file);
	cr_expect_neq(access("mbox.lock", F_OK), 0);
}

Test(mbox_tidy, lock_of_a_process_that_lives_stays)
{
	struct timespec moments_ago[2];

	lock_for(getppid());
	mbox_file_tidy(&file);
	cr_expect_eq(access("mbox.lock", F_OK), 0);
	cr_assert_eq(clock_gettime(CLOCK_REALTIME, &moments_ago[0]), 0);
	moments_ago[0].tv_sec -= 2;
	moments_ago[1] = moments_ago[0];
	cr_assert_eq(utimensat(AT_FDCWD, "mbox.lock", moments_ago, 0), 0);
	mbox_file_tidy(&file);
	cr_expect_eq(access("mbox.lock", F_OK), 0);
}

/* A FIFO that nobody writes to would be waited at for ever. */
Test(mbox_tidy, lock_that_is_a_fifo_stays_and_is_not_opened, .timeout = 60)
{
	struct pop3_error error;

	cr_assert_eq(mkfifo("mbox.lock", 0600), 0);
	mbox_file_tidy(&file);
	cr_expect_eq(access("mbox.lock", F_OK), 0);
	cr_expect_eq(mbox_file_lock(&file, &error), POP3_E_LOCKED);
	cr_assert_eq(unlink("mbox.lock"), 0);
	cr_expect_eq(mbox_file_lock(&file, &error), POP3_OK);
}

/* Behind a loss of power its process-id may well be another's. */
Test(mbox_tidy, lock_of_before_the_start_of_the_machine_goes)
{
	const struct timespec long_ago[2] = {{.tv_sec = 1}, {.tv_sec = 1}};

	lock_for(getppid());
	cr_assert_eq(utimensat(AT_FDCWD, "mbox.lock", long_ago, 0), 0);
	mbox_file_tidy(&file);
	cr_expect_neq(access("mbox.lock", F_OK), 0);
}

Test(mbox_tidy, without_anything_to_tidy_nothing_changes)
{
	mbox_file_tidy(&file);
	cr_expect_eq(access("mbox", F_OK), 0);
	cr_expect_neq(access("mbox.lock", F_OK), 0);
}
