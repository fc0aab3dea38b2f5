/*
 * text/url.c - POP URLs (RFC 2384; generic syntax: RFC 3986, section 3).
 *
 *	pop://[USER[;AUTH=MECHANISM]@]HOST[:PORT][/]
 *
 * The text is taken apart at its delimiters first and each part is decoded
 * after, so that no decoded octet is ever a delimiter.  What a URL may not
 * have is refused rather than passed over: a person who writes a password or
 * a path means something by it.  A second "@" is refused too, since
 * "jim@example.org@pop.example.org" has two readings and one of them sends
 * jim's password to the wrong host.
 *
 * No reason quotes the text, which may have a password in it after all.
 */
#include <pop3/url.h>

#include <stdlib.h>
#include <string.h>

#include "libpop3/base/ascii.h"
#include "libpop3/base/number.h"
#include "libpop3/base/utf8.h"

/* RFC 4422, section 3.1. */
#define MECHANISM_MAX 20

static const char SCHEME[] = "pop://";
static const char SCHEME_TLS[] = "pops://";

/* A part of the text. */
struct part {
	const char *at;
	const char *end;
};

static size_t length_of(struct part part)
{
	return (size_t)(part.end - part.at);
}

static const char *find(struct part part, char c)
{
	return memchr(part.at, c, length_of(part));
}

static enum pop3_status refuse(const char **out_why, const char *why)
{
	*out_why = why;
	return POP3_E_MISUSE;
}

/* ---- Decoding ---------------------------------------------------------- */

/* The length of what was decoded to, or SIZE_MAX. */
static size_t percent_decode(struct part part, char *to)
{
	size_t length = 0;

	while (part.at < part.end) {
		int high = 0, low;

		if (*part.at != '%') {
			to[length++] = *part.at++;
			continue;
		}
		if (length_of(part) < 3 || (high = p3_hex(part.at[1])) < 0 ||
		    (low = p3_hex(part.at[2])) < 0)
			return SIZE_MAX;
		to[length++] = (char)(high << 4 | low);
		part.at += 3;
	}
	return length;
}

static bool is_text(const char *octets, size_t length)
{
	while (length > 0) {
		uint32_t c;
		size_t n = p3_utf8_read(octets, length, &c);

		if (n == 0 || !p3_utf8_is_text(c))
			return false;
		octets += n;
		length -= n;
	}
	return true;
}

static enum pop3_status decode(
    struct part part, char **out_text, const char **out_why)
{
	char *text = malloc(length_of(part) + 1);
	const char *why = NULL;
	size_t length;

	if (text == NULL)
		return POP3_E_NO_MEMORY;
	length = percent_decode(part, text);
	if (length == SIZE_MAX)
		why = "a '%' in the URL is not followed by two hexadecimal "
		      "digits";
	else if (!is_text(text, length))
		why = "the URL has octets that are not UTF-8, or a control "
		      "character behind a '%'";
	if (why != NULL) {
		free(text);
		return refuse(out_why, why);
	}
	text[length] = '\0';
	*out_text = text;
	return POP3_OK;
}

/* ---- USER[;AUTH=MECHANISM] --------------------------------------------- */

static bool is_mechanism(const char *text)
{
	size_t length = strlen(text);

	for (size_t i = 0; i < length; i++)
		if (!p3_is_letter(text[i]) && !p3_is_digit(text[i]) &&
		    text[i] != '-' && text[i] != '_')
			return false;
	return length > 0 && length <= MECHANISM_MAX;
}

/* "*" stands for any, "+APOP" for what is no SASL mechanism (RFC 2384,
 * sections 3 and 4). */
static enum pop3_status read_mechanism(
    struct part part, struct pop3_url *url, const char **out_why)
{
	enum pop3_status status;

	if (length_of(part) == 1 && *part.at == '*')
		return POP3_OK;
	if (p3_same_name(part.at, length_of(part), "+APOP"))
		part.at++;
	status = decode(part, &url->mechanism, out_why);
	if (status != POP3_OK)
		return status;
	if (!is_mechanism(url->mechanism))
		return refuse(out_why, "what follows ';AUTH=' is no mechanism");
	for (char *c = url->mechanism; *c != '\0'; c++)
		*c = p3_upper(*c);
	return POP3_OK;
}

static enum pop3_status read_user(
    struct part part, struct pop3_url *url, const char **out_why)
{
	const char *semicolon = find(part, ';');
	struct part user = {part.at, semicolon != NULL ? semicolon : part.end};
	struct part auth = {user.end, part.end};
	enum pop3_status status;

	if (find(part, ':') != NULL)
		return refuse(out_why, "a URL may not have a password in it");
	if (find(part, '@') != NULL)
		return refuse(
		    out_why, "an '@' in the URL's user must be written '%40'");
	if (user.at == user.end)
		return refuse(out_why, "the URL has no user before the '@'");
	status = decode(user, &url->user, out_why);
	if (status != POP3_OK || semicolon == NULL)
		return status;
	if (!p3_begins(auth.at, ";auth="))
		return refuse(out_why,
		    "the URL's user has a ';' that does not begin ';AUTH='");
	auth.at += strlen(";AUTH=");
	return read_mechanism(auth, url, out_why);
}

/* ---- HOST[:PORT] ------------------------------------------------------- */

