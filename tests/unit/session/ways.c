/*
 * The ways to a server, and whom TLS trusts at their end.
 */
#define _DEFAULT_SOURCE /* dns.h */

#include <fcntl.h>
#include <gsasl.h>
#include <sys/un.h>

#include <pop3/lookup.h>

#include "libpop3/session/handle.h"

#include "../net/dns.h"
#include "peer.h"

#define GREETING "< +OK ready\n> CAPA\n< -ERR what\n"

static struct pop3_session_options some_options(void)
{
	struct pop3_session_options options = POP3_SESSION_OPTIONS_INIT;

	options.host = "pop.example.org";
	options.tls = POP3_TLS_NONE;
	options.timeout_ms = 20000;
	return options;
}

/* ---- A descriptor -------------------------------------------------------- */

static void *play_on_descriptor(void *argument)
{
	struct peer *peer = argument;

	peer_play_script(peer);
	peer_close(peer);
	return NULL;
}

/* The peer talks at one end; the other is returned. */
static int start_on_descriptor(struct peer *peer)
{
	int ends[2];

	signal(SIGPIPE, SIG_IGN);
	cr_assert_eq(socketpair(AF_UNIX, SOCK_STREAM, 0, ends), 0);
	peer->fd = ends[1];
	cr_assert_eq(
	    pthread_create(&peer->thread, NULL, play_on_descriptor, peer), 0);
	return ends[0];
}

static void end_on_descriptor(struct peer *peer)
{
	pthread_join(peer->thread, NULL);
	cr_assert_str_eq(peer->failure, "");
}

Test(ways, a_descriptor_that_somebody_connected)
{
	struct peer peer = {.script = GREETING "> QUIT\n< +OK\n"};
	struct pop3_session_options options = some_options();
	struct pop3_session *session;

	options.descriptor = start_on_descriptor(&peer);
	session = peer_session(&options);
	cr_assert_null(pop3_session_address(session));
	assert_ok(session, pop3_session_connect(session));
	cr_assert_str_eq(pop3_session_address(session), "(local)");
	assert_ok(session, pop3_session_quit(session));
	pop3_session_free(session);
	end_on_descriptor(&peer);
}

/* Who is behind it may not have passed QUIT on when it is closed. */
Test(ways, a_descriptor_is_not_left_before_quit_is_answered)
{
	struct peer peer = {.script = GREETING "> QUIT\n< -ERR heard\n"};
	struct pop3_session_options options = some_options();
	struct pop3_session *session;

	options.descriptor = start_on_descriptor(&peer);
	session = peer_session(&options);
	assert_ok(session, pop3_session_connect(session));
	assert_failure(session, pop3_session_leave(session), POP3_E_REFUSED,
	    "server refused 'QUIT': heard");
	pop3_session_free(session);
	end_on_descriptor(&peer);
}

Test(ways, a_descriptor_is_closed_without_ever_connecting)
{
	struct peer peer = {.script = "> nothing\n", .may_go = true};
	struct pop3_session_options options = some_options();

	options.descriptor = start_on_descriptor(&peer);
	pop3_session_free(peer_session(&options));
	/* Hangs where it is not. */
	end_on_descriptor(&peer);
	cr_assert_eq(fcntl(options.descriptor, F_GETFD), -1);
}

Test(ways, a_descriptor_of_another_kind_is_misuse)
{
	struct pop3_session_options options = some_options();
	struct pop3_session *session;

	options.descriptor = 2000;
	cr_assert_eq(pop3_session_new(&options, &session), POP3_E_MISUSE);
	options.descriptor = -1;
	cr_assert_eq(pop3_session_new(&options, &session), POP3_E_MISUSE);
}

/* ---- A socket, a proxy --------------------------------------------------- */

Test(ways, a_socket_with_a_path)
{
	struct sockaddr_un address = {
	    .sun_family = AF_UNIX, .sun_path = "/tmp/pop3-ways-XXXXXX"};
	struct peer peer = {.script = GREETING};
	struct pop3_session_options options = some_options();
	struct pop3_session *session;

	signal(SIGPIPE, SIG_IGN);
	close(mkstemp(address.sun_path));
	unlink(address.sun_path);
	peer.listener = socket(AF_UNIX, SOCK_STREAM, 0);
	cr_assert_eq(
	    bind(peer.listener, (struct sockaddr *)&address, sizeof address),
	    0);
	listen(peer.listener, 1);
	pthread_create(&peer.thread, NULL, peer_run, &peer);
	options.socket_path = address.sun_path;
	session = peer_session(&options);
	assert_ok(session, pop3_session_connect(session));
	cr_assert_str_eq(pop3_session_address(session), address.sun_path);
	pop3_session_free(session);
	peer_end(&peer);
	unlink(address.sun_path);
}

