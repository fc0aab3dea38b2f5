/*
 * errand.c - one table says what each action is.
 */
#include "popfetch/errand/errand.h"

#include <assert.h>

#include "popfetch/errand/catch-up.h"
#include "popfetch/errand/dele.h"
#include "popfetch/errand/diagnose.h"
#include "popfetch/errand/import.h"
#include "popfetch/errand/rehearse.h"
#include "popfetch/errand/report.h"
#include "popfetch/fetch/fetch.h"
#include "popfetch/shell/shell.h"
#include "popfetch/system/interrupt.h"
#include "popfetch/talk/output.h"

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
	bool only_prints;     /* and leaves nothing to be recorded */
};

static const struct errand ERRANDS[] = {
    [ACTION_FETCH] = {FROM_NOTHING, fetch_run, ROW_LINES, false},
    [ACTION_LIST] = {FROM_LOGIN, report_list, ROW_TABLE, true},
    [ACTION_STAT] = {FROM_LOGIN, report_stat, ROW_TABLE, true},
    [ACTION_UIDL] = {FROM_LOGIN, report_uidl, ROW_TABLE, true},
    [ACTION_TOP] = {FROM_LOGIN, report_top, ROW_LINES, true},
    [ACTION_RETR] = {FROM_LOGIN, report_retr, ROW_LINES, true},
    [ACTION_DELE] = {FROM_LOGIN, dele_run, ROW_LINES, false},
    [ACTION_LAST] = {FROM_LOGIN, report_last, ROW_LINES, true},
    [ACTION_NOOP] = {FROM_LOGIN, report_noop, ROW_LINES, false},
    [ACTION_CAPA] = {FROM_CONNECTED, report_capa, ROW_LINES, true},
    [ACTION_CHECK] = {FROM_LOGIN, report_check, ROW_TABLE, true},
    [ACTION_DIAGNOSE] = {FROM_NOTHING, diagnose_run, ROW_LINES, true},
    [ACTION_SHELL] = {FROM_LOGIN, shell_run, ROW_LINES, false},
    [ACTION_CATCH_UP] = {FROM_NOTHING, catch_up_run, ROW_LINES, false},
    [ACTION_IMPORT_STATE] = {FROM_NOTHING, import_run, ROW_LINES, false},
};
#define ERRAND_COUNT (sizeof ERRANDS / sizeof ERRANDS[0])

static const struct errand REHEARSAL = {
    FROM_NOTHING, rehearse_run, ROW_TABLE, true};
static const struct errand HEADERS = {
    FROM_LOGIN, report_headers, ROW_TABLE, true};
static const struct errand TOP_JSON = {
    FROM_LOGIN, report_top_json, ROW_LINES, true};
static const struct errand RETR_JSON = {
    FROM_LOGIN, report_retr_json, ROW_LINES, true};

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

enum exit_status errand_run(
    const struct invocation *invocation, struct visit *visit)
{
	const struct errand *errand =
	    choose_errand(invocation, visit->settings);
	enum exit_status status, output;

	visit->row.form =
	    row_form_of(visit->settings, errand->shape, visit->row.table);
	if (errand->only_prints)
		interrupt_guard_output();
	status = make_ready(visit, errand->readiness);
	if (status == EXIT_DONE)
		status = errand->run(visit);
	visit_end(visit);
	output = row_finish(&visit->row, &visit->talk);
	if (output == EXIT_DONE)
		output = output_finish(&visit->talk);
	return output == EXIT_DONE ? status : exit_status_worse(status, output);
}
