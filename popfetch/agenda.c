/*
 * agenda.c - listing, state and policy brought together into a plan.
 *
 * The state is told of each message as it is looked up.  A fetch sifts: what
 * stays as it is never becomes an item, so that a poll of a large maildrop
 * costs a look-up a message and no memory.
 *
 * A maildrop that is new to us is asked for LIST beside UIDL, in the same
 * flight.  It bounds what the pipeline has on its way and what a message may
 * come to, it is what the limits in octets are held against, and it names the
 * messages that UIDL leaves out.
 *
 * Where the state knows the maildrop little is new, and LIST is half of what a
 * poll costs.  Then UIDL comes with STAT, which tells whether it leaves any
 * out; LIST is said of the few messages that are new, each in front of its
 * RETR, and where many are new, of all, in a round trip of its own.
 *
 * A server that changes all its unique-ids overnight makes all mail new, and
 * nothing can be done about that: to hold on to headers or sizes instead
 * would mean to lose mail that looks alike.  But it can be said.
 */
#include "agenda.h"

#include <stdlib.h>

#include "known.h"
#include "state-file.h"

/* How long a unique-id that the server lists no more is remembered
 * (invariant 7): a server that was restored from a backup, or showed an
 * empty maildrop, is back in order by then. */
#define GRACE_S (INT64_C(30) * 24 * 60 * 60)

/* Of so many new messages the octets are asked for one by one. */
#define FEW 16

/* Fewer may well have gone and come since the last run. */
#define STRANGERS_MIN 3

