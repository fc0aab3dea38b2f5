/*
 * batch-steps.c - staged, intended, placed, in this order and no other, and
 * no step behind one that has failed.
 *
 * Destination, state file and clock are ours: they note what they are asked
 * for, and fail where a test says so.
 */
#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

#include "popfetch/fetch/batch.h"
#include "popfetch/system/monotonic.h"
#include "popfetch/visit/state-file.h"

static char steps[512];
static const char *failing; /* the step that does */
static bool hands_over;
static bool says_header; /* the text of where it goes */
static struct pop3_error wrong = {.status = POP3_E_SYSTEM, .text = "wrong"};
static int64_t clock_ms;

static enum pop3_status step(const char *name, const struct pop3_state_key *key)
{
	const size_t at = strlen(steps);

	snprintf(steps + at, sizeof steps - at, "%s%s%.*s", at > 0 ? " " : "",
	    name, key != NULL ? (int)key->length : 0,
	    key != NULL ? key->uid : "");
	return failing != NULL && strcmp(name, failing) == 0 ? POP3_E_SYSTEM
							     : POP3_OK;
}

bool deliver_hands_over(const struct deliver *deliver)
{
	(void)deliver;
	return hands_over;
}

enum pop3_status deliver_seal(struct deliver *deliver)
{
	(void)deliver;
	return step("seal", NULL);
}

const char *deliver_where(const struct deliver *deliver, size_t i)
{
	static const char *const names[] = {"name-a", "name-b"};

	(void)deliver;
	return names[i];
}

enum pop3_status deliver_place(struct deliver *deliver)
{
	(void)deliver;
	return step("place", NULL);
}

const struct pop3_error *deliver_error(const struct deliver *deliver)
{
	(void)deliver;
	return &wrong;
}

enum pop3_status pop3_state_begin(struct pop3_state *state)
{
	(void)state;
	return step("begin", NULL);
}

enum pop3_status pop3_state_intend(struct pop3_state *state,
    const struct pop3_state_key *key, int64_t now, const char *destination)
{
	const char *name = key->uid[0] == 'a' ? "name-a" : "name-b";

	(void)state, (void)now;
	cr_expect_not_null(strstr(destination, "/Mail"));
	cr_expect_not_null(strstr(destination, name), "%s", destination);
	says_header = strncmp(destination, "header\t", 7) == 0;
	return step("intended-", key);
}

enum pop3_status pop3_state_place(
    struct pop3_state *state, const struct pop3_state_key *key, int64_t now)
{
	(void)state, (void)now;
	return step("placed-", key);
}

enum pop3_status pop3_state_pass(
    struct pop3_state *state, const struct pop3_state_key *key, int64_t now)
{
	(void)state, (void)now;
	return step("passed-", key);
}

enum pop3_status pop3_state_forget(
    struct pop3_state *state, const struct pop3_state_key *key)
{
	(void)state;
	return step("forgotten-", key);
}

enum pop3_status pop3_state_sync(struct pop3_state *state)
{
	(void)state;
	return step("sync", NULL);
}

enum pop3_status pop3_state_commit(struct pop3_state *state)
{
	(void)state;
	return step("commit", NULL);
}

const struct pop3_error *pop3_state_error(const struct pop3_state *state)
{
	(void)state;
	return &wrong;
}

int64_t state_file_now(void)
{
	return 1;
}

enum exit_status state_file_failed(
    const struct talk *talk, const struct pop3_error *error)
{
	(void)talk, (void)error;
	return EXIT_IO;
}

int64_t monotonic_ns(void)
{
	return clock_ms * NS_PER_MS;
}

int64_t monotonic_ms(void)
{
	return clock_ms;
}

/* ---- A batch ------------------------------------------------------------- */

static struct settings settings;
static struct batch batch;
static struct plan_item items[2];
static char maildir[] = "/Mail";

static void begin(void)
{
	settings = (struct settings){.maildir = maildir};
	batch = (struct batch){.settings = &settings};
	for (size_t i = 0; i < 2; i++)
		items[i] = (struct plan_item){
		    .act = i == 0 ? PLAN_FETCH : PLAN_RETRIEVE,
		    .key = {.uid = i == 0 ? "a" : "b", .length = 1}};
}

TestSuite(batch_steps, .init = begin);

static void commit_two(void)
{
	batch_add(&batch, &items[0], 10);
	batch_add(&batch, &items[1], 10);
	batch_commit(&batch);
}

static void commit_one(void)
{
	batch_add(&batch, &items[0], 10);
	batch_commit(&batch);
}

Test(batch_steps, come_in_their_order)
{
	commit_two();
	cr_expect_str_eq(steps, "seal begin intended-a intended-b sync place "
				"begin placed-a placed-b commit");
	cr_expect_eq(batch.end, BATCH_PLACED);
	cr_expect_eq(items[0].act, PLAN_DELETE);
	cr_expect_eq(items[1].act, PLAN_KEEP);
}

Test(batch_steps, are_none_for_nothing)
{
	batch_commit(&batch);
	cr_expect_str_eq(steps, "");
	cr_expect_eq(batch.end, BATCH_PLACED);
}

/* A new life begins with the intention, not before. */
Test(batch_steps, what_was_seen_is_forgotten_where_it_is_intended_again)
{
	items[1].why = PLAN_AGAIN;
	commit_two();
	cr_expect_str_eq(steps,
	    "seal begin intended-a forgotten-b intended-b sync place "
	    "begin placed-a placed-b commit");
}

