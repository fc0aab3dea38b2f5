/*
 * proxy-command.c - run by the shell.  Where it is one command, shells put it
 * into their own place, so that the signal at the end meets it; what else
 * there may be sees the end of its input.
 *
 * What is put in must not be more than a host and a port to the shell.
 * Quoting would do in one place and not in another (inside quotes, or in
 * "$(...)"), so hosts of other letters than hosts have are refused.  A name
 * that is internationalised has octets beyond ASCII, which mean nothing there.
 *
 * The child stays in our process group: it may want to ask something on the
 * terminal.
 */
#include "proxy-command.h"
#include "secret-line.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

extern char **environ;

/* ---- Its words ----------------------------------------------------------- */

static bool is_plain(const char *host)
{
	static const char letters[] = "abcdefghijklmnopqrstuvwxyz"
				      "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
				      "0123456789-._:";

	/* A dash in front would be an option. */
	if (host[0] == '-')
		return false;
	for (; *host != '\0'; host++)
		if ((unsigned char)*host < 0x80 &&
		    strchr(letters, *host) == NULL)
			return false;
	return true;
}

/* What stands for a letter behind "%", or NULL. */
static const char *meaning(char letter, const char *host, const char *port)
{
	switch (letter) {
	case 'h':
		return host;
	case 'p':
		return port;
	case '%':
		return "%";
	default:
		return NULL;
	}
}

const char *proxy_command_expand(const char *command, const char *host,
    uint16_t port, char out_command[PROXY_COMMAND_SIZE])
{
	char port_text[8];
	size_t used = 0;

	if (!is_plain(host))
		return "the host may mean something to a shell";
	snprintf(port_text, sizeof(port_text), "%u", (unsigned)port);
	for (; *command != '\0'; command++) {
		const char *put = command;
		size_t length = 1;

		if (*command == '%') {
			put = meaning(*++command, host, port_text);
			if (put == NULL)
				return "only %h, %p and %% mean something";
			length = strlen(put);
		}
		if (used + length >= PROXY_COMMAND_SIZE)
			return "it is too long";
		memcpy(out_command + used, put, length);
		used += length;
	}
	out_command[used] = '\0';
	return NULL;
}

/* ---- Its start ----------------------------------------------------------- */

static int set_up_files(posix_spawn_file_actions_t *files, int end)
{
	int error = posix_spawn_file_actions_adddup2(files, end, STDIN_FILENO);

	if (error == 0)
		error =
		    posix_spawn_file_actions_adddup2(files, end, STDOUT_FILENO);
	return error;
}

/* popfetch ignores SIGPIPE; the command may need to die of it. */
static int set_up_signals(posix_spawnattr_t *attributes)
{
	sigset_t defaults;
	int error;

	sigemptyset(&defaults);
	sigaddset(&defaults, SIGPIPE);
	error = posix_spawnattr_setsigdefault(attributes, &defaults);
	if (error == 0)
		error =
		    posix_spawnattr_setflags(attributes, POSIX_SPAWN_SETSIGDEF);
	return error;
}

/* 0 and *out_child, or an error number. */
static int spawn(const char *command, int end, pid_t *out_child)
{
	char *const argv[] = {"sh", "-c", (char *)command, NULL};
	posix_spawn_file_actions_t files;
	posix_spawnattr_t attributes;
	int error = posix_spawn_file_actions_init(&files);

	if (error != 0)
		return error;
	error = posix_spawnattr_init(&attributes);
	if (error == 0) {
		error = set_up_files(&files, end);
		if (error == 0)
			error = set_up_signals(&attributes);
		if (error == 0)
			error = posix_spawn(out_child, "/bin/sh", &files,
			    &attributes, argv, environ);
		posix_spawnattr_destroy(&attributes);
	}
	posix_spawn_file_actions_destroy(&files);
	return error;
}

enum pop3_status proxy_command_start(struct proxy_command *out_started,
    const char *command, const char *host, uint16_t port,
    struct pop3_error *error, int *out_descriptor)
{
	char expanded[PROXY_COMMAND_SIZE];
	const char *why = proxy_command_expand(command, host, port, expanded);
	int ends[2], sys_errno;

	if (why != NULL)
		return secret_error(error, POP3_E_MISUSE, 0,
		    "cannot run the proxy command: %s", why);
	if (socketpair(AF_UNIX, SOCK_STREAM, 0, ends) != 0)
		return secret_error(error, POP3_E_SYSTEM, errno,
		    "cannot run the proxy command");
	fcntl(ends[0], F_SETFD, FD_CLOEXEC);
	fcntl(ends[1], F_SETFD, FD_CLOEXEC);
	sys_errno = spawn(expanded, ends[1], &out_started->child);
	close(ends[1]);
	if (sys_errno != 0) {
		close(ends[0]);
		out_started->child = 0;
		return secret_error(error, POP3_E_SYSTEM, sys_errno,
		    "cannot run the proxy command");
	}
	*out_descriptor = ends[0];
	return POP3_OK;
}

/* ---- Its end ------------------------------------------------------------- */

#define PAUSE_MS 10
#define PATIENCE 200 /* pauses */

/* Whether it has ended within so many pauses; then it is reaped. */
static bool has_ended(pid_t child, int pauses, int *out_status)
{
	const struct timespec pause = {.tv_nsec = PAUSE_MS * 1000000L};

	for (;;) {
		pid_t ended = waitpid(child, out_status, WNOHANG);

		if (ended == child)
			return true;
		if (ended < 0 && errno != EINTR) {
			*out_status = 0;
			return true;
		}
		if (pauses-- <= 0)
			return false;
		nanosleep(&pause, NULL);
	}
}

int proxy_command_end(struct proxy_command *started)
{
	pid_t child = started->child;
	int status = 0;

	started->child = 0;
	if (child == 0)
		return 0;
	if (has_ended(child, 0, &status))
		return WIFEXITED(status) ? WEXITSTATUS(status) : 0;
	kill(child, SIGTERM);
	if (has_ended(child, PATIENCE, &status))
		return 0;
	kill(child, SIGKILL);
	while (waitpid(child, &status, 0) < 0 && errno == EINTR)
		;
	return 0;
}
