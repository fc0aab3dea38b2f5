/*
 * deliver-lmtp.c - messages to an LMTP server (RFC 2033), one by one over one
 * connection.
 *
 * The message is complete in a file (parcel.c) before the server hears of it.
 * It has one recipient, so there is one reply behind the final dot, and that
 * alone says that the server has it: 4xx is for the next run, 5xx refuses
 * this message.  After anything but a success the connection is given up and
 * the next message gets a new one: no rest of a dialogue that went wrong can
 * be taken for the beginning of another.
 *
 * What is the matter with the server as a whole (it cannot be reached, it
 * does not speak LMTP) stops the delivery.  A connection that breaks off, or
 * falls silent, within one message may be this message's fault, and the
 * others still have their turn; one that the server has closed meanwhile, as
 * servers do after a while, is made anew.
 *
 * The times are those of RFC 5321, section 4.5.3.2, where --timeout is the
 * 60 seconds that it is by default.
 */
#include "deliver-kind.h"

#include <errno.h>
#include <stdlib.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <pop3/printable.h>

#include "disk.h"
#include "envelope.h"
#include "host-name.h"
#include "interrupt.h"
#include "lmtp-connection.h"
#include "memory.h"
#include "parcel.h"
#include "paths.h"

/* So many times --timeout: for a reply, and for the one to the final dot. */
#define PATIENCE     5
#define PATIENCE_DOT 10

#define PIECE ((size_t)32 << 10)

struct lmtp {
	struct deliver deliver;
	struct parcel parcel;
	char *address;
	struct lmtp_connection connection;
	struct lmtp_features features;
	const char *recipient;
	bool used; /* the connection has brought a message */
	struct lmtp_reply reply;
	char sender[ENVELOPE_ADDRESS_SIZE];
	char *piece; /* PIECE octets, and what they become */
};

static struct lmtp *lmtp_of(struct deliver *deliver)
{
	return (struct lmtp *)deliver;
}

static enum pop3_status cannot_stage(struct lmtp *lmtp)
{
	return deliver_fail(&lmtp->deliver.error, POP3_E_SYSTEM, errno,
	    "cannot write to spool '%s'", lmtp->parcel.path);
}

/* ---- Replies ------------------------------------------------------------- */

/* What the server says instead of what was hoped for, behind `step`. */
static enum pop3_status refused(
    struct lmtp *lmtp, const char *step, struct pop3_error *error)
{
	const struct lmtp_reply *reply = &lmtp->reply;
	char words[LMTP_TEXT_SIZE];

	pop3_printable(words, sizeof words, reply->text, strlen(reply->text));
	return deliver_fail(error,
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

static enum pop3_status get_ready(struct lmtp *lmtp, struct pop3_error *error)
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

/* Says QUIT and does not wait for the answer. */
static void take_leave(struct lmtp *lmtp)
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
	    lmtp->deliver.begun_octets, lmtp->parcel.eight_bit,
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
	    &lmtp->connection, all, strlen(all), &lmtp->deliver.error);
}

static enum pop3_status envelope(
    struct lmtp *lmtp, const struct step steps[STEPS], size_t *out_answered)
{
	struct pop3_error *error = &lmtp->deliver.error;
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
	struct pop3_error *error = &lmtp->deliver.error;
	struct lmtp_body body = {.inside_line = false};
	char *converted = lmtp->piece + PIECE;
	uint64_t at = 0;
	size_t got;
	enum pop3_status status;

	do {
		if (!disk_read_at(
			lmtp->parcel.reader, lmtp->piece, PIECE, at, &got))
			return cannot_stage(lmtp);
		at += got;
		status = lmtp_send(&lmtp->connection, converted,
		    lmtp_body_convert(&body, lmtp->piece, got, converted),
		    error);
	} while (status == POP3_OK && got > 0);
	/* No final dot behind less than the whole. */
	if (status == POP3_OK && at != lmtp->parcel.octets)
		return cannot_stage(lmtp);
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
	return refused(lmtp, "the message", &lmtp->deliver.error);
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
	    lmtp, 2, PATIENCE_DOT, "the message", &lmtp->deliver.error);
}

/* Whether the server has left before it heard of this message. */
static bool has_left(
    const struct lmtp *lmtp, enum pop3_status status, size_t answered)
{
	return lmtp->used && answered == 0 &&
	       (status == POP3_E_CLOSED ||
		   (status == POP3_E_TEMPORARY && lmtp->reply.code == 421));
}

/* A server that cannot be reached again stops the delivery. */
static enum pop3_status connect_again(struct lmtp *lmtp)
{
	enum pop3_status status = get_ready(lmtp, &lmtp->deliver.error);

	if (status == POP3_E_TEMPORARY || status == POP3_E_TIMEOUT)
		status = lmtp->deliver.error.status = POP3_E_CONNECT;
	return status;
}

