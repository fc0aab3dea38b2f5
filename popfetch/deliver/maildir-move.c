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

static bool move_by_link(struct maildir *maildir, int from, const char *name)
{
	if (linkat(from, name, maildir->new, name, 0) == 0)
		return unlinkat(from, name, 0) == 0;
	/* No hard links here (FAT, some FUSE and network file systems): the
	 * name is unique enough. */
	if (errno != EPERM && errno != ENOSYS && errno != ENOTSUP &&
	    errno != EOPNOTSUPP && errno != EMLINK)
		return false;
	return renameat(from, name, maildir->new, name) == 0;
}

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
	return move_by_link(maildir, from, name);
}

bool maildir_stands_in_new(struct maildir *maildir, const char *name)
{
	struct stat stat_buf;

	return fstatat(maildir->new, name, &stat_buf, AT_SYMLINK_NOFOLLOW) == 0;
}
