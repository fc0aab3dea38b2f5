/*
 * net/asking.c - so many octets to a proxy, and so many from it.
 *
 * Its answers are read to the octet and no further: what follows them is the
 * server's.
 */
#include "libpop3/net/asking.h"

#include "libpop3/base/error.h"

enum pop3_status p3_asking_failed(
    const struct p3_asking *asking, const char *what, const char *words)
{
	return p3_error(asking->error, POP3_E_CONNECT, 0, "proxy '%s' %s%s%s",
	    asking->proxy->host.shown, what, words[0] != '\0' ? ": " : "",
	    words);
}

static enum pop3_status wait_for(
    const struct p3_asking *asking, bool to_read, bool to_write)
{
	enum pop3_status status = p3_transport_wait(asking->transport, to_read,
	    to_write, asking->patience, asking->error);

	if (status == POP3_E_TIMEOUT)
		p3_error(asking->error, status, 0,
		    "timed out while waiting for proxy '%s'",
		    asking->proxy->host.shown);
	return status;
}

enum pop3_status p3_asking_say(
    const struct p3_asking *asking, const void *octets, size_t length)
{
	const char *at = octets;
	enum pop3_status status = POP3_OK;
	size_t count;

	while (length > 0 && status == POP3_OK) {
		switch (p3_transport_write(
		    asking->transport, at, length, &count, NULL)) {
		case P3_IO_OK:
			at += count;
			length -= count;
			break;
		case P3_IO_WAIT:
			status = wait_for(asking, false, true);
			break;
		default:
			return p3_asking_failed(
			    asking, "broke the connection", "");
		}
	}
	return status;
}

enum pop3_status p3_asking_hear(
    const struct p3_asking *asking, void *octets, size_t length)
{
	char *at = octets;
	enum pop3_status status = POP3_OK;
	size_t count;

	/* Waits first, so that a proxy that always has an octet ready is late
	 * all the same. */
	while (length > 0 && status == POP3_OK) {
		status = wait_for(asking, true, false);
		if (status != POP3_OK)
			break;
		switch (p3_transport_read(
		    asking->transport, at, length, &count, NULL)) {
		case P3_IO_OK:
			at += count;
			length -= count;
			break;
		case P3_IO_WAIT:
			break;
		default:
			return p3_asking_failed(
			    asking, "closed the connection", "");
		}
	}
	return status;
}
