/*
 * input-file.h - a file that a user names to be read.
 */
#ifndef POPFETCH_INPUT_FILE_H
#define POPFETCH_INPUT_FILE_H

#include <stdbool.h>
#include <stdio.h>

/*
 * Opens a file; or a pipe, such as a shell makes of "<(...)", and waits for
 * its writer until a signal ends popfetch; or /dev/null.  NULL with errno:
 * EISDIR, ENODEV for another device, where a mere look can do something and
 * reading may never end.
 */
FILE *input_file_open(const char *path);

/* A pipe is gone once it was read, and two who read it get a part each. */
bool input_file_is_pipe(const char *path);

#endif
