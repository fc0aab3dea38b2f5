/*
 * discover.c - where the server may be, in the order of how much speaks for
 * it:
 *
 *	what the command line says, and then nothing else,
 *	the table of providers,
 *	what the domain's DNS names (RFC 6186; RFC 8314, section 5.1),
 *	the usual names, first with TLS from the first octet, then with STLS,
 *	what a person at the terminal says.
 *
 * Nobody is asked in the clear but where the command line says so.  A server
 * outside of the domain is DNS's word alone, and DNS may be lied about: a
 * person is asked before it is connected to, and without a person its
 * certificate must be for the domain (RFC 6186, section 6).
 */
#include "popfetch/configure/discover.h"

#include <stdlib.h>

#include "popfetch/configure/provider.h"
#include "popfetch/configure/question.h"
#include "popfetch/configure/search.h"
#include "popfetch/options/memory.h"
#include "popfetch/system/terminal.h"
#include "popfetch/visit/advice.h"

/* Servers of a domain that are tried. */
#define SERVERS_TRIED_MAX 4

/* How often a person is asked for a server. */
#define ASKED_MAX 5

/* ---- Places -------------------------------------------------------------- */

static void try_usual_names(struct search *search, enum pop3_tls_mode tls)
{
	static const char *const in_front[] = {"pop.", "pop3.", "mail.", ""};

	if (!search_wants(search, tls))
		return;
	for (size_t i = 0; i < sizeof in_front / sizeof in_front[0]; i++) {
		char *host =
		    memory_format("%s%s", in_front[i], search->address->domain);

		search_add(search, host, search->settings->port, tls, NULL);
		free(host);
	}
	search_look(search);
}

/* A server outside of the domain. */
static enum exit_status add_stranger(struct search *search, const char *domain,
    const struct pop3_server *server, enum pop3_tls_mode tls)
{
	enum exit_status status;
	bool right = false;
	char *question;

	if (!terminal_is_attended()) {
		search_add(search, server->host, server->port, tls, domain);
		return EXIT_DONE;
	}
	question = memory_format(
	    "The DNS of '%s' names a server elsewhere, '%s'.  Is that your "
	    "provider's?",
	    domain, server->host);
	status = question_confirm(question, false, &right);
	free(question);
	if (status == EXIT_DONE && right)
		search_add(search, server->host, server->port, tls, NULL);
	return status;
}

static enum exit_status try_service(
    struct search *search, const char *domain, enum pop3_tls_mode tls)
{
	struct pop3_server servers[POP3_SERVERS_MAX];
	enum exit_status status = EXIT_DONE;
	struct pop3_error error = {0};
	size_t count = 0;

	if (search_is_over(search) || !search_wants(search, tls) ||
	    search->error.status == POP3_E_TIMEOUT)
		return EXIT_DONE;
	if (pop3_service_look_up(domain, tls,
		search_lesser(search->settings->timeout_s, SEARCH_STEP_S) *
		    1000,
		search->cancel, &error, servers, &count) != POP3_OK)
		search_failed(search, &error);
	for (size_t i = 0; i < count && i < SERVERS_TRIED_MAX; i++) {
		const struct pop3_server *server = &servers[i];

		if (server->within)
			search_add(
			    search, server->host, server->port, tls, NULL);
		else
			status = add_stranger(search, domain, server, tls);
		if (status != EXIT_DONE)
			return status;
	}
	search_look(search);
	return EXIT_DONE;
}

static enum exit_status try_domain(struct search *search, const char *domain)
{
	const struct settings *settings = search->settings;
	enum exit_status status;

	/* Who must go through something has no DNS, and a port that is given
	 * is that of a name. */
	if (settings->proxy != NULL || settings->proxy_command != NULL ||
	    settings->socket != NULL || settings->port != 0)
		return EXIT_DONE;
	status = try_service(search, domain, POP3_TLS_IMPLICIT);
	if (status == EXIT_DONE)
		status = try_service(search, domain, POP3_TLS_STARTTLS);
	return status;
}

static enum exit_status guess(struct search *search)
{
	const char *domain = search->address->domain;
	const struct provider *provider = provider_of_domain(domain);
	enum exit_status status;

	talk_detail(
	    search->talk, "looking for the POP3 server of '%s'", domain);
	if (provider != NULL)
		search_host(search, provider->host);
	status = try_domain(search, domain);
	if (status != EXIT_DONE)
		return status;
	try_usual_names(search, POP3_TLS_IMPLICIT);
	try_usual_names(search, POP3_TLS_STARTTLS);
	try_usual_names(search, POP3_TLS_NONE);
	return search->status;
}

