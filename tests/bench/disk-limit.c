/*
 * disk-limit.c - what the file system takes for these messages at best.
 *
 *	disk-limit maildir|moved|mbox PATH COUNT OCTETS [FIRST]
 *
 * Writes the messages FIRST (1) and on from memory, "moved" as one delivers to
 * a Maildir: each into a file of its own in PATH/tmp, then one syncfs(), and
 * all renamed into PATH/new.  "maildir" leaves it at the files, which stand in
 * PATH/cur; "mbox" appends all to the mbox PATH, and one fsync().  The bench
 * makes its maildrops with it, too.
 */
#define _GNU_SOURCE
#include "tests/bench/mail.h"

#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define NAME_SIZE 128

struct lot {
	struct mail mail;
	uint32_t first, count;
	size_t octets;
	bool moved;
};

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
static void file_name(
    char name[NAME_SIZE], uint32_t n, const struct mail_message *message)
{
	snprintf(name, NAME_SIZE, "%u.%07u.bench,S=%zu,W=%zu:2,S",
	    1700000000U + n, n, message->length,
	    message->length + message->lines);
}

static void file_write(int dir, uint32_t n, const struct mail_message *message)
{
	char name[NAME_SIZE];
	int fd;

	file_name(name, n, message);
	fd = file_create(dir, name);
	gather_message(fd, message);
	gathered_flush(fd);
	if (close(fd) != 0)
		die(name);
}

static int directory_open(int at, const char *path)
{
	int fd = openat(at, path, O_RDONLY | O_DIRECTORY);

	if (fd < 0)
		die(path);
	return fd;
}

static int maildir_make(const char *path)
{
	static const char *const names[] = {"tmp", "new", "cur"};
	int dir;

	mkdir(path, 0700);
	dir = directory_open(AT_FDCWD, path);
	for (int i = 0; i < 3; i++)
		mkdirat(dir, names[i], 0700);
	return dir;
}

static void maildir_write(const char *path, const struct lot *lot)
{
	static struct mail_message message;
	int dir = maildir_make(path);
	int into = directory_open(dir, lot->moved ? "tmp" : "cur");
	int new = directory_open(dir, "new");
	const uint32_t end = lot->first + lot->count;

	for (uint32_t n = lot->first; n < end; n++) {
		mail_message(&lot->mail, MAIL_LF, n, lot->octets, &message);
		file_write(into, n, &message);
	}
	if (syncfs(into) != 0)
		die(path);
	for (uint32_t n = lot->first; lot->moved && n < end; n++) {
		char name[NAME_SIZE];

		mail_message(&lot->mail, MAIL_LF, n, lot->octets, &message);
		file_name(name, n, &message);
		if (renameat(into, name, new, name) != 0)
			die(name);
	}
	if (lot->moved && fsync(new) != 0)
		die(path);
}

static void mbox_write(const char *path, const struct lot *lot)
{
	static const char from[] =
	    "From robot@example.org Mon Nov  2 08:15:00 2026\n";
	static struct mail_message message;
	int fd = file_create(AT_FDCWD, path);

	for (uint32_t n = lot->first; n < lot->first + lot->count; n++) {
		mail_message(&lot->mail, MAIL_MBOXRD, n, lot->octets, &message);
		gather(fd, from, sizeof from - 1);
		gather_message(fd, &message);
		gather(fd, "\n", 1);
	}
	gathered_flush(fd);
	if (fsync(fd) != 0)
		die(path);
}

int main(int argc, char **argv)
{
	static struct lot lot = {.first = 1};

	if (argc < 5) {
		fputs("usage: disk-limit maildir|moved|mbox PATH COUNT OCTETS "
		      "[FIRST]\n",
		    stderr);
		return 2;
	}
	lot.count = number_argument(argv[3]);
	lot.octets = number_argument(argv[4]);
	if (argc > 5)
		lot.first = number_argument(argv[5]);
	lot.moved = strcmp(argv[1], "moved") == 0;
	mail_init(&lot.mail);
	if (strcmp(argv[1], "mbox") == 0)
		mbox_write(argv[2], &lot);
	else
		maildir_write(argv[2], &lot);
	mail_free(&lot.mail);
	return 0;
}
