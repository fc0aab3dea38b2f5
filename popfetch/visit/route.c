/*
 * route.c - proxies, commands, sockets; certificates of both sides.
 *
 * The password of a proxy is neither in its URL nor in the configuration: it
 * is what ~/.netrc has for that user on that host.
 */
#include "popfetch/secret/pass-phrase.h"
#include "popfetch/secret/secret.h"
#include "popfetch/visit/route.h"

#include <stdlib.h>
#include <string.h>

/* Copies the user and the host out of SCHEME://USER@HOST[:PORT]; false where
 * there is no user.  The library judges the rest. */
static bool split_proxy(const char *url, char **out_user, char **out_host)
{
	const char *text = strstr(url, "://");
	const char *at = text != NULL ? strrchr(text, '@') : NULL;
	const char *host;
	size_t length;

	if (at == NULL || at == text + 3)
		return false;
	text += 3;
	host = at + 1;
	length = strcspn(host, host[0] == '[' ? "]" : ":/");
	if (host[0] == '[') {
		host++;
		length--;
	}
	*out_user = strndup(text, (size_t)(at - text));
	*out_host = strndup(host, length);
	return *out_user != NULL && *out_host != NULL;
}

static enum exit_status find_proxy_password(struct route *route,
    const struct settings *settings, const struct talk *talk)
{
	struct pop3_error error = {0};
	char *user = NULL, *host = NULL;
	enum pop3_status status = POP3_OK;

	if (split_proxy(settings->proxy, &user, &host))
		status = secret_from_netrc(
		    host, user, &error, &route->proxy_password);
	free(user);
	free(host);
	if (status == POP3_OK)
		return EXIT_DONE;
	talk_error(talk, "%s", error.text);
	return exit_status_of(status);
}

static uint16_t port_of(const struct settings *settings)
{
	if (settings->port != 0)
		return settings->port;
	return settings->tls == POP3_TLS_IMPLICIT ? 995 : 110;
}

static enum pop3_address_family family_of(const struct settings *settings)
{
	return settings->ipv4_only   ? POP3_FAMILY_IPV4
	       : settings->ipv6_only ? POP3_FAMILY_IPV6
				     : POP3_FAMILY_ANY;
}

void route_look_up(struct route *route, const struct settings *settings)
{
	if (settings->proxy == NULL && settings->proxy_command == NULL &&
	    settings->socket == NULL && !settings->srv &&
	    settings->source_ip == NULL)
		(void)pop3_lookup_start(settings->host, port_of(settings),
		    family_of(settings), NULL, &route->lookup);
}

static enum exit_status start_command(struct route *route,
    const struct settings *settings, const struct talk *talk,
    struct pop3_session_options *options)
{
	struct pop3_error error = {0};
	enum pop3_status status = proxy_command_start(&route->command,
	    settings->proxy_command, settings->host, port_of(settings), &error,
	    &options->descriptor);

	if (status == POP3_OK)
		return EXIT_DONE;
	talk_error(talk, "%s", error.text);
	if (status == POP3_E_MISUSE)
		return settings->from_url ? EXIT_USAGE : EXIT_CONFIG;
	return exit_status_of(status);
}

static void fill_tls(struct route *route, const struct settings *settings,
    const struct talk *talk, struct pop3_session_options *options)
{
	options->tls = settings->tls;
	options->tls_host = settings->tls_host;
	options->tls_ca_file = settings->tls_ca_file;
	options->tls_ca_dir = settings->tls_ca_dir;
	options->tls_insecure = settings->insecure_skip_verify;
	options->tls_crl_file = settings->tls_crl_file;
	options->tls_fingerprint = settings->tls_fingerprint;
	options->tls_cert_file = settings->tls_cert;
	options->tls_key_file = settings->tls_key;
	options->tls_min_version = settings->tls_min_version;
	options->tls_ciphers = settings->tls_ciphers;
	options->pass_phrase = pass_phrase_ask;
	options->pass_phrase_context = (void *)talk;
	tls_ticket_read(settings, &route->ticket);
	options->tls_ticket = route->ticket.octets;
	options->tls_ticket_length = route->ticket.length;
}

enum exit_status route_open(struct route *route,
    const struct settings *settings, const struct talk *talk,
    struct pop3_session_options *options)
{
	enum exit_status status = EXIT_DONE;

	*route = (struct route){.lookup = route->lookup};
	options->host = settings->host;
	options->port = settings->port;
	options->family = family_of(settings);
	options->lookup = route->lookup;
	options->proxy = settings->proxy;
	options->socket_path = settings->socket;
	options->srv = settings->srv;
	options->source_address = settings->source_ip;
	fill_tls(route, settings, talk, options);
	if (settings->proxy != NULL)
		status = find_proxy_password(route, settings, talk);
	options->proxy_password = route->proxy_password;
	if (status == EXIT_DONE && settings->proxy_command != NULL)
		status = start_command(route, settings, talk, options);
	return status;
}

void route_connected(struct route *route, enum pop3_status status)
{
	/* It may be what the server cannot bear. */
	if (status == POP3_E_TLS || status == POP3_E_CLOSED ||
	    status == POP3_E_TIMEOUT)
		tls_ticket_remove(&route->ticket);
	tls_ticket_forget(&route->ticket);
	route->command.hung_up = status == POP3_E_CLOSED;
	secret_free(route->proxy_password);
	route->proxy_password = NULL;
}

void route_keep_ticket(struct route *route, const struct settings *settings,
    struct pop3_session *session)
{
	if (!settings->dry_run)
		tls_ticket_write(&route->ticket, session);
}

void route_close(struct route *route, const struct talk *talk)
{
	const int exit_code = proxy_command_end(&route->command);

	if (exit_code != 0)
		talk_warning(talk,
		    "the proxy command ended with exit status %d", exit_code);
	tls_ticket_clear(&route->ticket);
	secret_free(route->proxy_password);
	route->proxy_password = NULL;
	pop3_lookup_free(route->lookup);
	route->lookup = NULL;
}
