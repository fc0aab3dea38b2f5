/*
 * staging.c - two batches in turn: what is committed beside the session
 * stands as well as what is committed by it.
 */
#include "tests/unit/popfetch/delivery.h"

#include <errno.h>
#include <signal.h>
#include <spawn.h>
#include <sys/resource.h>

#include "popfetch/deliver/mbox-spool.h"
#include "popfetch/fetch/staging.h"
#include "popfetch/system/monotonic.h"
#include "popfetch/system/outlet.h"
#include "popfetch/system/thread.h"

TestSuite(staging, .init = scene_begin, .fini = scene_end, .timeout = 60);

/* As many as make two batches beside the session, and some that are left. */
enum {
	MANY = 2 * BATCH_MESSAGES_WORTH + 100
};

static const struct talk talk;
static struct settings settings;
static struct pop3_state *state;
static struct deliver *deliver;
static struct staging staging;
static struct pop3_listed listed[MANY];
static struct plan_item items[MANY];
static char uids[MANY][8];
static char *spool;

/* There is no room for another process. */
int posix_spawnp(pid_t *pid, const char *file,
    const posix_spawn_file_actions_t *files,
    const posix_spawnattr_t *attributes, char *const argv[], char *const env[])
{
	(void)pid, (void)file, (void)files, (void)attributes, (void)argv;
	(void)env;
	return EAGAIN;
}

/* A clock of our own: each look at it is some time after the last. */
static _Atomic int64_t clock_ns, clock_step_ns;

int64_t monotonic_ns(void)
{
	const int64_t step_ns = clock_step_ns;

	return atomic_fetch_add(&clock_ns, step_ns) + step_ns;
}

int64_t monotonic_ms(void)
{
	return clock_ns / NS_PER_MS;
}

static bool no_threads;

bool thread_begin(pthread_t *out_thread, void *(*run)(void *), void *argument)
{
	return !no_threads &&
	       pthread_create(out_thread, NULL, run, argument) == 0;
}

static void begin_staging(void)
{
	spool = below("spool");
	state = scene_state();
	deliver = open_at(&settings);
	recover(deliver, NULL, 0);
	for (uint32_t i = 0; i < MANY; i++) {
		listed[i] = (struct pop3_listed){.msgno = i + 1};
		items[i] = (struct plan_item){.listed = &listed[i],
		    .act = PLAN_FETCH,
		    .key = {.uid = uids[i],
			.length = (size_t)snprintf(
			    uids[i], sizeof uids[i], "%u", i)}};
	}
	staging_init(&staging, &settings, &talk, state, deliver, spool);
}

static void end_staging(void)
{
	deliver_close(deliver);
	pop3_state_close(state, NULL);
	free(spool);
	free(settings.maildir);
	free(settings.mbox);
}

/* Stages one as the sink of a retrieval does. */
static enum exit_status add(size_t i)
{
	char message[64];
	int length = snprintf(message, sizeof message,
	    "Subject: %zu\r\n\r\nbody of %zu\r\n", i, i);

	stage(staging_deliver(&staging), message);
	return staging_add(&staging, &items[i], (uint64_t)length);
}

static size_t count_placed(void)
{
	struct pop3_state_entry entry;
	size_t count = 0;

	for (size_t i = 0; i < MANY; i++)
		count += pop3_state_find(state, &items[i].key, &entry) &&
			 entry.phase == POP3_PHASE_PLACED;
	return count;
}

static size_t count_act(enum plan_act act)
{
	size_t count = 0;

	for (size_t i = 0; i < MANY; i++)
		count += items[i].act == act;
	return count;
}

static void add_many(void)
{
	for (size_t i = 0; i < MANY; i++)
		cr_assert_eq(add(i), EXIT_DONE);
	cr_expect_eq(staging_end(&staging), EXIT_DONE);
	cr_expect_eq(staging.placed, MANY);
	cr_expect_eq(count_placed(), MANY);
	cr_expect_eq(count_act(PLAN_DELETE), MANY);
}

