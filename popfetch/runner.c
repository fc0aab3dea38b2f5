/*
 * runner.c - one table says what each action is; the rest is taking turns.
 */
#include "runner.h"

#include <assert.h>
#include <stdio.h>

#include "catch-up.h"
#include "dele.h"
#include "diagnose.h"
#include "fetch.h"
#include "import.h"
#include "output.h"
#include "rehearse.h"
#include "report.h"
#include "table.h"
#include "secret.h"
#include "shell.h"
#include "visit.h"

/* How far a visit has come when an action takes it over. */
enum readiness {
	FROM_NOTHING = 0, /* the action connects by itself */
	FROM_CONNECTED,
	FROM_LOGIN
};

struct errand {
	enum readiness readiness;
	enum exit_status (*run)(struct visit *visit);
	enum row_shape shape; /* of what it prints */
};

static const struct errand ERRANDS[] = {
    [ACTION_FETCH] = {FROM_NOTHING, fetch_run, ROW_LINES},
    [ACTION_LIST] = {FROM_LOGIN, report_list, ROW_TABLE},
    [ACTION_STAT] = {FROM_LOGIN, report_stat, ROW_TABLE},
    [ACTION_UIDL] = {FROM_LOGIN, report_uidl, ROW_TABLE},
    [ACTION_TOP] = {FROM_LOGIN, report_top, ROW_LINES},
    [ACTION_RETR] = {FROM_LOGIN, report_retr, ROW_LINES},
    [ACTION_DELE] = {FROM_LOGIN, dele_run, ROW_LINES},
    [ACTION_LAST] = {FROM_LOGIN, report_last, ROW_LINES},
    [ACTION_NOOP] = {FROM_LOGIN, report_noop, ROW_LINES},
    [ACTION_CAPA] = {FROM_CONNECTED, report_capa, ROW_LINES},
    [ACTION_CHECK] = {FROM_LOGIN, report_check, ROW_TABLE},
    [ACTION_DIAGNOSE] = {FROM_NOTHING, diagnose_run, ROW_LINES},
    [ACTION_SHELL] = {FROM_LOGIN, shell_run, ROW_LINES},
    [ACTION_CATCH_UP] = {FROM_NOTHING, catch_up_run, ROW_LINES},
    [ACTION_IMPORT_STATE] = {FROM_NOTHING, import_run, ROW_LINES},
};
#define ERRAND_COUNT (sizeof ERRANDS / sizeof ERRANDS[0])

static const struct errand REHEARSAL = {FROM_NOTHING, rehearse_run, ROW_TABLE};
static const struct errand HEADERS = {FROM_LOGIN, report_headers, ROW_TABLE};
static const struct errand TOP_JSON = {FROM_LOGIN, report_top_json, ROW_LINES};
static const struct errand RETR_JSON = {
    FROM_LOGIN, report_retr_json, ROW_LINES};

static const struct errand *choose_errand(
    const struct invocation *invocation, const struct settings *settings)
{
	const enum action action = invocation->action;

	if (action == ACTION_FETCH && settings->dry_run)
		return &REHEARSAL;
	if (action == ACTION_LIST && settings->headers)
		return &HEADERS;
	if (action == ACTION_TOP && settings->json)
		return &TOP_JSON;
	if (action == ACTION_RETR && settings->json)
		return &RETR_JSON;
	assert((size_t)action < ERRAND_COUNT);
	return &ERRANDS[action];
}

static enum exit_status make_ready(
    struct visit *visit, enum readiness readiness)
{
	switch (readiness) {
	case FROM_LOGIN:
		return visit_login(visit);
	case FROM_CONNECTED:
		return visit_connect(visit);
	case FROM_NOTHING:
		break;
	}
	return EXIT_DONE;
}

static enum exit_status visit_account(
    const struct errand *errand, struct visit *visit)
{
	enum exit_status status = make_ready(visit, errand->readiness);
	enum exit_status output;

	if (status == EXIT_DONE)
		status = errand->run(visit);
	visit_end(visit);
	output = row_finish(&visit->row, &visit->talk);
	if (output == EXIT_DONE)
		output = output_finish(&visit->talk);
	return output == EXIT_DONE ? status : exit_status_worse(status, output);
}

/* What the action's value says. */
struct value {
	bool given;
	struct set set;
	struct import import; /* of --import-state, in place of the set */
};

static enum exit_status run_account(const struct invocation *invocation,
    const struct value *value, struct table *table, struct pop3_cancel *cancel,
    size_t i)
{
	const struct settings *settings = &invocation->accounts[i];
	const struct errand *errand = choose_errand(invocation, settings);
	struct visit visit = {
	    .settings = settings,
	    .set = value->given ? &value->set : NULL,
	    .import = &value->import,
	    .cancel = cancel,
	    .row =
		{
		    .form = row_form_of(settings, errand->shape, table),
		    .stream = stdout,
		    .account = settings->account,
		    .table = table,
		    .human_readable = settings->human_readable,
		},
	    .talk =
		{
		    .account = invocation->count > 1 ? settings->account : NULL,
		    .quiet = settings->quiet,
		    .verbose = settings->verbose,
		},
	};

	return visit_account(errand, &visit);
}

static enum exit_status run_accounts(const struct invocation *invocation,
    const struct value *value, struct pop3_cancel *cancel)
{
	enum exit_status status = EXIT_DONE;
	struct table table;

	table_init(&table, stdout, invocation->accounts, invocation->count);
	for (size_t i = 0; i < invocation->count; i++)
		secret_withhold(&invocation->accounts[i]);
	for (size_t i = 0; i < invocation->count; i++) {
		enum exit_status one =
		    run_account(invocation, value, &table, cancel, i);

		status = i == 0 ? one : exit_status_worse(status, one);
		if (pop3_cancel_fired(cancel))
			break;
	}
	return status;
}

static enum exit_status read_import(
    const struct invocation *invocation, struct import *out_import)
{
	const struct talk talk = {0};
	enum exit_status status = import_parse(invocation->set, out_import);

	if (status != EXIT_DONE || !out_import->format->of_one_account ||
	    invocation->count <= 1)
		return status;
	talk_error(&talk,
	    "a file of %s is of one account: name the one it is to go to",
	    out_import->format->name);
	return EXIT_USAGE;
}

/* Somebody talks to one server at a time. */
static enum exit_status check_count(const struct invocation *invocation)
{
	const struct talk talk = {0};

	if (invocation->action != ACTION_SHELL || invocation->count <= 1)
		return EXIT_DONE;
	talk_error(
	    &talk, "'--shell' goes with one account: name the one it is to be");
	return EXIT_USAGE;
}

static enum exit_status read_value(
    const struct invocation *invocation, struct value *out_value)
{
	const struct talk talk = {0};
	char why[160];

	if (invocation->set == NULL)
		return EXIT_DONE;
	if (invocation->action == ACTION_IMPORT_STATE)
		return read_import(invocation, &out_value->import);
	out_value->given = true;
	if (set_parse(invocation->set, &out_value->set, why, sizeof why))
		return EXIT_DONE;
	talk_error(
	    &talk, "SET '%.80s' makes no sense: %s", invocation->set, why);
	return EXIT_USAGE;
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
