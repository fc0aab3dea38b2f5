/*
 * agenda.c - listing, state and policy brought together into a plan.
 *
 * The state is told of each message as it is looked up.  A fetch does so while
 * the listing comes (agenda-sift.c).
 *
 * A server that changes all its unique-ids overnight makes all mail new, and
 * nothing can be done about that: to hold on to headers or sizes instead
 * would mean to lose mail that looks alike.  But it can be said.  Gmail, which
 * shows no client what another has retrieved, looks the same; so what the first
 * session of a run brought is not missed in the next.  So does a maildrop that
 * somebody has emptied, or this program, if the last QUIT was not confirmed.
 */
#include "popfetch/fetch/agenda.h"

#include <stdlib.h>

#include "popfetch/maildrop/known.h"
#include "popfetch/visit/state-file.h"

/* How long a unique-id that the server lists no more is remembered
 * (invariant 7): a server that was restored from a backup, or showed an
 * empty maildrop, is back in order by then. */
#define GRACE_S (INT64_C(30) * 24 * 60 * 60)

/* Fewer may well have gone and come since the last run. */
#define STRANGERS_MIN 3

struct plan_policy agenda_policy(const struct visit *visit)
{
	const struct settings *settings = visit->settings;

	_Static_assert(TERM_ENDLESS == PLAN_ENDLESS, "both are without end");
	return (struct plan_policy){
	    .now = state_file_now(),
	    .keep_s = settings->keep_s,
	    .keep_newest = settings->keep_newest,
	    .all = settings->all,
	    .repeated = visit->repeated,
	    .newest_first = settings->newest_first,
	    .headers_only = settings->headers_only,
	    .max_size = settings->max_size,
	    .max_messages = settings->max_messages,
	    .max_octets = settings->max_octets,
	};
}

static enum exit_status plan_listing(const struct visit *visit,
    struct pop3_state *state, const struct visit_listing *listing,
    struct agenda *agenda)
{
	const struct plan_policy policy = agenda_policy(visit);
	struct known known = {.state = state};

	agenda->newest_first = policy.newest_first;
	agenda->items = calloc(listing->count + 1, sizeof *agenda->items);
	if (agenda->items == NULL ||
	    !plan_make(listing->listed, listing->count, &policy, known_look_up,
		&known, agenda->items))
		return visit_out_of_memory(visit);
	agenda->count = listing->count;
	agenda->known += known.count;
	return EXIT_DONE;
}

/* ---- Without UIDL -------------------------------------------------------- */

/* Whether anything is to stay on the server and be known again there. */
static bool must_remember(const struct settings *settings)
{
	return settings->keep_s > 0 || settings->keep_newest > 0 ||
	       settings->headers_only;
}

/* pop3_state_visit_fn */
static int find_lasting(void *context, const struct pop3_state_entry *entry)
{
	(void)context;
	return entry->missing == 0 && !stand_in_is_fleeting(&entry->key);
}

/* Some servers fail at UIDL or TOP for a while; all mail would come again. */
static enum exit_status refuse_to_forget(
    const struct visit *visit, const char *verb)
{
	talk_error(&visit->talk,
	    "the server had %s, and now refuses it: what is new cannot be "
	    "told, so nothing is fetched",
	    verb);
	return exit_status_of(POP3_E_UNSUPPORTED);
}

/* pop3_state_visit_fn */
static int find_digest(void *context, const struct pop3_state_entry *entry)
{
	return find_lasting(context, entry) && stand_in_is(&entry->key);
}

/* For unique-ids that are empty.  By the count nothing is found again that was
 * known by its header. */
static enum exit_status stand_in_for_empty(struct visit *visit,
    struct pop3_state *state, struct visit_listing *listing,
    struct stand_ins *stand_ins)
{
	enum exit_status status = stand_ins_make(visit, listing, stand_ins);

	if (status == EXIT_DONE && stand_ins->counted &&
	    pop3_state_each(state, POP3_PHASE_PLACED, find_digest, NULL) != 0)
		return refuse_to_forget(visit, "TOP");
	return status;
}

static enum exit_status stand_in(struct visit *visit, struct pop3_state *state,
    struct visit_listing *listing, struct stand_ins *stand_ins)
{
	enum exit_status status;

