/*
 * input-file.c - what is opened is looked at first: a tape winds back, a
 * terminal waits for somebody to type, and /dev/zero has no end.
 */
#include "popfetch/system/input-file.h"

#include <errno.h>
#include <sys/stat.h>

static bool is_nothing(const struct stat *file)
{
	struct stat nothing;

	return stat("/dev/null", &nothing) == 0 &&
	       file->st_rdev == nothing.st_rdev;
}

FILE *input_file_open(const char *path)
{
	struct stat file;

	if (stat(path, &file) != 0 || S_ISREG(file.st_mode) ||
	    S_ISFIFO(file.st_mode) || is_nothing(&file))
		return fopen(path, "r");
	errno = S_ISDIR(file.st_mode) ? EISDIR : ENODEV;
	return NULL;
}

bool input_file_is_pipe(const char *path)
{
	struct stat file;

	return stat(path, &file) == 0 && S_ISFIFO(file.st_mode);
}
