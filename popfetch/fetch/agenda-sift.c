/*
 * agenda-sift.c - the agenda of a fetch: what stays as it is never becomes an
 * item, so that a poll of a large maildrop costs a look-up a message and no
 * memory.
 *
 * A maildrop that is new to us is asked for LIST beside UIDL, in the same
 * flight.  It bounds what the pipeline has on its way and what a message may
 * come to, it is what the limits in octets are held against, and it names the
 * messages that UIDL leaves out.
 *
 * Where the state knows the maildrop little is new, and LIST is half of what a
 * poll costs.  Then UIDL comes with STAT, which tells whether it leaves any
 * out; LIST is said of the few messages that are new, each in front of its
 * RETR, and where many are new, or they are likely to be large, of all, in a
 * round trip of its own.
 */
#include "popfetch/fetch/agenda.h"

#include "popfetch/maildrop/known.h"
#include "popfetch/visit/announced.h"

/* Of up to so many new messages, as long as they are likely to have so many
 * octets together, LIST is asked one by one: it does not bound what is on its
 * way, and a signal waits for that. */
#define FEW	   16
#define FEW_OCTETS (UINT64_C(4) << 20)

struct sifting {
	struct plan_policy policy;
	struct pop3_state *state;
	size_t asked;
	size_t left_out;
	bool repeats;  /* a unique-id that was left out has come again */
	bool nameless; /* one was empty */
};

static struct sifting begin_sifting(
    const struct visit *visit, struct pop3_state *state)
{
	pop3_state_untell(state);
	return (struct sifting){.policy = agenda_policy(visit), .state = state};
}

/* pop3_sift_fn */
static bool is_to_stay(void *context, const struct pop3_listed *listed)
{
	struct sifting *sifting = context;
	struct pop3_state_key key = {listed->uid, listed->uid_length, 0};
	struct pop3_state_entry entry;
	enum pop3_state_told told;

	sifting->asked++;
	/* What stands in for an empty one is not known yet. */
	sifting->nameless = sifting->nameless || key.length == 0;
	if (key.length == 0 || key.length > POP3_STATE_UID_MAX)
		return false;
	told = pop3_state_tell(sifting->state, &key, &entry);
	if (told == POP3_TOLD_UNKNOWN || !plan_stays(&sifting->policy, &entry))
		return false;
	sifting->repeats = sifting->repeats || told == POP3_TOLD_AGAIN;
	sifting->left_out += told == POP3_TOLD_KNOWN;
	return told == POP3_TOLD_KNOWN;
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
static enum exit_status sift_both(
    struct visit *visit, struct pop3_state *state, struct agenda *agenda)
{
	struct sifting sifting = begin_sifting(visit, state);
	struct visit_listing listing;
	enum exit_status status =
	    visit_sift(visit, is_to_stay, &sifting, &listing);

	if (status != EXIT_DONE)
		return status;
	if (sifting.repeats || may_repeat(&sifting, &listing))
		return agenda_make(visit, state, agenda);
	agenda->known = sifting.left_out;
	return agenda_plan(visit, state, &listing, agenda);
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

/*
 * Whether LIST may be left out: nothing hangs on the octets of what stays, and
 * the server is believed to be as it was.  Behind a session that failed it is
 * not, so that one that answers LIST n or STAT in a way that none can read is
 * asked as before in every other session at least.
 */
static bool can_do_without_list(
    const struct visit *visit, const struct pop3_state *state)
{
	const struct settings *settings = visit->settings;

	return settings->max_size == 0 && settings->max_octets == 0 &&
	       !settings->all && !settings->headers_only && !visit->watched &&
	       announced_recall(visit) != NULL && is_pipelined(visit) &&
	       known_has_unique_ids(state);
}

/* Messages of this maildrop, by the octets that they have on average. */
static bool are_few(size_t count, const struct pop3_drop_listing *drop)
{
	uint64_t each = drop->count > 0 ? drop->octets / drop->count : 0;

	return count <= FEW && (count == 0 || each < FEW_OCTETS / count);
}

static enum exit_status plan_without_octets(struct visit *visit,
    struct pop3_state *state, struct visit_listing *listing,
    const struct pop3_drop_listing *drop, struct agenda *agenda)
{
	enum exit_status status = agenda_plan(visit, state, listing, agenda);

	if (status != EXIT_DONE)
		return status;
	agenda->lists_each =
	    are_few(agenda_count(agenda, PLAN_RETRIEVE, PLAN_FETCH), drop);
	return agenda->lists_each ? EXIT_DONE : visit_add_octets(visit);
}

static enum exit_status sift_uids(
    struct visit *visit, struct pop3_state *state, struct agenda *agenda)
{
	struct sifting sifting = begin_sifting(visit, state);
	struct pop3_drop_listing drop = {0};
	struct visit_listing listing;
	bool whole = true;
	enum exit_status status = visit_sift_uids(
	    visit, is_to_stay, &sifting, &listing, &drop, &whole);

	if (status != EXIT_DONE)
		return status;
	if (!whole) {
		talk_detail(&visit->talk,
		    "STAT and UIDL do not agree, or cannot be read: LIST is "
		    "asked, too");
		return sift_both(visit, state, agenda);
	}
	/* The octets would come to the listing in which nothing stands in. */
	if (sifting.repeats || sifting.nameless)
		return agenda_make(visit, state, agenda);
	agenda->known = sifting.left_out;
	return plan_without_octets(visit, state, &listing, &drop, agenda);
}

enum exit_status agenda_sift(
    struct visit *visit, struct pop3_state *state, struct agenda *out_agenda)
{
	return can_do_without_list(visit, state)
		   ? sift_uids(visit, state, out_agenda)
		   : sift_both(visit, state, out_agenda);
}
