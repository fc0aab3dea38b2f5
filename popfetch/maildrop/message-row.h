/*
 * message-row.h - what all rows about a message have in common.
 */
#ifndef POPFETCH_MESSAGE_ROW_H
#define POPFETCH_MESSAGE_ROW_H

#include "popfetch/maildrop/plan.h"
#include "popfetch/result/row.h"

/* Columns: message-number, octets, unique-id. */
void message_row_listed(struct row *row, const struct pop3_listed *listed);

/*
 * Where the form has names and the state is not NULL: whether the message is
 * seen and, when it failed so far, how often, why, and when a fetch tries it
 * again.
 */
void message_row_known(struct row *row, const struct pop3_state *state,
    const struct plan_item *item);

#endif
