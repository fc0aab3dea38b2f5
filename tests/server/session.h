/*
 * session.h - one POP3 session: its state, and the verbs.
 */
#ifndef TEST_SERVER_SESSION_H
#define TEST_SERVER_SESSION_H

#include "maildrop.h"
#include "wire.h"

enum state {
	AUTHORIZATION = 1,
	TRANSACTION = 2
};

struct session {
	struct wire wire;
	const struct settings *settings;
	const struct faults *faults;
	SSL_CTX *tls;
	struct maildrop *maildrop;
	enum state state;
	char user[256];	 /* what USER said */
	char stamp[128]; /* APOP's, in the greeting; "": none */
	bool utf8;
	uint64_t last; /* LAST, RFC 1460 */
};

/* Serves a connection to its end. */
_Noreturn void session_run(struct session *session);

/* A verb: argument is what follows it and one space, "" when nothing does. */
typedef void verb_handler(struct session *session, char *argument);

/* authorization.c */
verb_handler verb_user, verb_pass, verb_apop, verb_auth, verb_stls, verb_utf8;

/* transaction.c */
verb_handler verb_stat, verb_list, verb_uidl, verb_dele, verb_noop, verb_rset,
    verb_last, verb_quit;

/* retrieve.c */
verb_handler verb_retr, verb_top;

/* Takes a message-number off *argument; answers -ERR itself where there is
 * no such message, or a deleted one. */
bool message_named(struct session *session, char **argument, size_t *out_i);

/* Takes a number of decimal digits and one space behind it off *argument. */
bool number_take(char **argument, uint64_t *out_number);

#endif
