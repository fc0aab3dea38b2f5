/*
 * lmtp-transaction.c - MAIL, RCPT, DATA, the message, and one reply to it
 * (RFC 2033, section 4; RFC 5321, section 3.3).
 *
 * The times are those of RFC 5321, section 4.5.3.2, where --timeout is the
 * 60 seconds that it is by default.
 */
#include "popfetch/deliver/lmtp-transaction.h"

#include <stdio.h>
#include <string.h>

#include <pop3/printable.h>

#include "popfetch/system/host-name.h"
#include "popfetch/system/interrupt.h"
#include "popfetch/system/monotonic.h"
#include "popfetch/talk/failure.h"

/* So many times --timeout: for a reply, and for the one to the final dot. */
#define PATIENCE     5
#define PATIENCE_DOT 10

/* ---- Replies ------------------------------------------------------------- */

/* What the server says instead of what was hoped for, behind `step`. */
static enum pop3_status refused(
    struct lmtp *lmtp, const char *step, struct pop3_error *error)
{
	const struct lmtp_reply *reply = &lmtp->reply;
	char words[LMTP_TEXT_SIZE];

	pop3_printable(words, sizeof words, reply->text, strlen(reply->text));
	return failure_fill(error,
	    reply->code >= 500	 ? POP3_E_REFUSED
	    : reply->code >= 400 ? POP3_E_TEMPORARY
				 : POP3_E_PROTOCOL,
	    0, "LMTP server '%s' answered %s: %d %s", lmtp->connection.address,
	    step, reply->code, words);
}

static enum pop3_status expect(struct lmtp *lmtp, int class, uint32_t patience,
    const char *step, struct pop3_error *error)
{
	enum pop3_status status = lmtp_hear(&lmtp->connection,
	    lmtp->connection.timeout_ms * patience, &lmtp->reply, error);

	if (status != POP3_OK)
		return status;
	return lmtp->reply.code / 100 == class ? POP3_OK
					       : refused(lmtp, step, error);
}

/* ---- Connecting ---------------------------------------------------------- */

static enum pop3_status greet(struct lmtp *lmtp, struct pop3_error *error)
{
	char command[LMTP_COMMAND_SIZE], host[HOST_NAME_SIZE];
	enum pop3_status status =
	    expect(lmtp, 2, PATIENCE, "the connection", error);

	if (status != POP3_OK)
		return status;
	snprintf(command, sizeof command, "LHLO %s\r\n", host_name_own(host));
	status = lmtp_send(&lmtp->connection, command, strlen(command), error);
	if (status == POP3_OK)
		status = expect(lmtp, 2, PATIENCE, "LHLO", error);
	lmtp->features = lmtp->reply.features;
	return status;
}

enum pop3_status lmtp_get_ready(struct lmtp *lmtp, struct pop3_error *error)
{
	enum pop3_status status =
	    lmtp_connection_open(&lmtp->connection, error);

	lmtp->used = false;
	if (status == POP3_OK)
		status = greet(lmtp, error);
	if (status != POP3_OK)
		lmtp_connection_close(&lmtp->connection);
	/* It is no message that was refused. */
	return status == POP3_E_REFUSED ? error->status = POP3_E_CONNECT
					: status;
}

void lmtp_take_leave(struct lmtp *lmtp)
{
	struct pop3_error error;

	if (lmtp->connection.fd >= 0)
		lmtp_send(&lmtp->connection, "QUIT\r\n", 6, &error);
	lmtp_connection_close(&lmtp->connection);
}

/* ---- A transaction ------------------------------------------------------- */

struct step {
	const char *name;
	int class; /* of the reply that lets us go on */
	char command[LMTP_COMMAND_SIZE];
};
#define STEPS 3

static void prepare(struct lmtp *lmtp, struct step steps[STEPS])
{
	steps[0] = (struct step){.name = "MAIL", .class = 2};
	steps[1] = (struct step){.name = "RCPT", .class = 2};
	steps[2] =
	    (struct step){.name = "DATA", .class = 3, .command = "DATA\r\n"};
	lmtp_write_mail(steps[0].command, lmtp->sender,
	    lmtp->parcel.deliver.begun_octets, lmtp->parcel.eight_bit,
	    &lmtp->features);
	lmtp_write_rcpt(steps[1].command, lmtp->recipient);
}

static enum pop3_status send_all_steps(
    struct lmtp *lmtp, const struct step steps[STEPS])
{
	char all[STEPS * LMTP_COMMAND_SIZE];

	snprintf(all, sizeof all, "%s%s%s", steps[0].command, steps[1].command,
	    steps[2].command);
	return lmtp_send(
	    &lmtp->connection, all, strlen(all), &lmtp->parcel.deliver.error);
}

static enum pop3_status envelope(
    struct lmtp *lmtp, const struct step steps[STEPS], size_t *out_answered)
{
	struct pop3_error *error = &lmtp->parcel.deliver.error;
	enum pop3_status status = POP3_OK;

	if (lmtp->features.pipelining)
		status = send_all_steps(lmtp, steps);
	for (*out_answered = 0; *out_answered < STEPS; ++*out_answered) {
		const struct step *step = &steps[*out_answered];

		if (status == POP3_OK && !lmtp->features.pipelining)
			status = lmtp_send(&lmtp->connection, step->command,
			    strlen(step->command), error);
		if (status == POP3_OK)
			status = expect(
			    lmtp, step->class, PATIENCE, step->name, error);
		if (status != POP3_OK)
			return status;
	}
	return POP3_OK;
}

