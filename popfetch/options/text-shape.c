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
#include <string.h>
#include <sys/socket.h>

#include "popfetch/options/words.h"
#include "popfetch/text/lmtp-address.h"

#define SHA256_DIGITS 64

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

/* For HTTP there is no port of its own. */
bool text_is_proxy(const char *text)
{
	static const char http[] = "http://";

	if (has_password(text))
		return false;
	return begins_with(text, "socks5://") ||
	       begins_with(text, "socks5h://") ||
	       (begins_with(text, http) &&
		   strchr(text + sizeof http - 1, ':') != NULL);
}

bool text_is_fingerprint(const char *text)
{
	size_t digits = 0;

	if (begins_with(text, "sha256//"))
		return true;
	for (; *text != '\0'; text++)
		if (isxdigit((unsigned char)*text))
			digits++;
		else if (*text != ':')
			return false;
	return digits == SHA256_DIGITS;
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