static enum pop3_status hand_over(struct lmtp *lmtp)
{
	enum pop3_status status = POP3_OK;
	size_t answered = 0;

	if (lmtp->connection.fd < 0)
		status = connect_again(lmtp);
	if (status != POP3_OK)
		return status;
	status = transact(lmtp, &answered);
	if (has_left(lmtp, status, answered)) {
		lmtp_connection_close(&lmtp->connection);
		status = connect_again(lmtp);
		if (status == POP3_OK)
			status = transact(lmtp, &answered);
	}
	if (status == POP3_OK)
		lmtp->used = true;
	else
		lmtp_connection_close(&lmtp->connection);
	/* It may be the message that the server cannot stand, unless it is us
	 * who have to end. */
	if (status == POP3_E_CLOSED)
		status = POP3_E_TIMEOUT;
	if (status == POP3_E_TIMEOUT && interrupt_signal() != 0)
		status = POP3_E_TEMPORARY;
	if (status != POP3_OK)
		lmtp->deliver.error.status = status;
	return status;
}

/* ---- The message --------------------------------------------------------- */

static enum pop3_status lmtp_begin(struct deliver *deliver)
{
	struct lmtp *lmtp = lmtp_of(deliver);

	return parcel_begin(&lmtp->parcel) ? POP3_OK : cannot_stage(lmtp);
}

static enum pop3_status lmtp_data(
    struct deliver *deliver, const char *octets, size_t length)
{
	struct lmtp *lmtp = lmtp_of(deliver);

	return parcel_data(&lmtp->parcel, octets, length) ? POP3_OK
							  : cannot_stage(lmtp);
}

static void lmtp_drop(struct deliver *deliver)
{
	parcel_drop(&lmtp_of(deliver)->parcel);
}

static enum pop3_status lmtp_end(struct deliver *deliver)
{
	struct lmtp *lmtp = lmtp_of(deliver);
	enum pop3_status status;

	if (!parcel_end(&lmtp->parcel))
		return cannot_stage(lmtp);
	if (!parcel_sender(&lmtp->parcel, lmtp->sender))
		return deliver_no_memory(&deliver->error);
	status = hand_over(lmtp);
	if (status == POP3_OK)
		parcel_drop(&lmtp->parcel);
	return status;
}

static enum pop3_status lmtp_recover(
    struct deliver *deliver, const char *const *where, size_t count)
{
	(void)where, (void)count;
	parcel_tidy(&lmtp_of(deliver)->parcel);
	return POP3_OK;
}

/* ---- Opening ------------------------------------------------------------- */

static void lmtp_close(struct deliver *deliver)
{
	struct lmtp *lmtp = lmtp_of(deliver);

	take_leave(lmtp);
	parcel_free(&lmtp->parcel);
	free(lmtp->piece);
	free(lmtp->address);
	free(lmtp);
}

static const struct deliver_kind lmtp_kind = {
    .close = lmtp_close,
    .begin = lmtp_begin,
    .data = lmtp_data,
    .end = lmtp_end,
    .drop = lmtp_drop,
    .recover = lmtp_recover,
};

const char *lmtp_misnamed(const struct settings *settings)
{
	if (!envelope_is_address(deliver_recipient(settings)))
		return "the user is no address that LMTP takes; "
		       "'delivered-to' gives one";
	return lmtp_address_check(settings->lmtp);
}

static enum pop3_status open_all(struct lmtp *lmtp, struct pop3_error *error)
{
	if (lmtp->piece == NULL)
		return deliver_no_memory(error);
	return get_ready(lmtp, error);
}

enum pop3_status lmtp_open(const struct settings *settings, const char *spool,
    struct pop3_error *error, struct deliver **out_deliver)
{
	struct lmtp *lmtp = calloc(1, sizeof *lmtp);
	enum pop3_status status;

	if (lmtp == NULL)
		return deliver_no_memory(error);
	lmtp->deliver.kind = &lmtp_kind;
	lmtp->connection.fd = -1;
	lmtp->address = strchr(settings->lmtp, '/') != NULL
			    ? path_absolute(settings->lmtp)
			    : memory_copy(settings->lmtp);
	lmtp->connection.address = lmtp->address;
	lmtp->connection.timeout_ms = settings->timeout_s * 1000;
	lmtp->recipient = deliver_recipient(settings);
	lmtp->piece = malloc(PIECE + LMTP_BODY_ROOM(PIECE));
	status = parcel_init(&lmtp->parcel, spool) ? open_all(lmtp, error)
						   : deliver_no_memory(error);
	if (status != POP3_OK) {
		lmtp_close(&lmtp->deliver);
		return status;
	}
	*out_deliver = &lmtp->deliver;
	return POP3_OK;
}
