/*
 * retrieval.c - from the server into the destination; what fails alone, stays
 * alone.
 */
#include "tests/unit/popfetch/retrieving.h"

#include <poll.h>
#include <signal.h>
#include <stdatomic.h>
#include <sys/inotify.h>
#include <sys/resource.h>
#include <sys/stat.h>

#include "popfetch/fetch/meter.h"
#include "popfetch/system/monotonic.h"
#include "popfetch/visit/state-file.h"

/* A clock of our own: each look at it may be some time after the last. */
static _Atomic int64_t clock_ns, clock_step_ns;

int64_t monotonic_ns(void)
{
	const int64_t step_ns = clock_step_ns;

	return atomic_fetch_add(&clock_ns, step_ns) + step_ns;
}

int64_t monotonic_ms(void)
{
	return monotonic_ns() / NS_PER_MS;
}

TestSuite(
    retrieval, .init = retrieving_begin, .fini = visiting_end, .timeout = 60);

#define TWO                                                                    \
	"> LIST\n< +OK\n< 1 100\n< 2 200\n< .\n"                               \
	"> UIDL\n< +OK\n< 1 one\n< 2 two\n< .\n"
#define MESSAGE(number)                                                        \
	"> RETR " number "\n< +OK\n< Subject: " number "\n< \n< body\n< .\n"

Test(retrieval, what_is_placed_is_seen_and_may_be_deleted)
{
	visiting(TWO MESSAGE("1") MESSAGE("2") QUIT);
	cr_expect_eq(retrieving(), EXIT_DONE);
	cr_expect_eq(retrieval.status, EXIT_DONE);
	cr_expect_eq(retrieval.placed, 2);
	cr_expect_eq(scene_files_in("Mail/new"), 2);
	cr_expect_eq(scene_files_in("Mail/tmp"), 0);
	cr_expect_eq(agenda.items[0].act, PLAN_DELETE);
	cr_expect_eq(agenda.items[1].act, PLAN_DELETE);
	cr_expect_eq(life_of("one"), 's');
	retrieving_over();
}

Test(retrieval, a_message_that_is_refused_stays_and_the_other_comes)
{
	visiting(
	    TWO "> RETR 1\n< -ERR it is \x1B[31mbroken\n" MESSAGE("2") QUIT);
	cr_expect_eq(retrieving(), EXIT_DONE);
	cr_expect_eq(retrieval.status, EXIT_DATA);
	cr_expect_eq(retrieval.placed, 1);
	cr_expect_eq(scene_files_in("Mail/new"), 1);
	cr_expect_eq(agenda.items[0].act, PLAN_FETCH);
	cr_expect_eq(agenda.items[1].act, PLAN_DELETE);
	cr_expect_eq(life_of("one"), 't');
	cr_expect_eq(life_of("two"), 's');
	cr_expect_not_null(strstr(scene_said(), "message 1 stays: "));
	cr_expect_null(strchr(scene_text, '\x1B'));
	retrieving_over();
}

static void limit_files(off_t size)
{
	const struct rlimit limit = {(rlim_t)size, (rlim_t)size};

	signal(SIGXFSZ, SIG_IGN);
	cr_assert_eq(setrlimit(RLIMIT_FSIZE, &limit), 0);
}

/* No file can become longer than the state file is. */
static void fill_disk(void)
{
	struct pop3_state *state = visiting_state();
	struct state_file file;
	struct stat stat_buf;

	for (int64_t i = 1; i <= 100; i++)
		cr_assert_eq(pop3_state_set_login(state, i, 1), POP3_OK);
	pop3_state_close(state, NULL);
	cr_assert_eq(state_file_name(&settings, &visit.talk, &file), EXIT_DONE);
	cr_assert_eq(stat(file.path, &stat_buf), 0);
	state_file_clear(&file);
	limit_files(stat_buf.st_size);
}

Test(retrieval, a_state_file_that_takes_no_trouble_is_told_once)
{
	const char *told;

	visiting(TWO "> RETR 1\n< -ERR no\n> RETR 2\n< -ERR no\n" QUIT);
	fill_disk();
	scene_listen();
	cr_expect_eq(retrieving(), EXIT_DONE);
	cr_expect_eq(retrieval.status, EXIT_IO);
	cr_expect_not_null(strstr(scene_said(), "message 1 stays: "));
	cr_expect_not_null(strstr(scene_text, "message 2 stays: "));
	told = strstr(scene_text, "cannot write to state file");
	cr_assert_not_null(told);
	cr_expect_null(strstr(told + 1, "cannot write to state file"));
	retrieving_over();
}

