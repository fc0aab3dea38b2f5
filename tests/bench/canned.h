/*
 * canned.h - the answers of a synthetic maildrop, made beforehand.
 */
#ifndef BENCH_CANNED_H
#define BENCH_CANNED_H

#include <stddef.h>
#include <stdint.h>
#include <sys/uio.h>

#include "tests/bench/mail.h"

struct canned {
	uint32_t count;
	unsigned long long octets; /* of all, as STAT counts */
	struct mail mail;
	char *heads;	       /* status indicators with the messages' heads */
	struct iovec *spans;   /* of all answers to RETR */
	size_t *starts;	       /* count + 1: where each begins in them */
	uint32_t *head_octets; /* of each, up to the message's empty line */
	char *list, *uidl;     /* the items, each with its CRLF */
	size_t *list_starts, *uidl_starts;
};

void canned_make(struct canned *canned, uint32_t count, size_t octets);

#endif