/* A header is not the message: it must never be deleted for it. */
Test(batch_steps, of_headers_are_never_placed)
{
	settings.headers_only = true;
	commit_one();
	cr_expect_str_eq(
	    steps, "seal begin intended-a sync place begin passed-a commit");
	cr_expect(says_header);
}

/* Somebody has it whole: neither now nor after a crash is it less than that. */
Test(batch_steps, of_headers_of_what_came_whole_before_are_placed)
{
	settings.headers_only = true;
	items[0].why = PLAN_AGAIN;
	items[0].whole = true;
	commit_one();
	cr_expect_str_eq(steps,
	    "seal begin forgotten-a intended-a sync place begin placed-a "
	    "commit");
	cr_expect_not(says_header);
}

/* What is not durable is not intended, what is not intended durably is not
 * placed, what is not placed is not noted. */
Test(batch_steps, end_where_one_has_failed)
{
	static const struct {
		const char *failing, *steps;
	} trials[] = {
	    {"seal", "seal"},
	    {"begin", "seal begin"},
	    {"forgotten-", "seal begin forgotten-a"},
	    {"intended-", "seal begin forgotten-a intended-a"},
	    {"sync", "seal begin forgotten-a intended-a sync"},
	    {"place", "seal begin forgotten-a intended-a sync place"},
	    {"placed-",
		"seal begin forgotten-a intended-a sync place begin placed-a"},
	};

	for (size_t i = 0; i < sizeof trials / sizeof *trials; i++) {
		const char *name = failing = trials[i].failing;

		begin();
		steps[0] = '\0';
		items[0].why = PLAN_AGAIN;
		commit_one();
		cr_expect_str_eq(steps, trials[i].steps);
		cr_expect_eq(batch.end,
		    strcmp(name, "seal") == 0 || strcmp(name, "place") == 0
			? BATCH_NOT_DELIVERED
			: BATCH_NOT_NOTED,
		    "%s", name);
		cr_expect_str_eq(batch.error.text, "wrong", "%s", name);
		cr_expect_eq(items[0].act, PLAN_FETCH, "%s", name);
	}
}

Test(batch_steps, that_cannot_be_committed_are_told)
{
	failing = "commit";
	commit_one();
	cr_expect_eq(batch.end, BATCH_NOT_NOTED);
}

/* The next ones are staged where these were. */
Test(batch_steps, are_over_once_they_are_told)
{
	static const struct talk talk = {.quiet = true};
	static const struct pop3_error nothing_told;
	const struct pop3_listed listed = {.msgno = 1};

	items[0].listed = &listed;
	commit_one();
	cr_expect_eq(batch_tell(&batch, &talk, &nothing_told), EXIT_DONE);
	cr_expect_eq(batch.count, 0);
	cr_expect_eq(batch.octets, 0);
	failing = "sync";
	commit_one();
	cr_expect_eq(batch_tell(&batch, &talk, &nothing_told), EXIT_IO);
	cr_expect_eq(batch.count, 0);
}

/* ---- What was handed over ------------------------------------------------ */

/* It was taken: all that is left is to know it, durably. */
Test(batch_steps, of_what_was_handed_over_are_noted_and_synced)
{
	hands_over = true;
	items[0].why = PLAN_AGAIN;
	commit_one();
	cr_expect_str_eq(steps, "forgotten-a begin placed-a commit sync");
	cr_expect_eq(batch.end, BATCH_PLACED);
	cr_expect_eq(items[0].act, PLAN_DELETE);
}

Test(batch_steps, of_what_was_handed_over_fail_too)
{
	static const char *const names[] = {
	    "forgotten-", "begin", "placed-", "commit", "sync"};

	hands_over = true;
	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		begin();
		failing = names[i];
		items[0].why = PLAN_AGAIN;
		commit_one();
		cr_expect_eq(batch.end, BATCH_NOT_NOTED, "%s", names[i]);
	}
}

/* ---- When they are due --------------------------------------------------- */

Test(batch_steps, are_due_at_once_for_what_is_handed_over)
{
	hands_over = true;
	cr_expect_not(batch_is_due(&batch));
	batch_add(&batch, &items[0], 1);
	cr_expect(batch_is_due(&batch));
}

Test(batch_steps, are_due_by_messages)
{
	for (size_t i = 0; i < BATCH_MESSAGES_MAX; i++) {
		cr_assert_eq(
		    batch_is_worth_it(&batch), i >= BATCH_MESSAGES_WORTH);
		cr_assert_not(batch_is_due(&batch));
		batch_add(&batch, &items[0], 1);
	}
	cr_expect(batch_is_due(&batch));
}

Test(batch_steps, are_due_by_octets)
{
	batch_add(&batch, &items[0], BATCH_OCTETS_WORTH - 1);
	cr_expect_not(batch_is_worth_it(&batch));
	batch_add(&batch, &items[0], 1);
	cr_expect(batch_is_worth_it(&batch));
	batch_add(&batch, &items[0], BATCH_OCTETS_MAX - BATCH_OCTETS_WORTH - 1);
	cr_expect_not(batch_is_due(&batch));
	batch_add(&batch, &items[0], 1);
	cr_expect(batch_is_due(&batch));
}

/* From the first message of it on, which may come late. */
Test(batch_steps, are_due_by_time)
{
	clock_ms = 3600000;
	batch_add(&batch, &items[0], 1);
	clock_ms += BATCH_MS_MAX - 1;
	batch_add(&batch, &items[1], 1);
	cr_expect_not(batch_is_due(&batch));
	clock_ms++;
	cr_expect(batch_is_due(&batch));
}
