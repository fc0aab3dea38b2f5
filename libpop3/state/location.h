/*
 * state/location.h - where a state file stands: its directory, held open, and
 * the names in it.
 */
#ifndef P3_STATE_LOCATION_H
#define P3_STATE_LOCATION_H

#include <pop3/status.h>

struct p3_location {
	int directory;	 /* -1: not open */
	char *path;	 /* as it was given, for messages */
	char *name;	 /* within the directory */
	char *lock_name; /* NAME.lock */
	char *new_name;	 /* NAME.new, while compacting */
};

/* On failure there is nothing to free. */
enum pop3_status p3_location_open(
    struct p3_location *location, const char *path, struct pop3_error *error);
void p3_location_free(struct p3_location *location);

/*
 * Opens a regular file as openat() does, with 0600 where it is made;
 * anything else in its place, a symbolic link included, is POP3_E_FILE, and so
 * is one that somebody else owns or may write.  kind and path are for
 * messages.  An absent file is POP3_OK and -1.
 */
enum pop3_status p3_location_open_file(int directory, const char *name,
    int flags, const char *kind, const char *path, int *out_fd,
    struct pop3_error *error);

/* Makes names given in the directory durable; 0 or errno. */
int p3_location_sync(const struct p3_location *location);

#endif
