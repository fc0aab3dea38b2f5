/*
 * post.h - what the process of one account tells the one that started it,
 * while it works: lines of talk, that it has a question to ask, and how far it
 * is.
 */
#ifndef POPFETCH_POST_H
#define POPFETCH_POST_H

#include <stdbool.h>
#include <stddef.h>

#include "popfetch/fetch/progress.h"
#include "popfetch/talk/asking.h"
#include "popfetch/talk/talk.h"

/* A longer text is cut. */
#define POST_TEXT_MAX 7168
#define POST_HEAD_MAX 64

enum post_kind {
	POST_LINE = 0, /* level and text are a line of talk */
	POST_ASKS,     /* it waits for post_answer(); echo is how it asks */
	POST_ASKED,    /* it does not use the terminal any more */
	POST_PROGRESS  /* counts are its own */
};

struct post {
	enum post_kind kind;
	enum talk_level level;
	bool shown; /* these two as in talk.h */
	bool logged;
	const char *text; /* NULL: none */
	struct progress_counts counts;
	enum asking_echo echo;
};

/* Two descriptors, ours and the child's, that no other program inherits; 0 or
 * an error number. */
int post_open(int *out_ours, int *out_childs);

/* ---- The child's side ---------------------------------------------------- */

/* Waits until there is room.  Where nobody listens any more, it is lost. */
void post_send(int fd, const struct post *post);

/* Does not wait; false: there is no room, and it is lost. */
bool post_try(int fd, const struct post *post);

/* Waits for the answer to POST_ASKS; false also when a signal came. */
bool post_may_ask(int fd);

/* ---- Our side ------------------------------------------------------------ */

struct post_box {
	size_t used, taken;
	char octets[2 * (POST_TEXT_MAX + POST_HEAD_MAX)];
};

/* Reads once, waiting where nothing is there; false when the child is gone. */
bool post_receive(struct post_box *box, int fd);

/* The next that came whole, until post_receive() is called; false: none. */
bool post_next(struct post_box *box, struct post *out_post);

void post_answer(int fd, bool may_ask);

#endif
