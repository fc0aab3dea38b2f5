/*
 * diagnose.c - a login in slow motion.
 *
 * The session says when it has come to a new step (pop3_step_fn), so that
 * what is timed here is the very connection that a fetch would make.
 */
#include "popfetch/errand/diagnose.h"

#include <inttypes.h>
#include <netdb.h>
#include <stdio.h>
#include <sys/socket.h>

#include "popfetch/system/interrupt.h"
#include "popfetch/system/monotonic.h"
#include "popfetch/text/date-time.h"
#include "popfetch/visit/advice.h"

struct diagnosis {
	struct visit *visit;
	struct row *row;
	int64_t since_ns; /* the end of the step before */
};

/* ---- Rows ---------------------------------------------------------------- */

static void begin_row(const struct diagnosis *diagnosis, const char *step)
{
	row_begin(diagnosis->row);
	row_text(diagnosis->row, "step", step);
}

static void end_row(const struct diagnosis *diagnosis, const char *found)
{
	row_text(diagnosis->row, "found", found);
	row_end(diagnosis->row);
}

static void add_duration(struct row *row, int64_t ns)
{
	char text[32];

	if (row_is_named(row)) {
		row_number(row, "ms", (uint64_t)ns / 1000000);
		return;
	}
	snprintf(text, sizeof text, "%.3f", (double)ns / 1e9);
	row_text(row, "seconds", text);
}

/* A step that has ended, how long it took and what it found. */
static void print_step(
    struct diagnosis *diagnosis, const char *step, const char *found)
{
	const int64_t now = monotonic_ns();

	begin_row(diagnosis, step);
	add_duration(diagnosis->row, now - diagnosis->since_ns);
	end_row(diagnosis, found);
	diagnosis->since_ns = now;
}

/* What else the step before has found. */
static void print_more(
    const struct diagnosis *diagnosis, const char *step, const char *found)
{
	begin_row(diagnosis, step);
	row_absent(diagnosis->row, "ms", "");
	end_row(diagnosis, found);
}

/* ---- Steps --------------------------------------------------------------- */

static void print_addresses(struct diagnosis *diagnosis)
{
	const struct visit *visit = diagnosis->visit;
	const struct addrinfo *at = NULL;
	char address[64];
	enum pop3_status status = pop3_lookup_await(visit->route.lookup,
	    visit->settings->timeout_s * 1000, visit->cancel, NULL, &at);

	print_step(diagnosis, "name", visit->settings->host);
	for (; status == POP3_OK && at != NULL; at = at->ai_next)
		if (getnameinfo(at->ai_addr, at->ai_addrlen, address,
			sizeof address, NULL, 0, NI_NUMERICHOST) == 0)
			print_more(diagnosis, "address", address);
}

static void print_day(
    const struct diagnosis *diagnosis, const char *step, int64_t seconds)
{
	char text[DATE_TIME_MAX] = "";

	(void)date_time_text(text, seconds, 0);
	print_more(diagnosis, step, text);
}

static void print_tls(
    struct diagnosis *diagnosis, const struct pop3_tls_info *info)
{
	char text[256];

	snprintf(text, sizeof text, "%s, %s%s", info->version, info->cipher,
	    info->resumed ? ", resumed" : "");
	print_step(diagnosis, "tls", text);
	for (size_t i = 0; i < info->name_count; i++)
		print_more(diagnosis, "certificate name", info->names[i]);
	print_more(diagnosis, "certificate issuer", info->issuer);
	print_day(diagnosis, "certificate valid from", info->not_before);
	print_day(diagnosis, "certificate valid until", info->not_after);
	print_more(diagnosis, "certificate fingerprint", info->fingerprint);
	print_more(diagnosis, "public key fingerprint", info->key_fingerprint);
}

static void print_capability(void *context, const char *line, size_t length)
{
	char text[512];

	print_more(context, "capability",
	    pop3_printable(text, sizeof text, line, length));
}

/* A pop3_step_fn. */
static void take_step(void *context, enum pop3_step step)
{
	struct diagnosis *diagnosis = context;
	struct pop3_session *session = diagnosis->visit->session;

	switch (step) {
	case POP3_STEP_CONNECTED:
		print_step(
		    diagnosis, "connection", pop3_session_address(session));
		break;
	case POP3_STEP_TLS:
		print_tls(diagnosis, pop3_session_tls_info(session));
		break;
	case POP3_STEP_GREETING:
		print_step(
		    diagnosis, "greeting", pop3_session_greeting(session));
		break;
	case POP3_STEP_CAPABILITIES:
		print_step(diagnosis, "capabilities",
		    pop3_session_capabilities(session) != NULL
			? "announced"
			: "none: the server has no CAPA");
		break;
	}
}

