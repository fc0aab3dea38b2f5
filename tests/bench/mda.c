/*
 * mda.c - what fetchmail hands its messages to: a file each in a Maildir.
 *
 *	mda DIR < message
 */
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "tests/bench/mail.h"

static char octets[1 << 16];

int main(int argc, char **argv)
{
	char path[4096];
	ssize_t n;
	int fd;

	if (argc != 2)
		return 64;
	snprintf(path, sizeof path, "%s/new/XXXXXX", argv[1]);
	fd = mkstemp(path);
	if (fd < 0)
		die(path);
	while ((n = read(0, octets, sizeof octets)) > 0)
		if (write(fd, octets, (size_t)n) != n)
			die(path);
	if (n < 0 || fsync(fd) != 0 || close(fd) != 0)
		die(path);
	return 0;
}
