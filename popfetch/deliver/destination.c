/*
 * destination.c - destinations as text, there and back.
 */
#include "popfetch/deliver/destination.h"

#include <stdlib.h>
#include <string.h>

static const char HEADER[] = "header\t";
static const char MAILDIR[] = "maildir";
static const char *const MBOX_NAMES[] = {
    [MBOX_RD] = "mbox",
    [MBOX_O] = "mboxo",
    [MBOX_CL2] = "mboxcl2",
};
#define MBOX_NAME_COUNT (sizeof MBOX_NAMES / sizeof MBOX_NAMES[0])

char *destination_text(const struct settings *settings, const char *where)
{
	const char *kind = settings->maildir != NULL
			       ? MAILDIR
			       : MBOX_NAMES[settings->mbox_format];
	const char *path =
	    settings->maildir != NULL ? settings->maildir : settings->mbox;
	const char *header = settings->headers_only ? HEADER : "";
	size_t size =
	    strlen(header) + strlen(kind) + strlen(where) + strlen(path) + 3;
	char *text = malloc(size);
	char *at;

	if (text == NULL)
		return NULL;
	at = stpcpy(text, header);
	at = stpcpy(at, kind);
	*at++ = '\t';
	at = stpcpy(at, where);
	*at++ = '\t';
	stpcpy(at, path);
	return text;
}

static bool read_kind(const char *kind, char *path, struct settings *settings)
{
	settings->maildir = settings->mbox = NULL;
	settings->mda = settings->lmtp = NULL;
	settings->standard_output = false;
	if (strcmp(kind, MAILDIR) == 0) {
		settings->maildir = path;
		return true;
	}
	for (size_t i = 0; i < MBOX_NAME_COUNT; i++)
		if (strcmp(kind, MBOX_NAMES[i]) == 0) {
			settings->mbox = path;
			settings->mbox_format = (enum mbox_format)i;
			return true;
		}
	return false;
}

bool destination_read(
    char *text, struct settings *settings, const char **out_where)
{
	char *where, *path;

	settings->headers_only = strncmp(text, HEADER, strlen(HEADER)) == 0;
	if (settings->headers_only)
		text += strlen(HEADER);
	where = strchr(text, '\t');
	path = where != NULL ? strchr(where + 1, '\t') : NULL;
	if (path == NULL)
		return false;
	*where++ = '\0';
	*path++ = '\0';
	*out_where = where;
	return path[0] == '/' && read_kind(text, path, settings);
}
