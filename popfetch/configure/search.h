/*
 * search.h - the places that have been looked at on the way to a server.
 */
#ifndef POPFETCH_SEARCH_H
#define POPFETCH_SEARCH_H

#include "popfetch/configure/probe.h"
#include "popfetch/text/mail-address.h"

struct search {
	const struct mail_address *address;
	struct settings *settings; /* get the server once it is found */
	const struct talk *talk;
	struct pop3_cancel *cancel;
	struct probe probes[PROBES_MAX]; /* of the round */
	size_t count;
	struct pop3_error error; /* the one that came nearest to a server */
	bool found;
	enum exit_status status; /* why there is no way to any; EXIT_DONE */
};

/* Whether nothing more is to be looked at. */
bool search_is_over(const struct search *search);

/* Of a step of one look, where we only guess. */
#define SEARCH_STEP_S 10u

/* Whether this mode may be meant, as far as mode and port are given. */
bool search_wants(const struct search *search, enum pop3_tls_mode tls);

/* Adds a place to the round; port 0: the usual one of the mode.  Beyond
 * PROBES_MAX, and once the search is over, none is added. */
void search_add(struct search *search, const char *host, uint16_t port,
    enum pop3_tls_mode tls, const char *tls_host);

/* Looks at the places of the round at once, within short limits of time, and
 * ends it. */
void search_look(struct search *search);

/* Looks for a server on a host that somebody named, in each mode that may be
 * meant; within the limits of the settings. */
void search_host(struct search *search, const char *host);

/* Keeps an error, if it tells more than the one before. */
void search_failed(struct search *search, const struct pop3_error *error);

/* In seconds: what is given (0: nothing), but no more than the limit. */
uint32_t search_lesser(uint32_t given_s, uint32_t limit_s);

#endif
