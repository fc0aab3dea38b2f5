/*
 * maildir-recover.c - what an earlier run left in a Maildir.
 *
 * A name in the journal that is found in tmp/, or in the annex, was not placed,
 * and is; one that is not found there was placed, whatever a mail reader has
 * done with it since.
 *
 * That conclusion rests on nobody else removing files from tmp/.  The
 * specification lets mail readers do so after 36 hours, and a Maildir may be
 * missing as a whole (a file system not mounted), or another one have been made
 * in its place meanwhile, for another account; in these cases what is found
 * nowhere is reported as lost, to be retrieved again.
 *
 * Files of ours in tmp/ that the journal does not name belong to a batch that
 * was never journalled.  Their messages are retrieved again; they go.
 */
#include "popfetch/deliver/deliver-maildir.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "popfetch/deliver/maildir-annex.h"
#include "popfetch/system/disk.h"
#include "popfetch/talk/failure.h"

/* After this long without being touched, anybody may remove a file in tmp. */
#define TMP_AGE_MAX_S ((int64_t)36 * 3600)

/* A mail reader appends its flags, such as ":2,S". */
static bool is_name_with_flags(const char *entry, const char *name)
{
	size_t length = strlen(name);

	return strncmp(entry, name, length) == 0 &&
	       (entry[length] == '\0' || strchr(":;!,", entry[length]) != NULL);
}

static DIR *read_directory(int directory)
{
	int fd = disk_open(directory, ".", O_RDONLY | O_DIRECTORY, 0);
	DIR *entries = fd >= 0 ? fdopendir(fd) : NULL;

	if (entries == NULL && fd >= 0)
		close(fd);
	return entries;
}

/* The next three return false with errno where it cannot be known. */

static bool find_in_cur(
    struct maildir *maildir, const char *name, bool *out_found)
{
	DIR *entries = read_directory(maildir->cur);
	const struct dirent *entry;
	int failure;

	if (entries == NULL)
		return false;
	do {
		errno = 0;
		entry = readdir(entries);
	} while (entry != NULL && !is_name_with_flags(entry->d_name, name));
	failure = errno;
	closedir(entries);
	errno = failure;
	*out_found = entry != NULL;
	return *out_found || failure == 0;
}

static bool find(struct maildir *maildir, const char *name, bool *out_found)
{
	*out_found = maildir_stands_in_new(maildir, name);
	return *out_found ||
	       (errno == ENOENT && find_in_cur(maildir, name, out_found));
}

static bool is_where_it_was_staged(
    const struct maildir *maildir, const struct maildir_name *read)
{
	return maildir->tmp >= 0 &&
	       maildir_name_stage(maildir->tmp) == read->stage;
}

/* What is no more in tmp: placed, unless others may have removed it. */
static bool judge_missing(struct maildir *maildir, const char *name,
    const struct maildir_name *read, bool *out_lost)
{
	int64_t age = (int64_t)time(NULL) - read->time;
	bool found = true;

	if ((age >= TMP_AGE_MAX_S || !is_where_it_was_staged(maildir, read)) &&
	    !find(maildir, name, &found))
		return false;
	*out_lost = !found;
	return true;
}

/* ---- What the journal names ---------------------------------------------- */

/*
 * The annex of whoever staged the file: by the tag in its name, since that of
 * this run is another one where the host, or the path of the state directory,
 * is called otherwise by now.  An annex that is done with goes.
 */
static bool open_annex(struct maildir *maildir, uint64_t tag)
{
	if (maildir->annex >= 0 && maildir->annex_tag == tag)
		return true;
	maildir_leave_annex(maildir);
	maildir->annex = maildir_annex_open(maildir->tmp, tag);
	maildir->annex_tag = tag;
	return maildir->annex >= 0 || errno == ENOENT;
}

/* Where the file is staged; -1 with errno. */
static int find_staged(struct maildir *maildir, const char *name, uint64_t tag,
    struct stat *out_stat)
{
	errno = ENOENT;
	if (maildir->tmp < 0)
		return -1;
	if (fstatat(maildir->tmp, name, out_stat, AT_SYMLINK_NOFOLLOW) == 0)
		return maildir->tmp;
	if (errno != ENOENT || !open_annex(maildir, tag))
		return -1;
	if (maildir->annex >= 0 &&
	    fstatat(maildir->annex, name, out_stat, AT_SYMLINK_NOFOLLOW) == 0)
		return maildir->annex;
	return -1;
}

