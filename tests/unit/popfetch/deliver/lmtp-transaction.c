/*
 * lmtp-transaction.c - a message handed to an LMTP server, and what each of
 * its answers means for it.
 */
#include "tests/unit/session/peer.h"
#include "tests/unit/popfetch/delivery.h"
#include "tests/unit/system-call.h"

#include "popfetch/deliver/lmtp-transaction.h"
#include "popfetch/system/host-name.h"

/* The disk gives nothing of a message that is on its way. */
static bool disk_fails;

ssize_t pread(int fd, void *octets, size_t n, off_t at)
{
	if (!disk_fails || n != LMTP_PIECE)
		return really_pread(fd, octets, n, at);
	errno = EIO;
	return -1;
}

/* The connection takes nothing of its first piece, as if that were lost. */
static bool piece_is_lost;

ssize_t send(int fd, const void *octets, size_t n, int flags)
{
	static const char first[] = "Return-Path:";

	if (!piece_is_lost || n < sizeof first ||
	    memcmp(octets, first, sizeof first - 1) != 0)
		return sendto(fd, octets, n, flags, NULL, 0);
	errno = EPIPE;
	return -1;
}

static struct peer peer;
static struct settings settings;
static struct deliver *deliver;
static char script[5 * LMTP_PIECE];

static void begin(void)
{
	scene_begin();
	settings = (struct settings){
	    .user = strdup("jim@example.org"), .timeout_s = 30};
}

static void end(void)
{
	free(settings.user);
	free(settings.lmtp);
	scene_end();
}

TestSuite(lmtp_transaction, .init = begin, .fini = end, .timeout = 60);

/* A server that greets with these features, and goes on with the script. */
static void serve(const char *features, const char *rest)
{
	char own[HOST_NAME_SIZE], address[32];

	snprintf(script, sizeof script,
	    "< 220 ready\n> LHLO %s\n%s< 250 hello\n%s", host_name_own(own),
	    features, rest);
	peer = (struct peer){.script = script};
	peer_start(&peer);
	snprintf(address, sizeof address, "127.0.0.1:%u", (unsigned)peer.port);
	free(settings.lmtp);
	settings.lmtp = strdup(address);
	deliver = open_at(&settings);
}

static void over(void)
{
	deliver_close(deliver);
	peer_end(&peer);
}

static const char message[] =
    "Return-Path: <ann@example.net>\r\nSubject: x\r\n\r\n.body\r\n";

static enum pop3_status hand_over_this(const char *text)
{
	cr_assert_eq(deliver_begin(deliver), POP3_OK);
	cr_assert_eq(deliver_data(deliver, text, strlen(text)), POP3_OK);
	return deliver_end(deliver);
}

static enum pop3_status hand_over(void)
{
	return hand_over_this(message);
}

/* What goes wrong, and in which words. */
static void expect_failure(enum pop3_status status, const char *words)
{
	cr_expect_eq(hand_over(), status);
	cr_expect_not_null(strstr(deliver_error(deliver)->text, words), "%s",
	    deliver_error(deliver)->text);
	deliver_drop(deliver);
}

#define MAIL	 "> MAIL FROM:<ann@example.net>\n"
#define RCPT	 "> RCPT TO:<jim@example.org>\n"
#define ENVELOPE MAIL "< 250 ok\n" RCPT "< 250 ok\n> DATA\n< 354 go\n"
#define MESSAGE                                                                \
	"> Return-Path: <ann@example.net>\n> Subject: x\n> \n> ..body\n> .\n"

Test(lmtp_transaction, a_message_is_taken)
{
	serve("", ENVELOPE MESSAGE "< 250 taken\n" ENVELOPE MESSAGE
				   "< 250 taken\n> QUIT\n");
	cr_expect_eq(hand_over(), POP3_OK);
	cr_expect_eq(hand_over(), POP3_OK);
	over();
}

