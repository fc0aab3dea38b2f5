/*
 * canned-answers.c - see canned.h.  An answer to RETR is its spans, status
 * indicator and terminator with them, so that answering is one lookup.  All
 * share the block of mail.c, which stays in the processor's cache: memory is
 * not what limits.
 */
#include "tests/bench/canned.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/bench/mail.h"

#define STATUS "+OK\r\n"
#define END    ".\r\n"

#define HEAD_MAX (sizeof STATUS + MAIL_HEAD_MAX)

static char end[] = END;

/* No item of a listing is longer than this. */
#define ITEM_MAX 48

static void *need(size_t octets)
{
	void *memory = malloc(octets);

	if (memory == NULL)
		die("memory");
	return memory;
}

static size_t *need_starts(uint32_t count)
{
	size_t *starts = need(((size_t)count + 1) * sizeof *starts);

	starts[0] = 0;
	return starts;
}

static void span_add(struct canned *canned, size_t *at, struct iovec span)
{
	canned->spans[(*at)++] = span;
}

/* Returns where the next one's head goes. */
static char *answer_add(struct canned *canned, uint32_t i, char *head,
    const struct mail_message *message)
{
	size_t at = canned->starts[i];
	size_t length = sizeof STATUS - 1 + message->head_length;

	memcpy(head, STATUS, sizeof STATUS - 1);
	memcpy(head + sizeof STATUS - 1, message->head, message->head_length);
	head[length] = '\0';
	/* Its last line is already the first of what follows the header. */
	canned->head_octets[i] =
	    (uint32_t)(strstr(head, "\r\n\r\n") + 4 - head);
	span_add(canned, &at, (struct iovec){head, length});
	for (int span = 1; span < message->count; span++)
		span_add(canned, &at, message->spans[span]);
	span_add(canned, &at, (struct iovec){end, sizeof END - 1});
	canned->starts[i + 1] = at;
	return head + length;
}

static void items_add(struct canned *canned, uint32_t i, size_t octets)
{
	uint32_t n = i + 1;
	int list = snprintf(canned->list + canned->list_starts[i], ITEM_MAX,
	    "%u %zu\r\n", n, octets);
	int uidl = snprintf(canned->uidl + canned->uidl_starts[i], ITEM_MAX,
	    "%u %08x65a0c3f1\r\n", n, n);

	canned->list_starts[i + 1] = canned->list_starts[i] + (size_t)list;
	canned->uidl_starts[i + 1] = canned->uidl_starts[i] + (size_t)uidl;
}

/* All are of the same size, so that none has more spans than the first and
 * one. */
static size_t spans_of_each(struct canned *canned, size_t octets)
{
	static struct mail_message message;

	mail_message(&canned->mail, MAIL_WIRE, 1, octets, &message);
	return (size_t)message.count + 2;
}

void canned_make(struct canned *canned, uint32_t count, size_t octets)
{
	static struct mail_message plain;
	static struct mail_message message;
	char *head;

	mail_init(&canned->mail);
	canned->count = count;
	canned->heads = head = need(count * HEAD_MAX);
	canned->spans =
	    need(count * spans_of_each(canned, octets) * sizeof *canned->spans);
	canned->starts = need_starts(count);
	canned->head_octets =
	    need(((size_t)count + 1) * sizeof *canned->head_octets);
	canned->list = need(((size_t)count + 1) * ITEM_MAX);
	canned->uidl = need(((size_t)count + 1) * ITEM_MAX);
	canned->list_starts = need_starts(count);
	canned->uidl_starts = need_starts(count);
	for (uint32_t i = 0; i < count; i++) {
		mail_message(&canned->mail, MAIL_LF, i + 1, octets, &plain);
		mail_message(&canned->mail, MAIL_WIRE, i + 1, octets, &message);
		head = answer_add(canned, i, head, &message);
		items_add(canned, i, plain.length + plain.lines);
		canned->octets += plain.length + plain.lines;
	}
}
