/*
 * staying.c - which messages stay, in words.
 *
 * A message that failed is named in each run, also while it rests: it is not
 * delivered, and whoever reads cron's mail must not believe that it is.  One
 * that is larger than is wanted is so by somebody's will: it is named once.
 * That is remembered as a first trouble, which plan.c does not count as one.
 * What no other session knows by its name is named in each run, and so is what
 * has something else to be remembered: that it was seen before, and is too
 * large to come again, or that it failed.  Where only errors are told, it is
 * for the first run that may name it.
 */
#include "popfetch/fetch/staying.h"

#include <inttypes.h>
#include <time.h>

#include "popfetch/maildrop/stand-in.h"
#include "popfetch/visit/state-file.h"

const char *staying_time(char text[STAYING_TIME_MAX], int64_t time)
{
	time_t seconds = (time_t)time;
	struct tm local;

	if (localtime_r(&seconds, &local) == NULL ||
	    strftime(text, STAYING_TIME_MAX, "%Y-%m-%d %H:%M", &local) == 0)
		text[0] = '\0';
	return text;
}

static void tell_resting(const struct talk *talk, const struct plan_item *item,
    const struct pop3_state *state)
{
	struct pop3_state_entry entry = {0};
	char when[STAYING_TIME_MAX];

	pop3_state_find(state, &item->key, &entry);
	talk_error(talk,
	    "message %" PRIu32 " stays: it failed %" PRIu32
	    " time%s, and is tried again after %s: %s",
	    item->listed->msgno, item->failures, item->failures == 1 ? "" : "s",
	    staying_time(when, item->resume),
	    entry.text != NULL ? entry.text : "no reason is known");
}

/* Once to everybody: it may be waited for.  From then on to who asks for
 * details, or sees the fetch go on, and so what it goes past. */
static enum exit_status tell_too_large(const struct visit *visit,
    const struct plan_item *item, struct pop3_state *state)
{
	const char *why = plan_why_text(item->why);
	struct talk talk = visit->talk;
	struct pop3_state_entry entry;
	bool known = pop3_state_find(state, &item->key, &entry);
	bool news = !known || (!plan_never_failed(&entry) && !visit->repeated);

	talk.verbose = talk.verbose || visit->watched;
	(news ? talk_warning : talk_detail)(&talk,
	    "message %" PRIu32 " stays: %" PRIu64 " octets are %s",
	    item->listed->msgno, item->listed->octets, why);
	if (known || talk.quiet || stand_in_is_fleeting(&item->key) ||
	    pop3_state_trouble(state, &item->key, state_file_now(), why) ==
		POP3_OK)
		return EXIT_DONE;
	return state_file_failed(&talk, pop3_state_error(state));
}

static enum exit_status tell(const struct visit *visit,
    const struct plan_item *item, struct pop3_state *state)
{
	const struct talk *talk = &visit->talk;
	uint32_t msgno = item->listed->msgno;

	switch (item->why) {
	case PLAN_NO_UID:
		talk_error(talk,
		    "message %" PRIu32 " stays: the server names no unique-id "
		    "for it",
		    msgno);
		return EXIT_DATA;
	case PLAN_LONG_UID:
		talk_error(talk,
		    "message %" PRIu32 " stays: its unique-id has %zu octets, "
		    "more than %d",
		    msgno, item->key.length, POP3_STATE_UID_MAX);
		return EXIT_DATA;
	case PLAN_RESTING:
		tell_resting(talk, item, state);
		return EXIT_DATA;
	case PLAN_TOO_LARGE:
		return tell_too_large(visit, item, state);
	case PLAN_LATER:
		talk_detail(talk, "message %" PRIu32 " stays for now: %s",
		    msgno, plan_why_text(item->why));
		break;
	case PLAN_TRIED:
		talk_detail(talk,
		    "message %" PRIu32 " failed %" PRIu32
		    " time%s and is tried again",
		    msgno, item->failures, item->failures == 1 ? "" : "s");
		break;
	default:
		break;
	}
	return EXIT_DONE;
}

enum exit_status staying_tell(const struct visit *visit,
    const struct agenda *agenda, struct pop3_state *state)
{
	enum exit_status worst = EXIT_DONE;

	for (size_t i = 0; i < agenda->count; i++) {
		enum exit_status status = tell(visit, &agenda->items[i], state);

		if (status != EXIT_DONE && status != EXIT_DATA)
			return status;
		worst = status == EXIT_DATA ? status : worst;
	}
	return worst;
}
