/*
 * tls-ticket.c - a file USER@HOST.tls in the state directory, where there is
 * one.
 *
 * Resuming spares a round trip and some arithmetic, and nothing else: so
 * nothing that goes wrong here is ever told, and a file that is not as it
 * must be is as good as none.  What the octets are good for, and under which
 * options, is sealed in them by the library.  They are a secret, 0600.
 *
 * Replaced by rename: another popfetch that looks at the same account sees
 * the old one or the new one.
 */
#include "popfetch/options/memory.h"
#include "popfetch/secret/secret-line.h"
#include "popfetch/system/disk.h"
#include "popfetch/system/private-file.h"
#include "popfetch/visit/state-file.h"
#include "popfetch/visit/tls-ticket.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

/* The library makes none that is larger. */
#define OCTETS_MAX 65536

static bool is_useful(const struct settings *settings)
{
	return settings->tls != POP3_TLS_NONE &&
	       !settings->insecure_skip_verify && settings->host != NULL &&
	       settings->user != NULL && settings->state_dir != NULL;
}

static void read_file(int fd, struct tls_ticket *ticket)
{
	struct stat found;
	size_t size, got = 0;

	if (fstat(fd, &found) != 0 || found.st_size <= 0 ||
	    found.st_size > OCTETS_MAX)
		return;
	size = (size_t)found.st_size;
	ticket->octets = malloc(size);
	if (ticket->octets == NULL)
		return;
	ticket->length = size;
	if (!disk_read_at(fd, ticket->octets, size, 0, &got) || got != size)
		tls_ticket_forget(ticket);
}

void tls_ticket_read(
    const struct settings *settings, struct tls_ticket *out_ticket)
{
	struct private_file file;

	*out_ticket = (struct tls_ticket){0};
	if (!is_useful(settings))
		return;
	out_ticket->path = state_file_beside(settings, ".tls");
	if (out_ticket->path == NULL)
		return;
	/* Nothing is connected yet: memory.h may be used. */
	out_ticket->fresh = memory_format("%s.new", out_ticket->path);
	if (private_file_open(out_ticket->path, &file) != POP3_OK)
		return;
	if (file.flaw == NULL)
		read_file(file.fd, out_ticket);
	close(file.fd);
}

static bool write_file(const char *path, const void *octets, size_t length)
{
	const int fd = open(
	    path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
	bool done;

	if (fd < 0)
		return false;
	done = disk_write(fd, octets, length);
	return close(fd) == 0 && done;
}

void tls_ticket_write(
    const struct tls_ticket *ticket, struct pop3_session *session)
{
	const void *octets;
	size_t length;

	if (ticket->path == NULL ||
	    pop3_session_tls_ticket(session, &octets, &length) != POP3_OK)
		return;
	/* Of a run that was killed. */
	(void)unlink(ticket->fresh);
	if (!write_file(ticket->fresh, octets, length) ||
	    rename(ticket->fresh, ticket->path) != 0)
		(void)unlink(ticket->fresh);
}

void tls_ticket_remove(const struct tls_ticket *ticket)
{
	if (ticket->path != NULL && ticket->octets != NULL)
		(void)unlink(ticket->path);
}

void tls_ticket_forget(struct tls_ticket *ticket)
{
	if (ticket->octets != NULL)
		secret_wipe(ticket->octets, ticket->length);
	free(ticket->octets);
	ticket->octets = NULL;
	ticket->length = 0;
}

void tls_ticket_clear(struct tls_ticket *ticket)
{
	tls_ticket_forget(ticket);
	free(ticket->path);
	free(ticket->fresh);
	ticket->path = ticket->fresh = NULL;
}