Test(staging, a_maildir_gets_what_is_committed_beside_the_session)
{
	settings.maildir = below("Mail");
	begin_staging();
	add_many();
	cr_expect_eq(scene_files_in("Mail/new"), MANY);
	cr_expect_eq(scene_files_in("Mail/tmp"), 0);
	end_staging();
}

/* In the order in which they came. */
Test(staging, an_mbox_gets_what_is_committed_beside_the_session)
{
	const char *at;
	char *text;

	settings.mbox = below("mbox");
	begin_staging();
	add_many();
	end_staging();
	text = read_file(scene_path("mbox"), NULL);
	at = text;
	for (size_t i = 0; i < MANY; i++) {
		char wanted[64];

		snprintf(wanted, sizeof wanted,
		    "Subject: %zu\n\nbody of %zu\n\n", i, i);
		at = strstr(at, "Subject: ");
		cr_assert_not_null(at);
		cr_assert_eq(strncmp(at, wanted, strlen(wanted)), 0,
		    "message %zu is '%.40s'", i, at);
		at += strlen(wanted);
	}
	cr_expect_eq(*at, '\0');
	free(text);
}

/* What comes beside it goes on in the other handle. */
Test(staging, while_a_batch_is_committed_messages_are_staged_elsewhere)
{
	settings.maildir = below("Mail");
	begin_staging();
	for (size_t i = 0; i < BATCH_MESSAGES_WORTH - 1; i++)
		cr_assert_eq(add(i), EXIT_DONE);
	cr_expect_eq(staging_deliver(&staging), deliver);
	cr_assert_eq(add(BATCH_MESSAGES_WORTH - 1), EXIT_DONE);
	cr_expect_neq(staging_deliver(&staging), deliver);
	cr_expect_eq(staging_settle(&staging), EXIT_DONE);
	cr_expect_eq(count_placed(), BATCH_MESSAGES_WORTH);
	cr_expect_eq(staging_end(&staging), EXIT_DONE);
	end_staging();
}

/* Stages two that have so many octets together. */
static void add_two(bool quick, uint64_t octets)
{
	begin_staging();
	staging.quick = quick;
	stage(staging_deliver(&staging), "Subject: 0\r\n\r\n");
	cr_assert_eq(staging_add(&staging, &items[0], octets - 100), EXIT_DONE);
	cr_expect_eq(staging_deliver(&staging), deliver);
	stage(staging_deliver(&staging), "Subject: 1\r\n\r\n");
	cr_assert_eq(staging_add(&staging, &items[1], 100), EXIT_DONE);
}

static void end_two(void)
{
	cr_expect_eq(staging_end(&staging), EXIT_DONE);
	cr_expect_eq(count_placed(), 2);
	end_staging();
}

/* No disk is waited for there, and the spool has room for no more. */
Test(staging, where_commits_are_quick_a_batch_for_an_mbox_is_small)
{
	settings.mbox = below("mbox");
	add_two(true, MBOX_SPOOL_CHEAP);
	cr_expect_neq(staging_deliver(&staging), deliver);
	end_two();
}

Test(staging, where_commits_take_long_a_batch_for_an_mbox_is_as_large)
{
	settings.mbox = below("mbox");
	add_two(false, MBOX_SPOOL_CHEAP);
	cr_expect_eq(staging_deliver(&staging), deliver);
	end_two();
}

Test(staging, a_batch_for_a_maildir_is_as_large_where_commits_are_quick)
{
	settings.maildir = below("Mail");
	add_two(true, MBOX_SPOOL_CHEAP);
	cr_expect_eq(staging_deliver(&staging), deliver);
	end_two();
}