/* One of two was delivered once, and all are wanted again. */
static void visiting_again(const char *script)
{
	const struct pop3_state_key one = key_of("one");
	struct pop3_state *state;

	settings.all = true;
	settings.keep_s = TERM_ENDLESS;
	visiting_prepare(script);
	cr_assert_eq(visit_login(&visit), EXIT_DONE);
	state = visiting_state();
	cr_assert_eq(pop3_state_place(state, &one, 1), POP3_OK);
	pop3_state_close(state, NULL);
}

/* It stays seen. */
Test(retrieval, what_was_seen_has_no_trouble_when_it_is_refused)
{
	visiting_again(
	    PEER_LOGIN TWO "> RETR 1\n< -ERR not now\n" MESSAGE("2") QUIT);
	cr_expect_eq(retrieving(), EXIT_DONE);
	cr_expect_eq(retrieval.status, EXIT_DATA);
	cr_expect_eq(life_of("one"), 's');
	cr_expect_eq(life_of("two"), 's');
	retrieving_over();
}

Test(retrieval, what_was_seen_has_no_trouble_when_the_session_breaks)
{
	visiting_again(PEER_LOGIN TWO "> RETR 1\n= close\n");
	cr_expect_eq(retrieving(), EXIT_UNAVAILABLE);
	cr_expect_eq(retrieval.status, EXIT_UNAVAILABLE);
	cr_expect_eq(life_of("one"), 's');
	cr_expect_null(strstr(scene_said(), "state file"));
	retrieving_over();
}

/* Of what came whole before, nothing is lost; of what did not, nothing is
 * left. */
Test(retrieval, a_session_that_breaks_keeps_what_came_whole)
{
	visiting(TWO MESSAGE("1") "> RETR 2\n< +OK\n< Subject: 2\n= close\n");
	cr_expect_eq(retrieving(), EXIT_UNAVAILABLE);
	cr_expect_eq(retrieval.placed, 1);
	cr_expect_eq(scene_files_in("Mail/new"), 1);
	cr_expect_eq(scene_files_in("Mail/tmp"), 0);
	cr_expect_eq(agenda.items[0].act, PLAN_DELETE);
	cr_expect_eq(agenda.items[1].act, PLAN_FETCH);
	cr_expect_eq(life_of("one"), 's');
	cr_expect_eq(life_of("two"), 't');
	retrieving_over();
}

/* It would have been any. */
Test(retrieval, a_deadline_blames_no_message_that_others_came_before)
{
	visiting(TWO MESSAGE("1") "> RETR 2\n< +OK\n< Subject: 2\n= close\n");
	visit.until_ns = 0;
	cr_expect_eq(retrieving(), EXIT_UNAVAILABLE);
	cr_expect_eq(life_of("two"), '-');
	retrieving_over();
}

/* In each run, maybe, and then nothing else would ever come. */
Test(retrieval, a_deadline_blames_the_first_message)
{
	visiting(TWO "> RETR 1\n= close\n");
	visit.until_ns = 0;
	cr_expect_eq(retrieving(), EXIT_UNAVAILABLE);
	cr_expect_eq(life_of("one"), 't');
	retrieving_over();
}

/* It has refused that one, and is remembered for it. */
Test(retrieval, a_server_that_refuses_and_closes_blames_one_message)
{
	visiting(TWO "> RETR 1\n< -ERR not now\n> RETR 2\n= close\n");
	cr_expect_eq(retrieving(), EXIT_UNAVAILABLE);
	cr_expect_eq(life_of("one"), 't');
	cr_expect_eq(life_of("two"), '-');
	retrieving_over();
}

#define THREE                                                                  \
	"> LIST\n< +OK\n< 1 100\n< 2 200\n< 3 300\n< .\n"                      \
	"> UIDL\n< +OK\n< 1 one\n< 2 two\n< 3 three\n< .\n"

/* Others that come behind the refusal show that the server goes on. */
Test(retrieval, a_message_at_which_it_breaks_is_to_blame_beside_one_refused)
{
	visiting(THREE
	    "> RETR 1\n< -ERR not now\n" MESSAGE("2") "> RETR 3\n= close\n");
	cr_expect_eq(retrieving(), EXIT_UNAVAILABLE);
	cr_expect_eq(life_of("one"), 't');
	cr_expect_eq(life_of("two"), 's');
	cr_expect_eq(life_of("three"), 't');
	retrieving_over();
}

