/*
 * maildir-annex.h - a directory in the tmp/ of a Maildir, where an account
 * stages its second batch.
 */
#ifndef POPFETCH_MAILDIR_ANNEX_H
#define POPFETCH_MAILDIR_ANNEX_H

#include <stdbool.h>
#include <stdint.h>

/*
 * Opens the annex of the account with that tag (maildir-name.h), for its
 * owner alone, made where it is absent.  -1 with errno.
 */
int maildir_annex_make(int tmp, uint64_t tag);

/* The same, but -1 with ENOENT where it is absent, or is no directory. */
int maildir_annex_open(int tmp, uint64_t tag);

/* Removes it; one that is not empty stays. */
void maildir_annex_remove(int tmp, uint64_t tag);

/* Whether an entry of tmp/ is called like an annex, here or elsewhere; and of
 * which tag it is. */
bool maildir_annex_read(const char *entry, uint64_t *out_tag);

#endif