static enum pop3_status recover_one(
    struct maildir *maildir, const char *name, bool *out_lost)
{
	struct maildir_name read;
	struct stat stat_buf;
	bool twice = false;
	int from;

	if (!maildir_name_read(name, &read))
		return failure_fill(&maildir->deliver.error, POP3_E_FILE, 0,
		    "the state names '%s', which is no message of ours", name);
	from = find_staged(maildir, name, read.tag, &stat_buf);
	if (from < 0)
		return errno == ENOENT &&
			       judge_missing(maildir, name, &read, out_lost)
			   ? POP3_OK
			   : maildir_cannot_write(maildir);
	/* Two names: linked into new/ and not yet unlinked here. */
	if (stat_buf.st_nlink > 1 && !find(maildir, name, &twice))
		return maildir_cannot_write(maildir);
	if (!twice && maildir_move_to_new(maildir, from, name))
		return POP3_OK;
	if ((!twice && errno != EEXIST) || unlinkat(from, name, 0) != 0)
		return maildir_cannot_write(maildir);
	return POP3_OK;
}

/* ---- What it does not name ----------------------------------------------- */

static bool is_old(int directory, const char *entry)
{
	struct stat stat_buf;

	return fstatat(directory, entry, &stat_buf, AT_SYMLINK_NOFOLLOW) == 0 &&
	       (int64_t)time(NULL) - (int64_t)stat_buf.st_mtime >=
		   TMP_AGE_MAX_S;
}

/* Whether a file in tmp/ can be nobody's any more.  The account's lock is
 * held: what has its tag was left by a run that died.  Other accounts, and
 * other machines, may be staging here just now. */
static bool is_left_over(
    const struct maildir *maildir, int directory, const char *entry)
{
	struct maildir_name read;

	return maildir_name_read(entry, &read) &&
	       (read.tag == maildir->names.tag || is_old(directory, entry));
}

/* What cannot be removed is in nobody's way: no failure. */
static void remove_files(const struct maildir *maildir, int directory)
{
	DIR *entries = read_directory(directory);
	const struct dirent *entry;

	if (entries == NULL)
		return;
	while ((entry = readdir(entries)) != NULL)
		if (is_left_over(maildir, directory, entry->d_name))
			unlinkat(directory, entry->d_name, 0);
	closedir(entries);
}

/* As with files: those of others last for a time. */
static void remove_annex(const struct maildir *maildir, const char *entry)
{
	uint64_t tag;
	int annex;

	if (!maildir_annex_read(entry, &tag) ||
	    (tag != maildir->names.tag && !is_old(maildir->tmp, entry)))
		return;
	annex = maildir_annex_open(maildir->tmp, tag);
	if (annex < 0)
		return;
	remove_files(maildir, annex);
	close(annex);
	maildir_annex_remove(maildir->tmp, tag);
}

static void remove_left_over(const struct maildir *maildir)
{
	DIR *entries = read_directory(maildir->tmp);
	const struct dirent *entry;

	remove_files(maildir, maildir->tmp);
	if (entries == NULL)
		return;
	while ((entry = readdir(entries)) != NULL)
		remove_annex(maildir, entry->d_name);
	closedir(entries);
}

static enum pop3_status recover_all(
    struct maildir *maildir, const char *const *where, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		enum pop3_status status =
		    recover_one(maildir, where[i], &maildir->deliver.lost[i]);

		if (status != POP3_OK)
			return status;
	}
	if (count > 0 && !disk_sync_directory(maildir->new))
		return maildir_cannot_write(maildir);
	return POP3_OK;
}

enum pop3_status maildir_recover(
    struct deliver *deliver, const char *const *where, size_t count)
{
	struct maildir *maildir = (struct maildir *)deliver;
	enum pop3_status status = recover_all(maildir, where, count);

	maildir_leave_annex(maildir);
	if (status == POP3_OK)
		remove_left_over(maildir);
	return status;
}
