/*
 * When commands are sent while octets come: of messages that fill half the
 * engine's first window two are asked for, and each that has come lets out the
 * next RETR.
 */
#include "far-end.h"

/* The clock stands still, and no wait of the session ends by itself. */
TestSuite(drive, .timeout = 60);

#define WINDOW (UINT64_C(16) << 20)

#define READS_IN_A_ROW_MAX 16

static void say(struct far_end *far_end, const char *octets)
{
	far_end_say(far_end, octets, strlen(octets));
}

/* ---- While there is always more to read ---------------------------------- */

static void say_no_more(struct far_end *far_end)
{
	(void)far_end;
}

/* The first message, and a second that ends when RETR 3 is heard. */
static void never_stop(struct far_end *far_end)
{
	if (far_end->said == 0) {
		cr_assert_eq(far_end->asked, 2);
		say(far_end, "+OK\r\n.\r\n+OK\r\nb");
	} else if (far_end->asked == 2) {
		cr_assert_lt(far_end->said, READS_IN_A_ROW_MAX,
		    "%zu reads, and nothing said", far_end->said);
		say(far_end, "b");
	} else {
		say(far_end, "\r\n.\r\n+OK\r\n.\r\n");
		far_end->turn = say_no_more;
	}
}

Test(drive, what_is_to_be_said_waits_for_no_more_reads_than_so_many)
{
	struct far_end far_end = {.turn = never_stop};

	far_end_retrieve(&far_end, 3, WINDOW / 2);
	cr_assert_eq(far_end.asked, 3);
}

#define MANY 320

/* A message with each read, and always one more that has been asked for. */
static void answer_each(struct far_end *far_end)
{
	if (far_end->said == MANY)
		return;
	cr_assert_lt(far_end->said, far_end->asked, "the server is idle");
	say(far_end, "+OK\r\nb\r\n.\r\n");
}

/* The first flight asks for twice as many as are read before anything is sent:
 * of what is held back the server feels nothing. */
Test(drive, commands_that_short_messages_let_out_are_sent_together)
{
	struct far_end far_end = {.turn = answer_each};

	far_end_retrieve(&far_end, MANY, WINDOW / (2 * READS_IN_A_ROW_MAX));
	cr_assert_leq(far_end.packets, MANY / READS_IN_A_ROW_MAX);
}

/* ---- Where there is nothing to read -------------------------------------- */

#define FEW 40

/* How far it is with its answers. */
struct answers {
	size_t whole;
	size_t reads; /* in which the next one has come so far */
};

/* The first message comes in one read, the second in two and so on; behind each
 * there is nothing to read. */
static void stop_behind_each(struct far_end *far_end)
{
	struct answers *answers = far_end->context;
	size_t asked = answers->whole + 2 < FEW ? answers->whole + 2 : FEW;
	bool last = answers->reads == answers->whole;
	char octets[32];

	if (answers->reads == 0 && !far_end->waited_for)
		return;
	if (far_end->waited_for)
		cr_assert_eq(far_end->asked, asked);
	snprintf(octets, sizeof octets, "%sb%s",
	    answers->reads == 0 ? "+OK\r\n" : "", last ? "\r\n.\r\n" : "");
	answers->reads = last ? 0 : answers->reads + 1;
	answers->whole += last;
	say(far_end, octets);
}

Test(drive, nothing_is_held_back_where_there_is_nothing_to_read)
{
	struct answers answers = {0};
	struct far_end far_end = {
	    .turn = stop_behind_each, .context = &answers};

	far_end_retrieve(&far_end, FEW, WINDOW / 2);
	cr_assert_eq(answers.whole, FEW);
}

/* ---- Where there is always something to read, and no end ----------------- */

static void stream(struct far_end *far_end)
{
	cr_assert_lt(far_end->said, 100, "the deadline is long over");
	far_end_now_ms += 100;
	say(far_end, far_end->said == 0 ? "+OK\r\n" : "b\r\n");
}

Test(drive, what_leaves_no_time_to_wait_does_not_outrun_the_deadline)
{
	const struct pop3_target target = {.msgno = 1};
	struct far_end far_end = {.turn = stream, .deadline_ms = 1000};
	const struct pop3_sink sink = far_end_sink(&far_end);

	far_end_start(&far_end);
	assert_failure(far_end.session,
	    pop3_session_retrieve(far_end.session, &target, 1, &sink),
	    POP3_E_TIMEOUT,
	    "session not finished: no more of the answer to 'RETR 1' within "
	    "1 second");
	far_end_finish(&far_end);
}

/* ---- Where nobody hears us ----------------------------------------------- */

Test(drive, who_hears_no_more_and_has_no_more_to_say_is_gone)
{
	struct far_end far_end = {.context = NULL};

	far_end_start(&far_end);
	cr_assert_eq(shutdown(far_end.peer.fd, SHUT_RD), 0);
	cr_assert_eq(pop3_session_noop(far_end.session), POP3_E_CLOSED);
	far_end_finish(&far_end);
}
