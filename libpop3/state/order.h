/*
 * state/order.h - the entries that came in the order of their keys.
 *
 * The first entries of a table, table->ordered of them, have keys that rise
 * from one to the next: by length, then by octets, then by occurrence.  Among
 * these are such that are nobody's any more.
 */
#ifndef P3_STATE_ORDER_H
#define P3_STATE_ORDER_H

#include "libpop3/state/table.h"

/* Whether an entry with the key would go on with the order, put behind all
 * others: then there is none with that key. */
bool p3_order_goes_on(
    const struct p3_table *table, const struct pop3_state_key *key);

/* NULL where no entry in order has the key. */
struct p3_entry *p3_order_find(
    const struct p3_table *table, const struct pop3_state_key *key);

#endif
