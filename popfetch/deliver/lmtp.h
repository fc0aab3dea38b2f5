/*
 * lmtp.h - the words of an LMTP dialogue (RFC 2033), without the dialogue's
 * input and output: commands and a message made, replies read.
 */
#ifndef POPFETCH_LMTP_H
#define POPFETCH_LMTP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* ---- Replies ------------------------------------------------------------- */

/* RFC 5321, section 4.5.3.1.5, allows 512 octets; some servers explain. */
#define LMTP_LINE_MAX  2048
#define LMTP_LINES_MAX 200 /* of one reply */
#define LMTP_TEXT_SIZE 256 /* of a line's text that is kept, with a NUL */

/* What the reply to LHLO announced. */
struct lmtp_features {
	bool pipelining;
	bool eight_bit; /* 8BITMIME */
	bool size;
};

struct lmtp_reply {
	int code;		       /* 200 to 599 when it is complete */
	char text[LMTP_TEXT_SIZE];     /* of the last line, as it came */
	struct lmtp_features features; /* as if it were LHLO's */
	unsigned lines;
	size_t length; /* of the line that is coming */
	char line[LMTP_LINE_MAX + 1];
};

enum lmtp_progress {
	LMTP_MORE,     /* octets are missing */
	LMTP_COMPLETE, /* the reply is read */
	LMTP_BROKEN    /* it is no reply */
};

void lmtp_reply_begin(struct lmtp_reply *reply);

/* Reads n octets, up to the end of the reply; *out_taken of them. */
enum lmtp_progress lmtp_reply_take(
    struct lmtp_reply *reply, const char *octets, size_t n, size_t *out_taken);

/* ---- Commands ------------------------------------------------------------ */

/* Room for a command, its CRLF and a NUL. */
#define LMTP_COMMAND_SIZE 512

/* sender "" is the null path; octets as they go out. */
void lmtp_write_mail(char out[LMTP_COMMAND_SIZE], const char *sender,
    uint64_t octets, bool has_eight_bit, const struct lmtp_features *features);
void lmtp_write_rcpt(char out[LMTP_COMMAND_SIZE], const char *recipient);

/* ---- A message ----------------------------------------------------------- */

struct lmtp_body {
	bool inside_line;
	bool cr; /* one is held back */
};

/* How much n octets may become. */
#define LMTP_BODY_ROOM(n) (2 * (n) + 1)

/* Octets with LF line ends, as they go behind DATA. */
size_t lmtp_body_convert(
    struct lmtp_body *body, const char *in, size_t n, char *out);

/* The final dot, on a line of its own. */
#define LMTP_BODY_END_MAX 6
size_t lmtp_body_finish(struct lmtp_body *body, char out[LMTP_BODY_END_MAX]);

#endif