Test(lmtp_transaction, a_message_of_many_pieces_arrives_whole)
{
	static char text[3 * LMTP_PIECE], rest[4 * LMTP_PIECE];
	char *line = stpcpy(text, "Return-Path: <ann@example.net>\r\n\r\n");
	char *step =
	    stpcpy(rest, ENVELOPE "> Return-Path: <ann@example.net>\n> \n");

	for (int i = 0; line < text + 2 * LMTP_PIECE; i++) {
		line += sprintf(line, "line %d\r\n", i);
		step += sprintf(step, "> line %d\n", i);
	}
	strcpy(step, "> .\n< 250 taken\n> QUIT\n");
	serve("", rest);
	cr_expect_eq(hand_over_this(text), POP3_OK);
	over();
}

/* What stands behind it would be commands. */
Test(lmtp_transaction, a_dot_at_the_very_beginning_ends_no_message)
{
	serve("", "> MAIL FROM:<>\n< 250 ok\n" RCPT
		  "< 250 ok\n> DATA\n< 354 go\n> ..\n> RSET\n> .\n"
		  "< 250 taken\n> QUIT\n");
	cr_expect_eq(hand_over_this(".\r\nRSET\r\n"), POP3_OK);
	over();
}

Test(lmtp_transaction, recipient_is_the_one_that_is_asked_for)
{
	settings.delivered_to = strdup("box@example.com");
	serve("", MAIL "< 250 ok\n> RCPT TO:<box@example.com>\n< 250 ok\n"
		       "> DATA\n< 354 go\n"
		       "> Delivered-To: box@example.com\n" MESSAGE
		       "< 250 taken\n> QUIT\n");
	cr_expect_eq(hand_over(), POP3_OK);
	over();
	free(settings.delivered_to);
}

/* The script would stop at the first answer otherwise. */
Test(lmtp_transaction, commands_go_together_where_the_server_allows_it)
{
	serve("< 250-PIPELINING\n",
	    MAIL RCPT "> DATA\n< 250 ok\n< 250 ok\n< 354 go\n" MESSAGE
		      "< 250 taken\n> QUIT\n");
	cr_expect_eq(hand_over(), POP3_OK);
	over();
}

/* ---- Answers ------------------------------------------------------------- */

Test(lmtp_transaction, a_message_that_is_refused_is_refused_alone)
{
	serve("", ENVELOPE MESSAGE "< 554 5.6.0 no \x1B[31msuch\n");
	expect_failure(POP3_E_REFUSED, "answered the message: 554 5.6.0 no ");
	cr_expect_null(strchr(deliver_error(deliver)->text, '\x1B'));
	over();
}

Test(lmtp_transaction, later_means_later)
{
	serve("", ENVELOPE MESSAGE "< 452 4.2.2 over quota\n");
	expect_failure(
	    POP3_E_TEMPORARY, "answered the message: 452 4.2.2 over quota");
	over();
}

Test(lmtp_transaction, the_first_digit_says_what_an_answer_is)
{
	serve("", MAIL "< 200 ok\n" RCPT "< 299 ok\n> DATA\n< 399 go\n" MESSAGE
		       "< 299 taken\n> QUIT\n");
	cr_expect_eq(hand_over(), POP3_OK);
	over();
	serve("", ENVELOPE MESSAGE "< 400 later\n");
	expect_failure(POP3_E_TEMPORARY, "answered the message: 400 later");
	over();
	serve("", ENVELOPE MESSAGE "< 499 later\n");
	expect_failure(POP3_E_TEMPORARY, "answered the message: 499 later");
	over();
	serve("", ENVELOPE MESSAGE "< 500 what\n");
	expect_failure(POP3_E_REFUSED, "answered the message: 500 what");
	over();
}

/* The null path would be for one that is no address. */
Test(lmtp_transaction, a_sender_that_is_refused_stays_one)
{
	serve("", MAIL "< 550 not her\n");
	expect_failure(POP3_E_REFUSED, "answered MAIL: 550 not her");
	over();
}

/* On a new connection that says nothing of the connection. */
Test(lmtp_transaction, a_first_message_that_is_refused_is)
{
	serve("", MAIL "< 503 what\n");
	expect_failure(POP3_E_REFUSED, "answered MAIL: 503 what");
	over();
	serve("", MAIL "< 421 later\n");
	expect_failure(POP3_E_TEMPORARY, "answered MAIL: 421 later");
	over();
	serve("", MAIL "= close\n");
	expect_failure(POP3_E_CLOSED, "closed the connection");
	over();
}

