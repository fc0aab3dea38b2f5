/*
 * temporary-file.c - its name goes at once: whoever ends this process leaves
 * nothing of it.
 */
#include "popfetch/system/temporary-file.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "popfetch/system/spawn.h"

int temporary_file_open(void)
{
	const char *directory = getenv("TMPDIR");
	char path[PATH_MAX];
	int file;

	if (directory == NULL || directory[0] != '/')
		directory = "/tmp";
	if (snprintf(path, sizeof path, "%s/popfetch.XXXXXX", directory) >=
	    (int)sizeof path) {
		errno = ENAMETOOLONG;
		return -1;
	}
	file = mkstemp(path);
	if (file < 0)
		return -1;
	unlink(path);
	spawn_withhold(file);
	return file;
}
