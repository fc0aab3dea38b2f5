/*
 * url-layer.c - RFC 2384, extended: host, port, user and mechanism; and the
 * scheme says the TLS mode, so that "tls = none" among the defaults cannot
 * take the protection from a URL on the command line.
 */
#include "popfetch/invocation/url-layer.h"

#include "popfetch/invocation/arguments.h"
#include "popfetch/options/memory.h"
#include "popfetch/talk/talk.h"

static void give_text(
    struct option_layer *layer, enum option_id id, const char *text)
{
	if (text != NULL)
		layer->values[id] =
		    (struct option_value){true, 0, memory_copy(text)};
}

static void give_number(
    struct option_layer *layer, enum option_id id, uint32_t number)
{
	layer->values[id] = (struct option_value){true, number, NULL};
}

static enum exit_status check_scheme(
    const struct pop3_url *url, const struct option_layer *layer)
{
	const struct option_value *tls = &layer->values[OPT_TLS];

	if (!tls->given)
		return EXIT_DONE;
	if (url->implicit_tls && tls->number != POP3_TLS_IMPLICIT)
		return usage_error("'--tls %s' contradicts 'pops://'; 'pop://' "
				   "goes with it",
		    option_table[OPT_TLS].words[tls->number]);
	if (!url->implicit_tls && tls->number == POP3_TLS_IMPLICIT)
		return usage_error("'--tls implicit' contradicts 'pop://'; "
				   "'pops://' goes with it");
	return EXIT_DONE;
}

static enum exit_status take_mechanism(
    const struct pop3_url *url, struct option_layer *layer)
{
	char allowed[OPTION_ALLOWED_MAX];

	if (url->mechanism == NULL ||
	    option_value_read(&option_table[OPT_AUTH], url->mechanism,
		&layer->values[OPT_AUTH], allowed))
		return EXIT_DONE;
	return usage_error("bad mechanism '%s' in the URL: %s is allowed",
	    url->mechanism, allowed);
}

static enum exit_status take(const struct pop3_url *url,
    const struct option_layer *line, struct option_layer *layer)
{
	enum exit_status status = check_scheme(url, line);

	if (status != EXIT_DONE)
		return status;
	give_text(layer, OPT_HOST, url->host);
	give_text(layer, OPT_USER, url->user);
	if (url->port != 0)
		give_number(layer, OPT_PORT, url->port);
	give_number(layer, OPT_TLS,
	    url->implicit_tls ? POP3_TLS_IMPLICIT : POP3_TLS_STARTTLS);
	return take_mechanism(url, layer);
}

enum exit_status url_layer_read(const char *text,
    const struct option_layer *line, struct option_layer *layer)
{
	struct pop3_url url = {0};
	const char *why = "";
	const enum pop3_status parsed = pop3_url_parse(text, &url, &why);
	enum exit_status status;

	if (parsed == POP3_E_NO_MEMORY) {
		talk_error(&talk_unnamed, "out of memory");
		return exit_status_of(parsed);
	}
	if (parsed != POP3_OK)
		return usage_error("bad URL: %s", why);
	status = take(&url, line, layer);
	pop3_url_clear(&url);
	return status;
}
