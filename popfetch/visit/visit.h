/*
 * visit.h - one account's turn in a run: its settings, its talk and, once it
 * is logged in, its session.
 */
#ifndef POPFETCH_VISIT_H
#define POPFETCH_VISIT_H

#include <pop3.h>
#include "popfetch/options/set.h"
#include "popfetch/options/settings.h"
#include "popfetch/result/row.h"
#include "popfetch/talk/exit-status.h"
#include "popfetch/talk/talk.h"
#include "popfetch/visit/route.h"

struct import;

struct visit {
	const struct settings *settings;
	const struct set *set;	     /* the action's SET; NULL: none */
	const struct import *import; /* of --import-state */
	struct pop3_cancel *cancel;
	struct talk talk;
	bool watched;		      /* how far it is, is shown */
	bool lasting;		      /* what failed does not pass */
	struct row row;		      /* for results */
	struct pop3_state *state;     /* the account's; NULL: not opened */
	struct route route;	      /* of the session */
	struct pop3_session *session; /* NULL until visit_open() */
	bool repeated;		      /* the session is not the run's first */
	bool without_capa;	      /* the server ends a session at CAPA */
	bool capa_hangs;	      /* by never answering it */
	enum pop3_step reached;	      /* by the session; 0: none */
	size_t malformed;	      /* lines of the last listing */
	int64_t until_ns;	      /* when --deadline ends the session */
	char *secret;		      /* kept for the next visit_login() */
	pop3_step_fn *step;	      /* of visit_connect(); NULL: none */
	void *step_context;
};

/*
 * Connects, makes TLS, gets the secret and logs in (login.c), unless it is too
 * soon after the last login.  What fails is said, and its exit status returned;
 * visit_end() is due in any case.
 */
enum exit_status visit_login(struct visit *visit);

/* Gets the secret before visit_login() does, where one is needed.  Says what
 * fails. */
enum exit_status visit_secret(struct visit *visit);

/*
 * Makes the session, which is not connected yet, and what it goes through: for
 * those who connect it by themselves, and tell its failures, and say
 * route_connected() then.
 */
enum exit_status visit_open(struct visit *visit);

/*
 * Connects and makes TLS only: for what is to be seen before login, and
 * for visit_login_connected() to go on from.
 */
enum exit_status visit_connect(struct visit *visit);
enum exit_status visit_login_connected(struct visit *visit);

/* Says QUIT where that is possible, closes without waiting for an answer that
 * nothing hangs on, and frees. */
void visit_end(struct visit *visit);

/* The same, but waits, and visit_login() may follow: with --until-empty it has
 * the secret still, which may come from where it comes only once. */
void visit_pause(struct visit *visit);

/* Closes without QUIT: what DELE has marked stays on the server. */
void visit_abandon(struct visit *visit);

/* The session is broken: ends it, and connects anew. */
enum exit_status visit_reconnect(struct visit *visit);

/* Says what the session's last call failed with; its exit status. */
enum exit_status visit_failed(const struct visit *visit);

/* The same where the settings have a text that means nothing. */
enum exit_status visit_misguided(const struct visit *visit);

/* Says that the server lacks what this takes, and always will; its exit
 * status. */
enum exit_status visit_lacks(struct visit *visit, const char *why);

/* Says that memory ran out; EXIT_SYSTEM. */
enum exit_status visit_out_of_memory(const struct visit *visit);

/* The listing of the maildrop; what is asked as in pop3_session_listing().
 * A server without UIDL gets a listing without unique-ids. */
struct visit_listing {
	const struct pop3_listed *listed;
	size_t count;
	bool has_uids;
};
enum exit_status visit_list(
    struct visit *visit, unsigned what, struct visit_listing *out_listing);

/* The same of both, without what the sift leaves out; a server that has no
 * UIDL is not asked by it. */
enum exit_status visit_sift(struct visit *visit, pop3_sift_fn *sift,
    void *context, struct visit_listing *out_listing);

/* The same of unique-ids alone; as pop3_session_sift_uids(). */
enum exit_status visit_sift_uids(struct visit *visit, pop3_sift_fn *sift,
    void *context, struct visit_listing *out_listing,
    struct pop3_drop_listing *out_drop, bool *out_whole);

/* The octets for the last listing. */
enum exit_status visit_add_octets(const struct visit *visit);

#endif
