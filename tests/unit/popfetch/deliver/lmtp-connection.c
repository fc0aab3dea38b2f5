/*
 * lmtp-connection.c - the way to an LMTP server: connecting, octets, replies.
 */
#define _GNU_SOURCE /* RTLD_NEXT */
#include "tests/unit/session/peer.h"
#include "tests/unit/popfetch/hasty-clock.h"
#include "tests/unit/popfetch/scene.h"

#include <dlfcn.h>
#include <netdb.h>
#include <sys/resource.h>
#include <sys/un.h>

#include "popfetch/deliver/lmtp-connection.h"

static struct peer peer;
static struct lmtp_connection connection;
static struct lmtp_reply reply;
static struct pop3_error error;
static char address[300];

/* What looking up a name comes to; 0: what it does. */
static int lookup;

/* While it can be read from, a lookup waits for its end. */
static int lookup_ends = -1;

/* The ports of the two addresses that a name has; NULL: what it has. */
static const char *ports[2];

int getaddrinfo(const char *name, const char *service,
    const struct addrinfo *hints, struct addrinfo **list)
{
	int (*real)(const char *, const char *, const struct addrinfo *,
	    struct addrinfo **);
	char octet;

	if (lookup_ends >= 0)
		cr_assert_eq(read(lookup_ends, &octet, 1), 0);
	errno = EMFILE; /* with EAI_SYSTEM */
	if (lookup != 0)
		return lookup;
	*(void **)&real = dlsym(RTLD_NEXT, "getaddrinfo");
	if (ports[0] == NULL)
		return real(name, service, hints, list);
	cr_assert_eq(real("127.0.0.1", ports[0], hints, list), 0);
	return real("127.0.0.1", ports[1], hints, &(*list)->ai_next);
}

/* So many octets go at once, and at each second try none; 0: all that can. */
static size_t piece;

static bool is_dry(int fd)
{
	static bool dry;

	if (piece == 0 || fd != connection.fd)
		return false;
	dry = !dry;
	errno = EAGAIN;
	return dry;
}

static size_t length_at_once(int fd, size_t n)
{
	return piece > 0 && piece < n && fd == connection.fd ? piece : n;
}

ssize_t recv(int fd, void *octets, size_t n, int flags)
{
	return is_dry(fd) ? -1
			  : recvfrom(fd, octets, length_at_once(fd, n), flags,
				NULL, NULL);
}

ssize_t send(int fd, const void *octets, size_t n, int flags)
{
	return is_dry(fd)
		   ? -1
		   : sendto(fd, octets, length_at_once(fd, n), flags, NULL, 0);
}

static void begin(void)
{
	scene_begin();
	connection = (struct lmtp_connection){
	    .address = address, .fd = -1, .timeout_ms = 30000};
	error = (struct pop3_error){0};
}

TestSuite(lmtp_connection, .init = begin, .fini = scene_end, .timeout = 60);

static void expect_no_way(enum pop3_status status, const char *text)
{
	cr_expect_eq(lmtp_connection_open(&connection, &error), status);
	cr_expect_eq(connection.fd, -1);
	cr_expect_eq(error.status, status);
	cr_expect_str_eq(error.text, text);
	lmtp_connection_close(&connection);
}

/* Those of the Internet: Criterion has others. */
static int sockets_open(void)
{
	int count = 0;

	for (int fd = 0; fd < 256; fd++) {
		struct sockaddr_storage address_of;
		socklen_t size = sizeof address_of;

		if (getsockname(fd, (struct sockaddr *)&address_of, &size) == 0)
			count += address_of.ss_family == AF_INET;
	}
	return count;
}

Test(lmtp_connection, where_nobody_is_is_told)
{
	const int open_before = sockets_open();

	strcpy(address, "./missing");
	expect_no_way(POP3_E_CONNECT,
	    "cannot connect to LMTP server './missing': no such file or "
	    "directory");
	strcpy(address, "localhost");
	expect_no_way(POP3_E_MISUSE,
	    "cannot use the LMTP address 'localhost': an LMTP server is "
	    "HOST:PORT, [ADDRESS]:PORT or the path of a socket");
	strcpy(address, "127.0.0.1:1");
	expect_no_way(POP3_E_CONNECT,
	    "cannot connect to LMTP server '127.0.0.1:1': connection refused");
	cr_expect_eq(sockets_open(), open_before);
}

