/*
 * temporary-file.h - room for what is too large for memory.
 */
#ifndef POPFETCH_TEMPORARY_FILE_H
#define POPFETCH_TEMPORARY_FILE_H

/* A file without a name, in TMPDIR or /tmp, that no program we start gets; -1
 * and errno. */
int temporary_file_open(void);

#endif
