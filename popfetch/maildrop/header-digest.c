/*
 * header-digest.c - SHA-256 over a header, octet by octet as it comes.
 *
 * Fields in which mailbox formats and servers keep what they know of a
 * message (read, answered, its number, its keywords) change from session to
 * session and do not count, with the lines that continue them.  So each
 * line's beginning is held back until its name is complete or longer than
 * any of these.
 */
#include "popfetch/maildrop/header-digest.h"

#include <stdlib.h>
#include <string.h>

#include "popfetch/text/letter-case.h"

/* Above the longest of them. */
#define NAME_OCTETS 16

static const char *const FLEETING[] = {"Status", "X-Status", "X-UID", "X-UIDL",
    "X-IMAP", "X-IMAPbase", "X-Keywords", "X-Mozilla-Keys"};
#define FLEETING_COUNT (sizeof FLEETING / sizeof FLEETING[0])

enum place {
	AT_LINE_START,
	IN_NAME, /* held back in name */
	IN_LINE, /* which counts or not */
	BEHIND_HEADER
};

struct header_digest {
	struct pop3_digest *digest;
	enum place place;
	bool counts; /* the line, and what continues it */
	char name[NAME_OCTETS];
	size_t name_length;
};

enum pop3_status header_digest_new(struct header_digest **out_digest)
{
	struct header_digest *digest = calloc(1, sizeof *digest);
	enum pop3_status status;

	if (digest == NULL)
		return POP3_E_NO_MEMORY;
	status = pop3_digest_new(&digest->digest);
	if (status == POP3_OK)
		*out_digest = digest;
	else
		free(digest);
	return status;
}

void header_digest_free(struct header_digest *digest)
{
	if (digest == NULL)
		return;
	pop3_digest_free(digest->digest);
	free(digest);
}

void header_digest_begin(struct header_digest *digest)
{
	unsigned char unused[POP3_DIGEST_OCTETS];

	/* What an earlier header left, had it no end. */
	(void)pop3_digest_finish(digest->digest, unused);
	digest->place = AT_LINE_START;
	digest->counts = true;
	digest->name_length = 0;
}

static bool is_fleeting(const char *name, size_t length)
{
	for (size_t i = 0; i < FLEETING_COUNT; i++)
		if (strlen(FLEETING[i]) == length &&
		    words_match_within(FLEETING[i], name, length))
			return true;
	return false;
}

/* The name is known, or no name that matters: c is what ended it. */
static void end_name(struct header_digest *digest, char c)
{
	digest->counts =
	    c != ':' || !is_fleeting(digest->name, digest->name_length);
	if (digest->counts)
		pop3_digest_add(
		    digest->digest, digest->name, digest->name_length);
	digest->place = IN_LINE;
}

static void start_line(struct header_digest *digest, char c)
{
	if (c == '\r' || c == '\n') {
		digest->place = BEHIND_HEADER;
		return;
	}
	digest->name_length = 0;
	digest->place = c == ' ' || c == '\t' ? IN_LINE : IN_NAME;
}

static void add_octet(struct header_digest *digest, char c)
{
	if (digest->place == AT_LINE_START)
		start_line(digest, c);
	if (digest->place == IN_NAME) {
		if (c != ':' && c != '\n' &&
		    digest->name_length < NAME_OCTETS) {
			digest->name[digest->name_length++] = c;
			return;
		}
		end_name(digest, c);
	}
	if (digest->place != IN_LINE)
		return;
	if (digest->counts)
		pop3_digest_add(digest->digest, &c, 1);
	if (c == '\n')
		digest->place = AT_LINE_START;
}

void header_digest_add(
    struct header_digest *digest, const char *octets, size_t length)
{
	for (size_t i = 0; i < length && digest->place != BEHIND_HEADER; i++)
		add_octet(digest, octets[i]);
}

enum pop3_status header_digest_end(
    struct header_digest *digest, unsigned char out_octets[POP3_DIGEST_OCTETS])
{
	if (digest->place == IN_NAME)
		end_name(digest, '\n');
	return pop3_digest_finish(digest->digest, out_octets);
}