Test(ways, a_proxy)
{
	struct peer peer = {.script = "<- HTTP/1.1 200 OK\\r\\n\\r\\n\n"
				      "> CONNECT pop.example.org:110 HTTP/1.1\n"
				      "> Host: pop.example.org:110\n"
				      "> \n" GREETING};
	struct pop3_session_options options = some_options();
	struct pop3_session *session;
	char url[64];

	peer_start(&peer);
	snprintf(url, sizeof url, "http://127.0.0.1:%u", (unsigned)peer.port);
	options.proxy = url;
	session = peer_session(&options);
	assert_ok(session, pop3_session_connect(session));
	cr_assert_str_eq(pop3_session_address(session), strchr(url, '1'));
	pop3_session_free(session);
	peer_end(&peer);
}

static void expect_misuse(
    const struct pop3_session_options *options, const char *words)
{
	struct pop3_session *session = peer_session(options);

	for (int i = 0; i < 2; i++) {
		/* Not broken: it is the same the second time. */
		cr_assert_eq(pop3_session_connect(session), POP3_E_MISUSE);
		cr_assert_not_null(
		    strstr(pop3_session_error(session)->text, words), "%s",
		    pop3_session_error(session)->text);
	}
	pop3_session_free(session);
}

/* In base64, as it was told. */
Test(ways, a_proxy_that_says_its_password_back_is_not_repeated)
{
	struct peer peer = {.script = "<- HTTP/1.1 407 no amltOm9wZW4tc2VzYW1l,"
				      " open-sesame\\r\\n\\r\\n\n= close\n"};
	struct pop3_session_options options = some_options();
	struct pop3_session *session;
	char url[64];

	peer_start(&peer);
	snprintf(
	    url, sizeof url, "http://jim@127.0.0.1:%u", (unsigned)peer.port);
	options.proxy = url;
	options.proxy_password = "open-sesame";
	session = peer_session(&options);
	assert_failure(session, pop3_session_connect(session), POP3_E_CONNECT,
	    "proxy '127.0.0.1' does not connect to 'pop.example.org' port 110: "
	    "407 no ***, ***");
	pop3_session_free(session);
	peer_end(&peer);
	cr_assert(peer_saw(&peer, "amltOm9wZW4tc2VzYW1l"));
}

Test(ways, texts_that_mean_nothing_are_misuse_in_words)
{
	struct pop3_session_options options = some_options();

	options.proxy = "socks5://u:secret@h";
	expect_misuse(&options, "no password may stand in it");
	options = some_options();
	options.source_address = "nowhere";
	expect_misuse(&options, "no address to connect from");
	options = some_options();
	options.tls = POP3_TLS_IMPLICIT;
	options.tls_fingerprint = "12";
	expect_misuse(&options, "64 hexadecimal digits");
	options.tls_fingerprint = NULL;
	options.tls_ciphers = "NO-SUCH";
	expect_misuse(&options, "no cipher is known by 'NO-SUCH'");
	options.tls_ciphers = NULL;
	options.tls_host = "pop..example.org";
	expect_misuse(&options, "a label is empty");
}

Test(ways, two_at_once_are_misuse)
{
	struct pop3_session_options options = some_options();
	struct pop3_session *session;

	options.proxy = "socks5://h";
	options.srv = true;
	cr_assert_eq(pop3_session_new(&options, &session), POP3_E_MISUSE);
	options.srv = false;
	options.socket_path = "/x";
	cr_assert_eq(pop3_session_new(&options, &session), POP3_E_MISUSE);
}

/* ---- A lookup begun before ----------------------------------------------- */

static struct pop3_lookup *look_up(const char *host, uint16_t port)
{
	struct pop3_lookup *lookup;

	cr_assert_eq(
	    pop3_lookup_start(host, port, POP3_FAMILY_ANY, NULL, &lookup),
	    POP3_OK);
	return lookup;
}

Test(ways, what_was_looked_up_before_is_connected_to)
{
	struct peer peer = {.script = GREETING};
	struct pop3_session_options options = some_options();
	struct pop3_session *session;

	peer_start(&peer);
	options.host = "127.0.0.1";
	options.port = peer.port;
	options.lookup = look_up(options.host, options.port);
	session = peer_session(&options);
	assert_ok(session, pop3_session_connect(session));
	pop3_session_free(session);
	peer_end(&peer);
}

