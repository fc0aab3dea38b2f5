/*
 * maildir-annex.c - why there is one.
 *
 * A directory can be changed by one at a time.  While a batch is renamed out
 * of tmp/, the files of the next would wait there to be made, one for each;
 * in a directory of their own they do not, which takes a tenth off the time
 * of a fetch.  It is in tmp/, where no mail reader looks for mail or folders.
 *
 * It lasts as long as its run.  What a crash leaves is recovered with tmp/:
 * the names of files have the tag that the annex is called by.
 */
#include "popfetch/deliver/maildir-annex.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "popfetch/system/disk.h"

#define PREFIX	   "popfetch-"
#define TAG_DIGITS 16
#define NAME_SIZE  (sizeof PREFIX + TAG_DIGITS)

static void name_of(char name[NAME_SIZE], uint64_t tag)
{
	snprintf(name, NAME_SIZE, PREFIX "%016" PRIx64, tag);
}

int maildir_annex_open(int tmp, uint64_t tag)
{
	char name[NAME_SIZE];
	int annex;

	name_of(name, tag);
	annex = disk_open(tmp, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW, 0);
	if (annex < 0 && (errno == ENOTDIR || errno == ELOOP))
		errno = ENOENT;
	return annex;
}

int maildir_annex_make(int tmp, uint64_t tag)
{
	char name[NAME_SIZE];
	int annex;

	name_of(name, tag);
	if (mkdirat(tmp, name, 0700) != 0 && errno != EEXIST)
		return -1;
	annex = maildir_annex_open(tmp, tag);
	if (annex < 0 && errno == ENOENT)
		errno = ENOTDIR;
	return annex;
}

void maildir_annex_remove(int tmp, uint64_t tag)
{
	char name[NAME_SIZE];

	name_of(name, tag);
	unlinkat(tmp, name, AT_REMOVEDIR);
}

bool maildir_annex_read(const char *entry, uint64_t *out_tag)
{
	const char *digits = entry + sizeof PREFIX - 1;

	if (strncmp(entry, PREFIX, sizeof PREFIX - 1) != 0 ||
	    strlen(digits) != TAG_DIGITS ||
	    strspn(digits, "0123456789abcdef") != TAG_DIGITS)
		return false;
	*out_tag = strtoull(digits, NULL, 16);
	return true;
}
