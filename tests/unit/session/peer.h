/*
 * peer.h - a scripted POP3 server for the tests of the session.
 *
 * It runs in a thread on a free port of the loopback, for one connection.  A
 * script has a line a step:
 *
 *	< TEXT	send TEXT and CRLF
 *	<- TEXT	send TEXT as it is
 *	> TEXT	the client must say exactly TEXT
 *	= tls	the server's side of a TLS handshake
 *	= tls!	the same; it may fail
 *	= close	close, as the end of a script does
 *	= reset	close with a reset
 *
 * In TEXT "\r", "\n" and "\0" are what they are in C.  What the client said
 * is kept.  At the end the peer half-closes and reads on until the client
 * closes, so that the client sees an orderly end.
 */
#ifndef TESTS_SESSION_PEER_H
#define TESTS_SESSION_PEER_H

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <criterion/criterion.h>
#include <pop3/session.h>

struct peer;
typedef void peer_fn(struct peer *peer);

struct peer {
	/* May be set before peer_start(). */
	const char *script; /* or: */
	peer_fn *play;
	void *context;
	size_t limit; /* octets of ours after which we close; 0: none */
	bool may_go;  /* the client, where it is to say something */

	uint16_t port;
	char ca_file[64]; /* the certificate, once peer_certify() was called */
	char seen[65536]; /* what the client said, within TLS too */
	size_t seen_length;
	char failure[512]; /* what went against the script */

	int listener;
	int fd;
	size_t sent;
	bool ended;
	char line[65536];
	size_t line_start;
	size_t line_end;
	SSL_CTX *tls;
	SSL *ssl;
	pthread_t thread;
	bool joined; /* by the test itself */
};

static inline void peer_fail(struct peer *peer, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

static inline void peer_fail(struct peer *peer, const char *format, ...)
{
	va_list arguments;

	peer->ended = true;
	if (peer->failure[0] != '\0')
		return;
	va_start(arguments, format);
	vsnprintf(peer->failure, sizeof peer->failure, format, arguments);
	va_end(arguments);
}

/* ---- TLS ----------------------------------------------------------------- */

static inline X509 *peer_make_certificate(EVP_PKEY *key)
{
	X509 *certificate = X509_new();
	X509_NAME *name = X509_get_subject_name(certificate);
	X509_EXTENSION *names = X509V3_EXT_conf_nid(
	    NULL, NULL, NID_subject_alt_name, "DNS:localhost,IP:127.0.0.1");

	X509_set_version(certificate, 2);
	ASN1_INTEGER_set(X509_get_serialNumber(certificate), 1);
	X509_gmtime_adj(X509_getm_notBefore(certificate), -3600);
	X509_gmtime_adj(X509_getm_notAfter(certificate), 86400);
	X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC,
	    (const unsigned char *)"localhost", -1, -1, 0);
	X509_set_issuer_name(certificate, name);
	X509_set_pubkey(certificate, key);
	X509_add_ext(certificate, names, -1);
	X509_EXTENSION_free(names);
	X509_sign(certificate, key, EVP_sha256());
	return certificate;
}

/* Makes a key and a certificate for localhost, which is its own authority. */
static inline void peer_certify(struct peer *peer)
{
	EVP_PKEY *key = EVP_EC_gen("P-256");
	X509 *certificate = peer_make_certificate(key);
	FILE *file;

	peer->tls = SSL_CTX_new(TLS_server_method());
	SSL_CTX_use_PrivateKey(peer->tls, key);
	SSL_CTX_use_certificate(peer->tls, certificate);
	snprintf(peer->ca_file, sizeof peer->ca_file, "/tmp/pop3-peer-XXXXXX");
	file = fdopen(mkstemp(peer->ca_file), "w");
	cr_assert_not_null(file);
	PEM_write_X509(file, certificate);
	fclose(file);
	X509_free(certificate);
	EVP_PKEY_free(key);
}

/* Whether it succeeded. */
static inline bool peer_handshake(struct peer *peer)
{
	peer->ssl = SSL_new(peer->tls);
	SSL_set_fd(peer->ssl, peer->fd);
	if (SSL_accept(peer->ssl) == 1)
		return true;
	ERR_clear_error();
	SSL_free(peer->ssl);
	peer->ssl = NULL;
	peer->ended = true;
	return false;
}

/* ---- Octets -------------------------------------------------------------- */

static inline bool peer_put(struct peer *peer, const char *octets, size_t n)
{
	while (n > 0) {
		ssize_t put = peer->ssl != NULL
				  ? SSL_write(peer->ssl, octets, (int)n)
				  : send(peer->fd, octets, n, MSG_NOSIGNAL);

		if (put <= 0)
			return false;
		octets += put;
		n -= (size_t)put;
	}
	return true;
}

