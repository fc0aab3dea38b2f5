/*
 * session/drive.h - the one loop that moves octets between the engine and
 * the transport.  Everything a session does on the network goes through it.
 */
#ifndef P3_SESSION_DRIVE_H
#define P3_SESSION_DRIVE_H

#include "libpop3/session/echo.h"
#include "libpop3/session/refusal.h"

/* Says which answer comes next, for the time limits and for the words. */
void p3_drive_await(
    struct pop3_session *session, enum pop3_verb verb, uint32_t msgno);

/* The next event, however long it takes.  Any failure breaks the session. */
enum pop3_status p3_drive_next(
    struct pop3_session *session, struct pop3_event *out_event);

/* Takes in what has come while no answer is due, without waiting.  Any
 * failure breaks the session. */
enum pop3_status p3_drive_attend(struct pop3_session *session);

/* The same; but the connection's end, POP3_E_CLOSED, breaks nothing yet: it is
 * the next command that fails. */
enum pop3_status p3_drive_take_in(struct pop3_session *session);

/* Looks whether the session is cancelled, as each wait does: that may break
 * it, or make it drain. */
enum pop3_status p3_drive_check_cancel(struct pop3_session *session);

/* What to make of an item of an answer; a failure breaks the session and
 * must be in its error. */
typedef enum pop3_status p3_item_fn(
    void *context, const struct pop3_event *event);

/*
 * Runs one command that has been submitted, with the status submitted, up to
 * its COMPLETE; in flight before it may only be a UTF8 that is due, whose
 * answer is taken first.  item, where not NULL, gets each event but REPLY and
 * COMPLETE.  POP3_OK for +OK and -ERR alike: *out_refusal tells them apart.
 */
enum pop3_status p3_drive_answer(struct pop3_session *session,
    enum pop3_status submitted, enum pop3_verb verb, p3_item_fn *item,
    void *context, struct p3_refusal *out_refusal);

/* The same where a -ERR is a plain refusal, and as such a failure. */
enum pop3_status p3_drive_simple(struct pop3_session *session,
    enum pop3_status submitted, enum pop3_verb verb, p3_item_fn *item,
    void *context);

/* Sends what the engine has, as far as that goes without waiting. */
void p3_drive_say(struct pop3_session *session);

/* What bounds a step that begins now and is no wait for an answer. */
struct p3_patience p3_drive_patience(const struct pop3_session *session);

/* Fills the error for a step that took too long: "no NOUN within 60
 * seconds".  Returns POP3_E_TIMEOUT. */
enum pop3_status p3_drive_out_of_time(
    struct pop3_session *session, const char *noun);

/* The receiver of the awaited answer asks to stop: fills the error, breaks the
 * session and returns POP3_E_SINK. */
enum pop3_status p3_drive_stopped(struct pop3_session *session);

/* Fills the error with the engine's failure or with the refusal of a
 * submission, breaks the session and returns the status. */
enum pop3_status p3_drive_engine_failed(
    struct pop3_session *session, enum pop3_status status);

#endif
