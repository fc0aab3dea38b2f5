/*
 * state/order.c - finding by halving what came in order.
 *
 * Servers make unique-ids of numbers that rise (Dovecot's, Cyrus' and
 * Courier's are the maildrop's next number and when it was made), and list the
 * oldest first.  A file that was written in that order proves while it is
 * read that no key in it comes twice: each is held against the one before and
 * nothing else, and no index is made.  A new message, whose unique-id is above
 * all others, is known to be new by one comparison.
 *
 * The shorter key comes first, so that "10" follows "9".  Where the order ends
 * the index takes over (index.c); nothing of it is left to the server, who may
 * choose what unique-ids it likes.
 */
#include "libpop3/state/order.h"

#include <string.h>

static int compare(const struct p3_table *table,
    const struct pop3_state_key *key, const struct p3_entry *entry)
{
	int result = 0;

	if (key->length != entry->uid_length)
		return key->length < entry->uid_length ? -1 : 1;
	if (key->length > 0)
		result = memcmp(
		    key->uid, table->uids.octets + entry->uid, key->length);
	if (result != 0)
		return result;
	return (key->occurrence > entry->occurrence) -
	       (key->occurrence < entry->occurrence);
}

static bool is_behind(
    const struct p3_table *table, const struct pop3_state_key *key)
{
	return table->ordered == 0 ||
	       compare(table, key, &table->entries[table->ordered - 1]) > 0;
}

bool p3_order_goes_on(
    const struct p3_table *table, const struct pop3_state_key *key)
{
	return table->ordered == table->used && is_behind(table, key);
}

struct p3_entry *p3_order_find(
    const struct p3_table *table, const struct pop3_state_key *key)
{
	uint32_t low = 0;
	uint32_t high = table->ordered;

	if (is_behind(table, key))
		return NULL;
	while (low < high) {
		uint32_t middle = low + (high - low) / 2;
		struct p3_entry *entry = &table->entries[middle];
		int result = compare(table, key, entry);

		if (result == 0)
			return entry->phase != 0 ? entry : NULL;
		if (result > 0)
			low = middle + 1;
		else
			high = middle;
	}
	return NULL;
}
