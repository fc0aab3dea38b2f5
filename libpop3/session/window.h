/*
 * session/window.h - how many octets of messages may be on their way.
 */
#ifndef P3_SESSION_WINDOW_H
#define P3_SESSION_WINDOW_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* How many periods are looked back on; window.c says how long each is. */
#define P3_WINDOW_PERIODS 20

/* All zero: nothing has come yet, and the engine has a window of its own. */
struct p3_window {
	uint64_t octets;		     /* how many */
	uint64_t brought[P3_WINDOW_PERIODS]; /* in each, by the line */
	size_t periods;			     /* that are over */
	int64_t since_ms;		     /* the one under way; 0: none is */
	uint64_t gathered; /* that _bring() has not been told */
};

/* So many have come; 0, or what is enough by now to tell _bring(). */
uint64_t p3_window_gather(struct p3_window *window, uint64_t octets);

/* So many have come by now_ms, of p3_now_ms().  Whether window->octets has
 * been set anew. */
bool p3_window_bring(struct p3_window *window, uint64_t octets, int64_t now_ms);

#endif
