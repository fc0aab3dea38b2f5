/*
 * session/announced.h - what the server announced, kept for a later session.
 */
#ifndef P3_SESSION_ANNOUNCED_H
#define P3_SESSION_ANNOUNCED_H

#include <pop3/event.h>
#include <pop3/session.h>

/* Of one answer to CAPA: servers send some 200 octets. */
#define P3_ANNOUNCED_LINES_MAX 1000

struct p3_announced_lines {
	char octets[P3_ANNOUNCED_LINES_MAX]; /* each line with a LF behind */
	size_t length;
	bool whole; /* nothing is left out that matters */
};

/* All zero: nothing is known. */
struct p3_announced {
	struct p3_announced_lines before, after; /* login */
	bool believed;		       /* they are those of the options */
	char text[POP3_ANNOUNCED_MAX]; /* as it is shown */
};

/* Begins a new answer, and takes one line of it. */
void p3_announced_begin(struct p3_announced_lines *lines);
void p3_announced_add(
    struct p3_announced_lines *lines, const struct pop3_event *event);

/* Takes a mechanism out of the lines. */
void p3_announced_forget(struct p3_announced_lines *lines, const char *name);

/* Takes PIPELINING out of both answers. */
void p3_announced_forget_pipelining(struct p3_announced *announced);

/* Reads the options' text, if there is one for their way of TLS: then it is
 * believed. */
void p3_announced_read(
    struct p3_announced *announced, const struct pop3_session_options *options);

#endif
