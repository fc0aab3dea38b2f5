/*
 * unlisted.c - messages of which the server lists no octets: a retrieval that
 * takes in less than ours does, but is the same.
 */
#define OCTETS_UNLISTED_MAX UINT64_C(300000)
#include "popfetch/maildrop/endless.c"

#include "tests/unit/popfetch/retrieving.h"

TestSuite(
    unlisted, .init = retrieving_begin, .fini = visiting_end, .timeout = 60);

#define ONE                                                                    \
	"> LIST\n< +OK\n< 1 0\n< 2 20\n< .\n"                                  \
	"> UIDL\n< +OK\n< 1 one\n< 2 two\n< .\n"                               \
	"> RETR 1\n< +OK\n"

/* As many octets as the test says, and then the end, if anybody hears it. */
static void play_so_many(struct peer *server)
{
	const size_t *octets = server->context;
	char line[100];

	peer_play_script(server);
	memset(line, 'x', sizeof line);
	memcpy(line + sizeof line - 2, "\r\n", 2);
	for (size_t sent = 0; sent < *octets; sent += sizeof line)
		if (!peer_send(server, line, sizeof line))
			return;
	peer_say(server, ".");
	peer_expect(server, "RETR 2");
	peer_say(server, "+OK\r\nSubject: 2\r\n\r\nbody\r\n.");
	peer_expect(server, "QUIT");
	peer_say(server, "+OK");
}

static enum exit_status retrieving_so_many(size_t octets)
{
	peer = (struct peer){.play = play_so_many,
	    .context = &octets,
	    .may_go = octets > OCTETS_UNLISTED_MAX,
	    .script = PEER_LOGIN ONE};
	peer_start(&peer);
	settings.port = peer.port;
	cr_assert_eq(visit_login(&visit), EXIT_DONE);
	return retrieving();
}

Test(unlisted, a_message_may_have_what_a_server_would_take_in)
{
	cr_expect_eq(retrieving_so_many(OCTETS_UNLISTED_MAX), EXIT_DONE);
	cr_expect_eq(retrieval.placed, 2);
	cr_expect_eq(scene_files_in("Mail/new"), 2);
	cr_expect_eq(life_of("one"), 's');
	retrieving_over();
}

Test(unlisted, a_message_that_goes_beyond_is_given_up)
{
	cr_expect_eq(
	    retrieving_so_many(OCTETS_UNLISTED_MAX + 100), EXIT_PROTOCOL);
	cr_expect_eq(scene_files_in("Mail/new"), 0);
	cr_expect_eq(scene_files_in("Mail/tmp"), 0);
	cr_expect_eq(life_of("one"), 't');
	cr_expect_eq(life_of("two"), '-');
	cr_expect_not_null(strstr(scene_said(),
	    "message 1 stays: it does not end after 300000 octets, and the "
	    "server listed none"));
	retrieving_over();
}