/* Sends, up to the limit; false when there is no one, or no more to say. */
static inline bool peer_send(struct peer *peer, const char *octets, size_t n)
{
	if (peer->limit != 0 && n > peer->limit - peer->sent) {
		n = peer->limit - peer->sent;
		peer->ended = true;
	}
	if (!peer_put(peer, octets, n))
		peer->ended = true;
	peer->sent += n;
	return !peer->ended;
}

static inline bool peer_say(struct peer *peer, const char *line)
{
	return peer_send(peer, line, strlen(line)) &&
	       peer_send(peer, "\r\n", 2);
}

static inline ssize_t peer_receive(struct peer *peer, char *space, size_t n)
{
	ssize_t got = peer->ssl != NULL ? SSL_read(peer->ssl, space, (int)n)
					: recv(peer->fd, space, n, 0);

	for (ssize_t i = 0; i < got; i++)
		if (peer->seen_length + 1 < sizeof peer->seen)
			peer->seen[peer->seen_length++] = space[i];
	return got;
}

/* The client's next line without its line end, or NULL at the end. */
static inline const char *peer_hear(struct peer *peer)
{
	for (;;) {
		char *start = peer->line + peer->line_start;
		size_t length = peer->line_end - peer->line_start;
		char *end = length > 0 ? memchr(start, '\n', length) : NULL;
		ssize_t got;

		if (end != NULL) {
			peer->line_start += (size_t)(end - start) + 1;
			*end = '\0';
			if (end > start && end[-1] == '\r')
				end[-1] = '\0';
			return start;
		}
		memmove(peer->line, start, length);
		peer->line_start = 0;
		peer->line_end = length;
		got = peer_receive(
		    peer, peer->line + length, sizeof peer->line - length);
		if (got <= 0)
			return NULL;
		peer->line_end += (size_t)got;
	}
}

static inline void peer_gone(struct peer *peer, const char *wanted)
{
	if (peer->may_go)
		peer->ended = true;
	else
		peer_fail(peer, "wanted '%s', heard the end", wanted);
}

static inline void peer_expect(struct peer *peer, const char *wanted)
{
	const char *heard = peer_hear(peer);

	if (heard == NULL)
		peer_gone(peer, wanted);
	else if (strcmp(heard, wanted) != 0)
		peer_fail(peer, "wanted '%s', heard '%s'", wanted, heard);
}

/* ---- Scripts ------------------------------------------------------------- */

static inline size_t peer_unescape(char *out, const char *text, size_t n)
{
	size_t used = 0;

	for (size_t i = 0; i < n; i++) {
		char c = text[i];

		if (c == '\\' && i + 1 < n) {
			i++;
			c = text[i] == 'r'   ? '\r'
			    : text[i] == 'n' ? '\n'
			    : text[i] == '0' ? '\0'
					     : text[i];
		}
		out[used++] = c;
	}
	return used;
}

static inline void peer_step(struct peer *peer, const char *step, size_t n)
{
	struct linger linger = {.l_onoff = 1};
	char text[8192];
	size_t length;

	cr_assert(n >= 2 && n < sizeof text, "bad step '%.*s'", (int)n, step);
	if (n >= 3 && memcmp(step, "<- ", 3) == 0) {
		length = peer_unescape(text, step + 3, n - 3);
		peer_send(peer, text, length);
		return;
	}
	length = peer_unescape(text, step + 2, n - 2);
	text[length] = '\0';
	if (step[0] == '<') {
		memcpy(text + length, "\r\n", 2);
		peer_send(peer, text, length + 2);
	} else if (step[0] == '>') {
		peer_expect(peer, text);
	} else if (strcmp(text, "tls") == 0 || strcmp(text, "tls!") == 0) {
		if (!peer_handshake(peer) && text[3] == '\0')
			peer_fail(peer, "TLS handshake failed");
	} else if (strcmp(text, "close") == 0) {
		peer->ended = true;
	} else if (strcmp(text, "reset") == 0) {
		setsockopt(
		    peer->fd, SOL_SOCKET, SO_LINGER, &linger, sizeof linger);
		SSL_free(peer->ssl); /* without close_notify */
		peer->ssl = NULL;
		close(peer->fd);
		peer->fd = -1;
		peer->ended = true;
	} else {
		peer_fail(peer, "bad step '%s'", step);
	}
}

static inline void peer_play_script(struct peer *peer)
{
	const char *step = peer->script;

	while (*step != '\0' && !peer->ended) {
		size_t n = strcspn(step, "\n");

		peer_step(peer, step, n);
		step += n + (step[n] == '\n');
	}
}

/* ---- The thread ---------------------------------------------------------- */

