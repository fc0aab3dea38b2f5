/*
 * session/options.c - reading, copying and freeing the options.
 *
 * Which of the fields are texts is said once, in a table of their places.
 */
#include "libpop3/session/options.h"

#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "libpop3/base/secret.h"

#define TEXT(member) offsetof(struct pop3_session_options, member)

static const size_t texts[] = {
    TEXT(host),
    TEXT(tls_host),
    TEXT(tls_ca_file),
    TEXT(tls_ca_dir),
    TEXT(tls_fingerprint),
    TEXT(tls_crl_file),
    TEXT(tls_cert_file),
    TEXT(tls_key_file),
    TEXT(tls_ciphers),
    TEXT(proxy),
    TEXT(socket_path),
    TEXT(proxy_password),
    TEXT(source_address),
    TEXT(announced),
};

/* ---- Reading ------------------------------------------------------------- */

static bool enums_are_valid(const struct pop3_session_options *options)
{
	return (unsigned)options->tls <= POP3_TLS_NONE &&
	       (unsigned)options->tls_min_version <= POP3_TLS_1_3 &&
	       (unsigned)options->family <= POP3_FAMILY_IPV6 &&
	       (unsigned)options->pipelining <= POP3_PIPELINING_OFF &&
	       (unsigned)options->utf8 <= POP3_UTF8_OFF;
}

static bool ways_are_valid(const struct pop3_session_options *options)
{
	int ways = (options->proxy != NULL) + (options->socket_path != NULL) +
		   (options->descriptor != 0) + options->srv +
		   (options->lookup != NULL);

	return ways <= 1 && options->descriptor >= 0;
}

bool p3_options_are_valid(const struct pop3_session_options *options)
{
	/* A larger one is from a newer header; what it asks for may be a
	 * matter of trust, so it cannot be passed over. */
	if (options == NULL || options->size != sizeof *options)
		return false;
	return options->host != NULL && options->host[0] != '\0' &&
	       enums_are_valid(options) && ways_are_valid(options);
}

/* ---- Copying ------------------------------------------------------------- */

static char *get_text(const struct pop3_session_options *options, size_t place)
{
	char *text;

	memcpy(&text, (const char *)options + place, sizeof text);
	return text;
}

static void put_text(
    struct pop3_session_options *options, size_t place, const char *text)
{
	memcpy((char *)options + place, &text, sizeof text);
}

/* Copies all, so that each text is ours or NULL whatever failed. */
static bool own_texts(struct pop3_session_options *options)
{
	bool done = true;

	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
		const char *text = get_text(options, texts[i]);
		char *copy = text != NULL ? strdup(text) : NULL;

		done = done && (copy != NULL || text == NULL);
		put_text(options, texts[i], copy);
	}
	return done;
}

/* Without memory for it the handshake is a full one. */
static void own_ticket(struct pop3_session_options *options)
{
	const void *ticket = options->tls_ticket;
	void *copy = NULL;

	if (options->tls_ticket_length > 0 && ticket != NULL)
		copy = malloc(options->tls_ticket_length);
	options->tls_ticket = copy;
	if (copy != NULL)
		memcpy(copy, ticket, options->tls_ticket_length);
	else
		options->tls_ticket_length = 0;
}

static void set_defaults(struct pop3_session_options *options)
{
	if (options->port == 0)
		options->port = options->tls == POP3_TLS_IMPLICIT ? 995 : 110;
	if (options->timeout_ms == 0)
		options->timeout_ms = POP3_TIMEOUT_MS_DEFAULT;
}

bool p3_options_own(struct pop3_session_options *options)
{
	own_ticket(options);
	set_defaults(options);
	return own_texts(options);
}

void p3_options_clear(struct pop3_session_options *options)
{
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
		/* Cheaper than saying which of them are secret. */
		p3_secret_free(get_text(options, texts[i]));
		put_text(options, texts[i], NULL);
	}
	p3_wipe((void *)options->tls_ticket, options->tls_ticket_length);
	free((void *)options->tls_ticket);
	options->tls_ticket = NULL;
}
