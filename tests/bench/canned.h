/*
 * canned.h - the answers of a synthetic maildrop, made beforehand.
 */
#ifndef BENCH_CANNED_H
#define BENCH_CANNED_H

#include <stddef.h>
#include <stdint.h>

struct canned {
	uint32_t count;
	unsigned long long octets; /* of all, as STAT counts */
	char *messages;		   /* all the answers to RETR */
	size_t *starts;		   /* count + 1: where each begins */
	uint32_t *heads;	   /* octets up to the message's empty line */
	char *list, *uidl;	   /* the items, each with its CRLF */
	size_t *list_starts, *uidl_starts;
};

void canned_make(struct canned *canned, uint32_t count, size_t octets);

#endif
