/*
 * pop3-test-server - the POP3 server of "make demo" and of the command's
 * tests.
 *
 * It shares no code with libpop3: a misunderstanding of the RFCs would hide
 * in both.  RFC 1939 with TOP, UIDL and APOP; 2449, 2595, 3206, 5034 with
 * PLAIN, 6856's UTF8; LAST of 1460.  And it misbehaves when asked to (--fault,
 * fault.c).
 *
 * One process listens and forks one for each connection.  Nothing is left
 * behind: the sessions end with the listener, and the listener with SIGTERM,
 * with its standard input (--with-stdin), or with its parent where the system
 * can say so.
 */
#include <errno.h>
#include <fcntl.h>
#include <netdb.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/select.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>
#ifdef __linux__
#include <sys/prctl.h>
#endif

#include "session.h"

#define SESSIONS_MAX 256

static volatile sig_atomic_t ending;

static void signal_taken(int number)
{
	if (number != SIGCHLD)
		ending = 1;
}

static _Noreturn void die(const char *what, const char *subject)
{
	fprintf(stderr, "pop3-test-server: cannot %s '%s': %s\n", what, subject,
	    strerror(errno));
	exit(71);
}

/* Ends this process with its parent, where the system can. */
static void parent_follow(pid_t parent)
{
#ifdef __linux__
	prctl(PR_SET_PDEATHSIG, SIGTERM);
#endif
	if (getppid() != parent)
		exit(EXIT_SUCCESS);
}

/* Signals come only while pselect() waits, so that none is missed. */
static void signals_take(sigset_t *out_while_waiting)
{
	struct sigaction action = {.sa_handler = signal_taken};
	static const int taken[] = {SIGTERM, SIGINT, SIGHUP, SIGCHLD};
	sigset_t blocked;

	sigemptyset(&blocked);
	for (size_t i = 0; i < sizeof taken / sizeof *taken; i++) {
		sigaction(taken[i], &action, NULL);
		sigaddset(&blocked, taken[i]);
	}
	sigprocmask(SIG_BLOCK, &blocked, out_while_waiting);
	for (size_t i = 0; i < sizeof taken / sizeof *taken; i++)
		sigdelset(out_while_waiting, taken[i]);
	signal(SIGPIPE, SIG_IGN);
}

static void signals_give_back(const sigset_t *mask)
{
	signal(SIGTERM, SIG_DFL);
	signal(SIGINT, SIG_DFL);
	signal(SIGHUP, SIG_DFL);
	signal(SIGCHLD, SIG_DFL);
	sigprocmask(SIG_SETMASK, mask, NULL);
}

static SSL_CTX *tls_prepare(const struct settings *settings)
{
	SSL_CTX *context;

	if (!settings->tls_cert)
		return NULL;
	context = SSL_CTX_new(TLS_server_method());
	if (!context ||
	    SSL_CTX_use_certificate_chain_file(context, settings->tls_cert) !=
		1 ||
	    SSL_CTX_use_PrivateKey_file(
		context, settings->tls_key, SSL_FILETYPE_PEM) != 1) {
		errno = EINVAL;
		die("use certificate and key", settings->tls_cert);
	}
	SSL_CTX_set_mode(context, SSL_MODE_AUTO_RETRY);
	return context;
}

static int listener_open(const struct settings *settings)
{
	const struct addrinfo hints = {.ai_family = AF_UNSPEC,
	    .ai_socktype = SOCK_STREAM,
	    .ai_flags = AI_PASSIVE};
	struct addrinfo *address;
	const int on = 1;
	int listener;

	if (getaddrinfo(settings->listen, settings->port, &hints, &address)) {
		errno = EADDRNOTAVAIL;
		die("listen on", settings->listen);
	}
	listener = socket(address->ai_family, SOCK_STREAM, 0);
	if (listener < 0 ||
	    setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on) ||
	    bind(listener, address->ai_addr, address->ai_addrlen) != 0 ||
	    listen(listener, 64) != 0)
		die("listen on", settings->listen);
	freeaddrinfo(address);
	return listener;
}

