/*
 * session/uids.c - unique-ids, one behind the other in large chunks: a
 * million of them cost a million times their length, not a million
 * allocations, and what has been kept never moves.
 */
#include "libpop3/session/uids.h"

#include <stdlib.h>
#include <string.h>

#define CHUNK_OCTETS ((size_t)128 * 1024)

struct p3_uids_chunk {
	struct p3_uids_chunk *older;
	size_t used;
	size_t size;
	char octets[];
};

void p3_uids_clear(struct p3_uids *uids)
{
	while (uids->newest != NULL) {
		struct p3_uids_chunk *older = uids->newest->older;

		free(uids->newest);
		uids->newest = older;
	}
	uids->octets = 0;
}

static enum pop3_status add_chunk(struct p3_uids *uids, size_t least)
{
	size_t size = least > CHUNK_OCTETS ? least : CHUNK_OCTETS;
	struct p3_uids_chunk *chunk;

	if (size > P3_UIDS_OCTETS_MAX - uids->octets)
		return POP3_E_LIMIT;
	chunk = malloc(sizeof *chunk + size);
	if (chunk == NULL)
		return POP3_E_NO_MEMORY;
	*chunk = (struct p3_uids_chunk){.older = uids->newest, .size = size};
	uids->newest = chunk;
	uids->octets += size;
	return POP3_OK;
}

enum pop3_status p3_uids_keep(struct p3_uids *uids, const char *octets,
    size_t length, const char **out_uid)
{
	struct p3_uids_chunk *chunk = uids->newest;
	enum pop3_status status;
	char *uid;

	if (chunk == NULL || length >= chunk->size - chunk->used) {
		status = add_chunk(uids, length + 1);
		if (status != POP3_OK)
			return status;
		chunk = uids->newest;
	}
	uid = chunk->octets + chunk->used;
	if (length > 0)
		memcpy(uid, octets, length);
	uid[length] = '\0';
	chunk->used += length + 1;
	*out_uid = uid;
	return POP3_OK;
}
