/*
 * diagnose.c - a login in slow motion.
 *
 * The session says when it has come to a new step (pop3_step_fn), so that
 * what is timed here is the very connection that a fetch would make.  The
 * addresses are looked up once more beforehand, only to show all of them.
 */
#include "diagnose.h"

#include <inttypes.h>
#include <netdb.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>

#include "advice.h"
#include "date-time.h"
#include "monotonic.h"

struct diagnosis {
	struct visit *visit;
	int64_t since_ns; /* the end of the step before */
};

/* The name of a step that has ended, and how long it took. */
static void print_step(struct diagnosis *diagnosis, const char *name)
{
	int64_t now = monotonic_ns();

	printf("%s\t%.3f\t", name, (double)(now - diagnosis->since_ns) / 1e9);
	diagnosis->since_ns = now;
}

/* Whether the host's addresses have a say in where we connect to. */
static bool looks_up(const struct settings *settings)
{
	return settings->proxy == NULL && settings->proxy_command == NULL &&
	       settings->socket == NULL && !settings->srv;
}

static void print_addresses(struct diagnosis *diagnosis)
{
	const struct addrinfo hints = {.ai_socktype = SOCK_STREAM};
	struct addrinfo *list = NULL;
	char address[64];
	const char *host = diagnosis->visit->settings->host;
	int failure = getaddrinfo(host, NULL, &hints, &list);

	print_step(diagnosis, "name");
	printf("%s\n", host);
	if (failure != 0)
		return;
	for (struct addrinfo *at = list; at != NULL; at = at->ai_next)
		if (getnameinfo(at->ai_addr, at->ai_addrlen, address,
			sizeof address, NULL, 0, NI_NUMERICHOST) == 0)
			printf("address\t\t%s\n", address);
	freeaddrinfo(list);
}

static void print_day(const char *name, int64_t seconds)
{
	char text[DATE_TIME_MAX] = "";

	(void)date_time_text(text, seconds, 0);
	printf("%s\t\t%s\n", name, text);
}

static void print_tls(
    struct diagnosis *diagnosis, const struct pop3_tls_info *info)
{
	print_step(diagnosis, "tls");
	printf("%s, %s%s\n", info->version, info->cipher,
	    info->resumed ? ", resumed" : "");
	for (size_t i = 0; i < info->name_count; i++)
		printf("certificate name\t\t%s\n", info->names[i]);
	printf("certificate issuer\t\t%s\n", info->issuer);
	print_day("certificate valid from", info->not_before);
	print_day("certificate valid until", info->not_after);
	printf("certificate fingerprint\t\t%s\n", info->fingerprint);
	printf("public key fingerprint\t\t%s\n", info->key_fingerprint);
}

static void print_capability(void *context, const char *line, size_t length)
{
	char text[512];

	(void)context;
	printf("capability\t\t%s\n",
	    pop3_printable(text, sizeof text, line, length));
}

/* A pop3_step_fn. */
static void take_step(void *context, enum pop3_step step)
{
	struct diagnosis *diagnosis = context;
	struct pop3_session *session = diagnosis->visit->session;

	switch (step) {
	case POP3_STEP_CONNECTED:
		print_step(diagnosis, "connection");
		printf("%s\n", pop3_session_address(session));
		break;
	case POP3_STEP_TLS:
		print_tls(diagnosis, pop3_session_tls_info(session));
		break;
	case POP3_STEP_GREETING:
		print_step(diagnosis, "greeting");
		puts(pop3_session_greeting(session));
		break;
	case POP3_STEP_CAPABILITIES:
		print_step(diagnosis, "capabilities");
		puts(pop3_session_capabilities(session) != NULL
			 ? "announced"
			 : "none: the server has no CAPA");
		break;
	}
}

/* A pop3_step_fn for the certificate alone. */
static void show_tls(void *context, enum pop3_step step)
{
	struct diagnosis *diagnosis = context;

	if (step == POP3_STEP_TLS)
		print_tls(diagnosis,
		    pop3_session_tls_info(diagnosis->visit->session));
}

static enum exit_status look_inside(struct diagnosis *diagnosis)
{
	struct visit *visit = diagnosis->visit;
	struct pop3_drop_listing drop;
	enum exit_status status = EXIT_DONE;

	if (pop3_session_capabilities(visit->session) != NULL &&
	    pop3_session_capa(visit->session, print_capability, NULL) !=
		POP3_OK)
		return visit_failed(visit);
	diagnosis->since_ns = monotonic_ns();
	status = visit_login_connected(visit);
	if (status != EXIT_DONE)
		return status;
	print_step(diagnosis, "login");
	printf("%s\n", pop3_session_mechanism(visit->session));
	if (pop3_session_stat(visit->session, &drop) != POP3_OK)
		return visit_failed(visit);
	print_step(diagnosis, "maildrop");
	printf("%" PRIu32 " messages, %" PRIu64 " octets\n", drop.count,
	    drop.octets);
	return EXIT_DONE;
}

/* Which certificate it is that is not trusted: asked for once more, without
 * verifying it and without saying anything. */
static void show_certificate(const struct diagnosis *diagnosis)
{
	struct settings settings = *diagnosis->visit->settings;
	struct visit visit = *diagnosis->visit;
	struct diagnosis again = {.visit = &visit, .since_ns = monotonic_ns()};

	settings.insecure_skip_verify = true;
	settings.tls_fingerprint = NULL;
	visit.settings = &settings;
	visit.talk.quiet = true;
	visit.session = NULL;
	visit.route = (struct route){0};
	visit.step = show_tls;
	visit.step_context = &again;
	(void)visit_connect(&visit);
	visit.secret = NULL;
	visit_end(&visit);
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
	print_step(diagnosis, "failed");
	puts(error->text);
	advice = advice_for(error->status, visit->settings);
	if (advice != NULL)
		printf("advice\t\t%s\n", advice);
}

enum exit_status diagnose_run(struct visit *visit)
{
	struct diagnosis diagnosis = {.visit = visit};
	enum exit_status status;

	diagnosis.since_ns = monotonic_ns();
	if (looks_up(visit->settings))
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
