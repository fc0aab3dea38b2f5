/*
 * net/socks.c - SOCKS 5 (RFC 1928) with its user and password (RFC 1929).
 *
 * The host goes to the proxy as the name it is, so that the proxy's side
 * looks it up: that is where it can be found, and where others need not see
 * it asked for.
 *
 * RFC 1929 sends the password in the clear; there is nothing better in SOCKS.
 * So it goes out only where a user was named, and the proxy asks for it.
 */
#include "libpop3/net/asking.h"

#include <stdio.h>
#include <string.h>

#include "libpop3/base/secret.h"

#define VERSION		5
#define AUTH_VERSION	1
#define METHOD_NONE	0
#define METHOD_PASSWORD 2
#define METHOD_REFUSED	0xff
#define COMMAND_CONNECT 1
#define ADDRESS_IPV4	1
#define ADDRESS_NAME	3
#define ADDRESS_IPV6	4

/* Lengths are one octet. */
#define TEXT_MAX 255

static enum pop3_status broken(const struct p3_asking *asking)
{
	return p3_asking_failed(asking, "does not speak SOCKS 5", "");
}

/* ---- Method -------------------------------------------------------------- */

static enum pop3_status log_in(const struct p3_asking *asking)
{
	const char *password = asking->password != NULL ? asking->password : "";
	size_t user_length = strlen(asking->proxy->user);
	size_t length = strlen(password);
	unsigned char request[3 + 2 * TEXT_MAX], answer[2];
	enum pop3_status status;

	/* RFC 1929 has no place for an empty one. */
	if (length == 0)
		return p3_asking_failed(
		    asking, "wants a password", "there is none for its user");
	if (length > TEXT_MAX)
		return p3_asking_failed(asking, "takes no such password",
		    "it is too long for SOCKS");
	request[0] = AUTH_VERSION;
	request[1] = (unsigned char)user_length;
	memcpy(request + 2, asking->proxy->user, user_length);
	request[2 + user_length] = (unsigned char)length;
	memcpy(request + 3 + user_length, password, length);
	status = p3_asking_say(asking, request, 3 + user_length + length);
	p3_wipe(request, sizeof request);
	if (status == POP3_OK)
		status = p3_asking_hear(asking, answer, sizeof answer);
	if (status != POP3_OK)
		return status;
	if (answer[0] != AUTH_VERSION)
		return broken(asking);
	return answer[1] == 0 ? POP3_OK
			      : p3_asking_failed(
				    asking, "refused its user or password", "");
}

static enum pop3_status agree_on_method(const struct p3_asking *asking)
{
	static const unsigned char offer[] = {
	    VERSION, 2, METHOD_NONE, METHOD_PASSWORD};
	static const unsigned char open_offer[] = {VERSION, 1, METHOD_NONE};
	bool has_user = asking->proxy->user[0] != '\0';
	unsigned char answer[2];
	enum pop3_status status;

	status = has_user
		     ? p3_asking_say(asking, offer, sizeof offer)
		     : p3_asking_say(asking, open_offer, sizeof open_offer);
	if (status == POP3_OK)
		status = p3_asking_hear(asking, answer, sizeof answer);
	if (status != POP3_OK)
		return status;
	if (answer[0] != VERSION)
		return broken(asking);
	if (answer[1] == METHOD_NONE)
		return POP3_OK;
	if (answer[1] == METHOD_PASSWORD && has_user)
		return log_in(asking);
	if (answer[1] == METHOD_REFUSED)
		return p3_asking_failed(asking,
		    has_user ? "takes neither nobody nor a password"
			     : "wants a user",
		    "");
	return broken(asking);
}

/* ---- Request ------------------------------------------------------------- */

static size_t write_request(unsigned char request[7 + TEXT_MAX],
    const struct p3_host *host, uint16_t port)
{
	size_t length = host->address_length;
	size_t at = 4;

	request[0] = VERSION;
	request[1] = COMMAND_CONNECT;
	request[2] = 0;
	request[3] = length == 4    ? ADDRESS_IPV4
		     : length == 16 ? ADDRESS_IPV6
				    : ADDRESS_NAME;
	if (length > 0) {
		memcpy(request + at, host->address, length);
	} else {
		length = strlen(host->ascii);
		request[at++] = (unsigned char)length;
		memcpy(request + at, host->ascii, length);
	}
	at += length;
	request[at++] = (unsigned char)(port >> 8);
	request[at++] = (unsigned char)(port & 0xff);
	return at;
}

/* RFC 1928, section 6. */
static const char *refusal_words(unsigned char reply)
{
	static const char *const words[] = {"", "general SOCKS server failure",
	    "connection not allowed by ruleset", "network unreachable",
	    "host unreachable", "connection refused", "TTL expired",
	    "command not supported", "address type not supported"};

	return reply < sizeof words / sizeof *words ? words[reply]
						    : "unknown reason";
}

/* The address that the proxy connects from; nobody needs it. */
static enum pop3_status skip_address(
    const struct p3_asking *asking, unsigned char type)
{
	unsigned char octets[TEXT_MAX + 2], length = 0;
	enum pop3_status status = POP3_OK;

	switch (type) {
	case ADDRESS_IPV4:
		length = 4;
		break;
	case ADDRESS_IPV6:
		length = 16;
		break;
	case ADDRESS_NAME:
		status = p3_asking_hear(asking, &length, 1);
		break;
	default:
		return broken(asking);
	}
	if (status != POP3_OK)
		return status;
	return p3_asking_hear(asking, octets, (size_t)length + 2);
}

static enum pop3_status hear_reply(
    const struct p3_asking *asking, const struct p3_host *host, uint16_t port)
{
	unsigned char reply[4];
	enum pop3_status status;
	char what[192];

	/* A refusal need not have an address behind it. */
	status = p3_asking_hear(asking, reply, 2);
	if (status != POP3_OK)
		return status;
	if (reply[0] != VERSION)
		return broken(asking);
	if (reply[1] != 0) {
		snprintf(what, sizeof what, "does not connect to '%s' port %u",
		    host->shown, (unsigned)port);
		return p3_asking_failed(asking, what, refusal_words(reply[1]));
	}
	status = p3_asking_hear(asking, reply + 2, 2);
	return status == POP3_OK ? skip_address(asking, reply[3]) : status;
}

enum pop3_status p3_socks_ask(
    const struct p3_asking *asking, const struct p3_host *host, uint16_t port)
{
	unsigned char request[7 + TEXT_MAX];
	enum pop3_status status = agree_on_method(asking);

	if (status == POP3_OK)
		status = p3_asking_say(
		    asking, request, write_request(request, host, port));
	return status == POP3_OK ? hear_reply(asking, host, port) : status;
}
