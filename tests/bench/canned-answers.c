/*
 * canned-answers.c - see canned.h.  An answer to RETR stands whole in memory,
 * status indicator and terminator with it, so that answering is one lookup.
 */
#include "tests/bench/canned.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/bench/mail.h"

#define STATUS "+OK\r\n"
#define END    ".\r\n"

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

static char *append(char *at, const void *octets, size_t length)
{
	memcpy(at, octets, length);
	return at + length;
}

static void answer_add(
    struct canned *canned, uint32_t i, const struct mail_message *message)
{
	char *begin = canned->messages + canned->starts[i];
	char *at = append(begin, STATUS, 5);

	for (int span = 0; span < message->count; span++)
		at = append(at, message->spans[span].iov_base,
		    message->spans[span].iov_len);
	at = append(at, END, 3);
	/* The head's last line is already the first of what follows it. */
	canned->heads[i] = (uint32_t)(strstr(begin, "\r\n\r\n") + 4 - begin);
	canned->starts[i + 1] = canned->starts[i] + (size_t)(at - begin);
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

void canned_make(struct canned *canned, uint32_t count, size_t octets)
{
	static struct mail mail;
	static struct mail_message plain;
	static struct mail_message message;
	/* Leading dots make one line in seventeen longer, CR every line. */
	size_t most = octets + octets / 32 + 2 * MAIL_HEAD_MAX;

	mail_init(&mail);
	canned->count = count;
	canned->messages = need(count * most + ITEM_MAX);
	canned->starts = need_starts(count);
	canned->heads = need(((size_t)count + 1) * sizeof *canned->heads);
	canned->list = need(((size_t)count + 1) * ITEM_MAX);
	canned->uidl = need(((size_t)count + 1) * ITEM_MAX);
	canned->list_starts = need_starts(count);
	canned->uidl_starts = need_starts(count);
	for (uint32_t i = 0; i < count; i++) {
		mail_message(&mail, MAIL_LF, i + 1, octets, &plain);
		mail_message(&mail, MAIL_WIRE, i + 1, octets, &message);
		answer_add(canned, i, &message);
		items_add(canned, i, plain.length + plain.lines);
		canned->octets += plain.length + plain.lines;
	}
	mail_free(&mail);
}