static struct plan_policy policy_of(const struct settings *settings)
{
	_Static_assert(TERM_ENDLESS == PLAN_ENDLESS, "both are without end");
	return (struct plan_policy){
	    .now = state_file_now(),
	    .keep_s = settings->keep_s,
	    .keep_newest = settings->keep_newest,
	    .all = settings->all,
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
	const struct plan_policy policy = policy_of(visit->settings);
	struct known known = {.state = state};

	agenda->newest_first = policy.newest_first;
	agenda->count = listing->count;
	agenda->items = calloc(listing->count + 1, sizeof *agenda->items);
	if (agenda->items == NULL ||
	    !plan_make(listing->listed, listing->count, &policy, known_look_up,
		&known, agenda->items))
		return visit_out_of_memory(visit);
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
static int find_unique_id(void *context, const struct pop3_state_entry *entry)
{
	(void)context;
	return entry->missing == 0 && !stand_in_is(&entry->key);
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

static enum exit_status stand_in(struct visit *visit, struct pop3_state *state,
    struct visit_listing *listing, struct stand_ins *stand_ins)
{
	enum exit_status status;

	if (pop3_state_each(state, POP3_PHASE_PLACED, find_unique_id, NULL) !=
	    0)
		return refuse_to_forget(visit, "UIDL");
	status = stand_ins_make(visit, listing, stand_ins);
	if (status != EXIT_DONE || !stand_ins->fleeting)
		return status;
	if (pop3_state_each(state, POP3_PHASE_PLACED, find_lasting, NULL) != 0)
		return refuse_to_forget(visit, "TOP");
	if (must_remember(visit->settings)) {
		talk_error(&visit->talk,
		    "the server has neither UIDL nor TOP: what is kept there "
		    "cannot be told from what is new, so nothing is fetched; "
		    "without --keep all is fetched and deleted");
		return exit_status_of(POP3_E_UNSUPPORTED);
	}
	talk_detail(&visit->talk,
	    "the server has neither UIDL nor TOP: a run that is killed may "
	    "fetch messages twice");
	return EXIT_DONE;
}

/* ---- The agenda ---------------------------------------------------------- */

static enum exit_status plan(struct visit *visit, struct pop3_state *state,
    struct visit_listing *listing, struct agenda *agenda)
{
	enum exit_status status = EXIT_DONE;

	if (!listing->has_uids)
		status = stand_in(visit, state, listing, &agenda->stand_ins);
	if (status != EXIT_DONE)
		return status;
	return plan_listing(visit, state, listing, agenda);
}

enum exit_status agenda_make(
    struct visit *visit, struct pop3_state *state, struct agenda *out_agenda)
{
	struct visit_listing listing;
	enum exit_status status = visit_list(
	    visit, POP3_LISTING_OCTETS | POP3_LISTING_UIDS, &listing);

	if (status != EXIT_DONE)
		return status;
	return plan(visit, state, &listing, out_agenda);
}

struct sifting {
	struct plan_policy policy;
	struct pop3_state *state;
	size_t asked;
	size_t left_out;
	bool repeats; /* a unique-id that was left out has come again */
};

/* pop3_sift_fn */
static bool is_to_stay(void *context, const struct pop3_listed *listed)
{
	struct sifting *sifting = context;
	struct pop3_state_key key = {listed->uid, listed->uid_length, 0};
	struct pop3_state_entry entry;
	enum pop3_state_told told;

	sifting->asked++;
	if (key.length > POP3_STATE_UID_MAX)
		return false;
	told = pop3_state_tell(sifting->state, &key, &entry);
	if (told == POP3_STATE_UNKNOWN || !plan_stays(&sifting->policy, &entry))
		return false;
	sifting->repeats = sifting->repeats || told == POP3_STATE_AGAIN;
	sifting->left_out += told == POP3_STATE_KNOWN;
	return told == POP3_STATE_KNOWN;
}

/* Whether a unique-id may have come again of which the sift was not asked:
 * that of a message that LIST does not name. */
static bool may_repeat(
    const struct sifting *sifting, const struct visit_listing *listing)
{
	size_t kept = 0;

	for (size_t i = 0; i < listing->count; i++)
		kept += listing->listed[i].uid != NULL;
	return sifting->left_out > 0 &&
	       sifting->left_out + kept > sifting->asked;
}

/* The second of two equal unique-ids is another message, which can be told
 * only with both in hand: then all are. */
static enum exit_status sift_both(struct visit *visit, struct pop3_state *state,
    struct sifting *sifting, struct agenda *agenda)
{
	struct visit_listing listing;
	enum exit_status status =
	    visit_sift(visit, is_to_stay, sifting, &listing);

	if (status != EXIT_DONE)
		return status;
	if (sifting->repeats || may_repeat(sifting, &listing))
		return agenda_make(visit, state, agenda);
	agenda->known = sifting->left_out;
	return plan(visit, state, &listing, agenda);
}

/* ---- Without LIST -------------------------------------------------------- */

/* LIST for a few costs a round trip each where there is no pipeline. */
static bool is_pipelined(const struct visit *visit)
{
	const struct pop3_capabilities *announced =
	    pop3_session_capabilities(visit->session);

	if (visit->settings->pipeline == POP3_PIPELINING_AUTO)
		return announced != NULL &&
		       (announced->flags & POP3_CAPA_PIPELINING) != 0;
	return visit->settings->pipeline == POP3_PIPELINING_ON;
}

/* Whether it does not matter how large those are that stay. */
static bool can_do_without_octets(
    const struct visit *visit, const struct pop3_state *state)
{
	const struct settings *settings = visit->settings;

	return settings->max_size == 0 && settings->max_octets == 0 &&
	       !settings->all && !settings->headers_only && !visit->watched &&
	       is_pipelined(visit) &&
	       pop3_state_each(
		   state, POP3_PHASE_PLACED, find_unique_id, NULL) != 0;
}

static size_t count_retrievals(const struct agenda *agenda)
{
	size_t count = 0;

	for (size_t i = 0; i < agenda->count; i++)
		count += agenda->items[i].act == PLAN_RETRIEVE ||
			 agenda->items[i].act == PLAN_FETCH;
	return count;
}

static enum exit_status sift_uids(struct visit *visit, struct pop3_state *state,
    struct sifting *sifting, struct agenda *agenda)
{
	struct visit_listing listing;
	bool whole;
	enum exit_status status =
	    visit_sift_uids(visit, is_to_stay, sifting, &listing, &whole);

	if (status != EXIT_DONE)
		return status;
	if (!whole)
		talk_detail(&visit->talk,
		    "UIDL does not name what STAT counts, one by one: LIST is "
		    "asked, too");
	if (!whole || sifting->repeats)
		return agenda_make(visit, state, agenda);
	agenda->known = sifting->left_out;
	status = plan(visit, state, &listing, agenda);
	if (status != EXIT_DONE)
		return status;
	agenda->lists_each = count_retrievals(agenda) <= FEW;
	return agenda->lists_each ? EXIT_DONE : visit_add_octets(visit);
}

enum exit_status agenda_sift(
    struct visit *visit, struct pop3_state *state, struct agenda *out_agenda)
{
	struct sifting sifting = {
	    .policy = policy_of(visit->settings), .state = state};

	return can_do_without_octets(visit, state)
		   ? sift_uids(visit, state, &sifting, out_agenda)
		   : sift_both(visit, state, &sifting, out_agenda);
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

bool agenda_choose(struct agenda *agenda, enum plan_act act,
    enum plan_act other, size_t *out_count)
{
	size_t n = 0;

	free(agenda->targets);
	for (size_t i = 0; i < agenda->count; i++)
		n += is_chosen(&agenda->items[i], act, other);
	agenda->targets = calloc(n + 1, sizeof *agenda->targets);
	if (agenda->targets == NULL)
		return false;
	*out_count = n;
	n = 0;
	for (size_t i = 0; i < agenda->count; i++) {
		size_t place = agenda->newest_first ? agenda->count - 1 - i : i;
		const struct plan_item *item = &agenda->items[place];

		if (is_chosen(item, act, other))
			agenda->targets[n++] = (struct pop3_target){
			    .msgno = item->listed->msgno,
			    .octets = item->listed->octets,
			    .tag = place,
			};
	}
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

	if (agenda->known > 0 || agenda->stand_ins.fleeting)
		return;
	pop3_state_each(state, POP3_PHASE_PLACED, count_present, &present);
	if (present < STRANGERS_MIN || agenda->count < present)
		return;
	talk_warning(&visit->talk,
	    "none of the %zu messages that were on the server is there any "
	    "more, and %zu others are: it may have changed its unique-ids; all "
	    "are taken for new",
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
