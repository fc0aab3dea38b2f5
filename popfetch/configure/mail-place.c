/*
 * mail-place.c - a look around the home directory; nothing is made here.
 *
 * A directory with cur, new and tmp is a Maildir.  One with other things in
 * it is somebody's directory of folders, and mail for us belongs below it.
 */
#include "popfetch/configure/mail-place.h"

#include <dirent.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "popfetch/options/memory.h"
#include "popfetch/options/paths.h"

enum kind {
	IS_ABSENT = 0,
	IS_MAILDIR,
	IS_EMPTY,   /* a directory */
	IS_FOLDERS, /* a directory with other things */
	IS_FILE,
	IS_OTHER
};

static bool has_directory(const char *path, const char *name)
{
	char *below = memory_format("%s/%s", path, name);
	struct stat status;
	const bool has = stat(below, &status) == 0 && S_ISDIR(status.st_mode);

	free(below);
	return has;
}

static bool is_empty(const char *path)
{
	DIR *directory = opendir(path);
	const struct dirent *entry;
	bool empty = true;

	if (directory == NULL)
		return false;
	while (empty && (entry = readdir(directory)) != NULL)
		empty = strcmp(entry->d_name, ".") == 0 ||
			strcmp(entry->d_name, "..") == 0;
	closedir(directory);
	return empty;
}

/* path as a configuration has it, or absolute. */
static enum kind kind_of(const char *path)
{
	char *absolute = path_absolute(path);
	enum kind kind;
	struct stat status;

	if (stat(absolute, &status) != 0)
		kind = IS_ABSENT;
	else if (S_ISREG(status.st_mode))
		kind = IS_FILE;
	else if (!S_ISDIR(status.st_mode))
		kind = IS_OTHER;
	else if (has_directory(absolute, "cur") &&
		 has_directory(absolute, "new") &&
		 has_directory(absolute, "tmp"))
		kind = IS_MAILDIR;
	else
		kind = is_empty(absolute) ? IS_EMPTY : IS_FOLDERS;
	free(absolute);
	return kind;
}

static struct mail_place place(enum option_id option, const char *path)
{
	return (struct mail_place){option, path_shown(path)};
}

/* $MAIL is where mail readers look first.  In the system's spool only some
 * may write locks. */
static const char *spool(void)
{
	const char *path = getenv("MAIL");
	enum kind kind;

	if (path == NULL || path[0] != '/')
		return NULL;
	kind = kind_of(path);
	if (kind == IS_MAILDIR)
		return path;
	return kind == IS_FILE && access(path, R_OK | W_OK) == 0 ? path : NULL;
}

/* A name that is hidden, or means a directory above, is none for mail. */
static struct mail_place below(const char *directory, const char *account)
{
	return (struct mail_place){
	    OPT_MAILDIR,
	    memory_format(
		"%s/%s", directory, account[0] == '.' ? "inbox" : account),
	};
}

struct mail_place mail_place_propose(const char *account)
{
	static const char *const usual[] = {"~/Maildir", "~/Mail", "~/mail"};
	const char *mail = spool();

	if (mail != NULL && kind_of(mail) == IS_MAILDIR)
		return place(OPT_MAILDIR, mail);
	for (size_t i = 0; i < sizeof usual / sizeof usual[0]; i++)
		if (kind_of(usual[i]) == IS_MAILDIR)
			return place(OPT_MAILDIR, usual[i]);
	for (size_t i = 0; i < sizeof usual / sizeof usual[0]; i++) {
		const enum kind kind = kind_of(usual[i]);

		if (kind == IS_FILE)
			return place(OPT_MBOX, usual[i]);
		if (kind == IS_FOLDERS)
			return below(usual[i], account);
	}
	return mail != NULL ? place(OPT_MBOX, mail)
			    : place(OPT_MAILDIR, usual[0]);
}

static bool ends_as_mbox(const char *path)
{
	const size_t length = strlen(path);

	return length > 5 && strcmp(path + length - 5, ".mbox") == 0;
}

const char *mail_place_read(const char *text, struct mail_place *out_place)
{
	enum option_id option = OPT_MAILDIR;
	size_t length = strlen(text);
	char *path;

	if (text[0] != '/' && strncmp(text, "~/", 2) != 0)
		return "a path that begins with '/' or '~/' is wanted";
	while (length > 1 && text[length - 1] == '/')
		length--;
	path = memory_copy_part(text, length);
	switch (kind_of(path)) {
	case IS_ABSENT:
		option = ends_as_mbox(path) ? OPT_MBOX : OPT_MAILDIR;
		break;
	case IS_MAILDIR:
	case IS_EMPTY:
		break;
	case IS_FILE:
		option = OPT_MBOX;
		break;
	case IS_FOLDERS:
		free(path);
		return "that directory has other things in it; a name below "
		       "it does";
	case IS_OTHER:
		free(path);
		return "that is neither a directory nor a file";
	}
	*out_place = place(option, path);
	free(path);
	return NULL;
}
