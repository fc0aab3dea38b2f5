/*
 * Servers that mean no good, inside AUTH.
 */
#include "login.h"

Test(hostile, exchange_that_fails_is_cancelled_and_the_session_broken)
{
	in_clear(NO_CAPA "> AUTH CRAM-MD5\n< + no base64\n> *\n"
			 "< -ERR aborted\n",
	    "CRAM-MD5", POP3_E_PROTOCOL,
	    "cannot log in by CRAM-MD5: a challenge of the server is no "
	    "base64");
	in_clear(NO_CAPA "> AUTH CRAM-MD5\n< + \n> *\n< -ERR\n", "CRAM-MD5",
	    POP3_E_PROTOCOL, "cannot log in by CRAM-MD5: a challenge is empty");
	in_clear(NO_CAPA "> AUTH CRAM-MD5\n< + =\n> *\n< +OK\n", "CRAM-MD5",
	    POP3_E_PROTOCOL,
	    "cannot log in by CRAM-MD5: a challenge of the server is no "
	    "base64");
}

static void challenge_for_ever(struct peer *peer)
{
	peer_say(peer, "+OK");
	peer_hear(peer);
	peer_say(peer, "-ERR");
	while (peer_hear(peer) != NULL)
		peer_say(peer, "+ PDFAeD4=");
}

Test(hostile, challenges_without_end_end)
{
	struct peer peer = {.play = challenge_for_ever};
	struct pop3_session *session =
	    connected(&peer, POP3_TLS_NONE, NULL, NULL);
	const struct pop3_credentials credentials = jim("CRAM-MD5");

	cr_assert_eq(pop3_session_login(session, &credentials), POP3_E_LIMIT);
	end(session, &peer);
	cr_assert(peer_saw(&peer, "\r\n*\r\n"));
}

static void challenge_of_a_megabyte(struct peer *peer)
{
	size_t size = 1 << 20;
	char *octets = malloc(size);

	memset(octets, 'A', size);
	memcpy(octets, "+ ", 2);
	peer_say(peer, "+OK");
	peer_hear(peer);
	peer_say(peer, "-ERR");
	peer_hear(peer);
	peer_send(peer, octets, size);
	free(octets);
}

Test(hostile, challenge_of_a_megabyte_is_a_limit)
{
	struct peer peer = {.play = challenge_of_a_megabyte};
	struct pop3_session *session =
	    connected(&peer, POP3_TLS_NONE, NULL, NULL);
	const struct pop3_credentials credentials = jim("CRAM-MD5");

	cr_assert_eq(pop3_session_login(session, &credentials), POP3_E_LIMIT);
	end(session, &peer);
	cr_assert_not(peer_saw(&peer, "s3cret"));
}
