/*
 * transaction.c - the TRANSACTION state but RETR and TOP, and QUIT, which
 * leads to the UPDATE state (RFC 1939, sections 5 and 6).
 */
#include <stdio.h>
#include <string.h>

#include "session.h"

static uint64_t octets_said(const struct session *session, size_t i)
{
	uint64_t octets = session->maildrop->message[i].octets;

	if (fault_find(session->faults, FAULT_TINY_SIZES))
		return octets / 1000;
	return fault_find(session->faults, FAULT_WRONG_SIZES) ? octets / 2
							      : octets;
}

void verb_stat(struct session *session, char *argument)
{
	const struct maildrop *maildrop = session->maildrop;
	size_t count = 0;
	uint64_t octets = 0;

	(void)argument;
	for (size_t i = 0; i < maildrop->count; i++) {
		if (maildrop->message[i].deleted)
			continue;
		count++;
		octets += octets_said(session, i);
	}
	wire_say(
	    &session->wire, "+OK %zu %llu", count, (unsigned long long)octets);
}

void verb_list(struct session *session, char *argument)
{
	const struct maildrop *maildrop = session->maildrop;
	struct wire *wire = &session->wire;
	size_t i;

	if (*argument) {
		if (message_named(session, &argument, &i))
			wire_say(wire, "+OK %zu %llu", i + 1,
			    (unsigned long long)octets_said(session, i));
		return;
	}
	wire_say(wire, "+OK scan listing follows");
	for (i = 0; i < maildrop->count; i++)
		if (!maildrop->message[i].deleted)
			wire_say(wire, "%zu %llu", i + 1,
			    (unsigned long long)octets_said(session, i));
	wire_say(wire, ".");
}

static void uid_make(
    const struct session *session, size_t i, char *uid, size_t cap)
{
	const struct fault *lengthen =
	    fault_find(session->faults, FAULT_LONG_UIDS);
	size_t wanted = lengthen ? (size_t)lengthen->octets : 0;

	*uid = '\0';
	if (fault_find(session->faults, FAULT_EMPTY_UIDS))
		return;
	if (fault_find(session->faults, FAULT_DUPLICATE_UIDS))
		i -= i % 2;
	if (fault_find(session->faults, FAULT_OTHER_UIDS)) {
		snprintf(uid, cap, "other-");
		uid += strlen(uid);
		cap -= strlen("other-");
	}
	maildrop_uid(session->maildrop, i, uid, cap);
	if (!lengthen)
		return;
	if (!wanted)
		wanted = 200;
	for (size_t length = strlen(uid); length < wanted && length + 1 < cap;)
		uid[length++] = 'x', uid[length] = '\0';
}

void verb_uidl(struct session *session, char *argument)
{
	const struct maildrop *maildrop = session->maildrop;
	struct wire *wire = &session->wire;
	char uid[8000];
	size_t i;

	if (*argument) {
		if (!message_named(session, &argument, &i))
			return;
		uid_make(session, i, uid, sizeof uid);
		wire_say(wire, "+OK %zu %s", i + 1, uid);
		return;
	}
	wire_say(wire, "+OK unique-id listing follows");
	for (i = 0; i < maildrop->count; i++) {
		if (maildrop->message[i].deleted ||
		    fault_find_message(
			session->faults, FAULT_UIDL_WITHOUT, i + 1))
			continue;
		uid_make(session, i, uid, sizeof uid);
		wire_say(wire, "%zu %s", i + 1, uid);
	}
	wire_say(wire, ".");
}

void verb_dele(struct session *session, char *argument)
{
	size_t i;

	if (!message_named(session, &argument, &i))
		return;
	session->maildrop->message[i].deleted = true;
	wire_say(&session->wire, "+OK message %zu deleted", i + 1);
}

void verb_noop(struct session *session, char *argument)
{
	(void)argument;
	wire_say(&session->wire, "+OK");
}

void verb_rset(struct session *session, char *argument)
{
	struct maildrop *maildrop = session->maildrop;

	(void)argument;
	for (size_t i = 0; i < maildrop->count; i++)
		maildrop->message[i].deleted = false;
	session->last = 0;
	wire_say(
	    &session->wire, "+OK maildrop has %zu messages", maildrop->count);
}

/* RFC 1460, section 5: the highest message-number that was accessed. */
void verb_last(struct session *session, char *argument)
{
	(void)argument;
	wire_say(&session->wire, "+OK %llu", (unsigned long long)session->last);
}

void verb_quit(struct session *session, char *argument)
{
	struct wire *wire = &session->wire;
	const struct faults *faults = session->faults;
	bool removed;

	(void)argument;
	if (session->state == AUTHORIZATION) {
		wire_say(wire, "+OK bye");
		wire_close_notify(wire, "QUIT");
	}
	if (fault_find(faults, FAULT_QUIT_DROP))
		wire_close(wire, "fault");
	if (fault_find(faults, FAULT_QUIT_ERR)) {
		wire_say(wire, "-ERR some deleted messages not removed");
		wire_close_notify(wire, "QUIT");
	}
	removed = maildrop_update(session->maildrop);
	/* before the answer: who has it may well log in again at once */
	maildrop_unlock(session->maildrop);
	if (!removed)
		wire_say(wire, "-ERR some deleted messages not removed");
	else if (fault_find(faults, FAULT_QUIT_LOST))
		wire_close(wire, "fault");
	else
		wire_say(wire, "+OK bye");
	wire_close_notify(wire, "QUIT");
}
