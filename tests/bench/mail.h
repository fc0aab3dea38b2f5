/*
 * mail.h - the synthetic messages of the bench: deterministic, of a wanted
 * size, told apart by number, and cheap, since they are spans of one block.
 */
#ifndef BENCH_MAIL_H
#define BENCH_MAIL_H

#include <stddef.h>
#include <stdint.h>
#include <sys/uio.h>

/* The same message, octet for octet, as it is needed in three places. */
enum mail_form {
	MAIL_LF,     /* in a Maildir */
	MAIL_MBOXRD, /* in an mbox: ">" before "From " lines */
	MAIL_WIRE,   /* as POP3 sends it: CRLF, leading dots doubled */
	MAIL_FORMS
};

#define MAIL_LINES    14000
#define MAIL_HEAD_MAX 512
/* Enough for 900 MB, and no more than a writev() takes. */
#define MAIL_SPANS_MAX 1000

struct mail {
	char *block[MAIL_FORMS];
	size_t *starts[MAIL_FORMS]; /* MAIL_LINES + 1 of them */
};

struct mail_message {
	char head[MAIL_HEAD_MAX];
	struct iovec spans[MAIL_SPANS_MAX];
	int count;
	size_t length;
	size_t lines; /* those of the head, too */
	size_t head_length;
};

void mail_init(struct mail *mail);
void mail_free(struct mail *mail);

/* Message number n, of about OCTETS octets in the form MAIL_LF. */
void mail_message(const struct mail *mail, enum mail_form form, uint32_t n,
    size_t octets, struct mail_message *message);

/* Ends the program with what has failed and why. */
_Noreturn void die(const char *what);
uint32_t number_argument(const char *text);

#endif