/* Whether a commit that takes so long is quick, as is known once it is over. */
static bool is_quick(int64_t taken_ns)
{
	begin_staging();
	clock_step_ns = taken_ns;
	for (size_t i = 0; i < BATCH_MESSAGES_WORTH; i++)
		cr_assert_eq(add(i), EXIT_DONE);
	cr_expect_not(staging.quick);
	cr_expect_eq(staging_settle(&staging), EXIT_DONE);
	cr_expect_eq(staging_end(&staging), EXIT_DONE);
	return staging.quick;
}

Test(staging, a_commit_of_a_moment_is_quick)
{
	settings.mbox = below("mbox");
	cr_expect(is_quick(9 * NS_PER_MS));
	end_staging();
}

Test(staging, a_commit_that_waits_for_a_disk_is_not_quick)
{
	settings.mbox = below("mbox");
	cr_expect_not(is_quick(11 * NS_PER_MS));
	end_staging();
}

Test(staging, few_messages_need_no_second_handle)
{
	settings.mbox = below("mbox");
	begin_staging();
	cr_assert_eq(add(0), EXIT_DONE);
	cr_assert_eq(staging_pause(&staging), EXIT_DONE);
	cr_expect_eq(staging_end(&staging), EXIT_DONE);
	cr_expect_eq(count_placed(), 1);
	cr_expect_eq(access(scene_path("spool2"), F_OK), -1);
	end_staging();
}

/* As where no more files may be open. */
Test(staging, without_a_second_handle_the_session_waits)
{
	settings.maildir = below("Mail");
	begin_staging();
	for (size_t i = 0; i < BATCH_MESSAGES_WORTH - 1; i++)
		cr_assert_eq(add(i), EXIT_DONE);
	free(settings.maildir);
	settings.maildir = below("state/no-directory");
	cr_assert_eq(add(BATCH_MESSAGES_WORTH - 1), EXIT_DONE);
	cr_expect_eq(staging_deliver(&staging), deliver);
	cr_expect_eq(count_placed(), BATCH_MESSAGES_WORTH);
	cr_expect_eq(staging_end(&staging), EXIT_DONE);
	end_staging();
}

Test(staging, without_a_thread_the_session_waits)
{
	no_threads = true;
	settings.maildir = below("Mail");
	begin_staging();
	for (size_t i = 0; i < BATCH_MESSAGES_WORTH; i++)
		cr_assert_eq(add(i), EXIT_DONE);
	cr_expect_eq(staging_deliver(&staging), deliver);
	cr_expect_eq(count_placed(), BATCH_MESSAGES_WORTH);
	cr_expect_eq(staging_end(&staging), EXIT_DONE);
	end_staging();
}

/* A message begun and not ended is none. */
Test(staging, the_message_in_hand_is_dropped_at_the_end)
{
	settings.maildir = below("Mail");
	begin_staging();
	cr_assert_eq(add(0), EXIT_DONE);
	cr_assert_eq(deliver_begin(staging_deliver(&staging)), POP3_OK);
	cr_expect_eq(staging_end(&staging), EXIT_DONE);
	cr_expect_eq(staging.placed, 1);
	cr_expect_eq(scene_files_in("Mail/new"), 1);
	cr_expect_eq(scene_files_in("Mail/tmp"), 0);
	end_staging();
}

/* A message can be written, and the records of so many cannot. */
static void fill_disk(void)
{
	const struct rlimit limit = {.rlim_cur = 4096, .rlim_max = 4096};

	signal(SIGXFSZ, SIG_IGN);
	cr_assert_eq(setrlimit(RLIMIT_FSIZE, &limit), 0);
}

/* One is committed beside the session, and will fail. */
static void begin_to_fail(void)
{
	settings.maildir = below("Mail");
	begin_staging();
	for (size_t i = 0; i < BATCH_MESSAGES_WORTH - 1; i++)
		cr_assert_eq(add(i), EXIT_DONE);
	scene_listen();
	fill_disk();
	cr_expect_eq(add(BATCH_MESSAGES_WORTH - 1), EXIT_DONE);
}

/* A batch that fails beside the session is said there, once, and what comes
 * behind it is not committed: it will come again. */
