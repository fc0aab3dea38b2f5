/*
 * config-write.h - a section added to a configuration on disk.
 */
#ifndef POPFETCH_CONFIG_WRITE_H
#define POPFETCH_CONFIG_WRITE_H

#include "popfetch/talk/exit-status.h"

/*
 * Whether a section could be added to the file at path, as far as can be
 * told beforehand: EXIT_DONE, or EXIT_CANNOT_CREATE once it has been told why
 * not (a symbolic link, another's file, a place that cannot be written).
 */
enum exit_status config_write_check(const char *path);

/*
 * Adds a section at the end of the file, or makes the file (0600) and the
 * directories above it (0700).  Either the whole section is there then, and
 * all that was there before, or the file is as it was: EXIT_CANNOT_CREATE, or
 * EXIT_IO, once it has been told why.
 */
enum exit_status config_write(const char *path, const char *section);

#endif
