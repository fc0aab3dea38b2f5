/*
 * mbox-file.h - the mbox itself: opened with care, and locked against other
 * programs.
 */
#ifndef POPFETCH_MBOX_FILE_H
#define POPFETCH_MBOX_FILE_H

#include <pop3.h>

struct mbox_file {
	char *path;	 /* as given */
	char *real_path; /* what it is when all links are followed */
	char *dot_lock;	 /* the path of the lock file beside it */
	int fd;		 /* -1: not open */
	bool dotted;	 /* the lock file is ours */
};

/* How long another program may keep its lock before we give up. */
#define MBOX_LOCK_MS_MAX 10000

/*
 * Looks at the mbox and makes it (0600) where it is absent.  POP3_E_FILE when
 * it is not a file that mail can be appended to, POP3_E_SYSTEM,
 * POP3_E_NO_MEMORY.
 */
enum pop3_status mbox_file_init(
    struct mbox_file *file, const char *path, struct pop3_error *error);
void mbox_file_free(struct mbox_file *file);

/* Opens and locks; POP3_E_LOCKED when somebody else has it locked. */
enum pop3_status mbox_file_lock(
    struct mbox_file *file, struct pop3_error *error);

/* Unlocks and closes; fine when it is not locked. */
void mbox_file_unlock(struct mbox_file *file);

/* Removes what processes that are dead left beside the mbox when they locked
 * it (mbox-tidy.c).  What cannot be removed stays. */
void mbox_file_tidy(struct mbox_file *file);

/* The length of the open file. */
enum pop3_status mbox_file_length(const struct mbox_file *file,
    uint64_t *out_length, struct pop3_error *error);

/* POP3_E_FILE unless the open file is empty or begins as an mbox does. */
enum pop3_status mbox_file_check(
    const struct mbox_file *file, struct pop3_error *error);

/* How many LFs (0 to 2) the open file of that length lacks at its end until
 * a message may follow. */
enum pop3_status mbox_file_newlines(const struct mbox_file *file,
    uint64_t length, size_t *out_newlines, struct pop3_error *error);

#endif
