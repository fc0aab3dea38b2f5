/*
 * session/uids.h - where the unique-ids of a listing are kept.
 */
#ifndef P3_SESSION_UIDS_H
#define P3_SESSION_UIDS_H

#include <stddef.h>

#include <pop3/status.h>

/* What all unique-ids of one listing may take together: RFC 1939's 70 octets
 * for four million messages fit; a server that sends lines of 64 KiB for
 * each does not. */
#define P3_UIDS_OCTETS_MAX ((size_t)320 * 1024 * 1024)

struct p3_uids_chunk;

/* All zero is an empty one. */
struct p3_uids {
	struct p3_uids_chunk *newest;
	size_t octets; /* of all chunks */
};

void p3_uids_clear(struct p3_uids *uids);

/* Keeps a copy with a NUL behind, at *out_uid, until _clear.
 * POP3_E_NO_MEMORY; POP3_E_LIMIT. */
enum pop3_status p3_uids_keep(struct p3_uids *uids, const char *octets,
    size_t length, const char **out_uid);

#endif
