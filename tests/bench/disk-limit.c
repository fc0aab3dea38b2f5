/*
 * disk-limit.c - what the file system takes for these messages at best.
 *
 *	disk-limit maildir|mbox PATH COUNT OCTETS [FIRST]
 *
 * Writes the messages FIRST (1) and on from memory: each into a file of its
 * own in PATH/cur, and then one syncfs(), or as one append to the mbox PATH
 * and one fsync().  The bench makes its maildrops with it, too.
 */
#define _GNU_SOURCE
#include "tests/bench/mail.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static char gathered[1 << 18];
static size_t gathered_length;

static void write_all(int fd, const char *octets, size_t length)
{
	while (length > 0) {
		ssize_t n = write(fd, octets, length);

		if (n <= 0)
			die("write");
		octets += n;
		length -= (size_t)n;
	}
}

static void gathered_flush(int fd)
{
	write_all(fd, gathered, gathered_length);
	gathered_length = 0;
}

static void gather(int fd, const void *octets, size_t length)
{
	if (length > sizeof gathered - gathered_length)
		gathered_flush(fd);
	if (length > sizeof gathered / 4) {
		gathered_flush(fd);
		write_all(fd, octets, length);
		return;
	}
	memcpy(gathered + gathered_length, octets, length);
	gathered_length += length;
}

static void gather_message(int fd, const struct mail_message *message)
{
	for (int i = 0; i < message->count; i++)
		gather(
		    fd, message->spans[i].iov_base, message->spans[i].iov_len);
}

static int file_create(int dir, const char *name)
{
	int fd = openat(dir, name, O_WRONLY | O_CREAT | O_EXCL, 0600);

	if (fd < 0)
		die(name);
	return fd;
}

/* Size and size on the wire are in the name, where Dovecot looks for them. */
static void file_write(int dir, uint32_t n, const struct mail_message *message)
{
	char name[128];
	int fd;

	snprintf(name, sizeof name, "%u.%07u.bench,S=%zu,W=%zu:2,S",
	    1700000000U + n, n, message->length,
	    message->length + message->lines);
	fd = file_create(dir, name);
	gather_message(fd, message);
	gathered_flush(fd);
	if (close(fd) != 0)
		die(name);
}

static int maildir_make(const char *path)
{
	static const char *const names[] = {"tmp", "new", "cur"};
	int dir;
	int cur;

	mkdir(path, 0700);
	dir = open(path, O_RDONLY | O_DIRECTORY);
	if (dir < 0)
		die(path);
	for (int i = 0; i < 3; i++)
		mkdirat(dir, names[i], 0700);
	cur = openat(dir, "cur", O_RDONLY | O_DIRECTORY);
	close(dir);
	if (cur < 0)
		die(path);
	return cur;
}

int main(int argc, char **argv)
{
	static struct mail mail;
	static struct mail_message message;
	enum mail_form form;
	uint32_t first = argc > 5 ? number_argument(argv[5]) : 1;
	uint32_t count;
	size_t octets;
	int fd;

	if (argc < 5) {
		fputs("usage: disk-limit maildir|mbox PATH COUNT OCTETS "
		      "[FIRST]\n",
		    stderr);
		return 2;
	}
	mail_init(&mail);
	form = strcmp(argv[1], "mbox") == 0 ? MAIL_MBOXRD : MAIL_LF;
	count = number_argument(argv[3]);
	octets = number_argument(argv[4]);
	fd = form == MAIL_LF ? maildir_make(argv[2])
			     : file_create(AT_FDCWD, argv[2]);
	for (uint32_t n = first; n < first + count; n++) {
		mail_message(&mail, form, n, octets, &message);
		if (form == MAIL_LF) {
			file_write(fd, n, &message);
			continue;
		}
		gather(fd, "From robot@example.org Mon Nov  2 08:15:00 2026\n",
		    48);
		gather_message(fd, &message);
		gather(fd, "\n", 1);
	}
	gathered_flush(fd);
	if ((form == MAIL_LF ? syncfs(fd) : fsync(fd)) != 0)
		die(argv[2]);
	mail_free(&mail);
	return 0;
}
