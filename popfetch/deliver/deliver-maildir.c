/*
 * deliver-maildir.c - messages into a Maildir
 * (cr.yp.to/proto/maildir.html).
 *
 * Staged is a file of its own in tmp/, or by the second handle in an annex of
 * it (maildir-annex.c); sealed are its octets and its name there, synced;
 * placed is the file moved into new/ (maildir-move.c), and the directory
 * synced.  The name is the same in all, so it is all that the journal needs
 * (maildir-recover.c).
 *
 * A batch of few files is synced file by file.  Each fsync() is a commit of
 * the file system's journal and a flush of the disk's cache; a thousand of
 * them took 550 ms on ext4 where one syncfs() took 25, so that more files
 * than a few are synced in one go.  It reports errors since Linux 5.8.  But FAT
 * does not flush the disk's cache then, and FUSE, CIFS and 9P do not pass it on
 * to the one who has the octets, so it is used only where it is known to do
 * what fsync() does.
 */
#define _GNU_SOURCE /* syncfs() */
#include "popfetch/deliver/deliver-maildir.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#ifdef __linux__
#include <sys/vfs.h>
#endif

#include "popfetch/deliver/maildir-annex.h"
#include "popfetch/system/disk.h"
#include "popfetch/talk/failure.h"

/* More files than this are synced all at once. */
#define SYNC_EACH_MAX 8

static struct maildir *maildir_of(struct deliver *deliver)
{
	return (struct maildir *)deliver;
}

/* ---- Opening ------------------------------------------------------------ */

static enum pop3_status cannot_create(
    const struct maildir *maildir, struct pop3_error *error)
{
	return failure_fill(error, POP3_E_SYSTEM, errno,
	    "cannot create maildir '%s'", maildir->path);
}

static enum pop3_status open_directory(
    struct maildir *maildir, int *out_fd, struct pop3_error *error)
{
	const char *path = maildir->path;

	*out_fd = disk_open(AT_FDCWD, path, O_RDONLY | O_DIRECTORY, 0);
	if (*out_fd < 0 && errno == ENOENT) {
		/* The name must be as durable as the mail in it. */
		if (!disk_make_directories(path))
			return cannot_create(maildir, error);
		*out_fd = disk_open(AT_FDCWD, path, O_RDONLY | O_DIRECTORY, 0);
	}
	if (*out_fd >= 0)
		return POP3_OK;
	return failure_fill(error,
	    errno == ENOTDIR ? POP3_E_FILE : POP3_E_SYSTEM, errno,
	    "cannot open maildir '%s'", path);
}

static enum pop3_status open_part(struct maildir *maildir, int directory,
    const char *name, int *out_fd, struct pop3_error *error)
{
	*out_fd = disk_open(directory, name, O_RDONLY | O_DIRECTORY, 0);
	if (*out_fd < 0 && errno == ENOENT) {
		if (mkdirat(directory, name, 0700) != 0 && errno != EEXIST)
			return cannot_create(maildir, error);
		if (!disk_sync_directory(directory))
			return cannot_create(maildir, error);
		*out_fd = disk_open(directory, name, O_RDONLY | O_DIRECTORY, 0);
	}
	if (*out_fd >= 0 && faccessat(directory, name, W_OK | X_OK, 0) == 0)
		return POP3_OK;
	return failure_fill(error,
	    errno == ENOTDIR ? POP3_E_FILE : POP3_E_SYSTEM, errno,
	    "cannot write to maildir '%s': %s", maildir->path, name);
}

static bool syncs_whole(int directory)
{
#ifdef __linux__
	/* <linux/magic.h> has most of them, but need not be there: it is the
	 * kernel's. */
	static const uint32_t known[] = {
	    0x0000EF53, /* ext4; without a journal it does less */
	    0x58465342, /* XFS */
	    0x9123683E, /* Btrfs */
	    0xF2F52010, /* F2FS */
	    0x2FC12FC1, /* ZFS */
	    0x794C7630, /* overlayfs: what its upper layer does */
	    0x01021994, /* tmpfs: nothing there outlives the machine */
	};
	struct statfs file_system;

	if (fstatfs(directory, &file_system) != 0)
		return false;
	for (size_t i = 0; i < sizeof known / sizeof *known; i++)
		if ((uint32_t)file_system.f_type == known[i])
			return true;
#else
	(void)directory;
#endif
	return false;
}