/* What was named is not there. */
static enum exit_status not_there(const struct search *search)
{
	if (pop3_cancel_fired(search->cancel))
		return EXIT_TRY_LATER;
	if (advice_is_due(search->error.status, search->settings))
		talk_error(search->talk, "%s; %s", search->error.text,
		    advice_for(&search->error, search->settings));
	else
		talk_error(search->talk, "%s", search->error.text);
	/* A text among the options that means nothing. */
	return search->error.status == POP3_E_MISUSE
		   ? EXIT_USAGE
		   : exit_status_of_error(&search->error);
}

/* ---- A person ------------------------------------------------------------ */

static const char *read_server(const char *text, struct pop3_url *out_url)
{
	char *url = memory_format("pops://%s", text);
	const char *why = NULL;
	enum pop3_status status = pop3_url_parse(url, out_url, &why);

	free(url);
	if (status == POP3_OK && out_url->user == NULL)
		return NULL;
	if (status == POP3_OK)
		pop3_url_clear(out_url);
	return "HOST or HOST:PORT is wanted, such as pop.example.org:995";
}

static const char *check_server(void *context, const char *answer)
{
	struct pop3_url url = {0};
	const char *why = read_server(answer, &url);

	(void)context;
	pop3_url_clear(&url);
	return why;
}

static enum exit_status ask_once(struct search *search)
{
	struct pop3_url url = {0};
	char *answer = NULL;
	enum exit_status status =
	    question_ask("POP3 server (HOST or HOST:PORT)", NULL, check_server,
		NULL, &answer);

	if (status != EXIT_DONE)
		return status;
	(void)read_server(answer, &url);
	free(answer);
	search->settings->port = url.port;
	search->error = (struct pop3_error){0};
	search_host(search, url.host);
	pop3_url_clear(&url);
	if (search_is_over(search))
		return search->status;
	if (pop3_cancel_fired(search->cancel))
		return EXIT_TRY_LATER;
	(void)not_there(search);
	return EXIT_DONE;
}

static enum exit_status ask(struct search *search)
{
	enum exit_status status = EXIT_DONE;

	for (int i = 0; i < ASKED_MAX && status == EXIT_DONE; i++) {
		status = ask_once(search);
		if (search->found)
			return status;
	}
	return status == EXIT_DONE ? exit_status_of(search->error.status)
				   : status;
}

/* ---- All of it ----------------------------------------------------------- */

static enum exit_status not_found(const struct search *search)
{
	const char *text = search->error.text;

	if (pop3_cancel_fired(search->cancel))
		return EXIT_TRY_LATER;
	/* One that is found all the same; for another name, the right host may
	 * be among the names. */
	if (search->error.status == POP3_E_CERTIFICATE &&
	    search->error.fault != POP3_FAULT_NAME)
		return not_there(search);
	talk_error(search->talk,
	    "no POP3 server%s is found for '%s'%s%s; '--host', with '--port' "
	    "and '--tls' where they are unusual, says which it is",
	    search->settings->tls_given &&
		    search->settings->tls == POP3_TLS_NONE
		? ""
		: " with TLS",
	    search->address->text, text[0] != '\0' ? ": " : "", text);
	return search->error.status != POP3_OK
		   ? exit_status_of(search->error.status)
		   : EXIT_NO_HOST;
}

static enum exit_status search_anywhere(struct search *search)
{
	enum exit_status status = guess(search);

	if (status != EXIT_DONE || search->found)
		return status;
	status = not_found(search);
	if (!terminal_is_attended() || pop3_cancel_fired(search->cancel))
		return status;
	return ask(search);
}

static enum exit_status search_named(struct search *search, const char *host)
{
	enum exit_status status = EXIT_DONE;

	if (search->settings->srv)
		status = try_domain(search, host);
	else
		search_host(search, host);
	if (status != EXIT_DONE)
		return status;
	if (search_is_over(search))
		return search->status;
	return search->settings->srv ? not_found(search) : not_there(search);
}

enum exit_status discover_server(const struct mail_address *address,
    struct settings *settings, const struct talk *talk,
    struct pop3_cancel *cancel)
{
	struct search search = {.address = address,
	    .settings = settings,
	    .talk = talk,
	    .cancel = cancel};
	enum exit_status status;
	char *host;

	if (settings->host == NULL && !settings->srv)
		return search_anywhere(&search);
	host = memory_copy(
	    settings->host != NULL ? settings->host : address->domain);
	status = search_named(&search, host);
	free(host);
	return status;
}
