/*
 * text-shape.c - the shapes of texts.
 *
 * What is wrong with a value is told where it stands, in which line, before
 * anything is done; so it is looked at while it is read and not only when a
 * session needs it.  The library remains the judge of what it is given.
 *
 * Where a URL is expected, or a host, people write a password, too.  It would
 * be in what --print-config shows and in each message about the host, so it is
 * refused, and not repeated with that.
 */
#include "popfetch/options/text-shape.h"

#include <ctype.h>
#include <netdb.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>

#include "popfetch/options/words.h"
#include "popfetch/text/host-port.h"
#include "popfetch/text/lmtp-address.h"

/* A SHA-256, and its digits of base64 in front of the padding. */
#define SHA256_OCTETS 32
#define SHA256_BASE64 43

static bool begins_with(const char *text, const char *prefix)
{
	return strncmp(text, prefix, strlen(prefix)) == 0;
}

bool text_is_clean(const char *text)
{
	if (*text == '\0')
		return false;
	for (; *text != '\0'; text++)
		if ((unsigned char)*text < 0x20 || *text == 0x7f)
			return false;
	return true;
}

/* Behind "//", if there is one: the colon of a scheme begins no password. */
static bool has_password(const char *text)
{
	const char *user = strstr(text, "//");
	const char *at = strrchr(text, '@');
	const char *colon = strchr(user != NULL ? user : text, ':');

	return at != NULL && colon != NULL && colon < at;
}

const char *text_to_repeat(const char *text)
{
	return has_password(text) ? "***" : text;
}

/* Behind the scheme of a proxy, or NULL; SOCKS has a port of its own. */
static const char *behind_scheme(const char *text, bool *out_has_default)
{
	static const char *const schemes[] = {
	    "http://", "socks5://", "socks5h://"};

	for (size_t i = 0; i < sizeof schemes / sizeof schemes[0]; i++)
		if (begins_with(text, schemes[i])) {
			*out_has_default = i > 0;
			return text + strlen(schemes[i]);
		}
	return NULL;
}

/* A slash may stand behind it. */
static bool is_host_and_port(const char *text, const char *port)
{
	struct host_port host_port;
	char whole[sizeof host_port.host + sizeof "[]:65535:65535"];
	size_t length = strlen(text);

	if (length > 0 && text[length - 1] == '/')
		length--;
	return (size_t)snprintf(whole, sizeof whole, "%.*s%s", (int)length,
		   text, port) < sizeof whole &&
	       host_port_read(whole, &host_port) &&
	       strchr(host_port.host, '/') == NULL;
}

bool text_is_proxy(const char *text)
{
	bool has_default;
	const char *rest = behind_scheme(text, &has_default);
	const char *at;

	if (rest == NULL || has_password(text))
		return false;
	at = strrchr(rest, '@');
	if (at != NULL)
		rest = at + 1;
	return is_host_and_port(rest, "") ||
	       (has_default && is_host_and_port(rest, ":1080"));
}

static bool is_hexadecimal_sha256(const char *text)
{
	const bool has_colons = strchr(text, ':') != NULL;

	for (size_t i = 0; i < SHA256_OCTETS; i++, text += 2) {
		if (has_colons && i > 0 && *text++ != ':')
			return false;
		if (!isxdigit((unsigned char)text[0]) ||
		    !isxdigit((unsigned char)text[1]))
			return false;
	}
	return *text == '\0';
}

static bool is_base64_sha256(const char *text)
{
	static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
				       "abcdefghijklmnopqrstuvwxyz"
				       "0123456789+/";
	const size_t digits = strspn(text, alphabet);

	return digits == SHA256_BASE64 && strcmp(text + digits, "=") == 0;
}

bool text_is_fingerprint(const char *text)
{
	static const char base64[] = "sha256//";

	return begins_with(text, base64)
		   ? is_base64_sha256(text + sizeof base64 - 1)
		   : is_hexadecimal_sha256(text);
}

bool text_is_ip_address(const char *text)
{
	const struct addrinfo hints = {
	    .ai_socktype = SOCK_STREAM, .ai_flags = AI_NUMERICHOST};
	struct addrinfo *found;

	if (getaddrinfo(text, NULL, &hints, &found) != 0)
		return false;
	freeaddrinfo(found);
	return true;
}

/* With one colon it would be a port behind a name, and brackets are for where
 * one may follow. */
bool text_is_host(const char *text)
{
	const char *colon = strchr(text, ':');

	return text[0] != '[' && strpbrk(text, "/@") == NULL &&
	       (colon == NULL || strchr(colon + 1, ':') != NULL);
}

bool text_is_command(const char *text)
{
	struct words words;

	if (words_split(text, &words) != NULL)
		return false;
	words_clear(&words);
	return true;
}

bool text_is_lmtp_server(const char *text)
{
	/* A path may be too long, which is another thing to say. */
	return lmtp_address_is_path(text) || lmtp_address_check(text) == NULL;
}
