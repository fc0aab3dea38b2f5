/*
 * engine/reply.c - status indicator, response code, text.
 *
 * RFC 1939, section 3: a reply is "+OK" or "-ERR", in upper case, and
 * optional text behind a blank.  Case is not insisted on; that a blank or
 * nothing follows is, since "+OKAY" is not what a POP3 server says and means
 * that we talk to something else.
 *
 * RFC 2449, section 8: a response code stands in brackets, first in the text,
 * and its levels are separated by "/".  Levels beyond those we know refine
 * the code and change nothing for whoever does not know them, so
 * "[SYS/TEMP/disk]" is SYS/TEMP.  Codes are looked for whether or not
 * RESP-CODES was announced: servers behind proxies forget to.
 */
#include "libpop3/engine/reply.h"

#include <string.h>

#include "libpop3/engine/keyword.h"

static const struct {
	const char *text;
	enum pop3_response_code code;
} codes[] = {
    {"IN-USE", POP3_CODE_IN_USE},	    /* RFC 2449, section 8.1.2 */
    {"LOGIN-DELAY", POP3_CODE_LOGIN_DELAY}, /* RFC 2449, section 8.1.1 */
    {"SYS/TEMP", POP3_CODE_SYS_TEMP},	    /* RFC 3206, section 4 */
    {"SYS/PERM", POP3_CODE_SYS_PERM},	    /* RFC 3206, section 4 */
    {"AUTH", POP3_CODE_AUTH},		    /* RFC 3206, section 5 */
    {"UTF8", POP3_CODE_UTF8},		    /* RFC 6856, section 5 */
};

/* The octets the status indicator takes, 0 when the line has not this one. */
static size_t indicator_length(struct pop3_span line, const char *indicator)
{
	size_t n = strlen(indicator);

	if (line.length < n ||
	    !p3_keyword_is((struct pop3_span){line.octets, n}, indicator))
		return 0;
	if (line.length > n && !p3_is_blank(line.octets[n]))
		return 0;
	return n;
}

/* Compares whole levels: the code itself, or the code, "/" and more. */
static bool is_code(struct pop3_span inside, const char *code)
{
	size_t n = strlen(code);

	if (inside.length > n && inside.octets[n] == '/')
		inside.length = n;
	return p3_keyword_is(inside, code);
}

static enum pop3_response_code code_of(struct pop3_span inside)
{
	for (size_t i = 0; i < sizeof codes / sizeof codes[0]; i++)
		if (is_code(inside, codes[i].text))
			return codes[i].code;
	return POP3_CODE_UNKNOWN;
}

/* The octets between the brackets that text begins with; 0 when it does not,
 * or when they enclose what RFC 2449 does not allow there. */
static size_t code_length(struct pop3_span text)
{
	if (text.length == 0 || text.octets[0] != '[')
		return 0;
	for (size_t i = 1; i < text.length; i++) {
		unsigned char c = (unsigned char)text.octets[i];

		if (c == ']')
			return i - 1;
		if (c <= 0x20 || c >= 0x7F)
			return 0;
	}
	return 0;
}

bool p3_reply_read(struct pop3_span line, struct pop3_reply *out_reply)
{
	size_t ok = indicator_length(line, "+OK");
	size_t n = ok > 0 ? ok : indicator_length(line, "-ERR");
	struct pop3_span text;

	if (n == 0)
		return false;
	text = p3_span_trim(p3_span_behind(line, n));
	*out_reply = (struct pop3_reply){.ok = ok > 0, .code = POP3_CODE_NONE};
	n = code_length(text);
	if (n > 0) {
		out_reply->code =
		    code_of((struct pop3_span){text.octets + 1, n});
		text = p3_span_trim(p3_span_behind(text, n + 2));
	}
	out_reply->text = text;
	return true;
}

bool p3_challenge_read(struct pop3_span line, struct pop3_span *out_base64)
{
	/* "+" alone, and "+" with the base64 right behind it, come from
	 * servers too; an "+OK" that ends there is the final answer. */
	if (line.length == 0 || line.octets[0] != '+' ||
	    indicator_length(line, "+OK") > 0)
		return false;
	*out_base64 = p3_span_trim(p3_span_behind(line, 1));
	return true;
}
