/*
 * recover.c - a journal replayed, whatever its destinations are.
 */
#include "tests/unit/popfetch/delivery.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "popfetch/deliver/destination.h"
#include "popfetch/fetch/recover.h"

TestSuite(recover, .init = scene_begin, .fini = scene_end);

static struct pop3_state_key key_of(const char *uid)
{
	return (struct pop3_state_key){.uid = uid, .length = strlen(uid)};
}

static void intend(struct pop3_state *state, const char *uid,
    const struct settings *settings, const char *where)
{
	char *text = destination_text(settings, where);
	struct pop3_state_key key = key_of(uid);

	cr_assert_eq(pop3_state_intend(state, &key, 1, text), POP3_OK);
	free(text);
}

static enum pop3_state_phase phase_of(struct pop3_state *state, const char *uid)
{
	struct pop3_state_entry entry = {0};
	struct pop3_state_key key = key_of(uid);

	pop3_state_find(state, &key, &entry);
	return entry.phase;
}

/* Two messages are sealed for the mbox: their names. */
static void seal_two(
    const struct settings *mbox, char **out_first, char **out_second)
{
	struct deliver *deliver = open_at(mbox);

	stage(deliver, "Subject: 1\r\n\r\none\r\n");
	stage(deliver, "Subject: 2\r\n\r\ntwo\r\n");
	seal(deliver);
	*out_first = strdup(deliver_where(deliver, 0));
	*out_second = strdup(deliver_where(deliver, 1));
	deliver_close(deliver);
}

Test(recover, destinations_may_interleave_in_the_journal)
{
	struct settings mbox = {.mbox = below("mbox")};
	struct settings maildir = {.maildir = below("Mail/a")};
	struct settings other = {.maildir = below("Mail/b")};
	const struct settings now = {0};
	const struct talk talk = {0};
	char *spool = below("spool"), *first, *second;
	char *in_maildir, *in_other, *text;
	static const char *const uids[] = {"1", "2", "3", "4"};
	struct pop3_state *state = scene_state();

	seal_two(&mbox, &first, &second);
	in_maildir = seal_and_die(&maildir, "Subject: 3\r\n\r\n");
	in_other = seal_and_die(&other, "Subject: 4\r\n\r\n");
	intend(state, "1", &mbox, first);
	intend(state, "3", &maildir, in_maildir);
	intend(state, "2", &mbox, second);
	intend(state, "4", &other, in_other);
	cr_expect_eq(recover_run(&now, spool, &talk, state), EXIT_DONE);
	for (size_t i = 0; i < 4; i++)
		cr_expect_eq(
		    phase_of(state, uids[i]), POP3_PHASE_PLACED, "%s", uids[i]);
	cr_expect_eq(scene_files_in("Mail/a/new"), 1);
	cr_expect_eq(scene_files_in("Mail/b/new"), 1);
	text = read_file(mbox.mbox, NULL);
	cr_expect_not_null(strstr(text, "\none\n"));
	cr_expect_not_null(strstr(text, "\ntwo\n"));
	cr_expect_eq(pop3_state_close(state, NULL), POP3_OK);
	free(text);
	free(first), free(second), free(in_maildir), free(in_other);
	free(spool), free(mbox.mbox), free(maildir.maildir),
	    free(other.maildir);
}

/* A message that is sealed and intended, when the run ends. */
static void intend_one(
    struct pop3_state *state, const struct settings *settings)
{
	char *where = seal_and_die(settings, "Subject: 1\r\n\r\n");

	intend(state, "1", settings, where);
	free(where);
}

static enum exit_status recovered(struct pop3_state *state)
{
	const struct settings now = {0};
	const struct talk talk = {0};
	char *spool = below("spool");
	enum exit_status status = recover_run(&now, spool, &talk, state);

	free(spool);
	return status;
}

/* The server has it yet; once it is taken for placed, it is deleted there. */
Test(recover, what_is_lost_is_not_seen)
{
	struct settings settings = {.maildir = below("Mail")};
	struct pop3_state *state = scene_state();

	intend_one(state, &settings);
	cr_assert_eq(rename("Mail", "Gone"), 0);
	cr_expect_eq(recovered(state), EXIT_DONE);
	cr_expect_eq(phase_of(state, "1"), 0);
	cr_expect_eq(pop3_state_close(state, NULL), POP3_OK);
	free(settings.maildir);
}

