/*
 * mbox-mend.h - bringing the messages of a sealed batch into the mbox, from
 * whatever state both are in.
 */
#ifndef POPFETCH_MBOX_MEND_H
#define POPFETCH_MBOX_MEND_H

#include <pop3.h>

#include "popfetch/deliver/mbox-file.h"
#include "popfetch/deliver/mbox-plan.h"
#include "popfetch/deliver/mbox-spool.h"

/*
 * Afterwards each of the count messages, ranges of the spool, stands in the
 * mbox exactly once and durable.  The mbox is locked; *plan is the last that
 * is in the spool, and is replaced where it has failed.  After a failure a
 * later call goes on.
 */
enum pop3_status mbox_mend(struct mbox_file *file, struct mbox_spool *spool,
    struct mbox_plan *plan, const struct spool_range *messages, size_t count,
    struct pop3_error *error);

#endif
