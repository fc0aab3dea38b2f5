/*
 * mail-address.c - local part and domain (RFC 5321, section 4.1.2; RFC 6531).
 *
 * A local part is a dot-string, beyond ASCII too.  RFC 5321 would allow nearly
 * anything in quotes; nobody has such an address, and quotes at a shell's
 * prompt are mostly a mistake, so they are refused.  So is the display name of
 * "Jim <jim@example.org>".
 */
#include "popfetch/text/mail-address.h"

#include <stdbool.h>
#include <string.h>

#include "popfetch/text/utf8.h"

static bool is_letter(unsigned char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
	       (c >= '0' && c <= '9') || c >= 0x80;
}

/* Parts of a local part (atext), and of a domain. */
static bool all_are(const char *text, const char *others)
{
	for (; *text != '\0'; text++)
		if (!is_letter((unsigned char)*text) &&
		    strchr(others, *text) == NULL)
			return false;
	return true;
}

static bool dots_are_right(const char *text)
{
	return text[0] != '\0' && text[0] != '.' &&
	       text[strlen(text) - 1] != '.' && strstr(text, "..") == NULL;
}

static const char *check_local(const char *local)
{
	if (!all_are(local, "!#$%&'*+-/=?^_`{|}~."))
		return "in front of the '@' is something that no address has";
	if (!dots_are_right(local))
		return "the dots in front of the '@' are not right";
	return NULL;
}

/* Which names exist is the DNS's matter; a dash in front would be taken for
 * an option by somebody. */
static const char *check_domain(const char *domain)
{
	if (domain[0] == '[' || strspn(domain, "0123456789.") == strlen(domain))
		return "behind the '@' must be a domain; '--host' takes an "
		       "address of the network";
	if (!all_are(domain, "-.") || domain[0] == '-')
		return "behind the '@' is something that no domain has";
	if (!dots_are_right(domain))
		return "the dots behind the '@' are not right";
	return NULL;
}

/* What is told before the address is taken apart. */
static const char *check_whole(const char *text)
{
	struct utf8 utf8 = {0};
	const char *at = strchr(text, '@');

	if (strchr(text, '"') != NULL)
		return "quotes in an address are not understood; '--user' and "
		       "'--host' say who logs in and where";
	if (strpbrk(text, "<> \t") != NULL)
		return "the address alone is wanted, such as jim@example.org";
	if (!utf8_take(&utf8, text, strlen(text)) || !utf8_is_whole(&utf8))
		return "it is not UTF-8";
	if (at == NULL || at == text || at[1] == '\0' ||
	    strchr(at + 1, '@') != NULL)
		return "an address is NAME@DOMAIN, such as jim@example.org";
	return NULL;
}

const char *mail_address_read(
    const char *text, struct mail_address *out_address)
{
	const char *why = check_whole(text);
	struct mail_address address;
	const char *domain;
	size_t length;

	if (why != NULL)
		return why;
	domain = strchr(text, '@') + 1;
	length = (size_t)(domain - 1 - text);
	if (length > MAIL_ADDRESS_LOCAL_MAX ||
	    strlen(domain) > MAIL_ADDRESS_DOMAIN_MAX)
		return "it is longer than an address may be";
	strcpy(address.text, text);
	strcpy(address.domain, domain);
	memcpy(address.local, text, length);
	address.local[length] = '\0';
	why = check_local(address.local);
	if (why == NULL)
		why = check_domain(address.domain);
	if (why == NULL)
		*out_address = address;
	return why;
}
