/*
 * session/refusal.h - from the server's "-ERR" to a status and words.
 */
#ifndef P3_SESSION_REFUSAL_H
#define P3_SESSION_REFUSAL_H

#include <pop3/event.h>
#include <pop3/status.h>

/* Room for the server's words, made printable, NUL counted. */
#define P3_WORDS_MAX 256

/* What is kept of a status line, whose octets are soon gone. */
struct p3_refusal {
	bool refused; /* false: it was +OK */
	enum pop3_response_code code;
	char words[P3_WORDS_MAX];
};

/* Of a REPLY or the GREETING. */
void p3_refusal_keep(
    struct p3_refusal *refusal, const struct pop3_event *event);

/* What a refusal outside of login is: its response code's status, else
 * POP3_E_REFUSED. */
enum pop3_status p3_refusal_status(const struct p3_refusal *refusal);

/* What a refusal of PASS, APOP or AUTH is: its response code's status; else
 * POP3_E_IN_USE where the words speak of a lock, POP3_E_TEMPORARY where they
 * speak of a passing trouble, else POP3_E_AUTH. */
enum pop3_status p3_refusal_login_status(const struct p3_refusal *refusal);

/* Whether the words of a refusal of AUTH are about the mechanism, and no code
 * says otherwise. */
bool p3_refusal_of_mechanism(const struct p3_refusal *refusal);

/* Whether the words of a refusal are about the channel binding of a -PLUS
 * mechanism, whatever code stands with them. */
bool p3_refusal_of_binding(const struct p3_refusal *refusal);

/* Fills *error with "server refused 'UIDL': words"; returns status. */
enum pop3_status p3_refusal_error(struct pop3_error *error,
    enum pop3_status status, const struct p3_refusal *refusal,
    enum pop3_verb verb);

#endif
