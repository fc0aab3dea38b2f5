/*
 * lmtp-connection.c - the way to an LMTP server: connecting, octets, replies.
 */
#define _GNU_SOURCE /* RTLD_NEXT */
#include "tests/unit/session/peer.h"
#include "tests/unit/popfetch/scene.h"

#include <dlfcn.h>
#include <netdb.h>
#include <sys/un.h>

#include "popfetch/deliver/lmtp-connection.h"

static struct peer peer;
static struct lmtp_connection connection;
static struct lmtp_reply reply;
static struct pop3_error error;
static char address[300];

/* What looking up a name comes to; 0: what it does. */
static int lookup;

int getaddrinfo(const char *name, const char *service,
    const struct addrinfo *hints, struct addrinfo **list)
{
	int (*real)(const char *, const char *, const struct addrinfo *,
	    struct addrinfo **);

	errno = EMFILE; /* with EAI_SYSTEM */
	if (lookup != 0)
		return lookup;
	*(void **)&real = dlsym(RTLD_NEXT, "getaddrinfo");
	return real(name, service, hints, list);
}

static void begin(void)
{
	scene_begin();
	connection = (struct lmtp_connection){
	    .address = address, .fd = -1, .timeout_ms = 30000};
	error = (struct pop3_error){0};
}

TestSuite(lmtp_connection, .init = begin, .fini = scene_end, .timeout = 60);

static void expect_no_way(enum pop3_status status, const char *words)
{
	cr_expect_eq(lmtp_connection_open(&connection, &error), status);
	cr_expect_eq(connection.fd, -1);
	cr_expect_eq(error.status, status);
	cr_expect_not_null(strstr(error.text, words), "%s", error.text);
	lmtp_connection_close(&connection);
}

Test(lmtp_connection, where_nobody_is_is_told)
{
	strcpy(address, "./missing");
	expect_no_way(POP3_E_CONNECT,
	    "cannot connect to LMTP server './missing': no such file or "
	    "directory");
	strcpy(address, "localhost");
	expect_no_way(
	    POP3_E_MISUSE, "cannot use the LMTP address 'localhost': ");
	strcpy(address, "127.0.0.1:1");
	expect_no_way(
	    POP3_E_CONNECT, "cannot connect to LMTP server '127.0.0.1:1': ");
}

Test(lmtp_connection, a_name_without_an_address_is_told)
{
	strcpy(address, "lmtp.example.org:24");
	lookup = EAI_NONAME;
	expect_no_way(POP3_E_HOST_NOT_FOUND,
	    "cannot find LMTP server 'lmtp.example.org:24': no address is "
	    "known for it");
	lookup = EAI_AGAIN;
	expect_no_way(POP3_E_NAME_TEMPORARY,
	    "cannot look up LMTP server 'lmtp.example.org:24' just now");
	lookup = EAI_SYSTEM;
	expect_no_way(POP3_E_CONNECT,
	    "cannot look up LMTP server 'lmtp.example.org:24': too many open "
	    "files");
	lookup = EAI_MEMORY;
	expect_no_way(POP3_E_NO_MEMORY, "out of memory");
}

Test(lmtp_connection, a_path_leads_to_a_socket)
{
	struct sockaddr_un un = {.sun_family = AF_UNIX, .sun_path = "lmtp"};
	const int listener = socket(AF_UNIX, SOCK_STREAM, 0);

	cr_assert_eq(
	    bind(listener, (const struct sockaddr *)&un, sizeof un), 0);
	cr_assert_eq(listen(listener, 1), 0);
	strcpy(address, "./lmtp");
	cr_expect_eq(lmtp_connection_open(&connection, &error), POP3_OK);
	cr_expect_geq(connection.fd, 0);
	lmtp_connection_close(&connection);
	lmtp_connection_close(&connection);
	close(listener);
}

/* ---- Dialogues ----------------------------------------------------------- */

static void connect_to(const char *script)
{
	peer = (struct peer){.script = script};
	peer_start(&peer);
	snprintf(address, sizeof address, "localhost:%u", (unsigned)peer.port);
	cr_assert_eq(lmtp_connection_open(&connection, &error), POP3_OK, "%s",
	    error.text);
}

static void over(void)
{
	lmtp_connection_close(&connection);
	peer_end(&peer);
}

