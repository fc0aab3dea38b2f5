/*
 * net/http-connect.c - a tunnel through an HTTP proxy by CONNECT (RFC 9110,
 * section 9.3.6).
 *
 * Of the answer the status counts; the fields behind it are passed over, up
 * to a bound.  It is read an octet at a time, since the next octet behind its
 * empty line is the server's; it is short, and there is one for a connection.
 */
#include "libpop3/net/asking.h"

#include <openssl/evp.h>
#include <stdio.h>
#include <string.h>

#include <pop3/printable.h>

#include "libpop3/base/ascii.h"
#include "libpop3/base/buf.h"
#include "libpop3/base/secret.h"

/* Of an answer, status line and fields. */
#define ANSWER_MAX 16384

/* Of its status line, of which an error shows less. */
#define STATUS_LINE_MAX 256

/* Longer passwords than anybody's; the request must end somewhere. */
#define REQUEST_MAX 8192

/* ---- Request ------------------------------------------------------------- */

/* RFC 7617. */
static bool append_credentials(
    struct p3_buf *request, const char *user, const char *password)
{
	char plain[REQUEST_MAX / 2], encoded[REQUEST_MAX];
	int length = snprintf(plain, sizeof plain, "%s:%s", user, password);
	bool done = length > 0 && (size_t)length < sizeof plain;

	if (done) {
		EVP_EncodeBlock((unsigned char *)encoded,
		    (const unsigned char *)plain, length);
		done = p3_buf_append_text(
			   request, "Proxy-Authorization: Basic ") &&
		       p3_buf_append_text(request, encoded) &&
		       p3_buf_append_text(request, "\r\n");
	}
	p3_wipe(plain, sizeof plain);
	p3_wipe(encoded, sizeof encoded);
	return done;
}

static bool fill(struct p3_buf *request, const struct p3_asking *asking,
    const struct p3_host *host, uint16_t port)
{
	const char *user = asking->proxy->user;
	bool is_v6 = host->address_length == 16;
	char head[2 * P3_HOST_SIZE + 64], where[P3_HOST_SIZE + 16];

	snprintf(where, sizeof where, "%s%s%s:%u", is_v6 ? "[" : "",
	    host->ascii, is_v6 ? "]" : "", (unsigned)port);
	snprintf(head, sizeof head, "CONNECT %s HTTP/1.1\r\nHost: %s\r\n",
	    where, where);
	return p3_buf_append_text(request, head) &&
	       (user[0] == '\0' || asking->password == NULL ||
		   append_credentials(request, user, asking->password)) &&
	       p3_buf_append_text(request, "\r\n");
}

static enum pop3_status say_request(
    const struct p3_asking *asking, const struct p3_host *host, uint16_t port)
{
	struct p3_buf request;
	enum pop3_status status;

	p3_buf_init(&request, 2 * REQUEST_MAX);
	status = fill(&request, asking, host, port)
		     ? p3_asking_say(asking, p3_buf_octets(&request),
			   p3_buf_length(&request))
		     : p3_asking_failed(
			   asking, "takes no such password", "it is too long");
	p3_buf_free(&request);
	return status;
}

/* ---- Answer -------------------------------------------------------------- */

/* Reads up to the empty line; keeps of the first line what fits. */
static enum pop3_status hear_answer(
    const struct p3_asking *asking, char line[STATUS_LINE_MAX])
{
	size_t kept = 0, column = 0;
	bool in_first = true;

	for (size_t count = 0; count < ANSWER_MAX; count++) {
		char octet;
		enum pop3_status status = p3_asking_hear(asking, &octet, 1);

		if (status != POP3_OK)
			return status;
		if (octet == '\n' && column == 0 && !in_first) {
			line[kept] = '\0';
			return POP3_OK;
		}
		if (octet == '\n') {
			in_first = false;
			column = 0;
		} else if (octet != '\r') {
			column++;
			if (in_first && octet != '\0' &&
			    kept < STATUS_LINE_MAX - 1)
				line[kept++] = octet;
		}
	}
	return p3_asking_failed(asking, "sends an answer without an end", "");
}

/* "HTTP/1.1 200 ..."; the status, or 0. */
static int status_of(const char *line)
{
	const char *at = line + 9;

	if (strncmp(line, "HTTP/1.", 7) != 0 || line[7] == '\0' ||
	    line[8] != ' ')
		return 0;
	for (int i = 0; i < 3; i++)
		if (!p3_is_digit(at[i]))
			return 0;
	if (at[3] != ' ' && at[3] != '\0')
		return 0;
	return (at[0] - '0') * 100 + (at[1] - '0') * 10 + (at[2] - '0');
}

enum pop3_status p3_http_ask(
    const struct p3_asking *asking, const struct p3_host *host, uint16_t port)
{
	char line[STATUS_LINE_MAX], shown[STATUS_LINE_MAX / 2], what[192];
	enum pop3_status status = say_request(asking, host, port);
	int code;

	if (status == POP3_OK)
		status = hear_answer(asking, line);
	if (status != POP3_OK)
		return status;
	code = status_of(line);
	if (code == 0)
		return p3_asking_failed(asking, "does not speak HTTP", "");
	if (code >= 200 && code < 300)
		return POP3_OK;
	pop3_printable(shown, sizeof shown, line + 9, strlen(line + 9));
	snprintf(what, sizeof what, "does not connect to '%s' port %u",
	    host->shown, (unsigned)port);
	return p3_asking_failed(asking, what, shown);
}
