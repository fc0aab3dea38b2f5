/*
 * deliver.h - a destination for messages, and how it takes a batch of them
 * without ever losing, tearing or doubling one.
 *
 * The steps follow the invariants of fetching (ARCHITECTURE.md):
 *
 *	deliver_begin, _data..., _end   each message is staged: complete, in a
 *	                                temporary place (or _drop: forgotten)
 *	deliver_seal                    (1) the batch is durable there, the
 *	                                destination is locked where it needs
 *	                                to be; deliver_where() now names for
 *	                                each message where it will stand
 *	                                (2) the caller journals these names
 *	deliver_place                   (3) the batch stands in the
 *	                                destination, durable; unlocked
 *	deliver_recover                 a later run redoes (3) from the names
 *	                                that were journalled
 *
 * Some destinations (a program, a server, a stream) cannot be looked into
 * afterwards, and what was given to them cannot be given once more without
 * doubling it.  They hand over: deliver_end() stages the message, hands it
 * over and returns once it was taken, or why not.  There is nothing to seal,
 * to journal or to place; the caller notes the message as placed at once, so
 * that a crash between the two doubles at most this one.
 *
 * One kind of destination is one file (deliver-maildir.c, deliver-mbox.c,
 * deliver-mda.c, deliver-lmtp.c, deliver-stdout.c) with one struct
 * deliver_kind (deliver-kind.h).  The octets that come in have CRLF line ends
 * and go out with LF; nothing else is changed but what the format itself
 * demands, and the trace header fields that the settings ask for.
 *
 * What deliver_open() fails with is that the destination cannot be made or
 * opened; what fails later is that it cannot be written.
 */
#ifndef POPFETCH_DELIVER_H
#define POPFETCH_DELIVER_H

#include <pop3.h>
#include "popfetch/options/settings.h"

struct deliver;

/*
 * Opens the destination that the settings name, making it where it is
 * absent.  spool is the path of a file in the state directory that this
 * destination may use as its own while the account's state is locked (mbox
 * stages there; its path tells the account's files from others').  settings
 * must live as long as the handle.
 * POP3_E_SYSTEM, POP3_E_FILE, POP3_E_NO_MEMORY, POP3_E_MISUSE (the settings
 * name none, or one that cannot be), and what there is for a server that is
 * not reached or does not take us; with *error filled ("cannot create maildir
 * '/x': permission denied").
 */
enum pop3_status deliver_open(const struct settings *settings,
    const char *spool, struct pop3_error *error, struct deliver **out_deliver);

/*
 * The same to recover, and for nothing else: a place for staged messages that
 * is missing is not made, since the next recovery, should this one break off,
 * would take for placed what is not there.
 */
enum pop3_status deliver_open_recovery(const struct settings *settings,
    const char *spool, struct pop3_error *error, struct deliver **out_deliver);

/*
 * Another handle on a destination that is open, with the same settings and
 * spool: messages can be staged in one while another thread seals and places
 * what was staged in the other.  Not both may be sealed at once, since what
 * holds a lock between sealing and placing holds it against both.  It needs no
 * recovery, and the first handle's recovery cares for what it left, too.  Not
 * for a destination that hands over.
 */
enum pop3_status deliver_open_second(const struct settings *settings,
    const char *spool, struct pop3_error *error, struct deliver **out_deliver);

/* Whether the settings name a destination. */
bool deliver_is_named(const struct settings *settings);

/* NULL, or what can be known to be wrong with it before it is opened; static
 * storage. */
const char *deliver_misnamed(const struct settings *settings);

/* Whether messages are handed over one by one. */
bool deliver_hands_over(const struct deliver *deliver);

/* As many octets as are staged at less cost than more: they go where those of
 * the batch before stood.  UINT64_MAX where that is no matter. */
uint64_t deliver_cheap_octets(const struct deliver *deliver);

/* Drops what is staged and not sealed, and leaves what is sealed and not
 * placed to deliver_recover(); NULL is fine. */
void deliver_close(struct deliver *deliver);

/*
 * Stages one message; each POP3_OK or a filled error.  After a failure the
 * message can only be dropped; those staged before it are unharmed.  The
 * account must have been recovered before the first: staging reuses the
 * spool.
 *
 * Of a message that was handed over, _end returns POP3_OK, or POP3_E_REFUSED
 * (this message is not taken), POP3_E_TEMPORARY (not now: the next run may
 * try), POP3_E_CLOSED (that is unknown, it broke off within this message);
 * the next message can be begun.  POP3_E_TIMEOUT: it is no matter of this
 * message that a server is silent.  POP3_E_UNSUPPORTED: there is no such
 * program.
 */
enum pop3_status deliver_begin(struct deliver *deliver);
enum pop3_status deliver_data(
    struct deliver *deliver, const char *octets, size_t length);
enum pop3_status deliver_end(struct deliver *deliver);

/* Forgets the message begun and not ended; fine when there is none. */
void deliver_drop(struct deliver *deliver);

/* POP3_E_LOCKED when another program does not give up its lock on an mbox.
 * After a failure nothing is staged any more: a sync that failed cannot be
 * tried again. */
enum pop3_status deliver_seal(struct deliver *deliver);

/* The name of the i-th message of a sealed batch, one printable line of at
 * most DELIVER_WHERE_MAX octets without blanks at its ends; lives until
 * _place. */
#define DELIVER_WHERE_MAX 255
const char *deliver_where(const struct deliver *deliver, size_t i);

/* After a failure the batch is left to deliver_recover() in a later run, and
 * the handle can only be closed. */
enum pop3_status deliver_place(struct deliver *deliver);

/*
 * Finishes what an earlier run intended: where are names that deliver_where()
 * gave, in their order, and all that the account's journal has.  Whatever of
 * it already stands is left alone, torn octets of ours are cut off, what
 * another program wrote stays.  Then, and also with a count of 0, removes
 * what earlier runs of ours left lying about.
 */
enum pop3_status deliver_recover(
    struct deliver *deliver, const char *const *where, size_t count);

/*
 * Whether the last deliver_recover() found that the i-th message is neither
 * staged any more nor known to have been placed: somebody removed its staged
 * file, or a mail reader cleaned it away after a long time.  It was not
 * deleted from the server, so it must be forgotten and retrieved again.
 */
bool deliver_lost(const struct deliver *deliver, size_t i);

/* The error of the last call that failed. */
const struct pop3_error *deliver_error(const struct deliver *deliver);

#endif