/* Said before anything is fetched that could not be placed then. */
static enum pop3_status check_file_systems(
    const struct maildir *maildir, struct pop3_error *error)
{
	struct stat tmp, new;

	if (fstat(maildir->tmp, &tmp) != 0 || fstat(maildir->new, &new) != 0 ||
	    tmp.st_dev == new.st_dev)
		return POP3_OK;
	return failure_fill(error, POP3_E_FILE, 0,
	    "cannot move mail within maildir '%s': its tmp and its new must be "
	    "on the same file system",
	    maildir->path);
}

/* Where it is missing, what was in it is lost: deliver_open_recovery(). */
static enum pop3_status open_tmp(struct maildir *maildir,
    enum deliver_turn turn, int directory, struct pop3_error *error)
{
	if (turn != DELIVER_RECOVERY ||
	    faccessat(directory, "tmp", F_OK, 0) == 0)
		return open_part(
		    maildir, directory, "tmp", &maildir->tmp, error);
	if (errno == ENOENT)
		return POP3_OK;
	return failure_fill(error, POP3_E_SYSTEM, errno,
	    "cannot look into maildir '%s'", maildir->path);
}

static enum pop3_status open_all(
    struct maildir *maildir, enum deliver_turn turn, struct pop3_error *error)
{
	int directory = -1;
	enum pop3_status status = open_directory(maildir, &directory, error);

	if (status == POP3_OK)
		status = open_tmp(maildir, turn, directory, error);
	if (status == POP3_OK)
		status =
		    open_part(maildir, directory, "new", &maildir->new, error);
	if (status == POP3_OK)
		status =
		    open_part(maildir, directory, "cur", &maildir->cur, error);
	if (status == POP3_OK)
		status = check_file_systems(maildir, error);
	disk_close(&directory);
	return status;
}

void maildir_leave_annex(struct maildir *maildir)
{
	if (maildir->annex < 0)
		return;
	disk_close(&maildir->annex);
	maildir_annex_remove(maildir->tmp, maildir->annex_tag);
}

static void maildir_close(struct deliver *deliver)
{
	struct maildir *maildir = maildir_of(deliver);

	maildir_leave_annex(maildir);
	disk_close(&maildir->tmp);
	disk_close(&maildir->new);
	disk_close(&maildir->cur);
	message_file_free(&maildir->file);
	free(maildir->staged);
	free(maildir->path);
	free(maildir);
}

/* ---- Staging ------------------------------------------------------------ */

enum pop3_status maildir_cannot_write(struct maildir *maildir)
{
	return failure_fill(&maildir->deliver.error, POP3_E_SYSTEM, errno,
	    "cannot write to maildir '%s'", maildir->path);
}

static bool make_room(struct maildir *maildir)
{
	size_t room = maildir->room > 0 ? maildir->room * 2 : 64;
	void *staged;

	if (maildir->count < maildir->room)
		return true;
	staged = realloc(maildir->staged, room * sizeof *maildir->staged);
	if (staged == NULL)
		return false;
	maildir->staged = staged;
	maildir->room = room;
	return true;
}

static enum pop3_status maildir_begin(struct deliver *deliver)
{
	struct maildir *maildir = maildir_of(deliver);
	int fd;

	if (!make_room(maildir))
		return failure_no_memory(&deliver->error);
	maildir_name_next(&maildir->names, maildir->name);
	fd = disk_open(maildir->stage, maildir->name,
	    O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, 0600);
	if (fd < 0)
		return maildir_cannot_write(maildir);
	message_file_begin(&maildir->file, fd);
	return POP3_OK;
}

static enum pop3_status maildir_data(
    struct deliver *deliver, const char *octets, size_t length)
{
	struct maildir *maildir = maildir_of(deliver);

	return message_file_add(&maildir->file, octets, length)
		   ? POP3_OK
		   : maildir_cannot_write(maildir);
}

static enum pop3_status maildir_end(struct deliver *deliver)
{
	struct maildir *maildir = maildir_of(deliver);

	if (!message_file_end(&maildir->file))
		return maildir_cannot_write(maildir);
	memcpy(maildir->staged[maildir->count++], maildir->name,
	    sizeof maildir->name);
	return POP3_OK;
}

static void maildir_drop(struct deliver *deliver)
{
	struct maildir *maildir = maildir_of(deliver);

	message_file_drop(&maildir->file);
	unlinkat(maildir->stage, maildir->name, 0);
}

