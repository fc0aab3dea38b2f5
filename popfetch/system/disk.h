/*
 * disk.h - reading, writing and syncing files whole: what POSIX lets happen
 * by halves or be interrupted goes on here until it is done or has failed.
 *
 * Each returns false with errno set when it failed.
 */
#ifndef POPFETCH_DISK_H
#define POPFETCH_DISK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

/* Behind the last octet written, or of a file open with O_APPEND, behind its
 * end. */
bool disk_write(int fd, const char *octets, size_t n);

bool disk_write_at(int fd, const char *octets, size_t n, uint64_t at);

/* Up to n octets at that place; fewer only where the file ends. */
bool disk_read_at(
    int fd, char *octets, size_t n, uint64_t at, size_t *out_read);

/* n octets at that place; EIO where the file has fewer. */
bool disk_read_whole(int fd, char *octets, size_t n, uint64_t at);

/* n octets from `from` in one file to `to` in another. */
bool disk_copy(int to_fd, uint64_t to, int from_fd, uint64_t from, uint64_t n);

bool disk_truncate(int fd, uint64_t length);

/* Everything of the file, or its octets and length, is durable. */
bool disk_sync(int fd);
bool disk_sync_data(int fd);

/* The names in a directory are durable; a file system that cannot sync a
 * directory is taken to do it by itself. */
bool disk_sync_directory(int fd);

/* The directory of that path, with the slash behind it, or "."; free() it.
 * NULL: no memory. */
char *disk_directory_of(const char *path);

/* The name of the file at path is durable. */
bool disk_sync_name(const char *path);

/* The directory at path and those above it are there: made (0700), their names
 * durable, where they were not. */
bool disk_make_directories(const char *path);

/* Gives a file a second name, which is not taken; where there are no hard
 * links, another one, and who takes it just now is replaced. */
bool disk_link(
    int from_directory, const char *from, int to_directory, const char *to);

/* Whether everybody may make files in the directory of that path; true where it
 * is not known. */
bool disk_is_beside_anybodys(const char *path);

/* open(), not interrupted, close-on-exec; -1 as open(). */
int disk_open(int directory, const char *path, int flags, mode_t mode);

/* Closes what is open, and makes it -1; fine where it is that already. */
void disk_close(int *fd);

#endif