Test(ways, a_lookup_that_failed_fails_the_session)
{
	struct pop3_session_options options = some_options();
	struct pop3_session *session;

	options.host = "a.invalid";
	options.lookup = look_up(options.host, 110);
	session = peer_session(&options);
	cr_assert_neq(pop3_session_connect(session), POP3_OK);
	cr_assert_not_null(
	    strstr(pop3_session_error(session)->text, "'a.invalid'"));
	pop3_session_free(session);
}

Test(ways, a_lookup_of_another_host_port_or_family_is_misuse)
{
	struct pop3_session_options options = some_options();

	options.host = "127.0.0.1";
	options.lookup = look_up("127.0.0.2", 110);
	expect_misuse(&options, "the lookup is not of '127.0.0.1', port 110");
	options.lookup = look_up("127.0.0.1", 995);
	expect_misuse(&options, "the lookup is not of '127.0.0.1', port 110");
	options.lookup = look_up("127.0.0.1", 110);
	options.family = POP3_FAMILY_IPV4;
	expect_misuse(&options, "the lookup is not of '127.0.0.1', port 110");
}

/* The sanitizers see whether it is freed once. */
Test(ways, a_lookup_stays_the_callers_where_there_is_no_session)
{
	struct pop3_session_options options = some_options();
	struct pop3_session *session;

	options.lookup = look_up("127.0.0.1", 110);
	options.srv = true;
	cr_assert_eq(pop3_session_new(&options, &session), POP3_E_MISUSE);
	pop3_lookup_free(options.lookup);
}

/* ---- A domain ------------------------------------------------------------ */

/* A session over the script with the server that the domain names; the peer's
 * certificate is for localhost. */
static struct pop3_session *session_by_domain(struct peer *peer,
    const struct dns_record *record, const char *domain, const char *tls_host)
{
	struct dns_record records[2] = {*record, {.port = 0}};
	struct dns dns = {.records = records};
	struct pop3_session_options options = peer_options(peer);
	struct pop3_session *session;

	records[0].port = peer->port;
	dns_start(&dns);
	options.tls = POP3_TLS_IMPLICIT;
	options.host = domain;
	options.port = 0;
	options.srv = true;
	options.family = POP3_FAMILY_IPV4;
	options.tls_host = tls_host;
	session = peer_session(&options);
	pop3_session_connect(session);
	return session;
}

static enum pop3_status connect_by_domain(
    const char *domain, const char *tls_host, struct pop3_error *error)
{
	struct peer peer = {.script = "= tls!\n" GREETING};
	char name[64];
	const struct dns_record record = {name, 0, 0, 0, "localhost"};
	struct pop3_session *session;

	snprintf(name, sizeof name, "_pop3s._tcp.%s", domain);
	peer_certify(&peer);
	peer_start(&peer);
	session = session_by_domain(&peer, &record, domain, tls_host);
	*error = *pop3_session_error(session);
	pop3_session_free(session);
	peer_end(&peer);
	return error->status;
}

Test(ways, a_server_that_the_domain_names)
{
	struct pop3_error error;

	cr_assert_eq(connect_by_domain("localhost", NULL, &error), POP3_OK,
	    "%s", error.text);
}

Test(ways, a_server_elsewhere_needs_a_certificate_for_the_domain)
{
	struct pop3_error error;

	cr_assert_eq(
	    connect_by_domain("example.org", NULL, &error), POP3_E_CERTIFICATE);
	cr_assert_not_null(
	    strstr(error.text, "the certificate of 'example.org'"), "%s",
	    error.text);
	/* But for what the user says. */
	cr_assert_eq(connect_by_domain("example.org", "localhost", &error),
	    POP3_OK, "%s", error.text);
}

/* RFC 7628, section 3.1: those to which the client connected. */
Test(ways, a_mechanism_is_told_the_host_and_port_that_were_found)
{
	static const struct dns_record record = {
	    "_pop3s._tcp.localhost", 0, 0, 0, "LOCALHOST"};
	const struct pop3_credentials jim = {.size = sizeof jim,
	    .user = "jim",
	    .password = "token",
	    .mechanism = "OAUTHBEARER"};
	char script[1024], message[256];
	struct peer peer = {.script = script};
	struct pop3_session *session;
	char *base64;

	peer_certify(&peer);
	peer_start(&peer);
	snprintf(message, sizeof message,
	    "n,a=jim,\001host=LOCALHOST\001port=%d\001auth=Bearer token\001"
	    "\001",
	    peer.port);
	gsasl_base64_to(message, strlen(message), &base64, NULL);
	snprintf(script, sizeof script,
	    "= tls\n< +OK\n> CAPA\n< +OK\n< SASL OAUTHBEARER\n< .\n"
	    "> AUTH OAUTHBEARER %s\n< +OK\n> CAPA\n< -ERR\n",
	    base64);
	gsasl_free(base64);
	session = session_by_domain(&peer, &record, "localhost", NULL);
	assert_ok(session, pop3_session_error(session)->status);
	assert_ok(session, pop3_session_login(session, &jim));
	pop3_session_free(session);
	peer_end(&peer);
}

