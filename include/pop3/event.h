/*
 * pop3/event.h - the typed events the engine gives, one at a time.
 *
 * The order of events is a promise.  First comes one GREETING.  Then, for
 * each submitted command in the order of submission: any number of CHALLENGE
 * (AUTH only), exactly one REPLY, its items (CAPABILITY, DROP_LISTING, SCAN,
 * UNIQUE_ID, LAST, LANGUAGE, DATA, MALFORMED), for a successful STLS one
 * START_TLS, and exactly one COMPLETE.  Each event of a command carries its
 * verb, message-number and tag.  A command that is withdrawn has none, and a
 * failure of the engine is the end of all.
 *
 * DATA is the message with its line ends, as they came.  Where one DATA ends
 * and the next begins says nothing: it may be inside of a line, or of a CRLF.
 */
#ifndef POP3_EVENT_H
#define POP3_EVENT_H

#include <pop3/status.h>

POP3_BEGIN_DECLS

/* The commands, by the RFC that defines each. */
enum pop3_verb {
	POP3_VERB_NONE = 0, /* the greeting */
	POP3_VERB_USER,	    /* RFC 1939, section 7 */
	POP3_VERB_PASS,
	POP3_VERB_APOP,
	POP3_VERB_STAT, /* RFC 1939, section 5 */
	POP3_VERB_LIST,
	POP3_VERB_UIDL, /* RFC 1939, section 7 */
	POP3_VERB_TOP,
	POP3_VERB_RETR, /* RFC 1939, section 5 */
	POP3_VERB_DELE,
	POP3_VERB_RSET,
	POP3_VERB_NOOP,
	POP3_VERB_QUIT, /* RFC 1939, section 6 */
	POP3_VERB_LAST, /* RFC 1460, section 5; gone since RFC 1725 */
	POP3_VERB_CAPA, /* RFC 2449, section 5 */
	POP3_VERB_STLS, /* RFC 2595, section 4 */
	POP3_VERB_AUTH, /* RFC 5034 */
	POP3_VERB_UTF8, /* RFC 6856, section 2 */
	POP3_VERB_LANG	/* RFC 6856, section 3 */
};

/* The verb as it goes over the wire, "RETR"; "" for NONE. */
POP3_API const char *pop3_verb_name(enum pop3_verb verb);

enum pop3_event_type {
	POP3_EVENT_GREETING = 1, /* u.reply; RFC 1939, section 4 */
	POP3_EVENT_REPLY,	 /* u.reply: the status indicator and text */
	POP3_EVENT_CAPABILITY,	 /* u.line: one capability as it came */
	POP3_EVENT_DROP_LISTING, /* u.drop: the answer to STAT */
	POP3_EVENT_SCAN,	 /* u.scan: one scan listing (LIST) */
	POP3_EVENT_UNIQUE_ID,	 /* u.uid: one unique-id listing (UIDL) */
	POP3_EVENT_LAST,	 /* u.last: the number LAST answers */
	POP3_EVENT_LANGUAGE,	 /* u.line: one language of LANG's list */
	POP3_EVENT_DATA,	 /* u.data: octets of a message, unstuffed */
	POP3_EVENT_MALFORMED,	 /* u.line: an item no rule can read */
	POP3_EVENT_CHALLENGE,	 /* u.line: base64 after "+ "; answer it */
	POP3_EVENT_START_TLS,	 /* do the handshake, pop3_engine_tls_started */
	POP3_EVENT_COMPLETE	 /* u.octets: octets of DATA in all */
};

/*
 * Octets in the engine's input space: not NUL-terminated, not the caller's,
 * gone with the next call on the engine that takes it as non-const.
 */
struct pop3_span {
	const char *octets;
	size_t length;
};

/*
 * A status line.  text is what follows the status indicator and, if there is
 * one, the response code in its brackets: the server's raw words, to be
 * cleaned before they are shown.
 */
struct pop3_reply {
	bool ok;
	enum pop3_response_code code;
	struct pop3_span text;
};

/* "nn mm" of STAT: messages in the maildrop, octets of all. */
struct pop3_drop_listing {
	uint32_t count;
	uint64_t octets;
};

/* One scan listing: message-number, which is never 0, and exact size in
 * octets. */
struct pop3_scan_listing {
	uint32_t msgno;
	uint64_t octets;
};

/*
 * One unique-id listing.  RFC 1939 wants 1 to 70 octets in 0x21..0x7E; what
 * servers send is longer, empty, 8-bit or has blanks inside, and is given as
 * it came, to the end of the line.  With NUL, CR or LF inside it is
 * MALFORMED, and so is message-number 0.
 */
struct pop3_unique_id_listing {
	uint32_t msgno;
	struct pop3_span uid;
};

/*
 * line is the whole line that the event was read from, as it came, without
 * its line end and its dot-stuffing.  Its octets are NULL where there is none
 * that has not been shown already: in an item that stands in the status line
 * ("+OK 2 200"), CHALLENGE, START_TLS, DATA and COMPLETE.
 */
struct pop3_event {
	enum pop3_event_type type;
	enum pop3_verb verb;
	uint32_t msgno; /* as submitted; 0 where the command has none */
	uintptr_t tag;	/* as submitted */
	struct pop3_span line;
	union {
		struct pop3_reply reply;
		struct pop3_span line;
		struct pop3_drop_listing drop;
		struct pop3_scan_listing scan;
		struct pop3_unique_id_listing uid;
		uint32_t last;
		struct pop3_span data;
		uint64_t octets;
	} u;
};

POP3_END_DECLS

#endif
