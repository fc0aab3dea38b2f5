/*
 * maildrop.h - the messages: a folder of files, or made-up ones.
 */
#ifndef TEST_SERVER_MAILDROP_H
#define TEST_SERVER_MAILDROP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "settings.h"

struct message {
	uint64_t made_up; /* its number there, counted from 1; 0: a file */
	char *name;
	char *uid; /* from NAME.uid; NULL: by the name */
	uint64_t octets;
	bool deleted;
};

struct maildrop {
	const struct settings *settings;
	const char *line_end; /* what a line of a file that ends in LF gets */
	int lock;
	unsigned char *gone; /* made-up messages that were deleted */
	int64_t *login_ms;   /* the last login, by a clock that does not jump;
			      * 0: none */
	struct message *message;
	size_t count;
};

/* Once, before any session is forked. */
bool maildrop_prepare(
    struct maildrop *maildrop, const struct settings *settings);

/* The exclusive-access lock (RFC 1939, section 4); false: another has it. */
bool maildrop_lock(struct maildrop *maildrop);
void maildrop_unlock(struct maildrop *maildrop);

/* Notes a login of now; false where it comes too soon after the last one
 * (RFC 2449, section 6.5). */
bool maildrop_login(struct maildrop *maildrop);

/* Takes the snapshot that the session serves. */
bool maildrop_load(struct maildrop *maildrop);

/* Removes what is marked deleted; false when some of it would not go. */
bool maildrop_update(struct maildrop *maildrop);

/* The unique-id of message i, counted from 0. */
void maildrop_uid(
    const struct maildrop *maildrop, size_t i, char *uid, size_t cap);

#endif
