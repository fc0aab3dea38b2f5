/*
 * maildir-name.c - TIME.MxxxPxxxQxxxRxxx.HOST, as the specification of
 * Maildir (cr.yp.to/proto/maildir.html) asks for: seconds, microseconds,
 * process-id, a counter, random octets, host name.
 *
 * The random part is 32 hexadecimal digits.  The first 16 are no chance but a
 * tag, the same in every run of one account: a checksum of host name and path
 * of the account's spool, and of the inode of the directory it is in, which
 * tells apart two containers that call themselves and their paths the same.
 * By it a run that holds the account's lock knows the files of its own dead
 * predecessors from those that a live popfetch stages for another account at
 * this moment.
 */
#define _GNU_SOURCE /* getentropy() */
#include "maildir-name.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "checksum.h"

static uint64_t tag_of(const char *host, const char *spool)
{
	const char *slash = strrchr(spool, '/');
	size_t length = slash != NULL ? (size_t)(slash - spool) + 1 : 0;
	char *directory = strndup(length > 0 ? spool : ".", length + !length);
	uint64_t sum = CHECKSUM_EMPTY;
	struct stat stat_buf;

	sum = checksum_add(sum, host, strlen(host) + 1);
	sum = checksum_add(sum, spool, strlen(spool) + 1);
	if (directory != NULL && stat(directory, &stat_buf) == 0) {
		uint64_t inode = (uint64_t)stat_buf.st_ino;

		sum = checksum_add(sum, &inode, sizeof inode);
	}
	free(directory);
	return sum;
}

/* '/' and ':' as the specification says; whatever else has a meaning to
 * somebody ("," and "=" begin Maildir++ sizes) becomes '_'. */
static void copy_host(char *out, size_t size, const char *host)
{
	size_t used = 0;

	for (; *host != '\0' && used + 5 < size; host++) {
		char c = *host;
		bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
			     (c >= '0' && c <= '9') || c == '-' || c == '.' ||
			     c == '_';

		if (c == '/' || c == ':')
			used += (size_t)snprintf(out + used, size - used, "%s",
			    c == '/' ? "\\057" : "\\072");
		else
			out[used++] = plain ? c : '_';
	}
	out[used] = '\0';
}

bool maildir_names_init(struct maildir_names *names, const char *spool)
{
	char host[256];

	*names = (struct maildir_names){.process = (long)getpid()};
	if (gethostname(host, sizeof host) != 0)
		host[0] = '\0';
	host[sizeof host - 1] = '\0';
	copy_host(names->host, sizeof names->host,
	    host[0] != '\0' ? host : "localhost");
	names->tag = tag_of(names->host, spool);
	return getentropy(&names->random, sizeof names->random) == 0;
}

void maildir_name_next(struct maildir_names *names, char *out)
{
	struct timespec now;

	clock_gettime(CLOCK_REALTIME, &now);
	snprintf(out, MAILDIR_NAME_SIZE,
	    "%" PRId64 ".M%06ldP%ldQ%" PRIu64 "R%016" PRIx64 "%016" PRIx64
	    ".%s",
	    (int64_t)now.tv_sec, now.tv_nsec / 1000, names->process,
	    names->counter++, names->tag, names->random, names->host);
}

/* Skips a letter and the digits behind it. */
static bool skip_number(const char **at, char letter)
{
	const char *digits = *at + 1;

	if (**at != letter || *digits < '0' || *digits > '9')
		return false;
	while (*digits >= '0' && *digits <= '9')
		digits++;
	*at = digits;
	return true;
}

static bool read_hex(const char **at, uint64_t *out_value)
{
	char digits[17];
	char *end;

	if (strspn(*at, "0123456789abcdef") < sizeof digits - 1)
		return false;
	memcpy(digits, *at, sizeof digits - 1);
	digits[sizeof digits - 1] = '\0';
	*at += sizeof digits - 1;
	*out_value = strtoull(digits, &end, 16);
	return true;
}

bool maildir_name_read(const char *text, struct maildir_name *out_name)
{
	size_t digits = strspn(text, "0123456789");
	const char *at = text + digits;
	struct maildir_name name;
	uint64_t random;

	if (digits == 0 || digits > 18 || *at++ != '.' ||
	    strlen(text) >= MAILDIR_NAME_SIZE || strchr(text, '/') != NULL)
		return false;
	name.time = strtoll(text, NULL, 10);
	if (!skip_number(&at, 'M') || !skip_number(&at, 'P') ||
	    !skip_number(&at, 'Q') || *at++ != 'R' ||
	    !read_hex(&at, &name.tag) || !read_hex(&at, &random) || *at != '.')
		return false;
	*out_name = name;
	return true;
}
