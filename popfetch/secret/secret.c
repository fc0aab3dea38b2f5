/*
 * secret.c - the sources of a password, in the order of popfetch(1).
 *
 * The first that is set is the one: when it fails, the next is not tried,
 * since a password file that others can read must be mended and not gone
 * around.  ~/.netrc serves other programs, too, so it is refused only where
 * it has a password for this account to give away.
 */
#include "popfetch/options/paths.h"
#include "popfetch/options/text-shape.h"
#include "popfetch/secret/netrc.h"
#include "popfetch/secret/password-command.h"
#include "popfetch/secret/password-prompt.h"
#include "popfetch/secret/secret.h"
#include "popfetch/system/disk.h"
#include "popfetch/system/private-file.h"
#include "popfetch/system/spawn.h"
#include "popfetch/talk/failure.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

/* ~/.netrc beyond this is none. */
#define NETRC_OCTETS_MAX 1048576

static enum pop3_status from_fd(
    int fd, struct pop3_error *error, char **out_secret)
{
	const enum pop3_status status = secret_line_read(fd, out_secret);
	char from[40];

	if (status == POP3_OK)
		return POP3_OK;
	snprintf(from, sizeof(from), "file descriptor %d", fd);
	return secret_line_failed(error, status, from);
}

static enum pop3_status cannot_open(
    struct pop3_error *error, enum pop3_status status, const char *path)
{
	if (status == POP3_E_FILE)
		return failure_fill(error, status, 0,
		    "'%s' is refused: it is not a regular file", path);
	return failure_fill(error, status, errno, "cannot open '%s'", path);
}

static enum pop3_status from_file(
    const char *path, struct pop3_error *error, char **out_secret)
{
	struct private_file file;
	char from[POP3_ERROR_TEXT_MAX];
	enum pop3_status status = private_file_open(path, &file);

	if (status != POP3_OK)
		return cannot_open(error, status, path);
	if (file.flaw != NULL) {
		close(file.fd);
		return failure_fill(error, POP3_E_FILE, 0,
		    "password file '%s' is refused: %s", path, file.flaw);
	}
	status = secret_line_read(file.fd, out_secret);
	if (status != POP3_OK) {
		snprintf(from, sizeof(from), "'%s'", path);
		secret_line_failed(error, status, from);
	}
	close(file.fd);
	return status;
}

/* ---- ~/.netrc ------------------------------------------------------------ */

static void forget(char *text, size_t length)
{
	secret_wipe(text, length);
	free(text);
}

/* The whole file, or NULL with errno; *out_length octets, to be forgotten. */
static char *read_all(int fd, size_t *out_length)
{
	char *text = malloc(NETRC_OCTETS_MAX);
	int failure = EFBIG;

	if (text == NULL)
		return NULL;
	if (!disk_read_at(fd, text, NETRC_OCTETS_MAX, 0, out_length))
		failure = errno;
	else if (*out_length < NETRC_OCTETS_MAX)
		return text;
	forget(text, NETRC_OCTETS_MAX);
	errno = failure;
	return NULL;
}

static enum pop3_status search_netrc(const char *path,
    const struct private_file *file, const char *host, const char *user,
    struct pop3_error *error, char **out_secret)
{
	size_t length = 0;
	unsigned line = 0;
	char *secret = NULL, *text = read_all(file->fd, &length);
	enum netrc_result result;

	if (text == NULL)
		return failure_fill(
		    error, POP3_E_FILE, errno, "cannot read '%s'", path);
	result = netrc_password(text, length, host, user, &secret, &line);
	forget(text, length);
	if (result == NETRC_BAD)
		return failure_fill(error, POP3_E_FILE, 0,
		    "%s:%u: not as a netrc file must be", path, line);
	if (result == NETRC_NO_MEMORY)
		return failure_no_memory(error);
	if (result == NETRC_FOUND && file->flaw != NULL) {
		secret_free(secret);
		return failure_fill(error, POP3_E_FILE, 0,
		    "'%s' is refused: %s", path, file->flaw);
	}
	*out_secret = secret;
	return POP3_OK;
}

enum pop3_status secret_from_netrc(const char *host, const char *user,
    struct pop3_error *error, char **out_secret)
{
	char *path = path_netrc();
	struct private_file file;
	enum pop3_status status = private_file_open(path, &file);

	if (status == POP3_OK) {
		status =
		    search_netrc(path, &file, host, user, error, out_secret);
		close(file.fd);
	} else if (errno == ENOENT || errno == ENOTDIR) {
		status = POP3_OK;
	} else {
		status = cannot_open(error, status, path);
	}
	free(path);
	return status;
}

char *secret_netrc_login(const char *host)
{
	char *path = path_netrc(), *text, *login = NULL;
	struct private_file file;
	size_t length = 0;

	if (private_file_open(path, &file) == POP3_OK) {
		text = read_all(file.fd, &length);
		close(file.fd);
		if (text != NULL) {
			(void)netrc_login(text, length, host, &login);
			forget(text, length);
		}
	}
	free(path);
	/* In quotes there may be line ends: no user has one. */
	if (login != NULL && !text_is_clean(login)) {
		free(login);
		return NULL;
	}
	return login;
}

/* ---- The order ----------------------------------------------------------- */

/* A descriptor that is not open would become one of ours, and that be read.
 * What stands there now cannot be, which is told when it is tried. */
static void hold_place(int descriptor)
{
	int unreadable = open("/dev/null", O_WRONLY);

	if (unreadable == -1 || unreadable == descriptor)
		return;
	(void)dup2(unreadable, descriptor);
	close(unreadable);
}

void secret_withhold(const struct settings *settings)
{
	if (settings->password_fd < 0)
		return;
	if (fcntl(settings->password_fd, F_GETFD) == -1)
		hold_place(settings->password_fd);
	spawn_withhold(settings->password_fd);
}

enum pop3_status secret_get(const struct settings *settings, int64_t until_ns,
    struct pop3_error *error, char **out_secret)
{
	enum pop3_status status;
	char *secret = NULL;

	if (settings->password_command != NULL)
		return password_command_run(
		    settings->password_command, until_ns, error, out_secret);
	if (settings->password_fd >= 0)
		return from_fd(settings->password_fd, error, out_secret);
	if (settings->password_file != NULL)
		return from_file(settings->password_file, error, out_secret);
	status =
	    secret_from_netrc(settings->host, settings->user, error, &secret);
	if (status != POP3_OK)
		return status;
	if (secret == NULL)
		return password_prompt(
		    settings->user, settings->host, error, out_secret);
	*out_secret = secret;
	return POP3_OK;
}
