/*
 * runner.c - taking turns.
 */
#include "popfetch/jobs/runner.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>

#include "popfetch/errand/errand.h"
#include "popfetch/errand/import.h"
#include "popfetch/jobs/jobs.h"
#include "popfetch/jobs/quiet.h"
#include "popfetch/jobs/rests.h"
#include "popfetch/jobs/watch.h"
#include "popfetch/options/memory.h"
#include "popfetch/options/option-table.h"
#include "popfetch/result/table.h"
#include "popfetch/secret/secret.h"
#include "popfetch/system/input-file.h"
#include "popfetch/system/interrupt.h"
#include "popfetch/system/monotonic.h"
#include "popfetch/system/pause.h"
#include "popfetch/talk/output.h"
#include "popfetch/visit/visit.h"

/* What the action's value says. */
struct value {
	bool given;
	struct set set;
	struct import import; /* of --import-state, in place of the set */
};

/* All that is the same for each account. */
struct round {
	const struct invocation *invocation;
	const struct value *value;
	struct table *table;
	char *secret;	/* of the account that is to begin; NULL: none yet */
	size_t *places; /* of the accounts that take part */
	size_t count;
	struct rest *rests; /* of all accounts */
};

static const struct settings *settings_of(const struct round *round, size_t i)
{
	return &round->invocation->accounts[round->places[i]];
}

static struct talk talk_of(void *context, size_t i)
{
	const struct round *round = context;
	const struct settings *settings = settings_of(round, i);

	return (struct talk){
	    .account = round->invocation->count > 1 ? settings->account : NULL,
	    .subject = settings->account,
	    .quiet = settings->quiet,
	    .verbose = settings->verbose,
	};
}

/* Whether somebody sees how far it is. */
static bool is_watched(const struct round *round, size_t i)
{
	const struct settings *settings = settings_of(round, i);

	return round->invocation->action == ACTION_FETCH &&
	       !settings->dry_run && watch_is_wanted(settings);
}

static struct visit visit_of(
    struct round *round, size_t i, struct pop3_cancel *cancel)
{
	const struct settings *settings = settings_of(round, i);

	return (struct visit){
	    .settings = settings,
	    .set = round->value->given ? &round->value->set : NULL,
	    .import = &round->value->import,
	    .cancel = cancel,
	    .until_ns = SECRET_NO_DEADLINE,
	    .row =
		{
		    .stream = stdout,
		    .account = settings->account,
		    .table = round->table,
		    .human_readable = settings->human_readable,
		},
	    .talk = talk_of(round, i),
	    .watched = is_watched(round, i),
	};
}

static enum exit_status run_account(
    void *context, size_t i, struct pop3_cancel *cancel)
{
	struct round *round = context;
	struct visit visit = visit_of(round, i, cancel);
	struct quiet quiet;
	enum exit_status status;

	visit.secret = round->secret;
	round->secret = NULL;
	quiet_begin(&quiet, visit.settings, &visit.talk);
	status = errand_run(round->invocation, &visit);
	quiet.lasts = visit.lasting;
	quiet_end(&quiet, status);
	return status;
}

/* ---- In turn ------------------------------------------------------------- */

static enum exit_status run_in_turn(
    struct round *round, struct pop3_cancel *cancel)
{
	enum exit_status status = EXIT_DONE;

	for (size_t i = 0; i < round->count; i++) {
		enum exit_status one = run_account(round, i, cancel);

		status = i == 0 ? one : exit_status_worse(status, one);
		if (pop3_cancel_fired(cancel))
			break;
	}
	return status;
}

/* ---- At once ------------------------------------------------------------- */

/* The lines of one descriptor are for the accounts in their order. */
static enum exit_status take_secret(void *context, size_t i)
{
	struct round *round = context;
	struct visit visit = visit_of(round, i, NULL);
	enum exit_status status = EXIT_DONE;

	if (visit.settings->password_command == NULL &&
	    visit.settings->password_fd >= 0 &&
	    round->invocation->action != ACTION_IMPORT_STATE)
		status = visit_secret(&visit);
	round->secret = visit.secret;
	return status;
}

static void drop_secret(void *context, size_t i)
{
	struct round *round = context;

	(void)i;
	secret_free(round->secret);
	round->secret = NULL;
}

/* A message on standard output is seen as soon as it is written there, and
 * must not wait in our memory then. */
static bool delivers_to_output(void *context, size_t i)
{
	const struct round *round = context;
	const struct settings *settings = settings_of(round, i);

	return round->invocation->action == ACTION_FETCH &&
	       !settings->dry_run && settings->standard_output;
}

static void note_end(void *context, size_t i, enum exit_status status)
{
	struct round *round = context;
	const struct settings *settings = settings_of(round, i);

	if (settings->every_s > 0)
		rest_decide(
		    &round->rests[round->places[i]], status, settings->every_s);
}

static bool any_is_watched(const struct round *round)
{
	for (size_t i = 0; i < round->count; i++)
		if (is_watched(round, i))
			return true;
	return false;
}

static enum exit_status run_at_once(
    struct round *round, struct pop3_cancel *cancel)
{
	const struct jobs_task task = {
	    .count = round->count,
	    .limit = round->invocation->accounts[0].jobs,
	    .context = round,
	    .talk = talk_of,
	    .owns_output = delivers_to_output,
	    .prepare = take_secret,
	    .prepared = drop_secret,
	    .watched = any_is_watched(round),
	    .run = run_account,
	    .ended = note_end,
	};

