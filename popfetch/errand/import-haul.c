/*
 * import-haul.c - entries, and what becomes of them in a state.
 *
 * An entry becomes a placed message, retrieved when the file says, or now:
 * the other program has delivered it, so a fetch that deletes what it has
 * delivered may delete it.  Of a unique-id that stands there several times
 * each is another message of that unique-id, as in a listing.
 */
#include "popfetch/errand/import-haul.h"

#include <stdlib.h>
#include <string.h>

#include "popfetch/options/memory.h"
#include "popfetch/visit/state-file.h"

struct found *haul_keep(struct haul *haul, const struct import_entry *entry)
{
	struct found *found;

	haul->found =
	    memory_grow(haul->found, haul->count + 1, sizeof *haul->found);
	found = &haul->found[haul->count++];
	*found = (struct found){
	    .uid = memory_copy_part(entry->uid, entry->length),
	    .length = entry->length,
	    .retrieved = entry->retrieved,
	};
	return found;
}

void haul_clear(struct haul *haul)
{
	for (size_t i = 0; i < haul->count; i++)
		free(haul->found[i].uid);
	free(haul->found);
	*haul = (struct haul){0};
}

/* ---- Occurrences --------------------------------------------------------- */

static int compare_uids(const struct found *a, const struct found *b)
{
	size_t shorter = a->length < b->length ? a->length : b->length;
	int order = memcmp(a->uid, b->uid, shorter);

	return order != 0 ? order
			  : (a->length > b->length) - (a->length < b->length);
}

/* Of equal ones the oldest is the first, as in a maildrop. */
static int compare(const void *a, const void *b)
{
	const struct found *left = a, *right = b;
	int order = compare_uids(left, right);

	return order != 0 ? order
			  : (left->retrieved > right->retrieved) -
				(left->retrieved < right->retrieved);
}

void haul_count_occurrences(struct haul *haul)
{
	if (haul->count > 1)
		qsort(haul->found, haul->count, sizeof *haul->found, compare);
	for (size_t i = 1; i < haul->count; i++)
		if (compare_uids(&haul->found[i - 1], &haul->found[i]) == 0)
			haul->found[i].occurrence =
			    haul->found[i - 1].occurrence + 1;
}

/* ---- Into the state ------------------------------------------------------ */

/* Whether there is nothing new in it.  What was only passed over here, or had
 * its header delivered, is seen, but no fetch would ever delete it: the other
 * program has it whole. */
static bool is_known(const struct pop3_state *state,
    const struct pop3_state_key *key, const struct found *found)
{
	struct pop3_state_entry entry;

	return pop3_state_find(state, key, &entry) &&
	       entry.phase != POP3_PHASE_TROUBLED &&
	       (found->passed || entry.phase != POP3_PHASE_PLACED ||
		   entry.retrieved != 0);
}

static enum pop3_status take_over(struct pop3_state *state,
    const struct pop3_state_key *key, const struct found *found, int64_t now)
{
	/* A clock ahead of ours would keep the message longer. */
	const int64_t then = found->retrieved > 0 && found->retrieved < now
				 ? found->retrieved
				 : now;
	enum pop3_status status = pop3_state_forget(state, key);

	if (status != POP3_OK)
		return status;
	return found->passed ? pop3_state_pass(state, key, then)
			     : pop3_state_place(state, key, then);
}

enum exit_status haul_place(void *context, struct pop3_state *state)
{
	const struct haul *haul = context;
	int64_t now = state_file_now();
	size_t placed = 0, before = 0;

	for (size_t i = 0; i < haul->count; i++) {
		const struct found *found = &haul->found[i];
		const struct pop3_state_key key = {
		    found->uid, found->length, found->occurrence};

		if (is_known(state, &key, found)) {
			before += !found->guessed;
			continue;
		}
		if (take_over(state, &key, found, now) != POP3_OK)
			return state_file_failed(
			    haul->talk, pop3_state_error(state));
		placed += !found->guessed;
	}
	talk_detail(haul->talk, "%zu %s now taken for %s, %zu %s before",
	    placed, placed == 1 ? "message is" : "messages are", haul->word,
	    before, before == 1 ? "was" : "were");
	return EXIT_DONE;
}
