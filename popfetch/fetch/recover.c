/*
 * recover.c - the journal replayed.
 *
 * The intended entries are copied out first, since placing them changes the
 * state, and then handled in groups that share a destination: a destination
 * has to be given all of the journal that is its own at once.
 */
#include "popfetch/fetch/recover.h"

#include <stdlib.h>
#include <string.h>

#include "popfetch/deliver/deliver.h"
#include "popfetch/deliver/destination.h"
#include "popfetch/visit/state-file.h"

struct intent {
	struct pop3_state_key key;
	char *uid;
	char *text;	   /* cut up by destination_read() */
	const char *where; /* in text */
	bool lost;	   /* see deliver_lost() */
	struct settings settings;
};

struct intents {
	const struct settings *settings;
	struct intent *list;
	size_t count;
	size_t room;
};

static bool make_room(struct intents *intents)
{
	size_t room = intents->room > 0 ? intents->room * 2 : 64;
	struct intent *list;

	if (intents->count < intents->room)
		return true;
	list = realloc(intents->list, room * sizeof *list);
	if (list == NULL)
		return false;
	intents->list = list;
	intents->room = room;
	return true;
}

/* pop3_state_visit_fn: 1 out of memory, 2 a text that is no destination. */
static int collect(void *context, const struct pop3_state_entry *entry)
{
	struct intents *intents = context;
	struct intent *intent;

	if (!make_room(intents))
		return 1;
	intent = &intents->list[intents->count];
	*intent = (struct intent){.key = entry->key,
	    .uid = malloc(entry->key.length + 1),
	    .text = strdup(entry->text),
	    .settings = *intents->settings};
	intents->count++;
	if (intent->uid == NULL || intent->text == NULL)
		return 1;
	memcpy(intent->uid, entry->key.uid, entry->key.length);
	intent->key.uid = intent->uid;
	return destination_read(intent->text, &intent->settings, &intent->where)
		   ? 0
		   : 2;
}

static bool same_text(const char *a, const char *b)
{
	return a == b || (a != NULL && b != NULL && strcmp(a, b) == 0);
}

static bool same_destination(const struct settings *a, const struct settings *b)
{
	return same_text(a->maildir, b->maildir) &&
	       same_text(a->mbox, b->mbox) && a->mbox_format == b->mbox_format;
}

static enum exit_status place_failed(
    const struct talk *talk, const struct pop3_error *error)
{
	talk_error(talk, "cannot finish an earlier delivery: %s", error->text);
	return exit_status_of_writing(error);
}

static enum exit_status open_failed(
    const struct talk *talk, const struct pop3_error *error)
{
	enum exit_status status = exit_status_of_creating(error);

	if (status != EXIT_CANNOT_CREATE)
		(void)place_failed(talk, error);
	else
		talk_error(talk,
		    "cannot finish an earlier delivery: %s; mount or make its "
		    "directory (an empty one will do where it is gone for "
		    "good)",
		    error->text);
	return status;
}

/* Places count intents that share a destination. */
static enum exit_status place(struct intent *intents, size_t count,
    const char *spool, const struct talk *talk)
{
	const char **where = malloc(count * sizeof *where);
	struct pop3_error error = {
	    .status = POP3_E_NO_MEMORY, .text = "out of memory"};
	struct deliver *deliver = NULL;
	enum exit_status status = EXIT_DONE;

	if (where == NULL)
		return place_failed(talk, &error);
	for (size_t i = 0; i < count; i++)
		where[i] = intents[i].where;
	if (deliver_open_recovery(
		&intents[0].settings, spool, &error, &deliver) != POP3_OK)
		status = open_failed(talk, &error);
	else if (deliver_recover(deliver, where, count) != POP3_OK)
		status = place_failed(talk, deliver_error(deliver));
	for (size_t i = 0; status == EXIT_DONE && i < count; i++)
		intents[i].lost = deliver_lost(deliver, i);
	deliver_close(deliver);
	free(where);
	return status;
}

/* What is lost was never deleted from the server: it comes again. */
static enum pop3_status note_one(
    struct pop3_state *state, const struct intent *intent)
{
	if (intent->lost)
		return pop3_state_forget(state, &intent->key);
	if (intent->settings.headers_only)
		return pop3_state_pass(state, &intent->key, state_file_now());
	return pop3_state_place(state, &intent->key, state_file_now());
}

static enum exit_status note(struct pop3_state *state,
    const struct intent *intents, size_t count, const struct talk *talk)
{
	size_t lost = 0;

	for (size_t i = 0; i < count; i++) {
		if (note_one(state, &intents[i]) != POP3_OK)
			return place_failed(talk, pop3_state_error(state));
		lost += intents[i].lost;
	}
	/* What is missing is made next, and is no proof any more. */
	if (lost > 0 && pop3_state_sync(state) != POP3_OK)
		return place_failed(talk, pop3_state_error(state));
	talk_detail(talk, "%zu of %zu messages of an earlier run placed",
	    count - lost, count);
	return EXIT_DONE;
}

/* Brings those that share the first one's destination together behind it, in
 * their order; how many they are. */
static size_t gather(struct intent *list, size_t count)
{
	size_t together = 1;

	for (size_t i = 1; i < count; i++) {
		struct intent intent = list[i];

		if (!same_destination(&list->settings, &intent.settings))
			continue;
		memmove(&list[together + 1], &list[together],
		    (i - together) * sizeof *list);
		list[together++] = intent;
	}
	return together;
}

static enum exit_status place_all(const struct intents *intents,
    const char *spool, const struct talk *talk, struct pop3_state *state)
{
	for (size_t i = 0, n; i < intents->count; i += n) {
		struct intent *first = &intents->list[i];
		enum exit_status status;

		n = gather(first, intents->count - i);
		status = place(first, n, spool, talk);
		if (status == EXIT_DONE)
			status = note(state, first, n, talk);
		if (status != EXIT_DONE)
			return status;
	}
	return EXIT_DONE;
}

static void clear(struct intents *intents)
{
	for (size_t i = 0; i < intents->count; i++) {
		free(intents->list[i].uid);
		free(intents->list[i].text);
	}
	free(intents->list);
}

enum exit_status recover_run(const struct settings *settings, const char *spool,
    const struct talk *talk, struct pop3_state *state)
{
	struct intents intents = {.settings = settings};
	enum exit_status status;
	int failed =
	    pop3_state_each(state, POP3_PHASE_INTENDED, collect, &intents);

	if (failed == 0) {
		status = place_all(&intents, spool, talk, state);
	} else if (failed == 1) {
		talk_error(talk, "out of memory");
		status = EXIT_SYSTEM;
	} else {
		talk_error(talk,
		    "cannot finish an earlier delivery to a destination that "
		    "is not known here, '%s': the program that began it can",
		    intents.list[intents.count - 1].text);
		status = EXIT_DATA;
	}
	clear(&intents);
	return status;
}