Test(staging, behind_a_batch_that_failed_nothing_is_committed)
{
	begin_to_fail();
	stage(staging_deliver(&staging), "Subject: behind\r\n\r\n");
	cr_expect_eq(staging_settle(&staging), EXIT_IO);
	cr_expect_eq(staging_settle(&staging), EXIT_IO);
	cr_expect_eq(staging_end(&staging), EXIT_IO);
	cr_expect_eq(staging.placed, 0);
	cr_expect_eq(count_act(PLAN_FETCH), MANY);
	cr_expect_eq(scene_files_in("Mail/new"), 0);
	cr_expect_not_null(strstr(scene_said(), "cannot write to state file"));
	cr_expect_null(strstr(strchr(scene_text, '\n') + 1, "cannot"));
	end_staging();
}

/* Nor by the next batch that is due before anybody has asked. */
Test(staging, a_batch_that_is_due_behind_one_that_failed_is_not_committed)
{
	begin_to_fail();
	staging.batches[staging.turn].octets = BATCH_OCTETS_MAX;
	cr_expect_eq(add(BATCH_MESSAGES_WORTH), EXIT_IO);
	cr_expect_eq(staging_end(&staging), EXIT_IO);
	cr_expect_not_null(strstr(scene_said(), "cannot write to state file"));
	cr_expect_null(strstr(strchr(scene_text, '\n') + 1, "cannot"));
	end_staging();
}

/* Two of which neither fits; the octets of the first wait in memory until the
 * second comes. */
static void stage_until_full(void)
{
	static const char octets[OUTLET_SIZE];
	struct deliver *to = staging_deliver(&staging);

	cr_assert_eq(deliver_begin(to), POP3_OK);
	cr_assert_eq(deliver_data(to, octets, 5000), POP3_OK);
	cr_assert_eq(deliver_end(to), POP3_OK);
	cr_assert_eq(staging_add(&staging, &items[0], 5000), EXIT_DONE);
	scene_listen();
	fill_disk();
	cr_assert_eq(deliver_begin(to), POP3_OK);
	cr_assert_neq(deliver_data(to, octets, sizeof octets), POP3_OK);
	cr_expect_eq(staging_stop(&staging), EXIT_IO);
}

Test(staging, a_disk_that_is_full_is_told_once)
{
	settings.mbox = below("mbox");
	begin_staging();
	stage_until_full();
	cr_expect_eq(staging_end(&staging), EXIT_IO);
	cr_expect_eq(staging.placed, 0);
	cr_expect_not_null(strstr(scene_said(), "cannot write to spool"));
	cr_expect_null(strstr(strchr(scene_text, '\n') + 1, "cannot"));
	end_staging();
}

/* A full disk does not hide that the mbox is gone. */
Test(staging, another_trouble_of_the_destination_is_told)
{
	settings.mbox = below("mbox");
	begin_staging();
	stage_until_full();
	staging.stop.sys_errno = ENOENT;
	cr_expect_eq(staging_end(&staging), EXIT_IO);
	cr_expect_not_null(strstr(scene_said(), "cannot write to spool"));
	cr_expect_not_null(strstr(strchr(scene_text, '\n') + 1, "cannot"));
	end_staging();
}

Test(staging, a_program_that_cannot_be_started_now_is_not_missing)
{
	static const char message[] = "Subject: x\r\n\r\n";

	settings.mda = strdup("true");
	begin_staging();
	scene_listen();
	cr_assert_eq(deliver_begin(deliver), POP3_OK);
	cr_assert_eq(
	    deliver_data(deliver, message, sizeof message - 1), POP3_OK);
	cr_assert_neq(deliver_end(deliver), POP3_OK);
	cr_expect_eq(staging_stop(&staging), EXIT_SYSTEM);
	cr_expect_not_null(strstr(scene_said(), "cannot run 'true': "));
	end_staging();
	free(settings.mda);
}