static void expect_reply(int code, const char *text)
{
	cr_assert_eq(lmtp_hear(&connection, 30000, &reply, &error), POP3_OK,
	    "%s", error.text);
	cr_expect_eq(reply.code, code);
	cr_expect_str_eq(reply.text, text);
}

static void expect_none(enum pop3_status status, const char *words)
{
	cr_expect_eq(lmtp_hear(&connection, 30000, &reply, &error), status);
	cr_expect_not_null(strstr(error.text, words), "%s", error.text);
	cr_expect_not_null(strstr(error.text, address), "%s", error.text);
}

/* What came behind the first reply waits for the next call. */
Test(lmtp_connection, replies_that_came_together_are_heard_one_by_one)
{
	connect_to("<- 220 a\\r\\n250-b\\r\\n250 c\\r\\n354 d\\r\\n\n");
	expect_reply(220, "a");
	expect_reply(250, "c");
	expect_reply(354, "d");
	expect_none(POP3_E_CLOSED, "closed the connection");
	over();
}

Test(lmtp_connection, what_is_sent_arrives)
{
	connect_to("> NOOP\n< 250 ok\n");
	cr_expect_eq(lmtp_send(&connection, "NOOP\r\n", 6, &error), POP3_OK);
	expect_reply(250, "ok");
	over();
}

/* Each message would wait for an acknowledgement. */
Test(lmtp_connection, the_final_dot_is_not_held_back)
{
	int at_once = 0;
	socklen_t size = sizeof at_once;

	connect_to("");
	cr_expect_eq(getsockopt(connection.fd, IPPROTO_TCP, TCP_NODELAY,
			 &at_once, &size),
	    0);
	cr_expect_neq(at_once, 0);
	over();
}

Test(lmtp_connection, a_server_that_speaks_something_else_is_told)
{
	connect_to("< SSH-2.0-OpenSSH\n");
	expect_none(POP3_E_PROTOCOL, "is no reply of LMTP");
	over();
}

Test(lmtp_connection, half_a_reply_is_none)
{
	connect_to("<- 250-one\\r\\n250 tw\n");
	expect_none(POP3_E_CLOSED, "closed the connection");
	over();
}

static void play_silence(struct peer *server)
{
	peer_send(server, "25", 2);
	peer_hear(server);
}

Test(lmtp_connection, a_reply_has_a_limit)
{
	peer = (struct peer){.play = play_silence};
	peer_start(&peer);
	snprintf(address, sizeof address, "127.0.0.1:%u", (unsigned)peer.port);
	cr_assert_eq(lmtp_connection_open(&connection, &error), POP3_OK);
	cr_expect_eq(
	    lmtp_hear(&connection, 50, &reply, &error), POP3_E_TIMEOUT);
	over();
}

static void play_chatter(struct peer *server)
{
	while (peer_send(server, "250-x\r\n", 7))
		;
}

/* However busily it comes. */
Test(lmtp_connection, a_reply_without_end_ends)
{
	peer = (struct peer){.play = play_chatter};
	peer_start(&peer);
	snprintf(address, sizeof address, "127.0.0.1:%u", (unsigned)peer.port);
	cr_assert_eq(lmtp_connection_open(&connection, &error), POP3_OK);
	cr_expect_neq(lmtp_hear(&connection, 30000, &reply, &error), POP3_OK);
	over();
}

/* A server that does not read: what fits nowhere is given up. */
Test(lmtp_connection, sending_has_a_limit)
{
	char *octets = calloc(1, 1 << 20);
	enum pop3_status status = POP3_OK;
	struct sockaddr_un un = {.sun_family = AF_UNIX, .sun_path = "lmtp"};
	const int listener = socket(AF_UNIX, SOCK_STREAM, 0);

	cr_assert_eq(
	    bind(listener, (const struct sockaddr *)&un, sizeof un), 0);
	cr_assert_eq(listen(listener, 1), 0);
	strcpy(address, "./lmtp");
	connection.timeout_ms = 50;
	cr_expect_eq(lmtp_connection_open(&connection, &error), POP3_OK);
	for (int i = 0; i < 64 && status == POP3_OK; i++)
		status = lmtp_send(&connection, octets, 1 << 20, &error);
	cr_expect_eq(status, POP3_E_TIMEOUT);
	cr_expect_not_null(strstr(error.text, "'./lmtp' does not answer"));
	lmtp_connection_close(&connection);
	close(listener);
	free(octets);
}
