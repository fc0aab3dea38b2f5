/*
 * parcel.h - a message on its way into somebody else's hands: complete in a
 * file before any of it is shown.
 *
 * The file has no name while it is in use, so nothing of it is left however
 * the run ends, and each message has a file of its own: who was given one
 * sees nothing of the next.
 */
#ifndef POPFETCH_PARCEL_H
#define POPFETCH_PARCEL_H

#include <pop3/status.h>

#include "popfetch/system/outlet.h"
#include "popfetch/text/envelope.h"
#include "popfetch/text/line-end.h"

struct parcel {
	char *path;
	struct outlet outlet; /* of the message begun */
	struct line_end line_end;
	int reader;	 /* at the first octet; -1: none */
	uint64_t octets; /* of the whole message */
	bool eight_bit;	 /* there are octets beyond ASCII */
};

/* path is where the file shows up for a moment, and where an earlier run may
 * have left one.  False when there is no memory; free it all the same. */
bool parcel_init(struct parcel *parcel, const char *path);
void parcel_free(struct parcel *parcel);

/* A new, empty file.  False with errno. */
bool parcel_begin(struct parcel *parcel);

/* Adds octets with CRLF line ends, which become LF.  False with errno.  Who
 * writes something else uses the outlet. */
bool parcel_data(struct parcel *parcel, const char *octets, size_t n);

/* The message is whole: it can be read from reader.  False with errno. */
bool parcel_end(struct parcel *parcel);

/* Reads octets of a whole message from a place on, fewer than n only at its
 * end, 0 behind it.  False with errno, EIO where the file is not as long as
 * the message. */
bool parcel_read(const struct parcel *parcel, char *octets, size_t n,
    uint64_t at, size_t *out_read);

/* Forgets the message; fine when there is none. */
void parcel_drop(struct parcel *parcel);

/* The envelope sender of a whole message, see envelope_sender().  False when
 * there is no memory. */
bool parcel_sender(
    const struct parcel *parcel, char out_sender[ENVELOPE_ADDRESS_SIZE]);

/* Fills *error from errno, once one of the above has returned false with it;
 * POP3_E_SYSTEM. */
enum pop3_status parcel_failed(
    const struct parcel *parcel, struct pop3_error *error);

/* Removes what an earlier run left. */
void parcel_tidy(const struct parcel *parcel);

#endif
