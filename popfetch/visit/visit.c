/*
 * visit.c - from an account's settings to a session, and its end; how it is
 * logged in, is in login.c.
 */
#include "popfetch/visit/visit.h"

#include <unistd.h>

#include "popfetch/secret/secret.h"
#include "popfetch/system/monotonic.h"
#include "popfetch/visit/advice.h"
#include "popfetch/visit/announced.h"
#include "popfetch/visit/login-delay.h"

/* What a session has left for its last words once a signal has come. */
#define GRACE_MS 3000

/* The way the telnet sessions of old looked. */
static void trace_line(void *context, enum pop3_direction direction,
    const char *line, size_t length)
{
	char text[1024];

	pop3_printable(text, sizeof text, line, length);
	talk_trace(
	    context, "%s: %s", direction == POP3_TO_SERVER ? "C" : "S", text);
}

static void note_step(void *context, enum pop3_step step)
{
	struct visit *visit = context;

	visit->reached = step;
	if (visit->step != NULL)
		visit->step(visit->step_context, step);
}

static struct pop3_session_options session_options(struct visit *visit)
{
	const struct settings *settings = visit->settings;
	struct pop3_session_options options = POP3_SESSION_OPTIONS_INIT;

	options.timeout_ms = settings->timeout_s * 1000;
	options.deadline_ms = settings->deadline_s * 1000;
	options.pipelining = settings->pipeline;
	options.utf8 = settings->utf8;
	options.cancel = visit->cancel;
	options.grace_ms = GRACE_MS;
	options.step = note_step;
	options.step_context = visit;
	options.announced = announced_recall(visit);
	if (announced_is_nothing(options.announced))
		visit->without_capa = visit->capa_hangs = true;
	options.no_capa = visit->without_capa;
	/* Whoever has the state in hand lists next. */
	options.capa_with_listing = visit->state != NULL;
	options.trace = settings->trace ? trace_line : NULL;
	options.trace_context = (void *)&visit->talk;
	return options;
}

static enum exit_status failed(const struct visit *visit, const char *remedy)
{
	const struct pop3_error *error = pop3_session_error(visit->session);

	if (error->status != POP3_E_CANCELLED)
		talk_error(&visit->talk, "%s%s%s", error->text,
		    remedy != NULL ? "; " : "", remedy != NULL ? remedy : "");
	announced_forget(visit, error->status);
	return exit_status_of_error(error);
}

enum exit_status visit_failed(const struct visit *visit)
{
	return failed(visit, NULL);
}

enum exit_status visit_lacks(struct visit *visit, const char *why)
{
	talk_error(&visit->talk, "%s", why);
	visit->lasting = true;
	return exit_status_of(POP3_E_UNSUPPORTED);
}

enum exit_status visit_out_of_memory(const struct visit *visit)
{
	talk_error(&visit->talk, "out of memory");
	return EXIT_SYSTEM;
}

enum exit_status visit_misguided(const struct visit *visit)
{
	(void)visit_failed(visit);
	return visit->settings->from_url ? EXIT_USAGE : EXIT_CONFIG;
}

static void tell_connected(const struct visit *visit)
{
	const struct pop3_tls_info *tls = pop3_session_tls_info(visit->session);

	talk_detail(&visit->talk, "connected to %s, %s%s%s%s",
	    pop3_session_address(visit->session),
	    tls != NULL ? tls->version : "in the clear",
	    tls != NULL ? ", " : "", tls != NULL ? tls->cipher : "",
	    tls != NULL && tls->resumed ? ", resumed" : "");
}

static enum exit_status make_session(
    struct visit *visit, const struct pop3_session_options *options)
{
	enum pop3_status status = pop3_session_new(options, &visit->session);

	if (status != POP3_OK) {
		talk_error(&visit->talk, "%s", pop3_status_text(status));
		if (options->descriptor != 0)
			close(options->descriptor);
		return exit_status_of(status);
	}
	visit->route.lookup = NULL; /* the session's, where there was one */
	visit->reached = 0;
	/* The session's deadline counts from here, too. */
	visit->until_ns =
	    visit->settings->deadline_s == 0
		? SECRET_NO_DEADLINE
		: monotonic_ns() + visit->settings->deadline_s * NS_PER_S;
	return EXIT_DONE;
}

enum exit_status visit_open(struct visit *visit)
{
	struct pop3_session_options options = session_options(visit);
	enum exit_status status =
	    route_open(&visit->route, visit->settings, &visit->talk, &options);

	return status == EXIT_DONE ? make_session(visit, &options) : status;
}

/* What to do where there is no TLS to be trusted.  Whoever hears of each step
 * says it apart. */
static const char *remedy_for(const struct visit *visit)
{
	const struct pop3_error *error = pop3_session_error(visit->session);

	if (visit->step != NULL ||
	    !advice_is_due(error->status, visit->settings))
		return NULL;
	return advice_for(error, visit->settings);
}

/* Some servers close the connection at CAPA, or never answer it.  With a
 * deadline there is no time for that. */
static bool ends_at_capa(const struct visit *visit, enum pop3_status status)
{
	const struct settings *settings = visit->settings;

	if (visit->without_capa || visit->step != NULL ||
	    announced_recall(visit) != NULL)
		return false;
	if (visit->reached != POP3_STEP_GREETING &&
	    (settings->tls != POP3_TLS_STARTTLS ||
		visit->reached != POP3_STEP_TLS))
		return false;
	return status == POP3_E_CLOSED ||
	       (status == POP3_E_TIMEOUT && settings->deadline_s == 0);
}

