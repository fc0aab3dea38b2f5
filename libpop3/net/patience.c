/*
 * net/patience.c - poll() with a deadline and a cancel handle.
 *
 * A deadline that was over before the poll wins over a ready descriptor:
 * else a peer that always has an octet ready could never be late.  One that
 * passes during the poll does not: a process that was stopped and continued
 * finds its octets, not a timeout.
 */
#include "libpop3/net/patience.h"

#include <errno.h>
#include <limits.h>
#include <pop3/session.h>

static int poll_timeout(int64_t end_ms, int64_t now_ms)
{
	if (end_ms == P3_NO_DEADLINE)
		return -1;
	if (end_ms <= now_ms)
		return 0;
	return end_ms - now_ms > INT_MAX ? INT_MAX : (int)(end_ms - now_ms);
}

enum pop3_status p3_poll(struct pollfd *polled, size_t count, int64_t until_ms,
    const struct p3_patience *patience)
{
	int64_t end_ms = p3_earlier(until_ms, patience->until_ms);
	size_t all = count;

	if (patience->cancel != NULL)
		polled[all++] = (struct pollfd){
		    .fd = pop3_cancel_descriptor(patience->cancel),
		    .events = POLLIN,
		};
	for (;;) {
		int64_t now_ms = p3_now_ms();
		int ready =
		    poll(polled, (nfds_t)all, poll_timeout(end_ms, now_ms));

		if (ready == -1 && (errno == EINTR || errno == EAGAIN))
			continue;
		if (ready == -1)
			return POP3_E_SYSTEM;
		if (all > count && polled[count].revents != 0)
			return POP3_E_CANCELLED;
		if (now_ms >= patience->until_ms)
			return POP3_E_TIMEOUT;
		if (ready > 0 || now_ms >= until_ms)
			return POP3_OK;
	}
}

struct p3_patience p3_patience_of(
    uint32_t timeout_ms, struct pop3_cancel *cancel)
{
	if (timeout_ms == 0)
		timeout_ms = POP3_TIMEOUT_MS_DEFAULT;
	return (struct p3_patience){
	    .until_ms = p3_now_ms() + timeout_ms, .cancel = cancel};
}

enum pop3_status p3_patience_left(const struct p3_patience *patience)
{
	struct pollfd polled[1];

	return p3_poll(polled, 0, 0, patience);
}
