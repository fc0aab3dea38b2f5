/*
 * batch.c - what a batch says when the state file takes no more.
 */
#include "tests/unit/popfetch/delivery.h"

#include <signal.h>
#include <sys/resource.h>

#include "popfetch/fetch/batch.h"

TestSuite(batch, .init = scene_begin, .fini = scene_end);

/* No file can become longer than the state file is. */
static void fill_disk(void)
{
	struct rlimit limit;
	struct stat file;

	signal(SIGXFSZ, SIG_IGN);
	cr_assert_eq(stat(scene_path("state"), &file), 0);
	limit.rlim_cur = limit.rlim_max = (rlim_t)file.st_size;
	cr_assert_eq(setrlimit(RLIMIT_FSIZE, &limit), 0);
}

Test(batch, full_disk_is_no_bug_of_ours_when_what_was_seen_comes_again)
{
	const struct settings settings = {.maildir = below("Mail")};
	const struct talk talk = {0};
	const struct pop3_error nothing_told = {0};
	const struct pop3_listed listed = {.msgno = 1};
	struct plan_item item = {.listed = &listed,
	    .key = {.uid = "1", .length = 1},
	    .why = PLAN_AGAIN};
	struct batch *batch = calloc(1, sizeof *batch);

	batch->settings = &settings;
	batch->state = scene_state();
	batch->deliver = open_at(&settings);
	cr_assert_eq(pop3_state_place(batch->state, &item.key, 1), POP3_OK);
	stage(batch->deliver, "Subject: 1\r\n\r\n");
	batch_add(batch, &item, 14);
	scene_listen();
	fill_disk();
	batch_commit(batch);
	cr_expect_eq(batch_tell(batch, &talk, &nothing_told), EXIT_IO);
	cr_expect(pop3_state_seen(batch->state, &item.key));
	deliver_close(batch->deliver);
	pop3_state_close(batch->state, NULL);
	free(batch);
	free(settings.maildir);
}
