/*
 * wire.h - one connection: octets in and out, in clear or in TLS, the log of
 * both, and the faults that sit between octets.
 */
#ifndef TEST_SERVER_WIRE_H
#define TEST_SERVER_WIRE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <openssl/ssl.h>

enum wire_line {
	WIRE_LINE,     /* a whole line, its CRLF cut off */
	WIRE_BARE_LF,  /* a line that ended in a bare LF */
	WIRE_TOO_LONG, /* it did not fit and has been skipped */
	WIRE_NUL       /* it had a NUL in it */
};

struct wire {
	int socket;
	SSL *tls;
	int log; /* descriptor, -1: none */
	uint64_t session;
	const char *line_end;
	uint64_t sent;
	uint64_t cut_at; /* octets after which the connection is cut */
	bool drip;
	size_t in_at;
	size_t in_length;
	size_t out_length;
	char in[4096];
	char out[32768];
};

/*
 * Failures do not come back: what ends the connection ends the process.
 */
void wire_open(struct wire *wire, int socket, int log, uint64_t session);
/* Sends what is unsent and ends, TLS without a close_notify. */
_Noreturn void wire_close(struct wire *wire, const char *why);
/* Ends TLS with close_notify first. */
_Noreturn void wire_close_notify(struct wire *wire, const char *why);
/* Answers no more until the file is there, so that a test can do something
 * meanwhile. */
void wire_hold(struct wire *wire, const char *file);
/* Answers nothing more and waits until the client leaves. */
_Noreturn void wire_stall(struct wire *wire);

/* Starts TLS; octets in clear that the client sent behind STLS end it. */
void wire_start_tls(struct wire *wire, SSL_CTX *context);
bool wire_is_tls(const struct wire *wire);

/* Reads a line of at most cap - 1 octets; sends what is unsent first. */
enum wire_line wire_get(struct wire *wire, char *line, size_t cap);

/* Forgets what has been received and not been taken yet. */
void wire_forget_input(struct wire *wire);

void wire_put(struct wire *wire, const char *octets, size_t length);
/* One line, logged. */
void wire_say(struct wire *wire, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
void wire_flush(struct wire *wire);

/* A line in the log that is about the session. */
void wire_note(struct wire *wire, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

#endif
