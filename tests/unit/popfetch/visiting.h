/*
 * visiting.h - a visit to a scripted server, for the nouns that want one.
 *
 * The script goes on behind the login (see session/peer.h for its steps); a
 * test that wants another login sets the whole of it by visiting_prepare().
 */
#ifndef TESTS_POPFETCH_VISITING_H
#define TESTS_POPFETCH_VISITING_H

#include <string.h>

#include "tests/unit/session/peer.h"
#include "tests/unit/popfetch/scene.h"

#include "popfetch/visit/state-file.h"
#include "popfetch/visit/visit.h"

static struct peer peer;
static struct settings settings;
static struct visit visit;

/* .init: settings for a server in the clear; what is said is kept. */
static inline void visiting_begin(void)
{
	scene_begin();
	scene_listen();
	settings_init(&settings);
	free(settings.state_dir);
	settings.state_dir = strdup(scene_path("state"));
	settings.host = strdup("127.0.0.1");
	settings.user = strdup("jim");
	settings.password_file =
	    strdup(scene_write("password", 0600, "s3cret"));
	settings.tls = POP3_TLS_NONE;
	settings.timeout_s = 30;
	visit = (struct visit){.settings = &settings};
	cr_assert_eq(pop3_cancel_new(&visit.cancel), POP3_OK);
}

/* .fini */
static inline void visiting_end(void)
{
	pop3_cancel_free(visit.cancel);
	settings_clear(&settings);
	scene_end();
}

/* Starts the server; the script has the login in it. */
static inline void visiting_prepare(const char *script)
{
	peer = (struct peer){.script = script};
	peer_start(&peer);
	settings.port = peer.port;
}

/* A peer's play: behind its script, lines without end. */
static inline void play_endless(struct peer *server)
{
	char line[1024];

	peer_play_script(server);
	memset(line, 'x', sizeof line);
	memcpy(line + sizeof line - 2, "\r\n", 2);
	while (peer_send(server, line, sizeof line))
		;
}

/* A visit that is logged in; the script is what comes behind PEER_LOGIN. */
#define visiting(script)                                                       \
	do {                                                                   \
		visiting_prepare(PEER_LOGIN script);                           \
		cr_assert_eq(                                                  \
		    visit_login(&visit), EXIT_DONE, "%s", scene_said());       \
	} while (0)

/* Ends the visit, and forgives nothing that went against the script. */
static inline void visiting_over(void)
{
	visit_end(&visit);
	peer_end(&peer);
}

/* What most scripts end with. */
#define QUIT "> QUIT\n< +OK\n"

/* The account's state, locked and loaded, once the port is known. */
static inline struct pop3_state *visiting_state(void)
{
	struct pop3_state *state = state_file_seize(&settings);

	cr_assert_not_null(state);
	return state;
}

static inline struct pop3_state_key key_of(const char *uid)
{
	return (struct pop3_state_key){.uid = uid, .length = strlen(uid)};
}

#endif