/* How often the first message of two has failed when the session has broken at
 * it once more, and nothing else came. */
static uint32_t failures_after_another(void)
{
	const struct pop3_state_key one = key_of("one"), two = key_of("two");
	struct pop3_state_entry entry = {0};
	struct pop3_state *state;

	visiting(TWO "> RETR 1\n= close\n");
	state = visiting_state();
	cr_assert_eq(pop3_state_trouble(state, &one, 1, "not now"), POP3_OK);
	cr_assert_eq(pop3_state_place(state, &two, 1), POP3_OK);
	pop3_state_close(state, NULL);
	cr_expect_eq(retrieving(), EXIT_UNAVAILABLE);
	cr_assert(pop3_state_find(visit.state, &one, &entry));
	retrieving_over();
	return entry.failures;
}

/* It may be the line, and then none is to rest for it. */
Test(retrieval, a_session_that_brings_nothing_blames_no_message_twice)
{
	settings.keep_s = TERM_ENDLESS;
	cr_expect_eq(failures_after_another(), 1);
}

/* What is due behind it would wait for ever. */
Test(retrieval, a_message_is_to_blame_where_others_came_before)
{
	cr_expect_eq(failures_after_another(), 2);
}

/* Nor would it come if the others stay. */
Test(retrieval, a_message_is_to_blame_where_others_came_that_are_kept)
{
	const struct pop3_state_key one = key_of("one");
	struct pop3_state_entry entry = {0};
	struct pop3_state *state;

	settings.keep_s = TERM_ENDLESS;
	visiting(TWO MESSAGE("2") "> RETR 1\n= close\n");
	state = visiting_state();
	cr_assert_eq(pop3_state_trouble(state, &one, 1, "not now"), POP3_OK);
	pop3_state_close(state, NULL);
	cr_expect_eq(retrieving(), EXIT_UNAVAILABLE);
	cr_assert(pop3_state_find(visit.state, &one, &entry));
	cr_expect_eq(entry.failures, 2);
	retrieving_over();
}

/* A header is not the message. */
Test(retrieval, headers_only_never_lead_to_a_deletion)
{
	settings.headers_only = true;
	visiting(TWO "> TOP 1 0\n< +OK\n< Subject: 1\n< \n< .\n"
		     "> TOP 2 0\n< +OK\n< Subject: 2\n< \n< .\n" QUIT);
	cr_expect_eq(retrieving(), EXIT_DONE);
	cr_expect_eq(scene_files_in("Mail/new"), 2);
	cr_expect_eq(agenda.items[0].act, PLAN_KEEP);
	cr_expect_eq(agenda.items[1].act, PLAN_KEEP);
	cr_expect_eq(life_of("one"), 's');
	retrieving_over();
}

Test(retrieval, what_is_kept_is_not_deleted)
{
	settings.keep_s = TERM_ENDLESS;
	visiting(TWO MESSAGE("1") MESSAGE("2") QUIT);
	cr_expect_eq(retrieving(), EXIT_DONE);
	cr_expect_eq(agenda.items[0].act, PLAN_KEEP);
	cr_expect_eq(life_of("one"), 's');
	retrieving_over();
}

/* ---- Servers that list less than there is -------------------------------- */

Test(retrieval, a_message_that_is_larger_than_listed_passes_by)
{
	settings.max_size = 220;
	visiting(TWO
	    "> RETR 1\n< +OK\n<- Subject: 1\\r\\n\\r\\n"
	    "0123456789012345678901234567890123456789"
	    "0123456789012345678901234567890123456789"
	    "0123456789012345678901234567890123456789"
	    "0123456789012345678901234567890123456789"
	    "0123456789012345678901234567890123456789"
	    "0123456789012345678901234567890123456789\\r\\n.\\r\\n\n" MESSAGE(
		"2") QUIT);
	cr_expect_eq(retrieving(), EXIT_DONE);
	cr_expect_eq(retrieval.status, EXIT_DATA);
	cr_expect_eq(scene_files_in("Mail/new"), 1);
	cr_expect_eq(scene_files_in("Mail/tmp"), 0);
	cr_expect_eq(life_of("one"), 't');
	cr_expect_eq(life_of("two"), 's');
	retrieving_over();
}

