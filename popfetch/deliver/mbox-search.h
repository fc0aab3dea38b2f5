/*
 * mbox-search.h - whether messages of a spool stand somewhere in an mbox.
 */
#ifndef POPFETCH_MBOX_SEARCH_H
#define POPFETCH_MBOX_SEARCH_H

#include "popfetch/deliver/mbox-plan.h"

/*
 * Looks through the mbox from `from` on, but not from `skip_from` up to
 * `skip_to`, for the count messages and sets out_found[i] for each that
 * stands there; one place counts for one message only.  *out_end is where the
 * mbox ends, or where one of them begins that its end cuts short.  False with
 * errno.
 */
bool mbox_search(int mbox, uint64_t from, uint64_t skip_from, uint64_t skip_to,
    int spool, const struct spool_range *messages, size_t count,
    bool *out_found, uint64_t *out_end);

#endif