/* Runs a recovery that cannot write down what came of it. */
static void recover_in_vain(struct pop3_state *state)
{
	const struct rlimit none = {.rlim_max = RLIM_INFINITY};
	const struct rlimit all = {RLIM_INFINITY, RLIM_INFINITY};

	signal(SIGXFSZ, SIG_IGN);
	cr_assert_eq(setrlimit(RLIMIT_FSIZE, &none), 0);
	cr_expect_eq(recovered(state), EXIT_IO);
	cr_assert_eq(setrlimit(RLIMIT_FSIZE, &all), 0);
}

Test(recover, what_is_lost_stays_so_until_that_is_noted)
{
	struct settings settings = {.maildir = below("Mail")};
	struct pop3_state *state = scene_state();

	intend_one(state, &settings);
	cr_assert_eq(rename("Mail", "Gone"), 0);
	recover_in_vain(state);
	cr_expect_eq(recovered(state), EXIT_DONE);
	cr_expect_eq(phase_of(state, "1"), 0);
	cr_expect_eq(pop3_state_close(state, NULL), POP3_OK);
	free(settings.maildir);
}

Test(recover, what_a_damaged_spool_had_stays_lost_until_that_is_noted)
{
	struct settings settings = {.mbox = below("mbox")};
	struct pop3_state *state = scene_state();

	intend_one(state, &settings);
	scene_write("spool", 0600, "rubbish");
	recover_in_vain(state);
	cr_expect_eq(recovered(state), EXIT_DONE);
	cr_expect_eq(phase_of(state, "1"), 0);
	cr_expect_eq(pop3_state_close(state, NULL), POP3_OK);
	free(settings.mbox);
}

/* Nobody has the message whole but the server: it was passed over. */
Test(recover, what_is_but_a_header_is_not_retrieved)
{
	struct settings settings = {
	    .maildir = below("Mail"), .headers_only = true};
	const struct pop3_state_key key = key_of("1");
	struct pop3_state *state = scene_state();
	struct pop3_state_entry entry;

	intend_one(state, &settings);
	cr_expect_eq(recovered(state), EXIT_DONE);
	cr_expect_eq(scene_files_in("Mail/new"), 1);
	cr_assert(pop3_state_find(state, &key, &entry));
	cr_expect_eq(entry.phase, POP3_PHASE_PLACED);
	cr_expect_not(entry.retrieved);
	cr_expect_eq(pop3_state_close(state, NULL), POP3_OK);
	free(settings.maildir);
}

static void remember(void *context, const struct talk_line *line)
{
	snprintf(context, 512, "%s", line->text);
}

/* Each run fails, also where the settings name another place by then. */
Test(recover, a_place_that_is_gone_is_told_with_the_way_out)
{
	struct settings settings = {.maildir = below("disk/Mail")};
	struct pop3_state *state = scene_state();
	char said[512] = "";

	cr_assert_eq(mkdir("disk", 0700), 0);
	intend_one(state, &settings);
	cr_assert_eq(rename("disk", "gone"), 0);
	cr_assert_eq(close(creat("disk", 0600)), 0);
	talk_divert(remember, said);
	cr_expect_eq(recovered(state), EXIT_CANNOT_CREATE);
	talk_divert(NULL, NULL);
	cr_expect_not_null(strstr(said, "disk/Mail"), "%s", said);
	cr_expect_not_null(
	    strstr(said, "make its directory (an empty one will do"), "%s",
	    said);
	cr_assert_eq(unlink("disk"), 0);
	cr_assert_eq(mkdir("disk", 0700), 0);
	cr_expect_eq(recovered(state), EXIT_DONE);
	cr_expect_eq(phase_of(state, "1"), 0);
	cr_expect_eq(pop3_state_close(state, NULL), POP3_OK);
	free(settings.maildir);
}

/* As another program that shares the state file may have intended. */
Test(recover, a_destination_that_is_not_known_is_told)
{
	struct pop3_state *state = scene_state();
	struct pop3_state_key key = key_of("1");
	char said[512] = "";

	cr_assert_eq(
	    pop3_state_intend(state, &key, 1, "database of mail"), POP3_OK);
	talk_divert(remember, said);
	cr_expect_eq(recovered(state), EXIT_DATA);
	talk_divert(NULL, NULL);
	cr_expect_not_null(strstr(said, "'database of mail'"), "%s", said);
	cr_expect_eq(phase_of(state, "1"), POP3_PHASE_INTENDED);
	cr_expect_eq(pop3_state_close(state, NULL), POP3_OK);
}
