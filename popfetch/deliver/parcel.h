/*
 * parcel.h - a message on its way into somebody else's hands: complete in a
 * file before any of it is shown.  For the kinds of destination that hand over.
 *
 * The file has no name while it is in use, so nothing of it is left however
 * the run ends, and each message has a file of its own: who was given one
 * sees nothing of the next.
 */
#ifndef POPFETCH_PARCEL_H
#define POPFETCH_PARCEL_H

#include "popfetch/deliver/deliver-kind.h"
#include "popfetch/deliver/message-file.h"
#include "popfetch/text/envelope.h"

/* First in the struct of each such kind. */
struct parcel {
	struct deliver deliver;
	char *path;
	struct message_file file; /* of the message begun */
	int reader;		  /* at the first octet; -1: none */
	uint64_t octets;	  /* of the whole message */
	bool eight_bit;		  /* there are octets beyond ASCII */
};

/* path is where the file shows up for a moment, and where an earlier run may
 * have left one.  False when there is no memory; free it all the same. */
bool parcel_init(
    struct parcel *parcel, const struct deliver_kind *kind, const char *path);
void parcel_free(struct parcel *parcel);

/*
 * As in deliver_kind: a new file; octets into it, whose CRLF becomes LF (who
 * writes something else uses the outlet); it is forgotten; what an earlier run
 * left is removed.
 */
enum pop3_status parcel_begin(struct deliver *deliver);
enum pop3_status parcel_data(
    struct deliver *deliver, const char *octets, size_t length);
void parcel_drop(struct deliver *deliver);
enum pop3_status parcel_recover(
    struct deliver *deliver, const char *const *where, size_t count);

/* The message is whole: it can be read from reader. */
enum pop3_status parcel_end(struct parcel *parcel);

/* Reads octets of a whole message from a place on, fewer than n only at its
 * end, 0 behind it; fails where the file is not as long as the message. */
enum pop3_status parcel_read(struct parcel *parcel, char *octets, size_t n,
    uint64_t at, size_t *out_read);

/* The envelope sender of a whole message, see envelope_sender(). */
enum pop3_status parcel_sender(
    struct parcel *parcel, char out_sender[ENVELOPE_ADDRESS_SIZE]);

/* Fills the error of the handle from errno. */
enum pop3_status parcel_cannot_write(struct parcel *parcel);

#endif