/* A pop3_step_fn for the certificate alone: nothing else of the server is
 * waited for. */
static void show_tls(void *context, enum pop3_step step)
{
	struct diagnosis *diagnosis = context;
	const struct visit *visit = diagnosis->visit;

	if (step != POP3_STEP_TLS)
		return;
	print_tls(diagnosis, pop3_session_tls_info(visit->session));
	pop3_cancel_fire(visit->cancel);
}

/* Beforehand, so that what it takes is not the login's. */
static enum exit_status get_secret(struct diagnosis *diagnosis)
{
	const enum exit_status status = visit_secret(diagnosis->visit);

	if (status == EXIT_DONE)
		return status;
	print_step(diagnosis, "failed", "there is no password to log in with");
	print_more(diagnosis, "advice",
	    "check --password-command, --password-file, --password-fd and "
	    "~/.netrc");
	return status;
}

static enum exit_status look_inside(struct diagnosis *diagnosis)
{
	struct visit *visit = diagnosis->visit;
	struct pop3_drop_listing drop;
	enum exit_status status = EXIT_DONE;
	char text[80];

	if (pop3_session_capabilities(visit->session) != NULL &&
	    pop3_session_capa(visit->session, print_capability, diagnosis) !=
		POP3_OK)
		return visit_failed(visit);
	status = get_secret(diagnosis);
	if (status != EXIT_DONE)
		return status;
	diagnosis->since_ns = monotonic_ns();
	status = visit_login_connected(visit);
	if (status != EXIT_DONE)
		return status;
	print_step(diagnosis, "login", pop3_session_mechanism(visit->session));
	if (pop3_session_stat(visit->session, &drop) != POP3_OK)
		return visit_failed(visit);
	snprintf(text, sizeof text, "%" PRIu32 " %s, %" PRIu64 " octets",
	    drop.count, drop.count == 1 ? "message" : "messages", drop.octets);
	print_step(diagnosis, "maildrop", text);
	return EXIT_DONE;
}

/* Which certificate it is that is not trusted: asked for once more, without
 * verifying it and without saying anything, to the server or of it. */
static void show_certificate(const struct diagnosis *diagnosis)
{
	struct settings settings = *diagnosis->visit->settings;
	struct visit visit = *diagnosis->visit;
	struct diagnosis again = {
	    .visit = &visit, .row = diagnosis->row, .since_ns = monotonic_ns()};

	settings.insecure_skip_verify = true;
	settings.tls_fingerprint = NULL;
	visit.settings = &settings;
	visit.session = NULL;
	visit.route = (struct route){0};
	visit.step = show_tls;
	visit.step_context = &again;
	if (visit_open(&visit) == EXIT_DONE)
		route_connected(
		    &visit.route, pop3_session_connect(visit.session));
	visit.secret = NULL;
	visit_end(&visit);
	interrupt_unfire(visit.cancel);
}

static const char *advice_of(
    const struct visit *visit, const struct pop3_error *error)
{
	return pop3_session_greeting(visit->session)[0] != '\0'
		   ? advice_once_greeted(error, visit->settings)
		   : advice_for(error, visit->settings);
}

static void advise(struct diagnosis *diagnosis)
{
	const struct visit *visit = diagnosis->visit;
	const struct pop3_error *error;
	const char *advice;

	if (visit->session == NULL)
		return;
	error = pop3_session_error(visit->session);
	if (error->status == POP3_OK)
		return;
	if (error->status == POP3_E_CERTIFICATE)
		show_certificate(diagnosis);
	print_step(diagnosis, "failed", error->text);
	advice = advice_of(visit, error);
	if (advice != NULL)
		print_more(diagnosis, "advice", advice);
}

enum exit_status diagnose_run(struct visit *visit)
{
	struct diagnosis diagnosis = {.visit = visit, .row = &visit->row};
	enum exit_status status;

	diagnosis.since_ns = monotonic_ns();
	route_look_up(&visit->route, visit->settings);
	if (visit->route.lookup != NULL)
		print_addresses(&diagnosis);
	visit->step = take_step;
	visit->step_context = &diagnosis;
	status = visit_connect(visit);
	if (status == EXIT_DONE)
		status = look_inside(&diagnosis);
	if (status != EXIT_DONE)
		advise(&diagnosis);
	return status;
}
