/*
 * pop3/sink.h - what a bulk call of a session acts on, and where it puts what
 * comes.
 */
#ifndef POP3_SINK_H
#define POP3_SINK_H

#include <pop3/status.h>

POP3_BEGIN_DECLS

/* One message to act on.  A msgno of 0 is POP3_E_MISUSE, before anything is
 * sent.  octets is what LIST said, 0 when unknown; tag is the caller's own. */
struct pop3_target {
	uint32_t msgno;
	uint64_t octets;
	uintptr_t tag;
};

/*
 * Where a bulk call puts what comes.  For each target, in order: either
 * refused() with the server's words, or begin(), data() any number of times,
 * and end() once the terminator came, with the octets of data() in all.  A
 * connection that ends before the terminator never sees end(); nor does a
 * message behind which comes what is no answer, and may be the rest of it.  For
 * that, where commands are in flight, end() waits for the next answer.  target
 * points into the caller's array.  data's octets are the message's as sent,
 * unstuffed, with their line ends, and may end anywhere.
 *
 * pause, when not NULL, is called whenever the session is about to wait for
 * the network: a place to write out what has gathered.  begin, data, end and
 * pause return 0 to go on; anything else ends the bulk call with POP3_E_SINK
 * and breaks the session.  refused's text is the server's words made
 * printable, "" where it had none.  All callbacks but pause must be there, or
 * it is POP3_E_MISUSE.  Callbacks may not call the session.
 */
struct pop3_sink {
	int (*begin)(void *context, const struct pop3_target *target);
	int (*data)(void *context, const struct pop3_target *target,
	    const char *octets, size_t length);
	int (*end)(
	    void *context, const struct pop3_target *target, uint64_t octets);
	void (*refused)(void *context, const struct pop3_target *target,
	    enum pop3_status status, const char *text);
	int (*pause)(void *context);
	void *context;
};

POP3_END_DECLS

#endif