/* Tells where we listen; a reader sees no half-written file. */
static void port_tell(const struct settings *settings, int listener)
{
	struct sockaddr_storage address;
	socklen_t length = sizeof address;
	char host[128];
	char port[16];
	char path[4096];
	FILE *file;

	if (getsockname(listener, (struct sockaddr *)&address, &length) ||
	    getnameinfo((struct sockaddr *)&address, length, host, sizeof host,
		port, sizeof port, NI_NUMERICHOST | NI_NUMERICSERV))
		die("name the port of", settings->listen);
	if (!settings->port_file) {
		printf("%s %s\n", host, port);
		fflush(stdout);
		return;
	}
	snprintf(path, sizeof path, "%s.new", settings->port_file);
	file = fopen(path, "w");
	if (!file || fprintf(file, "%s %s\n", host, port) < 0 ||
	    fclose(file) != 0 || rename(path, settings->port_file) != 0)
		die("write", settings->port_file);
}

static int log_open(const struct settings *settings)
{
	int log;

	if (!settings->log)
		return -1;
	log = open(
	    settings->log, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
	if (log < 0)
		die("open", settings->log);
	return log;
}

static _Noreturn void session_serve(
    struct session *session, int connection, int log, uint64_t number)
{
	static const struct faults none;
	const struct settings *settings = session->settings;

	session->state = AUTHORIZATION;
	session->faults =
	    number <= settings->faulty_sessions ? &settings->faults : &none;
	if (settings->apop)
		snprintf(session->stamp, sizeof session->stamp,
		    "<%ld.%lld@pop3-test-server>", (long)getpid(),
		    (long long)time(NULL));
	wire_open(&session->wire, connection, log, number);
	session_run(session);
}

/* The sessions that are running; a slot of 0 is free. */
static pid_t sessions[SESSIONS_MAX];

static void sessions_reap(void)
{
	pid_t ended;

	while ((ended = waitpid(-1, NULL, WNOHANG)) > 0)
		for (size_t i = 0; i < SESSIONS_MAX; i++)
			if (sessions[i] == ended)
				sessions[i] = 0;
}

static pid_t *session_slot(void)
{
	for (size_t i = 0; i < SESSIONS_MAX; i++)
		if (!sessions[i])
			return &sessions[i];
	return NULL;
}

static void sessions_end(void)
{
	for (size_t i = 0; i < SESSIONS_MAX; i++)
		if (sessions[i])
			kill(sessions[i], SIGTERM);
}

static void sessions_wait(void)
{
	for (size_t i = 0; i < SESSIONS_MAX; i++)
		if (sessions[i])
			waitpid(sessions[i], NULL, 0);
}

static void connection_take(struct session *session, int listener, int log,
    const sigset_t *while_waiting)
{
	static uint64_t number;
	int connection = accept(listener, NULL, NULL);
	pid_t parent = getpid();
	pid_t *slot = session_slot();

	if (connection < 0)
		return;
	number++;
	if (slot && (*slot = fork()) == 0) {
		close(listener);
		signals_give_back(while_waiting);
		parent_follow(parent);
		session_serve(session, connection, log, number);
	}
	if (slot && *slot < 0)
		*slot = 0;
	close(connection);
}

/* True when there is a connection to take; false at the end. */
static bool connection_wait(const struct settings *settings, int listener,
    const sigset_t *while_waiting)
{
	char octet;

	while (!ending) {
		fd_set ready;

		FD_ZERO(&ready);
		FD_SET(listener, &ready);
		if (settings->with_stdin)
			FD_SET(STDIN_FILENO, &ready);
		if (pselect(listener + 1, &ready, NULL, NULL, NULL,
			while_waiting) < 0) {
			sessions_reap();
			continue;
		}
		if (settings->with_stdin && FD_ISSET(STDIN_FILENO, &ready) &&
		    read(STDIN_FILENO, &octet, 1) <= 0)
			return false;
		if (FD_ISSET(listener, &ready))
			return true;
	}
	return false;
}

int main(int argc, char **argv)
{
	static struct settings settings;
	static struct maildrop maildrop;
	static struct session session;
	pid_t parent = getppid();
	sigset_t while_waiting;
	int listener;
	int log;

	settings_read(&settings, argc, argv);
	parent_follow(parent);
	signals_take(&while_waiting);
	if (!maildrop_prepare(&maildrop, &settings))
		die("prepare", "maildrop");
	session.settings = &settings;
	session.maildrop = &maildrop;
	session.tls = tls_prepare(&settings);
	log = log_open(&settings);
	listener = listener_open(&settings);
	port_tell(&settings, listener);
	while (connection_wait(&settings, listener, &while_waiting)) {
		connection_take(&session, listener, log, &while_waiting);
		if (settings.once) {
			sessions_wait();
			return EXIT_SUCCESS;
		}
	}
	sessions_end();
	sessions_wait();
	SSL_CTX_free(session.tls);
	return EXIT_SUCCESS;
}
