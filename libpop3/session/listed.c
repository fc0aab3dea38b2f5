/*
 * session/listed.c - the merged listing.
 *
 * Message-numbers are the server's words: they may be sparse and as large as
 * 4,294,967,295, so nothing is ever sized or found by using one as a
 * subscript.  Entries stand in the order in which they came.  That is nearly
 * always the right one: a cursor then finds the entry of each unique-id at
 * once, and settling finds nothing to do.  Otherwise entries are found by
 * halving, and settling sorts, by merging, so that of two with one number
 * the first to come stays the first.
 *
 * Where there is a sift, scan listings wait in little space (dense.c) for the
 * unique-id, and become entries when the sift has let the message through or
 * UIDL has come to its end without it.  Where UIDL comes alone nothing waits:
 * its lines are counted, which tells that none is missing and none comes twice
 * as long as they are numbered as servers number them.
 */
#include "libpop3/session/listed.h"

#include <stdlib.h>

#define FIRST_SIZE 256

void p3_listed_clear(struct p3_listed *listed)
{
	free(listed->entries);
	p3_uids_clear(&listed->uids);
	p3_dense_clear(&listed->dense);
	*listed = (struct p3_listed){0};
}

static enum pop3_status grow(struct p3_listed *listed)
{
	size_t size = listed->size == 0 ? FIRST_SIZE : listed->size * 2;
	struct pop3_listed *entries;

	if (listed->count == P3_LISTED_MAX)
		return POP3_E_LIMIT;
	if (size > P3_LISTED_MAX)
		size = P3_LISTED_MAX;
	entries = realloc(listed->entries, size * sizeof *entries);
	if (entries == NULL)
		return POP3_E_NO_MEMORY;
	listed->entries = entries;
	listed->size = size;
	return POP3_OK;
}

static enum pop3_status append(
    struct p3_listed *listed, const struct pop3_listed *entry)
{
	if (listed->count == listed->size) {
		enum pop3_status status = grow(listed);

		if (status != POP3_OK)
			return status;
	}
	listed->entries[listed->count++] = *entry;
	return POP3_OK;
}

enum pop3_status p3_listed_malformed(struct p3_listed *listed)
{
	/* Costs no memory, but has to end like everything else. */
	if (listed->malformed >= P3_LISTED_MAX)
		return POP3_E_LIMIT;
	listed->malformed++;
	return POP3_OK;
}

void p3_listed_drop(
    struct p3_listed *listed, const struct pop3_drop_listing *drop)
{
	listed->has_drop = true;
	listed->drop = *drop;
}

size_t p3_listed_messages(const struct p3_listed *listed)
{
	return listed->has_drop ? listed->drop.count
				: listed->count + listed->dense.count;
}

bool p3_listed_is_whole(const struct p3_listed *listed)
{
	return listed->has_drop && listed->malformed == 0 &&
	       listed->numbered == listed->drop.count;
}

/* Lines that are of no use cost no memory either. */
static enum pop3_status count_line(struct p3_listed *listed)
{
	if (listed->numbered == P3_LISTED_MAX)
		return POP3_E_LIMIT;
	listed->numbered++;
	return POP3_OK;
}

static int compare_msgno(const void *key, const void *element)
{
	const uint32_t *msgno = key;
	const struct pop3_listed *entry = element;

	return (*msgno > entry->msgno) - (*msgno < entry->msgno);
}

static struct pop3_listed *find(struct p3_listed *listed, uint32_t msgno)
{
	struct pop3_listed *found;

	if (listed->settled == 0)
		return NULL;
	found = listed->entries + listed->cursor;
	if (listed->cursor >= listed->settled || found->msgno != msgno)
		found = bsearch(&msgno, listed->entries, listed->settled,
		    sizeof *found, compare_msgno);
	if (found != NULL)
		listed->cursor = (size_t)(found - listed->entries) + 1;
	return found;
}

static enum pop3_status fill(
    struct p3_listed *listed, const struct pop3_scan_listing *scan)
{
	struct pop3_listed *found = find(listed, scan->msgno);

	if (found != NULL && !found->has_octets) {
		found->has_octets = true;
		found->octets = scan->octets;
	}
	return count_line(listed);
}

enum pop3_status p3_listed_scan(
    struct p3_listed *listed, const struct pop3_scan_listing *scan)
{
	const struct pop3_listed entry = {
	    .msgno = scan->msgno,
	    .has_octets = true,
	    .octets = scan->octets,
	};

	if (listed->way == P3_LISTED_FILL)
		return fill(listed, scan);
	if (p3_dense_has(&listed->dense, scan->msgno))
		return p3_listed_malformed(listed);
	if (listed->sift != NULL && listed->count == 0 &&
	    listed->dense.count < P3_LISTED_MAX &&
	    p3_dense_fits(&listed->dense, scan))
		return p3_dense_add(&listed->dense, scan);
	return append(listed, &entry);
}

static enum pop3_status keep_uid(struct p3_listed *listed,
    const struct pop3_unique_id_listing *uid, struct pop3_listed *entry)
{
	entry->uid_length = uid->uid.length;
	return p3_uids_keep(
	    &listed->uids, uid->uid.octets, uid->uid.length, &entry->uid);
}

