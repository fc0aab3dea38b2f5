/*
 * message-row.c - what the server lists and what the state knows.
 */
#include "popfetch/maildrop/message-row.h"

void message_row_listed(struct row *row, const struct pop3_listed *listed)
{
	row_number(row, "number", listed->msgno);
	if (listed->has_octets)
		row_number(row, "octets", listed->octets);
	else
		row_absent(row, "octets", "");
	row_uid(row, listed->uid, listed->uid_length);
}

static void add_trouble(struct row *row, const struct pop3_state_entry *entry)
{
	row_number(row, "tries", entry->failures);
	if (entry->text != NULL)
		row_text(row, "reason", entry->text);
	row_time(
	    row, "next_try", plan_resume(entry->since, entry->failures), 0);
}

void message_row_known(struct row *row, const struct pop3_state *state,
    const struct plan_item *item)
{
	struct pop3_state_entry entry;
	bool troubled;

	if (!row_is_named(row) || state == NULL || !plan_has_key(item))
		return;
	troubled = pop3_state_find(state, &item->key, &entry) &&
		   entry.phase == POP3_PHASE_TROUBLED &&
		   !plan_never_failed(&entry);
	row_truth(row, "seen", pop3_state_seen(state, &item->key), NULL);
	if (troubled)
		add_trouble(row, &entry);
}