	if (known_has_unique_ids(state))
		return refuse_to_forget(visit, "UIDL");
	status = stand_ins_make(visit, listing, stand_ins);
	if (status != EXIT_DONE || !stand_ins->fleeting)
		return status;
	if (pop3_state_each(state, POP3_PHASE_PLACED, find_lasting, NULL) != 0)
		return refuse_to_forget(visit, "TOP");
	if (must_remember(visit->settings)) {
		return visit_lacks(visit,
		    "the server has neither UIDL nor TOP: what is kept there "
		    "cannot be told from what is new, so nothing is fetched; "
		    "without --keep all is fetched and deleted");
	}
	talk_detail(&visit->talk,
	    "the server has neither UIDL nor TOP: a run that is killed may "
	    "fetch messages twice");
	return EXIT_DONE;
}

/* ---- The agenda ---------------------------------------------------------- */

enum exit_status agenda_plan(struct visit *visit, struct pop3_state *state,
    struct visit_listing *listing, struct agenda *agenda)
{
	enum exit_status status =
	    listing->has_uids
		? stand_in_for_empty(visit, state, listing, &agenda->stand_ins)
		: stand_in(visit, state, listing, &agenda->stand_ins);
	agenda->has_uids = listing->has_uids;
	if (status != EXIT_DONE)
		return status;
	return plan_listing(visit, state, listing, agenda);
}

enum exit_status agenda_make(
    struct visit *visit, struct pop3_state *state, struct agenda *out_agenda)
{
	struct visit_listing listing;
	enum exit_status status;

	pop3_state_untell(state);
	status = visit_list(
	    visit, POP3_LISTING_OCTETS | POP3_LISTING_UIDS, &listing);
	if (status != EXIT_DONE)
		return status;
	return agenda_plan(visit, state, &listing, out_agenda);
}

void agenda_clear(struct agenda *agenda)
{
	free(agenda->items);
	free(agenda->targets);
	stand_ins_clear(&agenda->stand_ins);
	*agenda = (struct agenda){0};
}

static bool is_chosen(
    const struct plan_item *item, enum plan_act act, enum plan_act other)
{
	return item->act == act || item->act == other;
}

size_t agenda_count(
    const struct agenda *agenda, enum plan_act act, enum plan_act other)
{
	size_t n = 0;

	for (size_t i = 0; i < agenda->count; i++)
		n += is_chosen(&agenda->items[i], act, other);
	return n;
}

bool agenda_choose(struct agenda *agenda, enum plan_act act,
    enum plan_act other, size_t *out_count)
{
	struct plan_walk walk = {.items = agenda->items,
	    .count = agenda->count,
	    .newest_first = agenda->newest_first};
	size_t n = agenda_count(agenda, act, other);
	const struct plan_item *item;

	free(agenda->targets);
	agenda->targets = calloc(n + 1, sizeof *agenda->targets);
	if (agenda->targets == NULL)
		return false;
	*out_count = n;
	n = 0;
	while ((item = plan_walk_next(&walk)) != NULL)
		if (is_chosen(item, act, other))
			agenda->targets[n++] = (struct pop3_target){
			    .msgno = item->listed->msgno,
			    .octets = item->listed->octets,
			    .tag = (uintptr_t)(item - agenda->items),
			};
	return true;
}

/* ---- Telling the state --------------------------------------------------- */

/* pop3_state_visit_fn: counts what the server listed the last time. */
static int count_present(void *context, const struct pop3_state_entry *entry)
{
	size_t *count = context;

	*count += entry->missing == 0;
	return 0;
}

static void warn_of_strangers(const struct visit *visit,
    const struct agenda *agenda, const struct pop3_state *state)
{
	size_t present = 0;

	if (agenda->known > 0 || agenda->stand_ins.fleeting || visit->repeated)
		return;
	pop3_state_each(state, POP3_PHASE_PLACED, count_present, &present);
	if (present < STRANGERS_MIN || agenda->count < present)
		return;
	talk_warning(&visit->talk,
	    "none of the %zu messages that were on the server is there any "
	    "more, and %zu others are: the former may have been deleted or "
	    "hidden, or the unique-ids have changed; all are taken for new",
	    present, agenda->count);
}

enum exit_status agenda_tell(const struct visit *visit,
    const struct agenda *agenda, struct pop3_state *state)
{
	enum pop3_status status;

	warn_of_strangers(visit, agenda, state);
	status = pop3_state_listed(state, NULL, 0, state_file_now(), GRACE_S);
	return status == POP3_OK
		   ? EXIT_DONE
		   : state_file_failed(&visit->talk, pop3_state_error(state));
}
