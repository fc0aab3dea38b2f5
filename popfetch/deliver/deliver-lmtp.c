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
 * does not speak LMTP) stops the delivery.  A dialogue that breaks off, falls
 * silent or makes no sense within one message may be this message's fault, and
 * the others still have their turn; but at the second silence, one behind the
 * other, it is the server's: to wait for it at each message takes days.  A
 * connection that the server has closed meanwhile, as servers do after a while,
 * or on which it takes no more messages, is made anew.
 */
#include "popfetch/deliver/deliver-kind.h"

#include <stdlib.h>

#include "popfetch/deliver/lmtp-transaction.h"
#include "popfetch/deliver/lmtp.h"
#include "popfetch/options/memory.h"
#include "popfetch/options/paths.h"
#include "popfetch/talk/failure.h"
#include "popfetch/text/lmtp-address.h"

static struct lmtp *lmtp_of(struct deliver *deliver)
{
	return (struct lmtp *)deliver;
}

static enum pop3_status lmtp_end(struct deliver *deliver)
{
	struct lmtp *lmtp = lmtp_of(deliver);
	enum pop3_status status = parcel_end(&lmtp->parcel);

	if (status == POP3_OK)
		status = parcel_sender(&lmtp->parcel, lmtp->sender);
	if (status == POP3_OK)
		status = lmtp_hand_over(lmtp);
	if (status == POP3_OK)
		parcel_drop(deliver);
	return status;
}

/* ---- Opening ------------------------------------------------------------- */

static void lmtp_close(struct deliver *deliver)
{
	struct lmtp *lmtp = lmtp_of(deliver);

	lmtp_take_leave(lmtp);
	parcel_free(&lmtp->parcel);
	free(lmtp->piece);
	free(lmtp->address);
	free(lmtp);
}

static const struct deliver_kind lmtp_kind = {
    .close = lmtp_close,
    .begin = parcel_begin,
    .data = parcel_data,
    .end = lmtp_end,
    .drop = parcel_drop,
    .recover = parcel_recover,
};

const char *lmtp_misnamed(const struct settings *settings)
{
	if (!envelope_is_address(settings_recipient(settings)))
		return "the user is no address that LMTP takes; "
		       "'delivered-to' gives one";
	return lmtp_address_check(settings->lmtp);
}

static enum pop3_status open_all(struct lmtp *lmtp, struct pop3_error *error)
{
	if (lmtp->piece == NULL)
		return failure_no_memory(error);
	return lmtp_get_ready(lmtp, error);
}

enum pop3_status lmtp_open(const struct settings *settings, const char *spool,
    struct pop3_error *error, struct deliver **out_deliver)
{
	struct lmtp *lmtp = calloc(1, sizeof *lmtp);
	enum pop3_status status;

	if (lmtp == NULL)
		return failure_no_memory(error);
	lmtp->connection.fd = -1;
	lmtp->address = lmtp_address_is_path(settings->lmtp)
			    ? path_absolute(settings->lmtp)
			    : memory_copy(settings->lmtp);
	lmtp->connection.address = lmtp->address;
	lmtp->connection.timeout_ms = settings->timeout_s * 1000;
	lmtp->recipient = settings_recipient(settings);
	lmtp->piece = malloc(LMTP_PIECE + LMTP_BODY_ROOM(LMTP_PIECE));
	status = parcel_init(&lmtp->parcel, &lmtp_kind, spool)
		     ? open_all(lmtp, error)
		     : failure_no_memory(error);
	if (status != POP3_OK) {
		lmtp_close(&lmtp->parcel.deliver);
		return status;
	}
	*out_deliver = &lmtp->parcel.deliver;
	return POP3_OK;
}
