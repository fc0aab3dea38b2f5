/*
 * net/patience.h - the one place where this room waits.
 */
#ifndef P3_NET_PATIENCE_H
#define P3_NET_PATIENCE_H

#include <poll.h>
#include <pop3/cancel.h>
#include <pop3/status.h>
#include <stdint.h>

/* Milliseconds on a clock that only goes forward; see p3_now_ms(). */
int64_t p3_now_ms(void);

/* Never. */
#define P3_NO_DEADLINE INT64_MAX

static inline int64_t p3_earlier(int64_t a_ms, int64_t b_ms)
{
	return a_ms < b_ms ? a_ms : b_ms;
}

/* What bounds a wait: a point of p3_now_ms(), and a handle or NULL. */
struct p3_patience {
	int64_t until_ms;
	struct pop3_cancel *cancel;
};

/*
 * Waits until one of count descriptors is ready or the clock shows until_ms
 * (P3_NO_DEADLINE: never), whichever is first; the revents tell which.
 * polled has room for one more behind count, where the cancel handle goes.
 *
 * POP3_OK; POP3_E_CANCELLED, before all else; POP3_E_TIMEOUT when patience
 * was over at the call or ends in it; POP3_E_SYSTEM and errno.
 */
enum pop3_status p3_poll(struct pollfd *polled, size_t count, int64_t until_ms,
    const struct p3_patience *patience);

/* From now on, in milliseconds; 0: POP3_TIMEOUT_MS_DEFAULT. */
struct p3_patience p3_patience_of(
    uint32_t timeout_ms, struct pop3_cancel *cancel);

/* Whether one may go on: as p3_poll() without waiting. */
enum pop3_status p3_patience_left(const struct p3_patience *patience);

#endif