Test(lmtp_transaction, a_recipient_that_is_refused_gets_nothing)
{
	serve("", MAIL "< 250 ok\n" RCPT "< 550 who\n");
	expect_failure(POP3_E_REFUSED, "answered RCPT: 550 who");
	over();
	cr_expect_not(peer_saw(&peer, "DATA"));
	cr_expect_not(peer_saw(&peer, "Subject"));
}

/* With all three on the way, no message may follow all the same. */
Test(lmtp_transaction, a_refused_recipient_gets_nothing_in_a_pipeline_either)
{
	serve("< 250-PIPELINING\n",
	    MAIL RCPT "> DATA\n< 250 ok\n< 550 who\n< 503 no recipients\n");
	expect_failure(POP3_E_REFUSED, "answered RCPT: 550 who");
	over();
	cr_expect_not(peer_saw(&peer, "Subject"));
}

Test(lmtp_transaction, an_answer_of_another_kind_is_no_yes)
{
	serve("", MAIL "< 250 ok\n" RCPT "< 250 ok\n> DATA\n< 250 what\n");
	expect_failure(POP3_E_CLOSED, "answered DATA: 250 what");
	over();
	cr_expect_not(peer_saw(&peer, "Subject"));
}

/* Whether it was taken is not known; to say so is not to lose it. */
Test(lmtp_transaction, a_server_that_leaves_within_the_message_took_none)
{
	serve("", ENVELOPE MESSAGE "= close\n");
	expect_failure(POP3_E_CLOSED, "closed the connection");
	over();
}

/* The final dot: less than the whole would be taken for it. */
static void over_without_end(void)
{
	over();
	cr_expect(peer_saw(&peer, "DATA\r\n"));
	cr_expect_not(peer_saw(&peer, ".\r\n"));
}

Test(lmtp_transaction, a_message_that_cannot_be_sent_is_not_ended)
{
	serve("", ENVELOPE "= close\n");
	piece_is_lost = true;
	expect_failure(POP3_E_CLOSED, "closed the connection: broken pipe");
	over_without_end();
}

static void expect_last_words(
    const char *rest, enum pop3_status status, const char *words)
{
	serve("", rest);
	piece_is_lost = true;
	expect_failure(status, words);
	over();
}

Test(lmtp_transaction, a_server_that_has_had_enough_says_why)
{
	expect_last_words(ENVELOPE "< 552 5.3.4 too big\n", POP3_E_REFUSED,
	    "answered the message: 552 5.3.4 too big");
	expect_last_words(ENVELOPE "< 400 full\n", POP3_E_TEMPORARY,
	    "answered the message: 400 full");
	expect_last_words(ENVELOPE "< 399 what\n", POP3_E_CLOSED,
	    "closed the connection: broken pipe");
	expect_last_words(ENVELOPE "< 250 taken\n", POP3_E_CLOSED,
	    "closed the connection: broken pipe");
}

/* And nobody is asked why. */
Test(lmtp_transaction, a_message_that_cannot_be_read_is_not_ended)
{
	serve("", ENVELOPE "< 552 what\n");
	disk_fails = true;
	expect_failure(POP3_E_SYSTEM, "cannot read spool");
	over_without_end();
}

/* ---- Connecting ---------------------------------------------------------- */

static struct pop3_error refused_by(const char *text)
{
	char address[32];
	struct pop3_error error;

	peer = (struct peer){.script = text};
	peer_start(&peer);
	snprintf(address, sizeof address, "127.0.0.1:%u", (unsigned)peer.port);
	settings.lmtp = strdup(address);
	error = open_failure(&settings);
	peer_end(&peer);
	return error;
}

/* It is no message that was refused. */
Test(lmtp_transaction, a_server_that_does_not_want_us_is_no_destination)
{
	const struct pop3_error error = refused_by("< 554 go away\n");

	cr_expect_eq(error.status, POP3_E_CONNECT);
	cr_expect_not_null(
	    strstr(error.text, "answered the connection: 554 go away"));
}

Test(lmtp_transaction, a_server_that_is_busy_is_tried_later)
{
	const struct pop3_error error = refused_by("< 421 busy\n");

	cr_expect_eq(error.status, POP3_E_TEMPORARY);
}
