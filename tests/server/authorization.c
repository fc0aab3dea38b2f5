/*
 * authorization.c - the AUTHORIZATION state: USER and PASS (RFC 1939, section
 * 7), APOP (the same), AUTH PLAIN (RFC 5034, 4616), STLS (RFC 2595), UTF8
 * (RFC 6856).
 *
 * A secret in clear is accepted: that a client does not send one is the
 * client's to see to, and the tests', who read the log.
 */
#include <stdio.h>
#include <string.h>
#include <strings.h>
#include <openssl/evp.h>

#include "session.h"

/* The credentials were right: takes the lock, enters TRANSACTION. */
static void login_finish(struct session *session)
{
	struct wire *wire = &session->wire;
	struct maildrop *maildrop = session->maildrop;
	const struct fault *fault = fault_find(session->faults, FAULT_LOGIN);
	const struct fault *show = fault_find(session->faults, FAULT_SHOW);

	if (fault_find(session->faults, FAULT_LOSE_BEHIND_LOGIN))
		wire_forget_input(wire);
	if (fault) {
		wire_say(wire, "-ERR %s", fault->text);
		return;
	}
	if (!fault_find(session->faults, FAULT_NO_LOCK) &&
	    !maildrop_lock(maildrop)) {
		wire_say(wire, "-ERR [IN-USE] another session has the lock");
		return;
	}
	if (!maildrop_login(maildrop)) {
		maildrop_unlock(maildrop);
		wire_say(wire, "-ERR [LOGIN-DELAY] too soon after the last");
		return;
	}
	if (!maildrop_load(maildrop)) {
		maildrop_unlock(maildrop);
		wire_say(wire, "-ERR [SYS/TEMP] cannot read the maildrop");
		return;
	}
	if (show && maildrop->count > show->octets)
		maildrop->count = (size_t)show->octets;
	session->state = TRANSACTION;
	wire_say(wire, "+OK maildrop has %zu messages", maildrop->count);
}

static void login_check(
    struct session *session, const char *user, const char *password)
{
	const struct settings *settings = session->settings;

	if (strcmp(user, settings->user) == 0 &&
	    strcmp(password, settings->password) == 0)
		login_finish(session);
	else
		wire_say(&session->wire, "-ERR [AUTH] wrong user or password");
}

void verb_user(struct session *session, char *argument)
{
	/* Known or not: nobody learns here which users there are. */
	snprintf(session->user, sizeof session->user, "%s", argument);
	wire_say(&session->wire, "+OK send PASS");
}

void verb_pass(struct session *session, char *argument)
{
	char user[sizeof session->user];

	if (!*session->user) {
		wire_say(&session->wire, "-ERR USER comes first");
		return;
	}
	memcpy(user, session->user, sizeof user);
	*session->user = '\0';
	login_check(session, user, argument);
}

static void digest_make(const struct session *session, char *hex)
{
	unsigned char digest[EVP_MAX_MD_SIZE];
	unsigned int length = 0;
	EVP_MD_CTX *md5 = EVP_MD_CTX_new();

	*hex = '\0';
	if (md5 && EVP_DigestInit_ex(md5, EVP_md5(), NULL) == 1 &&
	    EVP_DigestUpdate(md5, session->stamp, strlen(session->stamp)) &&
	    EVP_DigestUpdate(md5, session->settings->password,
		strlen(session->settings->password)) &&
	    EVP_DigestFinal_ex(md5, digest, &length) == 1)
		for (unsigned int i = 0; i < length; i++)
			snprintf(hex + (size_t)i * 2, 3, "%02x", digest[i]);
	EVP_MD_CTX_free(md5);
}

void verb_apop(struct session *session, char *argument)
{
	char hex[2 * EVP_MAX_MD_SIZE + 1];
	char *digest = strrchr(argument, ' ');

	if (!*session->stamp) {
		wire_say(&session->wire, "-ERR unknown command");
		return;
	}
	if (!digest) {
		wire_say(&session->wire, "-ERR missing argument");
		return;
	}
	*digest++ = '\0';
	digest_make(session, hex);
	if (*hex && strcmp(argument, session->settings->user) == 0 &&
	    strcmp(digest, hex) == 0)
		login_finish(session);
	else
		wire_say(&session->wire, "-ERR [AUTH] wrong user or digest");
}

/* Decodes base64 and ends it with a NUL; false when it is none. */
static bool base64_decode(
    const char *text, char *octets, size_t cap, size_t *out_length)
{
	size_t length = strlen(text);
	size_t pad = 0;
	int got;

	if (length % 4 || length / 4 * 3 >= cap)
		return false;
	while (pad < 2 && pad < length && text[length - 1 - pad] == '=')
		pad++;
	got = EVP_DecodeBlock(
	    (unsigned char *)octets, (const unsigned char *)text, (int)length);
	if (got < 0 || (size_t)got < pad)
		return false;
	*out_length = (size_t)got - pad;
	octets[*out_length] = '\0';
	return true;
}

/* RFC 4616: [authzid] NUL authcid NUL passwd. */
static void plain_check(struct session *session, const char *response)
{
	char octets[9216];
	size_t length;
	const char *user;
	const char *password;

	/* "=" is the empty response (RFC 5034, section 4) */
	if (strcmp(response, "=") == 0)
		response = "";
	if (!base64_decode(response, octets, sizeof octets, &length)) {
		wire_say(&session->wire, "-ERR this is not base64");
		return;
	}
	user = memchr(octets, '\0', length);
	password =
	    user ? memchr(user + 1, '\0', length - (size_t)(user + 1 - octets))
		 : NULL;
	if (!password ||
	    strlen(password + 1) != length - (size_t)(password + 1 - octets)) {
		wire_say(&session->wire, "-ERR this is not PLAIN's response");
		return;
	}
	login_check(session, user + 1, password + 1);
}

void verb_auth(struct session *session, char *argument)
{
	static char line[12288];
	struct wire *wire = &session->wire;
	char *response = argument + strcspn(argument, " ");

	if (*response)
		*response++ = '\0';
	if (strcasecmp(argument, "PLAIN") != 0) {
		wire_say(wire, "-ERR no such mechanism");
		return;
	}
	if (*response) {
		plain_check(session, response);
		return;
	}
	wire_say(wire, "+ ");
	if (wire_get(wire, line, sizeof line) != WIRE_LINE)
		wire_say(wire, "-ERR this is not a line");
	else if (strcmp(line, "*") == 0)
		wire_say(wire, "-ERR cancelled");
	else
		plain_check(session, line);
}

void verb_stls(struct session *session, char *argument)
{
	struct wire *wire = &session->wire;
	const struct fault *inject =
	    fault_find(session->faults, FAULT_INJECT_AFTER_STLS);

	(void)argument;
	if (!session->tls || wire_is_tls(wire)) {
		wire_say(wire, "-ERR no STLS here");
		return;
	}
	if (session->utf8) {
		/* RFC 6856, section 2.1 */
		wire_say(wire, "-ERR not after UTF8");
		return;
	}
	if (fault_find(session->faults, FAULT_STLS_ERR)) {
		wire_say(wire, "-ERR fault");
		return;
	}
	wire_say(wire, "+OK begin TLS");
	if (inject)
		wire_say(wire, "%s", inject->text);
	wire_start_tls(wire, session->tls);
	/* RFC 2595, section 4: what was said in clear is forgotten */
	*session->user = '\0';
}

void verb_utf8(struct session *session, char *argument)
{
	(void)argument;
	session->utf8 = true;
	wire_say(&session->wire, "+OK UTF8");
}
