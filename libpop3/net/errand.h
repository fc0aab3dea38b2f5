/*
 * net/errand.h - work that cannot be bounded in time, done in a thread so
 * that whoever asked for it can be, and can do something else meanwhile.
 */
#ifndef P3_NET_ERRAND_H
#define P3_NET_ERRAND_H

#include <pthread.h>
#include <stdatomic.h>

#include "libpop3/net/transport.h"

/*
 * The first member of what the errand works on, which is on the heap.  run
 * touches nothing else; free frees it, when both asker and thread have let
 * go.
 */
struct p3_errand {
	atomic_int holders;
	atomic_bool is_done; /* orders what run() did before it */
	int done[2];	     /* a pipe: an octet comes when is_done */
	bool has_thread;     /* not joined yet */
	pthread_t thread;
	void (*run)(struct p3_errand *errand);
	void (*free)(struct p3_errand *errand);
};

/* Held by the caller from then on. */
void p3_errand_init(struct p3_errand *errand,
    void (*run)(struct p3_errand *errand),
    void (*free)(struct p3_errand *errand));

/* Runs it in a thread, or, where it cannot block, at once.  POP3_E_SYSTEM and
 * errno. */
enum pop3_status p3_errand_start(struct p3_errand *errand);
enum pop3_status p3_errand_run(struct p3_errand *errand);

/*
 * Waits for one that was started, or run; may be called again.  POP3_OK: it is
 * done, and its results are the caller's to look at.  POP3_E_TIMEOUT,
 * POP3_E_CANCELLED, POP3_E_SYSTEM and errno: it may be running on, and must not
 * be looked at.
 */
enum pop3_status p3_errand_await(
    struct p3_errand *errand, const struct p3_patience *patience);

/* Readable when it is done. */
int p3_errand_descriptor(const struct p3_errand *errand);

/* The asker's hold, and what was begun runs on alone. */
void p3_errand_release(struct p3_errand *errand);

#endif