static void maildir_discard(struct deliver *deliver)
{
	struct maildir *maildir = maildir_of(deliver);

	for (size_t i = 0; i < maildir->count; i++)
		unlinkat(maildir->stage, maildir->staged[i], 0);
	maildir->count = 0;
}

/* ---- Sealing and placing ------------------------------------------------ */

static bool sync_file(struct maildir *maildir, const char *name)
{
	int fd = disk_open(maildir->stage, name, O_RDONLY | O_NOFOLLOW, 0);
	bool done;
	int failure;

	if (fd < 0)
		return false;
	done = disk_sync(fd);
	failure = errno;
	close(fd);
	errno = failure;
	return done;
}

static bool sync_each(struct maildir *maildir)
{
	for (size_t i = 0; i < maildir->count; i++)
		if (!sync_file(maildir, maildir->staged[i]))
			return false;
	return disk_sync_directory(maildir->stage) &&
	       (maildir->stage == maildir->tmp ||
		   disk_sync_directory(maildir->tmp));
}

static bool sync_staged(struct maildir *maildir)
{
#ifdef __linux__
	if (maildir->sync_whole && maildir->count > SYNC_EACH_MAX)
		return syncfs(maildir->stage) == 0;
#endif
	return sync_each(maildir);
}

static enum pop3_status maildir_seal(struct deliver *deliver)
{
	struct maildir *maildir = maildir_of(deliver);

	return sync_staged(maildir) ? POP3_OK : maildir_cannot_write(maildir);
}

static const char *maildir_where(const struct deliver *deliver, size_t i)
{
	return ((const struct maildir *)deliver)->staged[i];
}

static enum pop3_status maildir_place(struct deliver *deliver)
{
	struct maildir *maildir = maildir_of(deliver);

	for (size_t i = 0; i < maildir->count; i++) {
		const char *name = maildir->staged[i];

		if (maildir_move_to_new(maildir, maildir->stage, name))
			continue;
		/* An NFS server that missed its own answer says ENOENT to
		 * the repeated request. */
		if (errno != ENOENT || !maildir_stands_in_new(maildir, name))
			return maildir_cannot_write(maildir);
	}
	if (!disk_sync_directory(maildir->new))
		return maildir_cannot_write(maildir);
	maildir->count = 0;
	return POP3_OK;
}

/* ---- The kind ----------------------------------------------------------- */

static const struct deliver_kind maildir_kind = {
    .close = maildir_close,
    .begin = maildir_begin,
    .data = maildir_data,
    .end = maildir_end,
    .drop = maildir_drop,
    .discard = maildir_discard,
    .seal = maildir_seal,
    .where = maildir_where,
    .place = maildir_place,
    .recover = maildir_recover,
};

/* What is in an annex that is there already was left by a crash, and
 * recovered or not worth it by now. */
static enum pop3_status choose_stage(
    struct maildir *maildir, enum deliver_turn turn, struct pop3_error *error)
{
	maildir->stage = maildir->tmp;
	if (turn != DELIVER_SECOND)
		return POP3_OK;
	maildir->annex_tag = maildir->names.tag;
	maildir->annex = maildir_annex_make(maildir->tmp, maildir->annex_tag);
	maildir->stage = maildir->annex;
	return maildir->annex >= 0 ? POP3_OK : cannot_create(maildir, error);
}

enum pop3_status maildir_open(const char *path, const char *spool,
    enum deliver_turn turn, struct pop3_error *error,
    struct deliver **out_deliver)
{
	struct maildir *maildir = malloc(sizeof *maildir);
	enum pop3_status status;

	if (maildir == NULL)
		return failure_no_memory(error);
	*maildir = (struct maildir){.deliver = {.kind = &maildir_kind},
	    .tmp = -1,
	    .new = -1,
	    .cur = -1,
	    .annex = -1,
	    .path = strdup(path)};
	if (!message_file_init(&maildir->file) || maildir->path == NULL)
		status = failure_no_memory(error);
	else
		status = open_all(maildir, turn, error);
	if (status == POP3_OK &&
	    !maildir_names_init(&maildir->names, spool, maildir->tmp))
		status = failure_fill(
		    error, POP3_E_SYSTEM, errno, "cannot get random octets");
	if (status == POP3_OK)
		status = choose_stage(maildir, turn, error);
	if (status != POP3_OK) {
		maildir_close(&maildir->deliver);
		return status;
	}
	maildir->sync_whole = syncs_whole(maildir->tmp);
	*out_deliver = &maildir->deliver;
	return POP3_OK;
}
