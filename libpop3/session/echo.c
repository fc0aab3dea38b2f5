/*
 * session/echo.c - looking for the secret in what the server said.
 *
 * "-ERR bad password 's3cret'" is a real answer of real servers, and error
 * texts end in the mail that cron sends.  So the secret is looked for in each
 * form in which it was said or may be said back, without regard to case:
 *
 *	as it is, and in a text that was made printable as it looks there;
 *	inside base64 (RFC 5034): what stands in front of it there shifts it
 *	by 0, 8 or 16 bits, so that it has three forms, each without the
 *	digits that it shares with its neighbours.
 *
 * A text may be cut, and then the beginning of a form in front of the cut is
 * looked for as well.  Of a long secret (a token) its beginning is enough to
 * know it by, and everything from there on is hidden.
 *
 * Servers say it later, too, so what it is known by is kept until the session
 * is freed.
 */
#include "libpop3/session/echo.h"

#include <string.h>

#include <pop3/printable.h>

#include "libpop3/base/ascii.h"
#include "libpop3/base/secret.h"

#define LEAST 3 /* octets of it: fewer are in any text */
static const char HIDDEN[] = "***";
static const char CUT[] = "...";
static const char DIGITS[] =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/=";

#define FORMS	 4
#define FORM_MAX (P3_ECHO_KNOWN_BY * 4 / 3 + 1)

struct form {
	char octets[FORM_MAX];
	size_t length;
	size_t least; /* of it in front of a cut */
	bool base64;
	bool begins_only; /* the secret goes on */
};

/* A place in a text. */
struct place {
	size_t start;
	size_t length; /* 0: there is none */
};

/* ---- Forms --------------------------------------------------------------- */

/* The base64 digits that the secret alone decides, from that bit of it on. */
static void fill_base64(
    struct form *form, const char *secret, size_t length, size_t bit)
{
	const unsigned char *octets = (const unsigned char *)secret;

	for (; bit + 6 <= 8 * length; bit += 6) {
		size_t i = bit / 8;
		unsigned two = (unsigned)octets[i] << 8;

		if (i + 1 < length)
			two |= octets[i + 1];
		form->octets[form->length++] =
		    DIGITS[two >> (10 - bit % 8) & 63];
	}
	form->base64 = true;
	form->least = LEAST + 1;
}

/* How much of a long secret it is known by: no part of a UTF-8 character,
 * which is not printable as the whole one is. */
static size_t known_length(const char *secret)
{
	size_t length = P3_ECHO_KNOWN_BY;

	while (length > P3_ECHO_KNOWN_BY - 4 && (secret[length] & 0xC0) == 0x80)
		length--;
	return length;
}

/* They are a secret, too. */
static void fill_forms(struct form forms[FORMS], const char *secret)
{
	size_t length = strlen(secret);
	bool begins_only = length > P3_ECHO_KNOWN_BY;

	memset(forms, 0, FORMS * sizeof *forms);
	if (length < LEAST)
		return;
	if (begins_only)
		length = known_length(secret);
	memcpy(forms[0].octets, secret, length);
	forms[0].length = length;
	forms[0].least = LEAST;
	fill_base64(&forms[1], secret, length, 0);
	fill_base64(&forms[2], secret, length, 4); /* behind one octet */
	fill_base64(&forms[3], secret, length, 2); /* behind two */
	for (size_t i = 0; i < FORMS; i++)
		forms[i].begins_only = begins_only;
}

/* ---- Looking ------------------------------------------------------------- */

/* How many octets of the form stand at the beginning of text. */
static size_t beginning(const struct form *form, const char *text, size_t left)
{
	size_t n = 0;

	while (n < form->length && n < left &&
	       p3_lower(text[n]) == p3_lower(form->octets[n]))
		n++;
	return n;
}

static bool is_cut_at(const char *text, size_t left)
{
	size_t n = sizeof CUT - 1;

	return left == 0 || (left >= n && memcmp(text, CUT, n) == 0);
}

static bool is_digit(char c)
{
	return c != '\0' && strchr(DIGITS, c) != NULL;
}

/* All of the base64 around it, in which there may be more. */
static struct place widened(struct place place, const char *text, size_t length)
{
	size_t end = place.start + place.length;

	while (place.start > 0 && is_digit(text[place.start - 1]))
		place.start--;
	while (end < length && is_digit(text[end]))
		end++;
	return (struct place){place.start, end - place.start};
}

static struct place find(
    const struct form *form, const char *text, size_t length)
{
	for (size_t i = 0; form->length > 0 && i < length; i++) {
		size_t n = beginning(form, text + i, length - i);
		bool whole = n == form->length;

		if (!whole && (n < form->least ||
				  !is_cut_at(text + i + n, length - i - n)))
			continue;
		if (form->base64)
			return widened((struct place){i, n}, text, length);
		if (whole && form->begins_only)
			n = length - i;
		return (struct place){i, n};
	}
	return (struct place){0, 0};
}

/* ---- Hiding -------------------------------------------------------------- */

/* All that follows moves up. */
static char *hide(char *text, struct place place)
{
	char *at = text + place.start;
	const char *behind = at + place.length;

	memmove(at + sizeof HIDDEN - 1, behind, strlen(behind) + 1);
	memcpy(at, HIDDEN, sizeof HIDDEN - 1);
	return at + sizeof HIDDEN - 1;
}

static void hide_all(char *text, const struct form *form)
{
	struct place place = find(form, text, strlen(text));

	while (place.length > 0) {
		text = hide(text, place);
		place = find(form, text, strlen(text));
	}
}

void p3_echo_hide(char *text, const char *secret)
{
	struct form forms[FORMS];
	struct form *plain = &forms[0];

	fill_forms(forms, secret);
	pop3_printable(
	    plain->octets, sizeof plain->octets, secret, plain->length);
	for (size_t i = 0; i < FORMS; i++)
		hide_all(text, &forms[i]);
	p3_wipe(forms, sizeof forms);
}

void p3_echo_keep(struct pop3_session *session, const char *secret)
{
	size_t length = secret != NULL ? strlen(secret) : 0;

	if (length > sizeof session->secret - 1)
		length = sizeof session->secret - 1;
	p3_wipe(session->secret, sizeof session->secret);
	if (length > 0)
		memcpy(session->secret, secret, length);
}

void p3_echo_hide_kept(const struct pop3_session *session, char *text)
{
	p3_echo_hide(text, session->secret);
}

static bool holds(const char *line, size_t length, const char *secret)
{
	struct form forms[FORMS];
	bool found = false;

	fill_forms(forms, secret);
	for (size_t i = 0; i < FORMS; i++)
		found |= find(&forms[i], line, length).length > 0;
	p3_wipe(forms, sizeof forms);
	return found;
}

void p3_echo_trace(void *context, enum pop3_direction direction,
    const char *line, size_t length)
{
	static const char hidden[] = "<hidden>";
	const struct pop3_session *session = context;
	const struct pop3_session_options *options = &session->options;

	if (direction == POP3_FROM_SERVER &&
	    holds(line, length, session->secret))
		options->trace(options->trace_context, direction, hidden,
		    sizeof hidden - 1);
	else
		options->trace(options->trace_context, direction, line, length);
}