static bool is_name(const char *text)
{
	for (; *text != '\0'; text++)
		if (!p3_is_letter(*text) && !p3_is_digit(*text) &&
		    (unsigned char)*text < 0x80 && *text != '-' &&
		    *text != '.' && *text != '_')
			return false;
	return true;
}

/* An IPv6 address, perhaps with a zone (RFC 6874); whether it is a good one
 * is for the resolver to say. */
static bool is_ipv6(const char *text)
{
	size_t colons = 0;

	for (; *text != '\0' && *text != '%'; text++) {
		if (p3_hex(*text) < 0 && *text != ':' && *text != '.')
			return false;
		colons += *text == ':';
	}
	return colons >= 2 &&
	       (*text == '\0' || (text[1] != '\0' && is_name(text + 1)));
}

static enum pop3_status read_host(
    struct part part, struct pop3_url *url, const char **out_why)
{
	bool bracketed = *part.at == '[';
	enum pop3_status status;

	if (bracketed) {
		part.at++;
		part.end--;
	}
	status = decode(part, &url->host, out_why);
	if (status != POP3_OK)
		return status;
	if (bracketed && !is_ipv6(url->host))
		return refuse(
		    out_why, "what the URL has in brackets is no IPv6 address");
	if (!bracketed && !is_name(url->host))
		return refuse(out_why, "the URL's host is no host name");
	return POP3_OK;
}

static enum pop3_status read_port(
    struct part part, struct pop3_url *url, const char **out_why)
{
	uint64_t port;
	size_t used;

	if (!p3_number_read(
		part.at, length_of(part), UINT16_MAX, &port, &used) ||
	    used != length_of(part) || port == 0)
		return refuse(out_why,
		    "the URL's port is not a number between 1 and 65535");
	url->port = (uint16_t)port;
	return POP3_OK;
}

static enum pop3_status read_host_port(
    struct part part, struct pop3_url *url, const char **out_why)
{
	struct part host = part;
	struct part port = {part.end, part.end};
	const char *close = find(part, ']');
	enum pop3_status status;

	if (part.at < part.end && *part.at == '[') {
		if (close == NULL || (close + 1 < part.end && close[1] != ':'))
			return refuse(out_why,
			    "the URL has an opening bracket without a closing "
			    "one");
		host.end = close + 1;
	} else if (find(part, ':') != NULL) {
		host.end = find(part, ':');
	}
	if (host.end < part.end)
		port = (struct part){host.end + 1, part.end};
	if (find(port, ':') != NULL)
		return refuse(
		    out_why, "an IPv6 address in a URL must stand in brackets");
	if (host.at == host.end)
		return refuse(out_why, "the URL has no host");
	status = read_host(host, url, out_why);
	if (status != POP3_OK || host.end == part.end)
		return status;
	return read_port(port, url, out_why);
}

/* ---- The whole --------------------------------------------------------- */

/* What stands behind the host must be nothing, or "/". */
static enum pop3_status check_rest(struct part rest, const char **out_why)
{
	if (find(rest, '?') != NULL)
		return refuse(out_why, "a POP URL has no query");
	if (find(rest, '#') != NULL)
		return refuse(out_why, "a POP URL has no fragment");
	if (length_of(rest) > 1)
		return refuse(out_why, "a POP URL has no path");
	return POP3_OK;
}

static enum pop3_status read_url(
    struct part text, struct pop3_url *url, const char **out_why)
{
	struct part authority = text, user;
	const char *at = NULL;
	enum pop3_status status;

	authority.end = text.at + strcspn(text.at, "/?#");
	for (const char *c = authority.at; c < authority.end; c++)
		if (*c == '@')
			at = c;
	if (at != NULL) {
		user = (struct part){authority.at, at};
		status = read_user(user, url, out_why);
		if (status != POP3_OK)
			return status;
		authority.at = at + 1;
	}
	status = read_host_port(authority, url, out_why);
	if (status != POP3_OK)
		return status;
	return check_rest((struct part){authority.end, text.end}, out_why);
}

bool pop3_url_is(const char *text)
{
	return p3_begins(text, SCHEME) || p3_begins(text, SCHEME_TLS);
}

enum pop3_status pop3_url_parse(
    const char *text, struct pop3_url *out_url, const char **out_why)
{
	struct part whole = {text, text + strlen(text)};
	struct pop3_url url = {.implicit_tls = p3_begins(text, SCHEME_TLS)};
	enum pop3_status status;

	if (!pop3_url_is(text))
		return refuse(out_why,
		    "the URL begins with neither 'pop://' nor 'pops://'");
	for (const char *c = text; *c != '\0'; c++)
		if ((unsigned char)*c <= ' ' || *c == 0x7F)
			return refuse(out_why,
			    "the URL has a blank or a control character in it");
	whole.at += strlen(url.implicit_tls ? SCHEME_TLS : SCHEME);
	status = read_url(whole, &url, out_why);
	if (status != POP3_OK) {
		pop3_url_clear(&url);
		return status;
	}
	*out_url = url;
	return POP3_OK;
}

void pop3_url_clear(struct pop3_url *url)
{
	free(url->user);
	free(url->mechanism);
	free(url->host);
	*url = (struct pop3_url){.port = 0};
}
