/*
 * private-file.h - a file that holds a secret, and whether it keeps it.
 */
#ifndef POPFETCH_PRIVATE_FILE_H
#define POPFETCH_PRIVATE_FILE_H

#include <pop3/status.h>

struct private_file {
	int fd;
	const char *flaw; /* why it keeps no secret; NULL: it does */
};

/*
 * Opens a regular file for reading.  It is private when it belongs to us or
 * to root and neither group nor others may read or write it.  POP3_OK and
 * *out_file; POP3_E_FILE (not a regular file), POP3_E_SYSTEM; both with errno.
 */
enum pop3_status private_file_open(
    const char *path, struct private_file *out_file);

#endif
