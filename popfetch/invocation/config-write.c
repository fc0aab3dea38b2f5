/*
 * config-write.c - a new file beside the old one, and then in its place.
 *
 * What a file holds is copied in front of the section, with its mode, and the
 * copy is renamed over it, so that a full disk or a crash leaves the old one
 * whole.  Where there is none, the copy is linked into place, which fails if
 * somebody else has made one in the meantime, or renamed where there are no
 * hard links.  A symbolic link is somebody's arrangement (a directory of dot
 * files under version control), which renaming would break, and what it points
 * to may be anywhere; so it is left alone.
 */
#include "popfetch/invocation/config-write.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "popfetch/invocation/config-text.h"
#include "popfetch/options/memory.h"
#include "popfetch/system/disk.h"
#include "popfetch/system/input-file.h"
#include "popfetch/talk/talk.h"

struct target {
	const char *path;
	bool present;
	struct stat status; /* where present */
	char *copy;	    /* the path of the new file */
	int fd;
};

static enum exit_status refuse(const char *path, const char *why)
{
	talk_error(&talk_unnamed, "cannot write '%s': %s", path, why);
	return EXIT_CANNOT_CREATE;
}

static char *directory_of(const char *path)
{
	const char *slash = strrchr(path, '/');

	if (slash == NULL)
		return memory_copy(".");
	return memory_copy_part(
	    path, slash == path ? 1 : (size_t)(slash - path));
}

/* ---- Looking ------------------------------------------------------------- */

/* The nearest directory above that is there must let us in. */
static enum exit_status check_directory(const char *path)
{
	char *directory = directory_of(path);
	struct stat status;
	enum exit_status result = EXIT_DONE;

	while (stat(directory, &status) != 0 && errno == ENOENT &&
	       strcmp(directory, "/") != 0 && strcmp(directory, ".") != 0) {
		char *above = directory_of(directory);

		free(directory);
		directory = above;
	}
	if (access(directory, W_OK | X_OK) != 0)
		result = refuse(path, talk_reason(errno));
	free(directory);
	return result;
}

static enum exit_status look(const char *path, struct target *out_target)
{
	struct target target = {.path = path, .fd = -1};

	if (lstat(path, &target.status) == 0)
		target.present = true;
	else if (errno != ENOENT)
		return refuse(path, talk_reason(errno));
	if (target.present && S_ISLNK(target.status.st_mode))
		return refuse(path,
		    "it is a symbolic link; '--config' with what it points to "
		    "does");
	if (target.present && !S_ISREG(target.status.st_mode))
		return refuse(path, "it is not a regular file");
	if (target.present && target.status.st_uid != geteuid())
		return refuse(path, "it belongs to somebody else");
	*out_target = target;
	return EXIT_DONE;
}

enum exit_status config_write_check(const char *path)
{
	struct target target;
	enum exit_status status = look(path, &target);

	return status == EXIT_DONE ? check_directory(path) : status;
}

/* ---- Writing ------------------------------------------------------------- */

static enum exit_status failed(const struct target *target)
{
	talk_error(&talk_unnamed, "cannot write '%s': %s", target->path,
	    talk_reason(errno));
	return EXIT_IO;
}

static enum exit_status make_copy(struct target *target)
{
	char *directory = directory_of(target->path);
	const bool made = disk_make_directories(directory);

	free(directory);
	if (!made)
		return refuse(target->path, talk_reason(errno));
	target->copy = memory_format("%s.new-XXXXXX", target->path);
	/* 0600, whatever the umask. */
	target->fd = mkstemp(target->copy);
	if (target->fd >= 0)
		return EXIT_DONE;
	free(target->copy);
	target->copy = NULL;
	return refuse(target->path, talk_reason(errno));
}

static bool write_text(int fd, const char *text)
{
	return disk_write(fd, text, strlen(text));
}

/* The old text ends in a line end; a comment would go on otherwise. */
static enum exit_status copy_old(const struct target *target)
{
	FILE *file = input_file_open(target->path);
	char *text = file != NULL ? config_text_read(file) : NULL;
	const int sys_errno = errno;
	bool done;
	size_t length;

	if (file != NULL)
		fclose(file);
	errno = sys_errno;
	if (text == NULL)
		return failed(target);
	length = strlen(text);
	done = fchmod(target->fd, target->status.st_mode & 0777) == 0 &&
	       write_text(target->fd, text) &&
	       (length == 0 || text[length - 1] == '\n' ||
		   write_text(target->fd, "\n")) &&
	       (length == 0 || write_text(target->fd, "\n"));
	free(text);
	return done ? EXIT_DONE : failed(target);
}

/* The file is still the one that was copied. */
static bool is_unchanged(const struct target *target)
{
	struct stat now;

	return lstat(target->path, &now) == 0 &&
	       now.st_dev == target->status.st_dev &&
	       now.st_ino == target->status.st_ino &&
	       now.st_size == target->status.st_size &&
	       now.st_mtime == target->status.st_mtime;
}

static bool move(const struct target *target)
{
	return target->present
		   ? rename(target->copy, target->path) == 0
		   : disk_link(AT_FDCWD, target->copy, AT_FDCWD, target->path);
}

static enum exit_status put_in_place(const struct target *target)
{
	if (target->present && !is_unchanged(target))
		return refuse(target->path,
		    "somebody else has written it in the meantime");
	if (!move(target))
		return refuse(target->path, talk_reason(errno));
	/* The section stands; that its name lasts is no more to be had. */
	(void)disk_sync_name(target->path);
	return EXIT_DONE;
}

/* It must be read again: config-text.h has the limit. */
static bool has_room(const struct target *target, const char *section)
{
	return !target->present ||
	       (size_t)target->status.st_size + strlen(section) + 2 <=
		   CONFIG_OCTETS_MAX;
}

static enum exit_status fill(struct target *target, const char *section)
{
	enum exit_status status = EXIT_DONE;

	if (!has_room(target, section))
		return refuse(target->path, "it would become too long");
	if (target->present)
		status = copy_old(target);
	if (status == EXIT_DONE &&
	    !(write_text(target->fd, section) && disk_sync(target->fd)))
		status = failed(target);
	return status == EXIT_DONE ? put_in_place(target) : status;
}

enum exit_status config_write(const char *path, const char *section)
{
	struct target target;
	enum exit_status status = look(path, &target);

	if (status == EXIT_DONE)
		status = make_copy(&target);
	if (status != EXIT_DONE)
		return status;
	status = fill(&target, section);
	close(target.fd);
	/* Gone already where it was renamed. */
	unlink(target.copy);
	free(target.copy);
	return status;
}
