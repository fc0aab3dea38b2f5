/*
 * search.c - one round of places after the other, each bounded by itself.
 *
 * Names that nobody owns are mostly answered at once, and ports behind a
 * firewall never; so the places of a round are looked at together, and a
 * guess has less time than what somebody named.
 *
 * Of all failures the one that came nearest to a server is told in the end: a
 * certificate for another name says more than a name that is not there.
 */
#include "popfetch/configure/search.h"

#include <stdlib.h>

#include "popfetch/options/memory.h"

/* Of a whole look, where we only guess. */
#define WHOLE_S 20u

bool search_is_over(const struct search *search)
{
	return search->found || search->status != EXIT_DONE;
}

void search_add(struct search *search, const char *host, uint16_t port,
    enum pop3_tls_mode tls, const char *tls_host)
{
	if (search_is_over(search) || search->count == PROBES_MAX)
		return;
	if (port == 0)
		port = tls == POP3_TLS_IMPLICIT ? 995 : 110;
	search->probes[search->count++] = (struct probe){
	    .host = memory_copy(host),
	    .port = port,
	    .tls = tls,
	    .tls_host = tls_host != NULL ? memory_copy(tls_host) : NULL,
	};
}

static const char *words_of(enum pop3_tls_mode tls)
{
	switch (tls) {
	case POP3_TLS_IMPLICIT:
		return "TLS from the first octet";
	case POP3_TLS_STARTTLS:
		return "TLS by STLS";
	case POP3_TLS_NONE:
		break;
	}
	return "in the clear";
}

static void keep_found(struct search *search, struct probe *probe)
{
	struct settings *settings = search->settings;

	free(settings->host);
	settings->host = memory_copy(probe->host);
	settings->port = probe->port;
	settings->tls = probe->tls;
	settings->srv = false;
	if (probe->tls_host != NULL) {
		free(settings->tls_host);
		settings->tls_host = memory_copy(probe->tls_host);
	}
	search->found = true;
	talk_detail(search->talk, "found '%s' port %u, %s", settings->host,
	    (unsigned)settings->port, words_of(settings->tls));
}

/* How near a failure came to a server. */
static int weight_of(enum pop3_status status)
{
	switch (status) {
	case POP3_OK:
		return -1;
	case POP3_E_HOST_NOT_FOUND:
		return 0;
	case POP3_E_NAME_TEMPORARY:
		return 1;
	case POP3_E_CONNECT:
	case POP3_E_TIMEOUT:
	case POP3_E_CANCELLED:
		return 2;
	case POP3_E_CLOSED:
	case POP3_E_PROTOCOL:
	case POP3_E_TLS:
		return 3;
	case POP3_E_TLS_UNAVAILABLE:
		return 4;
	case POP3_E_CERTIFICATE:
		return 5;
	default:
		return 6;
	}
}

void search_failed(struct search *search, const struct pop3_error *error)
{
	/* That a guess is no name is nothing to tell, and who is at a terminal
	 * reads the worst of it in the end. */
	if (search->settings->verbose &&
	    weight_of(error->status) > weight_of(POP3_E_HOST_NOT_FOUND) &&
	    error->status != POP3_E_CANCELLED)
		talk_detail(search->talk, "%s", error->text);
	if (weight_of(error->status) > weight_of(search->error.status))
		search->error = *error;
}

/* Looks at the places that were added, and forgets them. */
static void look(struct search *search, const struct settings *settings)
{
	const size_t first = probe_all(settings, search->talk, search->cancel,
	    search->probes, search->count, &search->status);

	for (size_t i = 0; i < search->count; i++) {
		if (i < first)
			search_failed(search, &search->probes[i].error);
		if (i == first)
			keep_found(search, &search->probes[i]);
		probe_clear(&search->probes[i]);
	}
	search->count = 0;
}

uint32_t search_lesser(uint32_t given_s, uint32_t limit_s)
{
	return given_s != 0 && given_s < limit_s ? given_s : limit_s;
}

void search_look(struct search *search)
{
	struct settings hasty = *search->settings;

	hasty.timeout_s = search_lesser(hasty.timeout_s, SEARCH_STEP_S);
	hasty.deadline_s = search_lesser(hasty.deadline_s, WHOLE_S);
	look(search, &hasty);
}

/* Whether a port may be meant for it, where the mode is not given. */
bool search_wants(const struct search *search, enum pop3_tls_mode tls)
{
	const struct settings *settings = search->settings;

	if (settings->tls_given)
		return tls == settings->tls;
	if (tls == POP3_TLS_NONE)
		return false;
	return settings->port != (tls == POP3_TLS_IMPLICIT ? 110 : 995);
}

static bool is_there(const struct search *search)
{
	return search_is_over(search) ||
	       weight_of(search->error.status) >= weight_of(POP3_E_CERTIFICATE);
}

void search_host(struct search *search, const char *host)
{
	static const enum pop3_tls_mode modes[] = {
	    POP3_TLS_IMPLICIT, POP3_TLS_STARTTLS, POP3_TLS_NONE};

	for (size_t i = 0; i < sizeof modes / sizeof modes[0]; i++) {
		/* Who shows a certificate is there; another mode would only
		 * wait for somebody else. */
		if (!search_wants(search, modes[i]) || is_there(search))
			continue;
		search_add(
		    search, host, search->settings->port, modes[i], NULL);
		look(search, search->settings);
	}
}