	return jobs_run(&task, cancel);
}

/* ---- Again and again ----------------------------------------------------- */

static void choose_accounts(struct round *round)
{
	round->count = 0;
	for (size_t i = 0; i < round->invocation->count; i++)
		if (rest_is_over(&round->rests[i]))
			round->places[round->count++] = i;
}

/* Mail for nobody would only stay where it is, round after round. */
static bool lacks_reader(struct round *round)
{
	for (size_t i = 0; i < round->count; i++)
		if (delivers_to_output(round, i))
			return output_is_abandoned();
	return false;
}

/*
 * A process for each account, also where it is one only: what breaks does not
 * end the loop, and no secret outlives its round.
 */
static enum exit_status run_rounds(
    struct round *round, struct pop3_cancel *cancel)
{
	const int64_t every_ns =
	    round->invocation->accounts[0].every_s * NS_PER_S;
	const struct talk talk = {
	    .verbose = round->invocation->accounts[0].verbose};
	enum exit_status status;
	int64_t next_ns;
	size_t resting;

	do {
		next_ns = monotonic_ns() + every_ns;
		choose_accounts(round);
		resting = round->invocation->count - round->count;
		if (resting > 0)
			talk_detail(&talk,
			    "%zu %s for now after a failure that lasts",
			    resting,
			    resting == 1 ? "account rests" : "accounts rest");
		status = run_at_once(round, cancel);
		if (interrupt_signal() == 0 && lacks_reader(round))
			interrupt_die_of_pipe();
	} while (pause_until(cancel, next_ns));
	return status;
}

/* ---- The whole ----------------------------------------------------------- */

/* The configuration may say --every beside an action that is done once. */
static bool has_rounds(const struct invocation *invocation)
{
	return invocation->accounts[0].every_s > 0 &&
	       (option_table[OPT_EVERY].actions &
		   ACTION_BIT(invocation->action)) != 0;
}

static enum exit_status check_rounds(const struct invocation *invocation)
{
	if (!has_rounds(invocation))
		return EXIT_DONE;
	for (size_t i = 0; i < invocation->count; i++) {
		const struct settings *settings = &invocation->accounts[i];

		if (settings->password_command == NULL &&
		    settings->password_fd >= 0) {
			talk_error(&talk_unnamed,
			    "'--every' contradicts '--password-fd', which can "
			    "be read only once");
			return EXIT_USAGE;
		}
	}
	return EXIT_DONE;
}

static enum exit_status run_round(
    struct round *round, struct pop3_cancel *cancel)
{
	const struct settings *settings = &round->invocation->accounts[0];

	if (has_rounds(round->invocation))
		return run_rounds(round, cancel);
	choose_accounts(round);
	/* Who works cannot draw while a server is silent. */
	if ((settings->jobs > 1 && round->count > 1) || any_is_watched(round))
		return run_at_once(round, cancel);
	return run_in_turn(round, cancel);
}

static enum exit_status run_accounts(const struct invocation *invocation,
    const struct value *value, struct pop3_cancel *cancel)
{
	struct table table;
	struct round round = {
	    .invocation = invocation, .value = value, .table = &table};
	enum exit_status status = check_rounds(invocation);

	if (status != EXIT_DONE)
		return status;
	table_init(&table, stdout, invocation->accounts, invocation->count);
	round.places = memory_array(invocation->count, sizeof *round.places);
	round.rests = memory_array(invocation->count, sizeof *round.rests);
	status = run_round(&round, cancel);
	free(round.places);
	free(round.rests);
	return status;
}

/* ---- The action's value -------------------------------------------------- */

static enum exit_status read_import(
    const struct invocation *invocation, struct import *out_import)
{
	enum exit_status status = import_parse(invocation->set, out_import);

	if (status != EXIT_DONE || invocation->count <= 1)
		return status;
	if (out_import->format->of_one_account)
		talk_error(&talk_unnamed,
		    "a file of %s is of one account: name the one it is to go "
		    "to",
		    out_import->format->name);
	else if (input_file_is_pipe(out_import->path))
		talk_error(&talk_unnamed,
		    "'%s' is a pipe, which only one account can read: name "
		    "the one",
		    out_import->path);
	else
		return EXIT_DONE;
	return EXIT_USAGE;
}

/* Somebody talks to one server at a time. */
static enum exit_status check_count(const struct invocation *invocation)
{
	if (invocation->action != ACTION_SHELL || invocation->count <= 1)
		return EXIT_DONE;
	talk_error(&talk_unnamed,
	    "'--shell' goes with one account: name the one it is to be");
	return EXIT_USAGE;
}

static enum exit_status read_value(
    const struct invocation *invocation, struct value *out_value)
{
	char why[160];

	if (invocation->set == NULL)
		return EXIT_DONE;
	if (invocation->action == ACTION_IMPORT_STATE)
		return read_import(invocation, &out_value->import);
	/* command-line.c has refused what is none. */
	out_value->given =
	    set_parse(invocation->set, &out_value->set, why, sizeof why);
	assert(out_value->given);
	return EXIT_DONE;
}

enum exit_status runner_run(
    const struct invocation *invocation, struct pop3_cancel *cancel)
{
	struct value value = {0};
	enum exit_status status = check_count(invocation);

	if (status == EXIT_DONE)
		status = read_value(invocation, &value);
	if (status == EXIT_DONE)
		status = run_accounts(invocation, &value, cancel);
	set_clear(&value.set);
	import_clear(&value.import);
	return status;
}
