/*
 * mail.c - see mail.h.  The body of a message is a run of lines of a block of
 * about one megaoctet, which is made once and in each form; where a message
 * begins in it follows from its number.  So message, copy on the wire and
 * quoted copy are known without computing them, and 500 MB cost 1 MB.
 *
 * Some lines begin with "." or "From ", some are empty: what delivers them
 * must stuff and quote right.
 */
#include "tests/bench/mail.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define LINE_OCTETS 76

_Noreturn void die(const char *what)
{
	perror(what);
	exit(1);
}

uint32_t number_argument(const char *text)
{
	char *end;
	unsigned long value = strtoul(text, &end, 10);

	if (*text == '\0' || *end != '\0' || value > UINT32_MAX) {
		fprintf(stderr, "bad number '%s'\n", text);
		exit(2);
	}
	return (uint32_t)value;
}

static size_t line_make(char *line, uint32_t n, uint32_t *random)
{
	static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijkl"
				       "mnopqrstuvwxyz0123456789+/";

	if (n % 41 == 40)
		return 0;
	for (size_t i = 0; i < LINE_OCTETS; i++) {
		*random = *random * 1664525 + 1013904223;
		line[i] = alphabet[*random >> 26];
	}
	if (n % 17 == 3)
		line[0] = '.';
	if (n % 61 == 7)
		memcpy(line, "From ", 5);
	if (n % 257 == 9)
		memcpy(line, ">From ", 6);
	return LINE_OCTETS;
}

/* Adds a line in its form; returns where the next begins. */
static size_t line_add(
    char *block, size_t at, enum mail_form form, const char *line, size_t n)
{
	size_t quotes = strspn(line, ">");

	if (form == MAIL_MBOXRD && strncmp(line + quotes, "From ", 5) == 0)
		block[at++] = '>';
	if (form == MAIL_WIRE && n > 0 && line[0] == '.')
		block[at++] = '.';
	memcpy(block + at, line, n);
	at += n;
	if (form == MAIL_WIRE)
		block[at++] = '\r';
	block[at++] = '\n';
	return at;
}

void mail_init(struct mail *mail)
{
	size_t at[MAIL_FORMS] = {0};
	uint32_t random = 1939;

	for (int form = 0; form < MAIL_FORMS; form++) {
		mail->block[form] = malloc(MAIL_LINES * (LINE_OCTETS + 3));
		mail->starts[form] = calloc(MAIL_LINES + 1, sizeof(size_t));
		if (mail->block[form] == NULL || mail->starts[form] == NULL)
			die("memory");
	}
	for (uint32_t n = 0; n < MAIL_LINES; n++) {
		char line[LINE_OCTETS + 1] = "";
		size_t length = line_make(line, n, &random);

		for (enum mail_form form = 0; form < MAIL_FORMS; form++) {
			at[form] = line_add(
			    mail->block[form], at[form], form, line, length);
			mail->starts[form][n + 1] = at[form];
		}
	}
}

void mail_free(struct mail *mail)
{
	for (int form = 0; form < MAIL_FORMS; form++) {
		free(mail->block[form]);
		free(mail->starts[form]);
	}
}

static size_t head_make(
    char head[MAIL_HEAD_MAX], enum mail_form form, uint32_t n)
{
	const char *eol = form == MAIL_WIRE ? "\r\n" : "\n";
	int length = snprintf(head, MAIL_HEAD_MAX,
	    "From: Robot <robot@example.org>%sTo: jim@example.net%s"
	    "Date: Mon, 02 Nov 2026 08:15:00 +0000%s"
	    "Subject: Message %u%sMessage-ID: <%u.bench@example.org>%s"
	    "Content-Type: text/plain%s%sHello, number %u%s",
	    eol, eol, eol, n, eol, n, eol, eol, eol, n, eol);

	assert(length > 0 && length < MAIL_HEAD_MAX);
	return (size_t)length;
}

static void span_add(
    struct mail_message *message, const void *octets, size_t length)
{
	assert(message->count < MAIL_SPANS_MAX);
	message->spans[message->count++] = (struct iovec){
	    .iov_base = (void *)(uintptr_t)octets, .iov_len = length};
	message->length += length;
}

/*
 * How many lines from FIRST on make about OCTETS octets in the form MAIL_LF,
 * no more than there are up to the block's end.
 */
static size_t lines_for(const struct mail *mail, size_t first, size_t octets)
{
	const size_t *starts = mail->starts[MAIL_LF];
	size_t low = first;
	size_t high = MAIL_LINES;

	while (low < high) {
		size_t middle = (low + high + 1) / 2;

		if (starts[middle] - starts[first] <= octets)
			low = middle;
		else
			high = middle - 1;
	}
	return low - first;
}

void mail_message(const struct mail *mail, enum mail_form form, uint32_t n,
    size_t octets, struct mail_message *message)
{
	char plain[MAIL_HEAD_MAX];
	size_t done = head_make(plain, MAIL_LF, n);
	size_t line = n * (size_t)7919 % (MAIL_LINES / 2);

	message->count = 0;
	message->length = 0;
	message->lines = 8;
	message->head_length = head_make(message->head, form, n);
	span_add(message, message->head, message->head_length);
	while (done < octets) {
		const size_t *starts = mail->starts[form];
		size_t lines = lines_for(mail, line, octets - done);

		if (lines == 0)
			break;
		span_add(message, mail->block[form] + starts[line],
		    starts[line + lines] - starts[line]);
		done += mail->starts[MAIL_LF][line + lines] -
			mail->starts[MAIL_LF][line];
		message->lines += lines;
		line = (line + lines) % MAIL_LINES;
	}
}
