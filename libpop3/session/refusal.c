/*
 * session/refusal.c - from the server's "-ERR" to a status and words.
 *
 * RFC 2449, section 8 and RFC 3206 gave the reasons codes; where one is
 * given it is believed.  Many servers give none, and then a refused login is
 * taken for wrong credentials, unless its words speak of a maildrop that
 * another session holds, or of a trouble of the server's own: these pass, and
 * whoever takes them for a wrong password asks people for a new one.  An
 * account that somebody has locked does not pass, nor does a wrong password
 * where the server gives all reasons that there may be; those words overrule.
 * "Try again later" alone is said of those, too.
 */
#include "libpop3/session/refusal.h"

#include <string.h>

#include <pop3/printable.h>

#include "libpop3/base/ascii.h"
#include "libpop3/base/error.h"

/* What servers say of a maildrop in use: Qpopper "lock busy! Is another
 * session active?", Dovecot and mailutils of old, Exim's and Courier's
 * "already locked", and their like. */
static const char *const lock_phrases[] = {
    "lock",
    "locked",
    "in use",
    "busy",
    "another session",
    "another pop3 session",
    "another pop session",
    "other session",
    "already logged in",
    "already open",
    "already active",
};

/* What they say of an account that is locked for good; and QQ of any login that
 * it refuses: "... service is not open, password is incorrect, login frequency
 * limited, or system is busy". */
static const char *const account_phrases[] = {
    "locked out",
    "account locked",
    "account is locked",
    "account has been locked",
    "account was locked",
    "account temporarily locked",
    "user locked",
    "user is locked",
    "password is incorrect",
};

/* What they say of themselves: Courier and Dovecot of old whose passwords
 * cannot be looked up just now, Exchange without its database, nginx and
 * perdition without the server behind them, and their like. */
static const char *const trouble_phrases[] = {
    "temporary problem",
    "temporary error",
    "temporary failure",
    "temporary system problem",
    "temporary server problem",
    "temporary authentication failure",
    "temporarily unavailable",
    "server unavailable",
    "service unavailable",
    "internal server error",
    "could not connect to server",
    "too many connections",
};

/* What they say of a mechanism, or of AUTH, that they do not have: Cyrus,
 * Dovecot, Courier, mailutils, solid-pop3d, WildDuck, perdition ("the command
 * must be one of STLS, CAPA, USER, PASS or QUIT"), and their like.  None of
 * these is said of a user: "unknown user" is not among them. */
static const char *const mechanism_phrases[] = {
    "unsupported",
    "not supported",
    "not implemented",
    "unimplemented",
    "not available",
    "unavailable mechanism",
    "no such mechanism",
    "no mechanism available",
    "unknown mechanism",
    "unknown authentication",
    "unknown auth",
    "unknown sasl",
    "unknown command",
    "unknown method",
    "unrecognized mechanism",
    "unrecognized authentication",
    "unrecognized auth",
    "unrecognized sasl",
    "unrecognized command",
    "unrecognised mechanism",
    "unrecognised authentication",
    "unrecognised command",
    "invalid mechanism",
    "invalid command",
    "bad mechanism",
    "bad command",
    "command must be one of",
    "mechanism disabled",
    "mechanism is disabled",
};

/* What they say where we and they are bound to different things: Cyrus (under
 * [AUTH], and behind a proof that is right), libgsasl's servers. */
static const char *const binding_phrases[] = {
    "bad protocol",
    "channel binding",
    "channel bindings",
};

/* The text; or, where the response code is all there is, that. */
static struct pop3_span words_of(const struct pop3_event *event)
{
	struct pop3_span text = event->u.reply.text;
	struct pop3_span line = event->line;

	if (text.length > 0 || event->u.reply.code == POP3_CODE_NONE)
		return text;
	text.octets = memchr(line.octets, '[', line.length);
	text.length = line.length - (size_t)(text.octets - line.octets);
	return text;
}

void p3_refusal_keep(struct p3_refusal *refusal, const struct pop3_event *event)
{
	const struct pop3_span words = words_of(event);

	refusal->refused = !event->u.reply.ok;
	refusal->code = event->u.reply.code;
	pop3_printable(
	    refusal->words, sizeof refusal->words, words.octets, words.length);
}

static bool has_phrase(const char *words, const char *phrase)
{
	size_t length = strlen(phrase);

	for (const char *at = words; *at != '\0'; at++)
		if ((at == words || !p3_is_letter(at[-1])) &&
		    p3_begins(at, phrase) && !p3_is_letter(at[length]))
			return true;
	return false;
}

static bool has_any(const char *words, const char *const *phrases, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (has_phrase(words, phrases[i]))
			return true;
	return false;
}

#define COUNT(array) (sizeof(array) / sizeof *(array))

/* Without a code. */
static enum pop3_status status_by_words(const char *words)
{
	if (has_any(words, account_phrases, COUNT(account_phrases)))
		return POP3_E_AUTH;
	if (has_any(words, trouble_phrases, COUNT(trouble_phrases)))
		return POP3_E_TEMPORARY;
	return has_any(words, lock_phrases, COUNT(lock_phrases)) ? POP3_E_IN_USE
								 : POP3_E_AUTH;
}

enum pop3_status p3_refusal_status(const struct p3_refusal *refusal)
{
	switch (refusal->code) {
	case POP3_CODE_IN_USE:
		return POP3_E_IN_USE;
	case POP3_CODE_LOGIN_DELAY:
		return POP3_E_LOGIN_DELAY;
	case POP3_CODE_SYS_TEMP:
		return POP3_E_TEMPORARY;
	case POP3_CODE_SYS_PERM:
		return POP3_E_PERMANENT;
	case POP3_CODE_AUTH:
		return POP3_E_AUTH;
	case POP3_CODE_NONE:
	case POP3_CODE_UTF8:
	case POP3_CODE_UNKNOWN:
		break;
	}
	return POP3_E_REFUSED;
}

enum pop3_status p3_refusal_login_status(const struct p3_refusal *refusal)
{
	enum pop3_status status = p3_refusal_status(refusal);

	/* [UTF8]: the maildrop wants UTF8 said first (RFC 6856, section 5);
	 * the credentials may well be right. */
	if (status != POP3_E_REFUSED || refusal->code == POP3_CODE_UTF8)
		return status;
	return status_by_words(refusal->words);
}

bool p3_refusal_of_mechanism(const struct p3_refusal *refusal)
{
	return p3_refusal_status(refusal) == POP3_E_REFUSED &&
	       has_any(
		   refusal->words, mechanism_phrases, COUNT(mechanism_phrases));
}

bool p3_refusal_of_binding(const struct p3_refusal *refusal)
{
	return has_any(refusal->words, binding_phrases, COUNT(binding_phrases));
}

enum pop3_status p3_refusal_error(struct pop3_error *error,
    enum pop3_status status, const struct p3_refusal *refusal,
    enum pop3_verb verb)
{
	return p3_error(error, status, 0, "server refused '%s'%s%s",
	    pop3_verb_name(verb), refusal->words[0] != '\0' ? ": " : "",
	    refusal->words);
}