static enum pop3_status sift_uid(
    struct p3_listed *listed, const struct pop3_unique_id_listing *uid)
{
	struct pop3_listed entry = {
	    .msgno = uid->msgno,
	    .has_octets = true,
	    .octets = listed->dense.octets[uid->msgno - 1],
	    .uid = uid->uid.octets,
	    .uid_length = uid->uid.length,
	};
	enum pop3_status status;

	if (p3_dense_is_named(&listed->dense, uid->msgno))
		return p3_listed_malformed(listed);
	p3_dense_name(&listed->dense, uid->msgno);
	if (listed->sift(listed->sift_context, &entry))
		return POP3_OK;
	status = keep_uid(listed, uid, &entry);
	return status == POP3_OK ? append(listed, &entry) : status;
}

static enum pop3_status sift_alone(
    struct p3_listed *listed, const struct pop3_unique_id_listing *uid)
{
	struct pop3_listed entry = {
	    .msgno = uid->msgno,
	    .uid = uid->uid.octets,
	    .uid_length = uid->uid.length,
	};
	enum pop3_status status;

	if (uid->msgno != listed->numbered + 1)
		return p3_listed_malformed(listed);
	status = count_line(listed);
	if (status != POP3_OK || listed->sift(listed->sift_context, &entry))
		return status;
	status = keep_uid(listed, uid, &entry);
	return status == POP3_OK ? append(listed, &entry) : status;
}

enum pop3_status p3_listed_uid(
    struct p3_listed *listed, const struct pop3_unique_id_listing *uid)
{
	struct pop3_listed *found;
	struct pop3_listed entry = {.msgno = uid->msgno};
	enum pop3_status status;

	if (listed->way == P3_LISTED_UIDS)
		return sift_alone(listed, uid);
	found = find(listed, uid->msgno);
	if (found != NULL && found->uid != NULL)
		return p3_listed_malformed(listed);
	if (p3_dense_has(&listed->dense, uid->msgno))
		return sift_uid(listed, uid);
	if (found == NULL)
		found = &entry;
	status = keep_uid(listed, uid, found);
	if (status != POP3_OK)
		return status;
	return found == &entry ? append(listed, &entry) : POP3_OK;
}

/* ---- Settling ------------------------------------------------------------ */

static bool in_order(const struct p3_listed *listed)
{
	for (size_t i = 1; i < listed->count; i++)
		if (listed->entries[i - 1].msgno >= listed->entries[i].msgno)
			return false;
	return true;
}

/* Merges the runs a..b and b..c of from into to. */
static void merge(struct pop3_listed *to, const struct pop3_listed *from,
    size_t a, size_t b, size_t c)
{
	size_t left = a;
	size_t right = b;

	for (size_t i = a; i < c; i++) {
		bool take_left =
		    left < b &&
		    (right >= c || from[left].msgno <= from[right].msgno);

		to[i] = take_left ? from[left++] : from[right++];
	}
}

static size_t at_most(size_t n, size_t max)
{
	return n < max ? n : max;
}

static bool sort(struct p3_listed *listed)
{
	size_t count = listed->count;
	struct pop3_listed *from = listed->entries;
	struct pop3_listed *to = malloc(listed->size * sizeof *to);

	if (to == NULL)
		return false;
	for (size_t run = 1; run < count; run *= 2) {
		struct pop3_listed *merged = to;

		for (size_t a = 0; a < count; a += 2 * run)
			merge(to, from, a, at_most(a + run, count),
			    at_most(a + 2 * run, count));
		to = from;
		from = merged;
	}
	listed->entries = from;
	free(to);
	return true;
}

static void drop_repeated(struct p3_listed *listed)
{
	struct pop3_listed *entries = listed->entries;
	size_t kept = 1;

	for (size_t i = 1; i < listed->count; i++)
		if (entries[i].msgno != entries[kept - 1].msgno)
			entries[kept++] = entries[i];
	listed->malformed += listed->count - kept;
	listed->count = kept;
}

/* What UIDL did not name. */
static enum pop3_status append_unnamed(struct p3_listed *listed)
{
	const size_t count = listed->dense.count;
	enum pop3_status status = POP3_OK;

	for (uint32_t i = 0; i < count && status == POP3_OK; i++) {
		const struct pop3_listed entry = {
		    .msgno = i + 1,
		    .has_octets = true,
		    .octets = listed->dense.octets[i],
		};

		if (!p3_dense_is_named(&listed->dense, i + 1))
			status = append(listed, &entry);
	}
	p3_dense_clear(&listed->dense);
	return status;
}

/* Between the halves the scan listings go on waiting. */
static enum pop3_status settle_dense(struct p3_listed *listed)
{
	if (listed->dense.count == 0)
		return POP3_OK;
	return listed->dense.named == NULL ? p3_dense_close(&listed->dense)
					   : append_unnamed(listed);
}

enum pop3_status p3_listed_settle(struct p3_listed *listed)
{
	enum pop3_status status = settle_dense(listed);

	if (status != POP3_OK)
		return status;
	if (!in_order(listed)) {
		if (!sort(listed))
			return POP3_E_NO_MEMORY;
		drop_repeated(listed);
	}
	listed->settled = listed->count;
	listed->cursor = 0;
	return POP3_OK;
}
