/*
 * engine/capabilities.c - RFC 2449, section 6, and who came later.
 *
 * A line is a keyword and its parameters.  A line whose parameters make no
 * sense is as good as absent: nothing in a session depends on EXPIRE so much
 * that it must fail.  Lines may come twice (Dovecot lists CAPA itself, some
 * list SASL in two lines); flags are set again and mechanisms are appended.
 * A mechanism that finds no room is left out whole, never cut.
 */
#include "libpop3/engine/capabilities.h"

#include <string.h>

#include "libpop3/base/ascii.h"
#include "libpop3/base/number.h"
#include "libpop3/engine/keyword.h"

static bool read_count(struct pop3_span word, uint32_t *out_value)
{
	uint64_t value;
	size_t used;

	if (!p3_number_read(
		word.octets, word.length, UINT32_MAX - 1, &value, &used) ||
	    used != word.length)
		return false;
	*out_value = (uint32_t)value;
	return true;
}

static void add_mechanism(
    struct pop3_capabilities *capabilities, struct pop3_span word)
{
	char *sasl = capabilities->sasl;
	size_t used = strlen(sasl);
	size_t lead = used == 0 ? 1 : 0;

	if (used + lead + word.length + 1 >= sizeof capabilities->sasl)
		return;
	if (lead > 0)
		sasl[used++] = ' ';
	for (size_t i = 0; i < word.length; i++)
		sasl[used++] = p3_upper(word.octets[i]);
	sasl[used++] = ' ';
	sasl[used] = '\0';
}

static bool is_printable(struct pop3_span word)
{
	for (size_t i = 0; i < word.length; i++) {
		unsigned char c = (unsigned char)word.octets[i];

		if (c <= 0x20 || c >= 0x7F)
			return false;
	}
	return true;
}

static void add_sasl(
    struct pop3_capabilities *capabilities, struct pop3_span rest)
{
	struct pop3_span word = p3_keyword_next(&rest);

	for (; word.length > 0; word = p3_keyword_next(&rest))
		if (is_printable(word))
			add_mechanism(capabilities, word);
}

static void add_login_delay(
    struct pop3_capabilities *capabilities, struct pop3_span rest)
{
	uint32_t delay;

	if (!read_count(p3_keyword_next(&rest), &delay))
		return;
	capabilities->flags |= POP3_CAPA_LOGIN_DELAY;
	capabilities->login_delay_s = delay;
	capabilities->login_delay_user =
	    p3_keyword_is(p3_keyword_next(&rest), "USER");
}

static void add_expire(
    struct pop3_capabilities *capabilities, struct pop3_span rest)
{
	struct pop3_span word = p3_keyword_next(&rest);
	uint32_t days = POP3_EXPIRE_NEVER;

	if (!p3_keyword_is(word, "NEVER") && !read_count(word, &days))
		return;
	capabilities->flags |= POP3_CAPA_EXPIRE;
	capabilities->expire_days = days;
	capabilities->expire_user =
	    p3_keyword_is(p3_keyword_next(&rest), "USER");
}

/* GNU Mailutils 3.15 writes "EXPIRE NEVER" in one word. */
static void add_expire_never(
    struct pop3_capabilities *capabilities, struct pop3_span rest)
{
	(void)rest;
	add_expire(capabilities, (struct pop3_span){"NEVER", 5});
}

static void add_implementation(
    struct pop3_capabilities *capabilities, struct pop3_span rest)
{
	struct pop3_span words = p3_span_trim(rest);
	size_t n = words.length;

	if (n > sizeof capabilities->implementation - 1)
		n = sizeof capabilities->implementation - 1;
	if (n > 0)
		memcpy(capabilities->implementation, words.octets, n);
	capabilities->implementation[n] = '\0';
}

static void add_utf8(
    struct pop3_capabilities *capabilities, struct pop3_span rest)
{
	if (p3_keyword_is(p3_keyword_next(&rest), "USER"))
		capabilities->flags |= POP3_CAPA_UTF8_USER;
}

static const struct {
	const char *keyword;
	uint32_t flag; /* 0: add sets it, if the parameters make sense */
	void (*add)(struct pop3_capabilities *, struct pop3_span);
} known[] = {
    {"TOP", POP3_CAPA_TOP, NULL},
    {"USER", POP3_CAPA_USER, NULL},
    {"SASL", POP3_CAPA_SASL, add_sasl},
    {"RESP-CODES", POP3_CAPA_RESP_CODES, NULL},
    {"LOGIN-DELAY", 0, add_login_delay},
    {"PIPELINING", POP3_CAPA_PIPELINING, NULL},
    {"EXPIRE", 0, add_expire},
    {"EXPIRENEVER", 0, add_expire_never},
    {"UIDL", POP3_CAPA_UIDL, NULL},
    {"IMPLEMENTATION", POP3_CAPA_IMPLEMENTATION, add_implementation},
    {"STLS", POP3_CAPA_STLS, NULL},
    {"AUTH-RESP-CODE", POP3_CAPA_AUTH_RESP_CODE, NULL},
    {"UTF8", POP3_CAPA_UTF8, add_utf8},
    {"LANG", POP3_CAPA_LANG, NULL},
};

void p3_capabilities_add(
    struct pop3_capabilities *capabilities, struct pop3_span line)
{
	struct pop3_span rest = line;
	struct pop3_span keyword = p3_keyword_next(&rest);

	for (size_t i = 0; i < sizeof known / sizeof known[0]; i++) {
		if (!p3_keyword_is(keyword, known[i].keyword))
			continue;
		capabilities->flags |= known[i].flag;
		if (known[i].add != NULL)
			known[i].add(capabilities, rest);
		return;
	}
}

bool pop3_capabilities_mechanism(
    const struct pop3_capabilities *capabilities, const char *mechanism)
{
	struct pop3_span rest, word;

	if (capabilities == NULL)
		return false;
	rest =
	    (struct pop3_span){capabilities->sasl, strlen(capabilities->sasl)};
	word = p3_keyword_next(&rest);
	for (; word.length > 0; word = p3_keyword_next(&rest))
		if (p3_keyword_is(word, mechanism))
			return true;
	return false;
}