static inline void peer_close(struct peer *peer)
{
	char rest[4096];

	if (peer->fd < 0)
		return;
	if (peer->ssl != NULL)
		SSL_shutdown(peer->ssl);
	shutdown(peer->fd, SHUT_WR);
	while (peer_receive(peer, rest, sizeof rest) > 0)
		;
	SSL_free(peer->ssl);
	peer->ssl = NULL;
	ERR_clear_error();
	close(peer->fd);
	peer->fd = -1;
}

static inline void *peer_run(void *argument)
{
	struct peer *peer = argument;
	int yes = 1;

	peer->fd = accept(peer->listener, NULL, NULL);
	if (peer->fd < 0)
		return NULL;
	setsockopt(peer->fd, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
	if (peer->play != NULL)
		peer->play(peer);
	else
		peer_play_script(peer);
	peer_close(peer);
	return NULL;
}

static inline void peer_start(struct peer *peer)
{
	struct sockaddr_in address = {.sin_family = AF_INET};
	socklen_t length = sizeof address;

	signal(SIGPIPE, SIG_IGN);
	address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	peer->listener = socket(AF_INET, SOCK_STREAM, 0);
	cr_assert_eq(
	    bind(peer->listener, (struct sockaddr *)&address, length), 0);
	cr_assert_eq(listen(peer->listener, 1), 0);
	getsockname(peer->listener, (struct sockaddr *)&address, &length);
	peer->port = ntohs(address.sin_port);
	peer->fd = -1;
	cr_assert_eq(pthread_create(&peer->thread, NULL, peer_run, peer), 0);
}

/* Waits for the peer's end, which comes when the client has closed, and
 * forgives nothing that went against the script. */
static inline void peer_end(struct peer *peer)
{
	shutdown(peer->listener, SHUT_RDWR); /* where nobody connected */
	if (!peer->joined)
		pthread_join(peer->thread, NULL);
	close(peer->listener);
	SSL_CTX_free(peer->tls);
	if (peer->ca_file[0] != '\0')
		unlink(peer->ca_file);
	cr_assert_str_eq(peer->failure, "");
}

/* Whether the client ever said these octets. */
static inline bool peer_saw(const struct peer *peer, const char *text)
{
	size_t length = strlen(text);

	for (size_t i = 0; i + length <= peer->seen_length; i++)
		if (memcmp(peer->seen + i, text, length) == 0)
			return true;
	return false;
}

/* ---- The client's side --------------------------------------------------- */

/* Options for a session with the peer, in the clear unless changed. */
static inline struct pop3_session_options peer_options(const struct peer *peer)
{
	struct pop3_session_options options = POP3_SESSION_OPTIONS_INIT;

	options.host = "127.0.0.1";
	options.port = peer->port;
	options.tls = POP3_TLS_NONE;
	options.timeout_ms = 20000;
	if (peer->ca_file[0] != '\0')
		options.tls_ca_file = peer->ca_file;
	return options;
}

static inline struct pop3_session *peer_session(
    const struct pop3_session_options *options)
{
	struct pop3_session *session;

	cr_assert_eq(pop3_session_new(options, &session), POP3_OK);
	return session;
}

static inline enum pop3_status peer_login(struct pop3_session *session)
{
	const struct pop3_credentials credentials = {
	    .size = sizeof credentials,
	    .user = "jim",
	    .password = "s3cret",
	};

	return pop3_session_login(session, &credentials);
}

/* What most scripts begin with: a server without CAPA, and jim logs in. */
#define PEER_LOGIN                                                             \
	"< +OK ready\n"                                                        \
	"> CAPA\n"                                                             \
	"< -ERR what\n"                                                        \
	"> USER jim\n"                                                         \
	"< +OK\n"                                                              \
	"> PASS s3cret\n"                                                      \
	"< +OK in\n"

/* Starts the peer and returns a session that is logged in. */
static inline struct pop3_session *peer_logged_in(struct peer *peer)
{
	struct pop3_session_options options;
	struct pop3_session *session;

	peer_start(peer);
	options = peer_options(peer);
	session = peer_session(&options);
	cr_assert_eq(pop3_session_connect(session), POP3_OK, "%s",
	    pop3_session_error(session)->text);
	cr_assert_eq(peer_login(session), POP3_OK, "%s",
	    pop3_session_error(session)->text);
	return session;
}

/* Asserts the status of a call and the words of its failure. */
#define assert_failure(session, call, wanted_status, wanted_text)              \
	do {                                                                   \
		enum pop3_status got_status = (call);                          \
                                                                               \
		cr_assert_str_eq(                                              \
		    pop3_session_error(session)->text, wanted_text);           \
		cr_assert_eq(got_status, wanted_status);                       \
		cr_assert_eq(                                                  \
		    pop3_session_error(session)->status, wanted_status);       \
	} while (0)

#define assert_ok(session, call)                                               \
	cr_assert_eq((call), POP3_OK, "%s", pop3_session_error(session)->text)

#endif