static void expect_no_descriptor(const char *at, const char *text)
{
	struct rlimit limit, none;
	enum pop3_status status;

	strcpy(address, at);
	cr_assert_eq(getrlimit(RLIMIT_NOFILE, &limit), 0);
	none = (struct rlimit){.rlim_max = limit.rlim_max};
	cr_assert_eq(setrlimit(RLIMIT_NOFILE, &none), 0);
	status = lmtp_connection_open(&connection, &error);
	cr_assert_eq(setrlimit(RLIMIT_NOFILE, &limit), 0);
	cr_expect_eq(status, POP3_E_CONNECT);
	cr_expect_eq(connection.fd, -1);
	cr_expect_str_eq(error.text, text);
}

Test(lmtp_connection, without_descriptors_there_is_none)
{
	expect_no_descriptor("./lmtp",
	    "cannot connect to LMTP server './lmtp': too many open files");
	expect_no_descriptor("lmtp.example.org:24",
	    "cannot look up LMTP server 'lmtp.example.org:24': too many open "
	    "files");
}

Test(lmtp_connection, connecting_has_a_limit)
{
	struct sockaddr_in in = {
	    .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	const int listener = socket(AF_INET, SOCK_STREAM, 0);
	socklen_t size = sizeof in;
	char text[400];

	cr_assert_eq(bind(listener, (struct sockaddr *)&in, size), 0);
	cr_assert_eq(listen(listener, 0), 0);
	getsockname(listener, (struct sockaddr *)&in, &size);
	/* Its queue is full then, and the next gets no answer. */
	for (int i = 0; i < 8; i++) {
		const int fd = socket(AF_INET, SOCK_STREAM, 0);

		fcntl(fd, F_SETFL, O_NONBLOCK);
		connect(fd, (struct sockaddr *)&in, size);
	}
	snprintf(address, sizeof address, "127.0.0.1:%u",
	    (unsigned)ntohs(in.sin_port));
	snprintf(text, sizeof text,
	    "cannot connect to LMTP server '%s': connection timed out",
	    address);
	connection.timeout_ms = 50;
	expect_no_way(POP3_E_TIMEOUT, text);
}

/* It is for connect() to wait there, and no reason to give up. */
Test(lmtp_connection, a_full_queue_has_a_limit)
{
	const struct sockaddr_un un = {
	    .sun_family = AF_UNIX, .sun_path = "./full"};
	const int listener = socket(AF_UNIX, SOCK_STREAM, 0);
	int failed;

	cr_assert_eq(
	    bind(listener, (const struct sockaddr *)&un, sizeof un), 0);
	cr_assert_eq(listen(listener, 0), 0);
	do {
		const int fd = socket(AF_UNIX, SOCK_STREAM, 0);

		fcntl(fd, F_SETFL, O_NONBLOCK);
		failed = connect(fd, (const struct sockaddr *)&un, sizeof un);
	} while (failed == 0);
	cr_assert_eq(errno, EAGAIN);
	strcpy(address, un.sun_path);
	connection.timeout_ms = 50;
	expect_no_way(POP3_E_TIMEOUT,
	    "cannot connect to LMTP server './full': connection timed out");
}

Test(lmtp_connection, a_lookup_has_a_limit, .timeout = 20)
{
	int ends[2];

	cr_assert_eq(pipe(ends), 0);
	lookup_ends = ends[0];
	connection.timeout_ms = 50;
	strcpy(address, "lmtp.example.org:24");
	expect_no_way(POP3_E_NAME_TEMPORARY,
	    "cannot look up LMTP server 'lmtp.example.org:24' just now");
	close(ends[1]);
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
	cr_expect_neq(fcntl(connection.fd, F_GETFD) & FD_CLOEXEC, 0,
	    "commands that we run would hold it open");
	lmtp_connection_close(&connection);
	lmtp_connection_close(&connection);
	close(listener);
}

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

static void expect_way(size_t answering)
{
	char port[8];

	peer = (struct peer){.script = ""};
	peer_start(&peer);
	snprintf(port, sizeof port, "%u", (unsigned)peer.port);
	ports[answering] = port;
	ports[1 - answering] = "1";
	strcpy(address, "lmtp.example.org:24");
	cr_expect_eq(lmtp_connection_open(&connection, &error), POP3_OK);
	over();
}

Test(lmtp_connection, the_first_address_that_answers_is_it)
{
	expect_way(0);
	expect_way(1);
}

/* ---- Dialogues ----------------------------------------------------------- */

static void expect_reply(int code, const char *text)
{
	cr_assert_eq(lmtp_hear(&connection, 30000, &reply, &error), POP3_OK,
	    "%s", error.text);
	cr_expect_eq(reply.code, code);
	cr_expect_str_eq(reply.text, text);
}

static void expect_none(enum pop3_status status, const char *words)
{
	char text[400];

	cr_expect_eq(lmtp_hear(&connection, 30000, &reply, &error), status);
	snprintf(text, sizeof text, words, address);
	cr_expect_str_eq(error.text, text);
}

/* What came behind the first reply waits for the next call. */
Test(lmtp_connection, replies_are_heard_one_by_one_however_they_came)
{
	for (piece = 0; piece < 32; piece++) {
		connect_to("<- 220 a\\r\\n250-b\\r\\n250 c\\r\\n354 d\\r\\n\n");
		expect_reply(220, "a");
		expect_reply(250, "c");
		expect_reply(354, "d");
		expect_none(
		    POP3_E_CLOSED, "LMTP server '%s' closed the connection");
		over();
	}
}

Test(lmtp_connection, what_is_sent_arrives_in_however_many_pieces)
{
	for (piece = 0; piece < 8; piece++) {
		connect_to("> NOOP\n< 250 ok\n");
		cr_expect_eq(
		    lmtp_send(&connection, "NOOP\r", 5, &error), POP3_OK);
		cr_expect_eq(lmtp_send(&connection, "\n", 1, &error), POP3_OK);
		expect_reply(250, "ok");
		over();
	}
}

Test(lmtp_connection, an_earlier_one_has_left_nothing_to_be_heard)
{
	connect_to("<- 220 a\\r\\n421 b\\r\\n\n");
	expect_reply(220, "a");
	over();
	connect_to("< 220 c\n");
	expect_reply(220, "c");
	over();
}

Test(lmtp_connection, how_it_broke_is_told)
{
	int ends[2];

	strcpy(address, "./lmtp");
	cr_assert_eq(socketpair(AF_UNIX, SOCK_STREAM, 0, ends), 0);
	connection.fd = ends[0];
	cr_expect_eq(lmtp_send(&connection, "unheard", 7, &error), POP3_OK);
	close(ends[1]);
	expect_none(POP3_E_CLOSED,
	    "LMTP server '%s' closed the connection: connection reset by peer");
	cr_expect_eq(lmtp_send(&connection, "x", 1, &error), POP3_E_CLOSED);
	cr_expect_str_eq(error.text,
	    "LMTP server './lmtp' closed the connection: broken pipe");
	lmtp_connection_close(&connection);
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
	expect_none(POP3_E_PROTOCOL, "what '%s' says is no reply of LMTP");
	over();
}

Test(lmtp_connection, half_a_reply_is_none)
{
	connect_to("<- 250-one\\r\\n250 tw\n");
	expect_none(POP3_E_CLOSED, "LMTP server '%s' closed the connection");
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

/* Though nobody has to wait for what is there. */
Test(lmtp_connection, a_reply_that_comes_too_late_is_none)
{
	int ends[2];

	strcpy(address, "./lmtp");
	cr_assert_eq(socketpair(AF_UNIX, SOCK_STREAM, 0, ends), 0);
	cr_assert_eq(write(ends[1], "250 ok\r\n", 8), 8);
	connection.fd = ends[0];
	clock_step_ns = 30 * NS_PER_S;
	expect_none(POP3_E_TIMEOUT,
	    "LMTP server '%s' does not answer within 30 seconds");
	lmtp_connection_close(&connection);
	close(ends[1]);
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