/* Between two octets of the second message there is nothing to read. */
static void play_dripping(struct peer *server)
{
	peer_play_script(server);
	clock_step_ns = 60 * NS_PER_S;
	for (int i = 0; i < 20000; i++)
		peer_send(server, "x", 1);
	peer_send(server, "\r\n.\r\n", 5);
	peer_expect(server, "QUIT");
	peer_send(server, "+OK\r\n", 5);
}

/* The batch's time is over while a message is half here. */
Test(retrieval, a_message_may_take_longer_than_a_batch)
{
	peer = (struct peer){.play = play_dripping,
	    .script = PEER_LOGIN TWO MESSAGE("1") "> RETR 2\n< +OK\n"};
	peer_start(&peer);
	settings.port = peer.port;
	cr_assert_eq(visit_login(&visit), EXIT_DONE);
	cr_expect_eq(retrieving(), EXIT_DONE);
	cr_expect_eq(retrieval.placed, 2);
	cr_expect_eq(scene_files_in("Mail/new"), 2);
	cr_expect_eq(scene_files_in("Mail/tmp"), 0);
	retrieving_over();
}

/* Waits until something is placed. */
static bool await_mail(void)
{
	struct pollfd watch = {
	    .fd = inotify_init1(IN_CLOEXEC), .events = POLLIN};
	bool placed = inotify_add_watch(
			  watch.fd, "Mail/new", IN_CREATE | IN_MOVED_TO) >= 0;

	placed = placed && (scene_files_in("Mail/new") > 0 ||
			       poll(&watch, 1, 20000) == 1);
	close(watch.fd);
	return placed;
}

/* The answer to the second RETR takes longer than a batch, and goes on only
 * when the first message stands where it belongs. */
static void play_waiting(struct peer *server)
{
	peer_play_script(server);
	clock_step_ns = 60 * NS_PER_S;
	peer_send(server, "+O", 2);
	if (!await_mail())
		peer_fail(server, "nothing is placed");
	server->script = "<- K\\r\\n\n< Subject: 2\n< \n< .\n" QUIT;
	peer_play_script(server);
}

Test(retrieval, a_batch_is_placed_while_the_server_takes_its_time)
{
	peer = (struct peer){.play = play_waiting,
	    .script = PEER_LOGIN TWO MESSAGE("1") "> RETR 2\n"};
	peer_start(&peer);
	settings.port = peer.port;
	cr_assert_eq(visit_login(&visit), EXIT_DONE);
	cr_expect_eq(retrieving(), EXIT_DONE);
	cr_expect_eq(retrieval.placed, 2);
	retrieving_over();
}

Test(retrieval, a_message_without_end_is_the_end_of_the_session)
{
	peer = (struct peer){.play = play_endless,
	    .script = PEER_LOGIN TWO MESSAGE("1") "> RETR 2\n< +OK\n"};
	peer_start(&peer);
	settings.port = peer.port;
	cr_assert_eq(visit_login(&visit), EXIT_DONE);
	cr_expect_eq(retrieving(), EXIT_PROTOCOL);
	cr_expect_eq(scene_files_in("Mail/new"), 1);
	cr_expect_eq(scene_files_in("Mail/tmp"), 0);
	cr_expect_eq(life_of("one"), 's');
	cr_expect_eq(life_of("two"), 't');
	cr_expect_not_null(strstr(scene_said(),
	    "message 2 stays: it does not end, though the server listed 200 "
	    "octets"));
	retrieving_over();
}

/* ---- Destinations that do not take it ------------------------------------ */

Test(retrieval, a_program_that_takes_none_leaves_each_on_the_server)
{
	settings.mda = strdup("false");
	free(settings.maildir);
	settings.maildir = NULL;
	visiting(TWO MESSAGE("1") MESSAGE("2") QUIT);
	cr_expect_eq(retrieving(), EXIT_DONE);
	cr_expect_eq(retrieval.status, EXIT_DATA);
	cr_expect_eq(retrieval.placed, 0);
	cr_expect_eq(life_of("one"), 't');
	cr_expect_eq(life_of("two"), 't');
	retrieving_over();
}

static struct progress_counts heard = {.of_messages = 9};

static bool hear(void *context, const struct progress_counts *counts)
{
	(void)context;
	heard = *counts;
	return true;
}

static size_t lines_too_many;