/* ---- Trust --------------------------------------------------------------- */

Test(ways, want_of_a_ticket_does_not_hide_what_broke_the_session)
{
	struct peer peer = {.script = GREETING "> CAPA\n"};
	struct pop3_session_options options = some_options();
	struct pop3_session *session;
	const void *ticket;
	size_t length;

	options.descriptor = start_on_descriptor(&peer);
	session = peer_session(&options);
	assert_ok(session, pop3_session_connect(session));
	cr_assert_eq(pop3_session_capa(session, NULL, NULL), POP3_E_CLOSED);
	assert_failure(session,
	    pop3_session_tls_ticket(session, &ticket, &length), POP3_E_CLOSED,
	    "connection closed before the answer to 'CAPA', after '-ERR what'");
	pop3_session_free(session);
	end_on_descriptor(&peer);
}

static void says_nothing_in_the_clear(const char *mechanism)
{
	struct peer peer = {.script = "< +OK <1.2@host>\n> CAPA\n< +OK\n"
				      "< SASL PLAIN\n< .\n"};
	struct pop3_session_options options = some_options();
	const struct pop3_credentials jim = {.size = sizeof jim,
	    .user = "jim",
	    .password = "s3cret",
	    .mechanism = mechanism};
	struct pop3_session *session;

	options.descriptor = start_on_descriptor(&peer);
	session = peer_session(&options);
	assert_ok(session, pop3_session_connect(session));
	session->options.tls = POP3_TLS_STARTTLS;
	assert_failure(session, pop3_session_login(session, &jim),
	    POP3_E_CLEARTEXT,
	    "cannot log in: connection to 'pop.example.org' is in the clear");
	cr_assert_eq(pop3_session_noop(session), POP3_E_CLEARTEXT);
	pop3_session_free(session);
	end_on_descriptor(&peer);
	cr_assert_eq(strcmp(peer.seen, "CAPA\r\n"), 0, "%s", peer.seen);
}

/* Connecting sees to it that there is TLS; this is what stands behind it. */
Test(ways, nothing_secret_is_said_in_the_clear_where_tls_is_due)
{
	says_nothing_in_the_clear(NULL);
	says_nothing_in_the_clear("USER");
	says_nothing_in_the_clear("APOP");
	says_nothing_in_the_clear("SCRAM-SHA-256");
}

Test(ways, tls_is_told_and_resumed)
{
	struct pop3_session_options options = some_options();
	struct peer first = {.script = "= tls\n" GREETING "> QUIT\n< +OK\n"};
	const struct pop3_tls_info *info;
	struct pop3_session *session, *next;
	struct peer second = {.script = first.script};
	const void *ticket;
	size_t length;

	peer_certify(&first);
	second.tls = first.tls;
	options.host = "localhost";
	options.tls = POP3_TLS_IMPLICIT;
	options.tls_ca_file = first.ca_file;
	options.descriptor = start_on_descriptor(&first);
	session = peer_session(&options);
	cr_assert_null(pop3_session_tls_info(session));
	assert_failure(session,
	    pop3_session_tls_ticket(session, &ticket, &length),
	    POP3_E_UNSUPPORTED, "there is nothing to resume TLS with");
	assert_ok(session, pop3_session_connect(session));
	info = pop3_session_tls_info(session);
	cr_assert_str_eq(info->version, "TLSv1.3");
	cr_assert_not(info->resumed);
	assert_ok(session, pop3_session_quit(session));
	cr_assert_null(pop3_session_tls_info(session));
	cr_assert_eq(pop3_session_tls_ticket(session, &ticket, &length),
	    POP3_OK, "behind QUIT");
	end_on_descriptor(&first);

	options.tls_ticket = ticket;
	options.tls_ticket_length = length;
	options.descriptor = start_on_descriptor(&second);
	next = peer_session(&options);
	pop3_session_free(session); /* and its ticket */
	assert_ok(next, pop3_session_connect(next));
	cr_assert(pop3_session_tls_info(next)->resumed);
	assert_ok(next, pop3_session_quit(next));
	pop3_session_free(next);
	end_on_descriptor(&second);
	SSL_CTX_free(first.tls);
	unlink(first.ca_file);
}
