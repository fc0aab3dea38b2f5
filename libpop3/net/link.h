/*
 * net/link.h - the descriptor under a transport and under TLS.
 */
#ifndef P3_NET_LINK_H
#define P3_NET_LINK_H

#include <openssl/bio.h>
#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

/* recv() and send() that go on after a signal and never raise SIGPIPE. */
ssize_t p3_receive(int descriptor, void *octets, size_t size);
ssize_t p3_send(int descriptor, const void *octets, size_t length);

/*
 * What OpenSSL reads from and writes to, and what came of it: OpenSSL itself
 * tells only that something failed.  A link may not move in memory while its
 * BIO lives.
 */
struct p3_link {
	int descriptor;
	BIO_METHOD *method;
	bool ended;	     /* the last read met the end of the stream */
	int sys_errno;	     /* of the last read or write that broke, or 0 */
	bool heard;	     /* an octet has come */
	unsigned char first; /* the very first one */
	int reads_left;	     /* until they pretend that nothing has come */
};

/* So many reads are enough for what a caller of ours waits for; see link.c. */
#define P3_LINK_READS_MAX 16

/* A new BIO over link, or NULL without memory. */
BIO *p3_link_bio(struct p3_link *link);

/* Frees the method; the BIO must be gone. */
void p3_link_clear(struct p3_link *link);

#endif