static enum exit_status start_without_capa(struct visit *visit)
{
	talk_detail(&visit->talk, "%s; once more without CAPA",
	    pop3_session_error(visit->session)->text);
	visit->without_capa = true;
	visit->capa_hangs =
	    pop3_session_error(visit->session)->status == POP3_E_TIMEOUT;
	return visit_reconnect(visit);
}

static enum exit_status start_session(struct visit *visit)
{
	enum pop3_status status = pop3_session_connect(visit->session);

	route_connected(&visit->route, status);
	if (ends_at_capa(visit, status))
		return start_without_capa(visit);
	if (status == POP3_OK) {
		tell_connected(visit);
		return EXIT_DONE;
	}
	return status == POP3_E_MISUSE ? visit_misguided(visit)
				       : failed(visit, remedy_for(visit));
}

static enum exit_status connect_session(struct visit *visit)
{
	enum exit_status status = visit_open(visit);

	return status == EXIT_DONE ? start_session(visit) : status;
}

enum exit_status visit_connect(struct visit *visit)
{
	enum exit_status status = login_delay_check(visit);

	if (status != EXIT_DONE)
		return status;
	if (visit->settings->insecure_skip_verify &&
	    visit->settings->tls != POP3_TLS_NONE)
		talk_warning(&visit->talk,
		    "the certificate of '%s' is not verified",
		    visit->settings->host);
	return connect_session(visit);
}

void visit_abandon(struct visit *visit)
{
	if (visit->session != NULL)
		route_keep_ticket(
		    &visit->route, visit->settings, visit->session);
	pop3_session_free(visit->session);
	visit->session = NULL;
	route_close(&visit->route, &visit->talk);
}

/* Another session follows, which a server with a lock on the maildrop would
 * refuse before this one has ended. */
void visit_pause(struct visit *visit)
{
	if (visit->session != NULL && !pop3_cancel_fired(visit->cancel))
		(void)pop3_session_quit(visit->session);
	visit_abandon(visit);
}

enum exit_status visit_reconnect(struct visit *visit)
{
	visit_pause(visit);
	return connect_session(visit);
}

void visit_end(struct visit *visit)
{
	if (visit->session != NULL && !pop3_cancel_fired(visit->cancel))
		(void)pop3_session_leave(visit->session);
	visit_abandon(visit);
	secret_free(visit->secret);
	visit->secret = NULL;
}

/* How wide numbers will be. */
static void foresee(struct visit *visit, const struct visit_listing *listing)
{
	for (size_t i = 0; i < listing->count; i++) {
		const struct pop3_listed *listed = &listing->listed[i];

		if (listed->msgno > visit->row.foreseen.number)
			visit->row.foreseen.number = listed->msgno;
		if (listed->has_octets &&
		    listed->octets > visit->row.foreseen.octets)
			visit->row.foreseen.octets = listed->octets;
	}
}

/* Where the first try came to status, once more without unique-ids if that is
 * what the server lacks. */
static enum exit_status finish_listing(struct visit *visit,
    enum pop3_status status, size_t malformed, struct visit_listing *listing)
{
	if (status == POP3_E_UNSUPPORTED && listing->has_uids) {
		talk_detail(&visit->talk, "the server has no UIDL");
		listing->has_uids = false;
		status =
		    pop3_session_listing(visit->session, POP3_LISTING_OCTETS,
			&listing->listed, &listing->count, &malformed);
	}
	if (status != POP3_OK)
		return visit_failed(visit);
	if (malformed > visit->malformed)
		talk_warning(&visit->talk,
		    "%zu line%s of the server's listings cannot be read and %s "
		    "left out",
		    malformed, malformed == 1 ? "" : "s",
		    malformed == 1 ? "is" : "are");
	visit->malformed = malformed;
	announced_keep(visit);
	login_delay_correct(visit);
	foresee(visit, listing);
	return EXIT_DONE;
}

enum exit_status visit_list(
    struct visit *visit, unsigned what, struct visit_listing *out_listing)
{
	size_t malformed = 0;
	enum pop3_status status;

	*out_listing =
	    (struct visit_listing){.has_uids = what & POP3_LISTING_UIDS};
	status = pop3_session_listing(visit->session, what,
	    &out_listing->listed, &out_listing->count, &malformed);
	return finish_listing(visit, status, malformed, out_listing);
}

enum exit_status visit_sift(struct visit *visit, pop3_sift_fn *sift,
    void *context, struct visit_listing *out_listing)
{
	size_t malformed = 0;
	enum pop3_status status;

	*out_listing = (struct visit_listing){.has_uids = true};
	status = pop3_session_sift(visit->session, sift, context,
	    &out_listing->listed, &out_listing->count, &malformed);
	return finish_listing(visit, status, malformed, out_listing);
}

enum exit_status visit_sift_uids(struct visit *visit, pop3_sift_fn *sift,
    void *context, struct visit_listing *out_listing,
    struct pop3_drop_listing *out_drop, bool *out_whole)
{
	enum pop3_status status;

	*out_listing = (struct visit_listing){.has_uids = true};
	status = pop3_session_sift_uids(visit->session, sift, context,
	    &out_listing->listed, &out_listing->count, out_drop, out_whole);
	return finish_listing(visit, status, 0, out_listing);
}

enum exit_status visit_add_octets(const struct visit *visit)
{
	return pop3_session_add_octets(visit->session) == POP3_OK
		   ? EXIT_DONE
		   : visit_failed(visit);
}
