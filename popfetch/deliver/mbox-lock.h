/*
 * mbox-lock.h - the locks by which an mbox is kept from other programs.
 */
#ifndef POPFETCH_MBOX_LOCK_H
#define POPFETCH_MBOX_LOCK_H

#include <stdbool.h>

#include "popfetch/deliver/mbox-file.h"

enum mbox_lock {
	MBOX_LOCK_TAKEN,
	MBOX_LOCK_BUSY,
	MBOX_LOCK_FAILED /* errno */
};

/* Takes both of the open file, or says why not, without waiting.  Where it is
 * no success, one of the two may be ours. */
enum mbox_lock mbox_lock_try(struct mbox_file *file);

/* Gives the one beside it back, if it is ours; the other goes with the
 * descriptor. */
void mbox_lock_release(struct mbox_file *file);

/* Whether the lock file is there and no regular file. */
bool mbox_lock_is_odd(const struct mbox_file *file);

#endif
