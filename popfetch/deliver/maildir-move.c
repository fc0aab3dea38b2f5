/*
 * maildir-move.c - from where it is staged into new/, at once or not at all.
 *
 * rename() would replace a file of the same name; renameat2() with
 * RENAME_NOREPLACE does not, nor does link() with unlink() where a file
 * system or a system lacks it.  A crash between those two leaves one file
 * with two names, which recovery knows by the link count.
 */
#define _GNU_SOURCE /* renameat2() */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "popfetch/deliver/deliver-maildir.h"
#include "popfetch/system/disk.h"

bool maildir_move_to_new(struct maildir *maildir, int from, const char *name)
{
#ifdef RENAME_NOREPLACE
	if (!maildir->link_only) {
		if (renameat2(
			from, name, maildir->new, name, RENAME_NOREPLACE) == 0)
			return true;
		if (errno != EINVAL && errno != ENOSYS)
			return false;
		maildir->link_only = true;
	}
#endif
	/* The name is unique enough where there are no links. */
	return disk_link(from, name, maildir->new, name) &&
	       (unlinkat(from, name, 0) == 0 || errno == ENOENT);
}

bool maildir_stands_in_new(struct maildir *maildir, const char *name)
{
	struct stat stat_buf;

	return fstatat(maildir->new, name, &stat_buf, AT_SYMLINK_NOFOLLOW) == 0;
}
