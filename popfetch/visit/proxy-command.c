/*
 * proxy-command.c - run by the shell, which the signal at the end meets.  A
 * command that is to be met puts itself into the shell's place, by "exec" (some
 * shells do it by themselves, dash does not); what else there may be sees the
 * end of its input.
 *
 * What is put in must not be more than a host and a port to the shell.
 * Quoting would do in one place and not in another (inside quotes, or in
 * "$(...)"), so hosts of other letters than hosts have are refused.  A name
 * that is internationalised has octets beyond ASCII, which mean nothing there.
 *
 * The child stays in our process group: it may want to ask something on the
 * terminal.
 */
#include "popfetch/system/child.h"
#include "popfetch/talk/failure.h"
#include "popfetch/visit/proxy-command.h"

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

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

enum pop3_status proxy_command_start(struct proxy_command *out_started,
    const char *command, const char *host, uint16_t port,
    struct pop3_error *error, int *out_descriptor)
{
	char expanded[PROXY_COMMAND_SIZE];
	const char *why = proxy_command_expand(command, host, port, expanded);
	struct spawn spawn = {.group = SPAWN_OUR_GROUP};
	int ends[2], sys_errno;

	*out_started = (struct proxy_command){0};
	if (why != NULL)
		return failure_fill(error, POP3_E_MISUSE, 0,
		    "cannot run the proxy command: %s", why);
	if (socketpair(AF_UNIX, SOCK_STREAM, 0, ends) != 0)
		return failure_fill(error, POP3_E_SYSTEM, errno,
		    "cannot run the proxy command");
	spawn_withhold(ends[0]);
	spawn_withhold(ends[1]);
	spawn.descriptors[STDIN_FILENO] = ends[1];
	spawn.descriptors[STDOUT_FILENO] = ends[1];
	spawn.descriptors[STDERR_FILENO] = STDERR_FILENO;
	sys_errno = spawn_shell(expanded, &spawn, &out_started->child);
	close(ends[1]);
	if (sys_errno != 0) {
		close(ends[0]);
		return failure_fill(error, POP3_E_SYSTEM, sys_errno,
		    "cannot run the proxy command");
	}
	*out_descriptor = ends[0];
	return POP3_OK;
}

/* ---- Its end ------------------------------------------------------------- */

int proxy_command_end(struct proxy_command *started)
{
	const struct child child = started->child;
	const bool hung_up = started->hung_up;
	int status = 0;

	*started = (struct proxy_command){0};
	if (child.pid == 0)
		return 0;
	/* Whoever exits has closed its descriptors a little earlier. */
	if (!(hung_up ? child_ends_soon(&child, &status)
		      : child_has_ended(&child, &status))) {
		child_end(&child);
		return 0;
	}
	return WIFEXITED(status) ? WEXITSTATUS(status) : 0;
}