static void send_lines(struct peer *server, size_t lines)
{
	char line[4096];

	memset(line, 'x', sizeof line);
	memcpy(line + sizeof line - 2, "\r\n", 2);
	while (lines-- > 0)
		peer_send(server, line, sizeof line);
	peer_send(server, ".\r\n", 3);
}

static void play_too_large(struct peer *server)
{
	peer_play_script(server);
	send_lines(server, lines_too_many);
	peer_expect(server, "QUIT");
	peer_send(server, "+OK\r\n", 5);
}

/* Logs in to this play; the first is seen, and the second may have failed. */
static void visiting_second(peer_fn *play, const char *script, bool failed)
{
	const struct pop3_state_key one = key_of("one"), two = key_of("two");
	struct pop3_state *state;

	peer = (struct peer){.play = play, .script = script};
	peer_start(&peer);
	settings.port = peer.port;
	cr_assert_eq(visit_login(&visit), EXIT_DONE);
	state = visiting_state();
	cr_assert_eq(pop3_state_place(state, &one, 1), POP3_OK);
	if (failed)
		cr_assert_eq(
		    pop3_state_trouble(state, &two, 1, "no room"), POP3_OK);
	pop3_state_close(state, NULL);
	scene_listen();
}

/* The first is to be deleted, and the second failed before. */
static void retrieving_too_large(size_t lines)
{
	lines_too_many = lines;
	visiting_second(
	    play_too_large, PEER_LOGIN TWO "> RETR 2\n< +OK\n", true);
	limit_files(4096);
	meter_arrange(hear, NULL);
	visit.watched = true;
	clock_step_ns = NS_PER_S;
	cr_expect_eq(retrieving(), EXIT_DONE);
	cr_expect_eq(retrieval.status, EXIT_IO);
	cr_expect_not_null(strstr(scene_said(), "message 2 stays: "));
	cr_expect_null(strstr(scene_text, "larger than what is wanted"));
	cr_expect_eq(heard.of_messages, 0);
	cr_expect_eq(heard.of_octets, 0);
	retrieving_over();
}

/* It passes by, since the other is to be deleted. */
Test(retrieval, what_the_disk_has_no_room_for_again_counts_as_lost)
{
	retrieving_too_large(2);
}

Test(retrieval, what_has_no_room_before_its_end_is_told_once)
{
	retrieving_too_large(256);
}

static bool tmp_goes;

/* Of a session that ends at a message no more is heard. */
static void play_untaken(struct peer *server)
{
	peer_play_script(server);
	if (tmp_goes)
		rmdir("Mail/tmp");
	peer_send(server, "+OK\r\n", 5);
	send_lines(server, 256);
}

static enum exit_status retrieving_untaken(bool failed)
{
	visiting_second(play_untaken, PEER_LOGIN TWO "> RETR 2\n", failed);
	return retrieving();
}

/* From then on it comes behind the others. */
Test(retrieval, what_the_disk_has_no_room_for_at_first_ends_the_session)
{
	limit_files(4096);
	cr_expect_eq(retrieving_untaken(false), EXIT_IO);
	cr_expect_eq(life_of("two"), 't');
	retrieving_over();
}

Test(retrieval, without_room_nobody_goes_on_who_has_nothing_to_delete)
{
	settings.keep_s = TERM_ENDLESS;
	limit_files(4096);
	cr_expect_eq(retrieving_untaken(true), EXIT_IO);
	retrieving_over();
}

/* The next would not be taken either. */
Test(retrieval, a_destination_that_is_gone_ends_the_session)
{
	tmp_goes = true;
	cr_expect_neq(retrieving_untaken(true), EXIT_DONE);
	cr_expect_not_null(strstr(scene_said(), "cannot write to maildir"));
	retrieving_over();
}

Test(retrieval, nothing_to_retrieve_says_nothing)
{
	const struct pop3_state_key one = key_of("one"), two = key_of("two");
	struct pop3_state *state;

	settings.keep_s = TERM_ENDLESS;
	visiting(TWO QUIT);
	state = visiting_state();
	cr_assert_eq(pop3_state_place(state, &one, 1), POP3_OK);
	cr_assert_eq(pop3_state_place(state, &two, 1), POP3_OK);
	pop3_state_close(state, NULL);
	cr_expect_eq(retrieving(), EXIT_DONE);
	cr_expect_eq(retrieval.placed, 0);
	retrieving_over();
}
