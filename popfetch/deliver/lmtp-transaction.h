/*
 * lmtp-transaction.h - the LMTP dialogue of a delivery: greeting a server,
 * handing it messages, leaving.
 */
#ifndef POPFETCH_LMTP_TRANSACTION_H
#define POPFETCH_LMTP_TRANSACTION_H

#include "popfetch/deliver/lmtp-connection.h"
#include "popfetch/deliver/parcel.h"
#include "popfetch/text/envelope.h"

/* The size of the pieces in which a message is read and sent. */
#define LMTP_PIECE ((size_t)32 << 10)

struct lmtp {
	struct parcel parcel;
	char *address;
	struct lmtp_connection connection;
	struct lmtp_features features;
	const char *recipient;
	bool used;   /* the connection has brought a message */
	bool silent; /* so was the server at the message before */
	struct lmtp_reply reply;
	char sender[ENVELOPE_ADDRESS_SIZE];
	char *piece; /* LMTP_PIECE octets, and what they become */
};

/* Connects and greets.  What fails fills *error; the connection is closed
 * then. */
enum pop3_status lmtp_get_ready(struct lmtp *lmtp, struct pop3_error *error);

/*
 * Hands over the message in the parcel, over a new connection where there is
 * none.  POP3_E_REFUSED, _TEMPORARY, _CLOSED are about this message alone.
 * What fails is in the deliver's error, and the connection is closed.
 */
enum pop3_status lmtp_hand_over(struct lmtp *lmtp);

/* Says QUIT, does not wait for the answer, and closes. */
void lmtp_take_leave(struct lmtp *lmtp);

#endif