static enum pop3_status send_message(struct lmtp *lmtp)
{
	struct pop3_error *error = &lmtp->parcel.deliver.error;
	struct lmtp_body body = {.inside_line = false};
	char *converted = lmtp->piece + LMTP_PIECE;
	uint64_t at = 0;
	size_t got;
	enum pop3_status status;

	do {
		/* No final dot behind less than the whole. */
		status = parcel_read(
		    &lmtp->parcel, lmtp->piece, LMTP_PIECE, at, &got);
		if (status != POP3_OK)
			return status;
		at += got;
		status = lmtp_send(&lmtp->connection, converted,
		    lmtp_body_convert(&body, lmtp->piece, got, converted),
		    error);
	} while (status == POP3_OK && got > 0);
	if (status == POP3_OK)
		status = lmtp_send(&lmtp->connection, converted,
		    lmtp_body_finish(&body, converted), error);
	return status;
}

/* A server that has had enough says why before it closes. */
static enum pop3_status last_words(struct lmtp *lmtp, enum pop3_status status)
{
	struct pop3_error unheard;

	if (status != POP3_E_CLOSED ||
	    lmtp_hear(&lmtp->connection, lmtp->connection.timeout_ms,
		&lmtp->reply, &unheard) != POP3_OK ||
	    lmtp->reply.code < 400)
		return status;
	return refused(lmtp, "the message", &lmtp->parcel.deliver.error);
}

static enum pop3_status transact(struct lmtp *lmtp, size_t *out_answered)
{
	struct step steps[STEPS];
	enum pop3_status status;

	prepare(lmtp, steps);
	status = envelope(lmtp, steps, out_answered);
	if (status != POP3_OK)
		return status;
	status = send_message(lmtp);
	if (status != POP3_OK)
		return last_words(lmtp, status);
	return expect(
	    lmtp, 2, PATIENCE_DOT, "the message", &lmtp->parcel.deliver.error);
}

/* Whether a connection that has served is of no use, and this message unheard:
 * the server has left, or wants no second one there, as GNU Mailutils' lmtpd,
 * to which that is out of sequence. */
static bool is_spent(const struct lmtp *lmtp, enum pop3_status status)
{
	const int code = lmtp->reply.code;

	return lmtp->used && (status == POP3_E_CLOSED ||
				 (status == POP3_E_TEMPORARY && code == 421) ||
				 (status == POP3_E_REFUSED && code == 503));
}

/* What the Return-Path names need be no address (RFC 5321, section 4.2.2: 501
 * or 553), with which the message would stay for ever. */
static bool has_bad_sender(const struct lmtp *lmtp, enum pop3_status status)
{
	const int code = lmtp->reply.code;

	return lmtp->sender[0] != '\0' && status == POP3_E_REFUSED &&
	       (code == 501 || code == 553);
}

/* Gets ready for another try where one may be better. */
static bool try_otherwise(
    struct lmtp *lmtp, enum pop3_status status, size_t answered)
{
	if (status == POP3_OK || answered > 0)
		return false;
	if (!is_spent(lmtp, status)) {
		if (!has_bad_sender(lmtp, status))
			return false;
		lmtp->sender[0] = '\0';
	}
	lmtp_connection_close(&lmtp->connection);
	return true;
}

/* A server that cannot be reached again stops the delivery: no message is to
 * blame yet. */
static enum pop3_status connect_again(struct lmtp *lmtp)
{
	enum pop3_status status =
	    lmtp_get_ready(lmtp, &lmtp->parcel.deliver.error);

	if (status == POP3_E_TEMPORARY)
		status = POP3_E_TIMEOUT;
	else if (status == POP3_E_CLOSED)
		status = POP3_E_CONNECT;
	if (status != POP3_OK)
		lmtp->parcel.deliver.error.status = status;
	return status;
}

/* It may be the message that the server cannot stand, unless it is us who have
 * to end, or the server was as silent at the one before.  One that is no LMTP
 * server has not come so far. */
static enum pop3_status judge(struct lmtp *lmtp, enum pop3_status status)
{
	const bool silent_again = lmtp->silent && status == POP3_E_TIMEOUT;

	lmtp->silent = status == POP3_E_TIMEOUT;
	if (status != POP3_E_CLOSED && status != POP3_E_PROTOCOL &&
	    status != POP3_E_TIMEOUT)
		return status;
	if (interrupt_signal() != 0)
		return POP3_E_TEMPORARY;
	return silent_again ? POP3_E_TIMEOUT : POP3_E_CLOSED;
}

enum pop3_status lmtp_hand_over(struct lmtp *lmtp)
{
	enum pop3_status status = POP3_OK;
	size_t answered = 0;

	if (monotonic_ns() >= interrupt_limit(INT64_MAX))
		return failure_fill(&lmtp->parcel.deliver.error,
		    POP3_E_TEMPORARY, 0,
		    "LMTP server '%s' was not given it, since we had to end",
		    lmtp->connection.address);
	do {
		if (lmtp->connection.fd < 0)
			status = connect_again(lmtp);
		if (status != POP3_OK)
			return status;
		status = transact(lmtp, &answered);
	} while (try_otherwise(lmtp, status, answered));
	if (status == POP3_OK)
		lmtp->used = true;
	else
		lmtp_connection_close(&lmtp->connection);
	status = judge(lmtp, status);
	if (status != POP3_OK)
		lmtp->parcel.deliver.error.status = status;
	return status;
}
