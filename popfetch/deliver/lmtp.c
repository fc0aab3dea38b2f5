/*
 * lmtp.c - replies, commands and the message of LMTP (RFC 2033), which is
 * SMTP (RFC 5321) with LHLO and a reply for each recipient.
 *
 * A message has LF line ends here and goes out with CRLF, so that no lone LF
 * is sent.  A CR that is no part of a line end is data.  RFC 5321 (section
 * 2.3.8) forbids it, since a server that takes one for a line end may see a
 * final dot where there is none; yet mail is delivered as it came, so that
 * only the one in front of a dot goes out as a blank.
 */
#include "popfetch/deliver/lmtp.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "popfetch/text/letter-case.h"

/* ---- Replies ------------------------------------------------------------- */

void lmtp_reply_begin(struct lmtp_reply *reply)
{
	*reply = (struct lmtp_reply){0};
}

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool is_keyword(const char *line, const char *keyword)
{
	const size_t length = strlen(keyword);

	return words_match_within(line, keyword, length) &&
	       (line[length] == '\0' || line[length] == ' ');
}

static void note_feature(struct lmtp_features *features, const char *line)
{
	if (is_keyword(line, "PIPELINING"))
		features->pipelining = true;
	else if (is_keyword(line, "8BITMIME"))
		features->eight_bit = true;
	else if (is_keyword(line, "SIZE"))
		features->size = true;
}

/* "250-text", "250 text" or "250" (RFC 5321, section 4.2). */
static bool read_code(const char *line, int *out_code, char *out_mark)
{
	if (!is_digit(line[0]) || !is_digit(line[1]) || !is_digit(line[2]))
		return false;
	*out_code =
	    (line[0] - '0') * 100 + (line[1] - '0') * 10 + line[2] - '0';
	*out_mark = line[3];
	return *out_code >= 200 && *out_code <= 599 &&
	       (*out_mark == '\0' || *out_mark == ' ' || *out_mark == '-');
}

static enum lmtp_progress read_line(struct lmtp_reply *reply)
{
	const char *text = reply->line + 3;
	size_t length = reply->length;
	char mark;
	int code;

	if (length > 0 && reply->line[length - 1] == '\r')
		length--;
	reply->line[length] = '\0';
	reply->length = 0;
	if (!read_code(reply->line, &code, &mark) ||
	    (reply->lines > 0 && code != reply->code) ||
	    ++reply->lines > LMTP_LINES_MAX)
		return LMTP_BROKEN;
	reply->code = code;
	if (mark != '\0')
		text++;
	snprintf(reply->text, sizeof reply->text, "%s", text);
	note_feature(&reply->features, text);
	return mark == '-' ? LMTP_MORE : LMTP_COMPLETE;
}

enum lmtp_progress lmtp_reply_take(
    struct lmtp_reply *reply, const char *octets, size_t n, size_t *out_taken)
{
	enum lmtp_progress progress = LMTP_MORE;
	size_t taken = 0;

	while (taken < n && progress == LMTP_MORE) {
		char c = octets[taken++];

		if (c == '\n')
			progress = read_line(reply);
		else if (reply->length == LMTP_LINE_MAX)
			progress = LMTP_BROKEN;
		else
			reply->line[reply->length++] = c;
	}
	*out_taken = taken;
	return progress;
}

/* ---- Commands ------------------------------------------------------------ */

void lmtp_write_mail(char out[LMTP_COMMAND_SIZE], const char *sender,
    uint64_t octets, bool has_eight_bit, const struct lmtp_features *features)
{
	char size[32] = "";

	if (features->size)
		snprintf(size, sizeof size, " SIZE=%" PRIu64, octets);
	snprintf(out, LMTP_COMMAND_SIZE, "MAIL FROM:<%s>%s%s\r\n", sender, size,
	    has_eight_bit && features->eight_bit ? " BODY=8BITMIME" : "");
}

void lmtp_write_rcpt(char out[LMTP_COMMAND_SIZE], const char *recipient)
{
	snprintf(out, LMTP_COMMAND_SIZE, "RCPT TO:<%s>\r\n", recipient);
}

/* ---- A message ----------------------------------------------------------- */

size_t lmtp_body_convert(
    struct lmtp_body *body, const char *in, size_t n, char *out)
{
	char *to = out;

	for (size_t i = 0; i < n; i++) {
		char c = in[i];

		if (body->cr)
			*to++ = c == '.' ? ' ' : '\r';
		body->cr = c == '\r';
		if (c == '\n' || (c == '.' && !body->inside_line))
			*to++ = c == '\n' ? '\r' : '.';
		if (c != '\r')
			*to++ = c;
		body->inside_line = c != '\n';
	}
	return (size_t)(to - out);
}

size_t lmtp_body_finish(struct lmtp_body *body, char out[LMTP_BODY_END_MAX])
{
	char *to = out;

	if (body->cr)
		*to++ = '\r';
	if (body->inside_line) {
		*to++ = '\r';
		*to++ = '\n';
	}
	memcpy(to, ".\r\n", 3);
	return (size_t)(to - out) + 3;
}
