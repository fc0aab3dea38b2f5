/*
 * visit.c - from an account's settings to a session that is logged in.
 *
 * The secret is asked for only when the server has been reached and its
 * certificate verified: nobody types a password for a host that is down, and
 * nothing secret is held while names are looked up.
 */
#include "visit.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#include "secret.h"

/* Standard error, a line each, the way the telnet sessions of old looked. */
static void trace_line(void *context, enum pop3_direction direction,
    const char *line, size_t length)
{
	char text[1024];

	(void)context;
	pop3_printable(text, sizeof text, line, length);
	fprintf(
	    stderr, "%s: %s\n", direction == POP3_TO_SERVER ? "C" : "S", text);
}

static struct pop3_session_options session_options(const struct visit *visit)
{
	const struct settings *settings = visit->settings;
	struct pop3_session_options options = POP3_SESSION_OPTIONS_INIT;

	options.host = settings->host;
	options.port = settings->port;
	options.tls = settings->tls;
	options.tls_host = settings->tls_host;
	options.tls_ca_file = settings->tls_ca_file;
	options.tls_ca_dir = settings->tls_ca_dir;
	options.tls_insecure = settings->insecure_skip_verify;
	options.family = settings->ipv4_only   ? POP3_FAMILY_IPV4
			 : settings->ipv6_only ? POP3_FAMILY_IPV6
					       : POP3_FAMILY_ANY;
	options.timeout_ms = settings->timeout_s * 1000;
	options.deadline_ms = settings->deadline_s * 1000;
	options.pipelining = settings->pipeline;
	options.utf8 = settings->utf8;
	options.cancel = visit->cancel;
	options.trace = settings->trace ? trace_line : NULL;
	return options;
}

enum exit_status visit_failed(const struct visit *visit)
{
	const struct pop3_error *error = pop3_session_error(visit->session);

	if (error->status != POP3_E_CANCELLED)
		talk_error(&visit->talk, "%s", error->text);
	return exit_status_of(error->status);
}

enum exit_status visit_connect(struct visit *visit)
{
	struct pop3_session_options options = session_options(visit);
	enum pop3_status status;

	if (visit->settings->insecure_skip_verify)
		talk_warning(&visit->talk,
		    "the certificate of '%s' is not verified",
		    visit->settings->host);
	status = pop3_session_new(&options, &visit->session);
	if (status != POP3_OK) {
		talk_error(&visit->talk, "%s", pop3_status_text(status));
		return exit_status_of(status);
	}
	if (pop3_session_connect(visit->session) != POP3_OK)
		return visit_failed(visit);
	return EXIT_DONE;
}

/* Without a password anywhere the settings are incomplete. */
static enum exit_status secret_failed(
    const struct visit *visit, const struct pop3_error *error)
{
	talk_error(&visit->talk, "%s", error->text);
	if (error->sys_errno == ENOENT || error->sys_errno == EACCES)
		return EXIT_NO_INPUT;
	if (error->status != POP3_E_MISUSE)
		return exit_status_of(error->status);
	return visit->settings->from_url ? EXIT_USAGE : EXIT_CONFIG;
}

enum exit_status visit_login_connected(struct visit *visit)
{
	struct pop3_credentials credentials = {
	    .size = sizeof credentials,
	    .user = visit->settings->user,
	    .mechanism = visit->settings->auth,
	};
	struct pop3_error error = {0};
	enum pop3_status status;
	char *secret = NULL;

	if (secret_get(visit->settings, &error, &secret) != POP3_OK)
		return secret_failed(visit, &error);
	credentials.password = secret;
	status = pop3_session_login(visit->session, &credentials);
	secret_free(secret);
	return status == POP3_OK ? EXIT_DONE : visit_failed(visit);
}

enum exit_status visit_login(struct visit *visit)
{
	enum exit_status status = visit_connect(visit);

	return status == EXIT_DONE ? visit_login_connected(visit) : status;
}

void visit_end(struct visit *visit)
{
	if (visit->session != NULL && !pop3_cancel_fired(visit->cancel))
		(void)pop3_session_quit(visit->session);
	pop3_session_free(visit->session);
	visit->session = NULL;
}

enum exit_status visit_list(
    struct visit *visit, unsigned what, struct visit_listing *out_listing)
{
	struct visit_listing listing = {.has_uids = what & POP3_LISTING_UIDS};
	size_t malformed = 0;
	enum pop3_status status = pop3_session_listing(
	    visit->session, what, &listing.listed, &listing.count, &malformed);

	if (status == POP3_E_UNSUPPORTED && listing.has_uids) {
		talk_detail(&visit->talk, "the server has no UIDL");
		listing.has_uids = false;
		status =
		    pop3_session_listing(visit->session, POP3_LISTING_OCTETS,
			&listing.listed, &listing.count, &malformed);
	}
	if (status != POP3_OK)
		return visit_failed(visit);
	if (malformed > 0)
		talk_warning(&visit->talk,
		    "%zu lines of the server's listings make no sense and "
		    "are left out",
		    malformed);
	*out_listing = listing;
	return EXIT_DONE;
}
