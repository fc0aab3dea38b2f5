/*
 * session/dense.c - scan listings where nearly all servers have them: without
 * a gap from 1 on, and below 4 GiB each.
 *
 * A million of them are 4 MB here, beside 32 MB as entries of a listing; a
 * message that is sifted out never becomes an entry.
 */
#include "libpop3/session/dense.h"

#include <stdlib.h>

#define FIRST_SIZE 1024

void p3_dense_clear(struct p3_dense *dense)
{
	free(dense->octets);
	free(dense->named);
	*dense = (struct p3_dense){0};
}

bool p3_dense_fits(
    const struct p3_dense *dense, const struct pop3_scan_listing *scan)
{
	return scan->msgno == dense->count + 1 && scan->octets <= UINT32_MAX;
}

enum pop3_status p3_dense_add(
    struct p3_dense *dense, const struct pop3_scan_listing *scan)
{
	if (dense->count == dense->size) {
		size_t size = dense->size > 0 ? dense->size * 2 : FIRST_SIZE;
		uint32_t *octets =
		    realloc(dense->octets, size * sizeof *octets);

		if (octets == NULL)
			return POP3_E_NO_MEMORY;
		dense->octets = octets;
		dense->size = size;
	}
	dense->octets[dense->count++] = (uint32_t)scan->octets;
	return POP3_OK;
}

enum pop3_status p3_dense_close(struct p3_dense *dense)
{
	dense->named = calloc(dense->count / 8 + 1, 1);
	return dense->named != NULL ? POP3_OK : POP3_E_NO_MEMORY;
}

bool p3_dense_has(const struct p3_dense *dense, uint32_t msgno)
{
	return msgno > 0 && msgno <= dense->count;
}

bool p3_dense_is_named(const struct p3_dense *dense, uint32_t msgno)
{
	size_t i = msgno - 1;

	return dense->named[i / 8] >> i % 8 & 1;
}

void p3_dense_name(struct p3_dense *dense, uint32_t msgno)
{
	size_t i = msgno - 1;

	dense->named[i / 8] |= (unsigned char)(1U << i % 8);
}
