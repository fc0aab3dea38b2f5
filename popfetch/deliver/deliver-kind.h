/*
 * deliver-kind.h - what a kind of destination has to bring; for deliver.c and
 * the kinds alone.
 */
#ifndef POPFETCH_DELIVER_KIND_H
#define POPFETCH_DELIVER_KIND_H

#include "popfetch/deliver/deliver.h"

/* First in the struct of each kind. */
struct deliver {
	const struct deliver_kind *kind;
	struct pop3_error error;
	enum {
		DELIVER_IDLE,	/* between messages */
		DELIVER_BEGUN,	/* within one */
		DELIVER_SEALED, /* until the batch is placed */
		DELIVER_STUCK	/* it could not be placed */
	} phase;
	size_t staged;
	uint64_t begun_octets; /* of the message begun */
	bool *lost; /* an element a name, during and after _recover */
	const struct settings *settings;
};

/*
 * deliver.c calls these in a lawful order only, and counts.  Each that can
 * fail fills the error of the handle, by failure_fill().
 *
 * A kind that hands messages over has none of those from _discard to _place:
 * its _end hands the message over, and its _recover gets no names.  What such
 * kinds share is in parcel.h.
 */
struct deliver_kind {
	/* Frees the handle; does not discard. */
	void (*close)(struct deliver *deliver);

	enum pop3_status (*begin)(struct deliver *deliver);
	enum pop3_status (*data)(
	    struct deliver *deliver, const char *octets, size_t length);
	enum pop3_status (*end)(struct deliver *deliver);

	/* Forgets the message that is begun, or all those staged. */
	void (*drop)(struct deliver *deliver);
	void (*discard)(struct deliver *deliver);

	enum pop3_status (*seal)(struct deliver *deliver);
	const char *(*where)(const struct deliver *deliver, size_t i);
	enum pop3_status (*place)(struct deliver *deliver);

	/* Sets deliver->lost[i] where that is so. */
	enum pop3_status (*recover)(
	    struct deliver *deliver, const char *const *where, size_t count);

	uint64_t cheap_octets; /* see deliver_cheap_octets(); 0: no matter */
};

/* Which handle on a destination it is, for what each needs for itself. */
enum deliver_turn {
	DELIVER_FIRST,
	DELIVER_SECOND,
	DELIVER_RECOVERY /* nothing is staged in it */
};

/* Each sets kind in a handle of its own. */
enum pop3_status maildir_open(const char *path, const char *spool,
    enum deliver_turn turn, struct pop3_error *error,
    struct deliver **out_deliver);
enum pop3_status mbox_open(const char *path, enum mbox_format format,
    const char *spool, enum deliver_turn turn, struct pop3_error *error,
    struct deliver **out_deliver);

enum pop3_status mda_open(const struct settings *settings, const char *spool,
    struct pop3_error *error, struct deliver **out_deliver);
enum pop3_status lmtp_open(const struct settings *settings, const char *spool,
    struct pop3_error *error, struct deliver **out_deliver);
enum pop3_status stdout_open(
    const char *spool, struct pop3_error *error, struct deliver **out_deliver);

/* NULL, or what is wrong with the command, or the address. */
const char *mda_misnamed(const struct settings *settings);
const char *lmtp_misnamed(const struct settings *settings);

#endif
