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
 * this moment.  A host or a directory may have another name the next time: a
 * tag that is not ours says nothing of whose files they are, and what the
 * journal names is ours with any tag.
 *
 * The last 8 are a checksum of the inode of tmp, and of when that was made:
 * where the name is looked for in another one, it is no wonder that it is not
 * there.  A directory made anew is often given the inode of the one that was
 * removed.  Where the system learns or forgets between two runs to say when a
 * directory was made, a message that was placed, and is gone again, may come
 * once more.
 */
#define _GNU_SOURCE /* getentropy(), statx() */
#include "popfetch/deliver/maildir-name.h"

#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "popfetch/system/disk.h"
#include "popfetch/text/checksum.h"

static uint64_t tag_of(const char *host, const char *spool)
{
	char *directory = disk_directory_of(spool);
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

/* Adds nothing where there is no statx(), or the file system does not know. */
static uint64_t add_birth(uint64_t sum, int directory)
{
#ifdef STATX_BTIME
	struct statx about;

	if (statx(directory, "", AT_EMPTY_PATH, STATX_BTIME, &about) == 0 &&
	    (about.stx_mask & STATX_BTIME) != 0) {
		const uint64_t birth[] = {
		    (uint64_t)about.stx_btime.tv_sec, about.stx_btime.tv_nsec};

		return checksum_add(sum, birth, sizeof birth);
	}
#else
	(void)directory;
#endif
	return sum;
}

uint32_t maildir_name_stage(int tmp)
{
	struct stat stat_buf;
	uint64_t inode = 0;

	if (fstat(tmp, &stat_buf) == 0)
		inode = (uint64_t)stat_buf.st_ino;
	return (uint32_t)add_birth(
	    checksum_add(CHECKSUM_EMPTY, &inode, sizeof inode), tmp);
}

bool maildir_names_init(struct maildir_names *names, const char *spool, int tmp)
{
	char name[256], host[80];
	uint32_t random;

	if (getentropy(&random, sizeof random) != 0)
		return false;
	if (gethostname(name, sizeof name) != 0)
		name[0] = '\0';
	name[sizeof name - 1] = '\0';
	copy_host(host, sizeof host, name[0] != '\0' ? name : "localhost");
	*names = (struct maildir_names){.tag = tag_of(host, spool)};
	snprintf(
	    names->process, sizeof names->process, "P%ldQ", (long)getpid());
	snprintf(names->rest, sizeof names->rest,
	    "R%016" PRIx64 "%08" PRIx32 "%08" PRIx32 ".%s", names->tag, random,
	    maildir_name_stage(tmp), host);
	return true;
}

/* At least so many digits. */
static char *put_decimal(char *at, uint64_t number, size_t digits_min)
{
	char digits[20];
	size_t length = 0;

	do {
		digits[length++] = (char)('0' + number % 10);
		number /= 10;
	} while (number > 0 || length < digits_min);
	while (length > 0)
		*at++ = digits[--length];
	return at;
}

/* By hand: a fetch makes thousands. */
void maildir_name_next(struct maildir_names *names, char *out)
{
	struct timespec now;
	char *at;

	clock_gettime(CLOCK_REALTIME, &now);
	at = put_decimal(out, (uint64_t)now.tv_sec, 1);
	at = stpcpy(at, ".M");
	at = put_decimal(at, (uint64_t)now.tv_nsec / 1000, 6);
	at = stpcpy(at, names->process);
	at = put_decimal(at, names->counter++, 1);
	strcpy(at, names->rest);
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

	if (strspn(*at, "0123456789abcdef") < sizeof digits - 1)
		return false;
	memcpy(digits, *at, sizeof digits - 1);
	digits[sizeof digits - 1] = '\0';
	*at += sizeof digits - 1;
	*out_value = strtoull(digits, NULL, 16);
	return true;
}

bool maildir_name_read(const char *text, struct maildir_name *out_name)
{
	size_t digits = strspn(text, "0123456789");
	const char *at = text + digits;
	struct maildir_name name;
	uint64_t rest;

	if (digits == 0 || digits > 18 || *at++ != '.' ||
	    strlen(text) >= MAILDIR_NAME_SIZE || strchr(text, '/') != NULL)
		return false;
	name.time = strtoll(text, NULL, 10);
	if (!skip_number(&at, 'M') || !skip_number(&at, 'P') ||
	    !skip_number(&at, 'Q') || *at++ != 'R' ||
	    !read_hex(&at, &name.tag) || !read_hex(&at, &rest) || *at != '.')
		return false;
	name.stage = (uint32_t)rest;
	*out_name = name;
	return true;
}
