/*
 * deliver-mbox.h - what delivering into an mbox and recovering it share; for
 * deliver-mbox.c and mbox-recover.c alone.
 */
#ifndef POPFETCH_DELIVER_MBOX_H
#define POPFETCH_DELIVER_MBOX_H

#include "popfetch/deliver/deliver-kind.h"
#include "popfetch/deliver/mbox-file.h"
#include "popfetch/deliver/mbox-message.h"
#include "popfetch/deliver/mbox-plan.h"
#include "popfetch/deliver/mbox-spool.h"
#include "popfetch/system/outlet.h"

/* "BATCH OFFSET LENGTH", as the journal has it, and a tail that names the
 * spool. */
#define MBOX_WHERE_LENGTH ((size_t)16 + 1 + 16 + 1 + 16)
#define MBOX_SECOND_SPOOL " 2" /* the first has no tail */
#define MBOX_WHERE_SIZE	  (MBOX_WHERE_LENGTH + sizeof MBOX_SECOND_SPOOL)

struct mbox {
	struct deliver deliver;
	struct mbox_file file;
	enum deliver_turn turn;
	struct mbox_spool spools[2];
	struct mbox_spool *spool; /* the one that is worked with */
	struct outlet outlet;
	struct mbox_message message;
	uint64_t begun_at; /* in the spool */
	struct mbox_plan messages;
	struct mbox_plan plan;
	char (*where)[MBOX_WHERE_SIZE];
};

/* deliver_kind.recover */
enum pop3_status mbox_recover(
    struct deliver *deliver, const char *const *where, size_t count);

/* Puts these messages of the spool, which mbox->plan plans, into the locked
 * mbox, and unlocks it. */
enum pop3_status mbox_put(struct mbox *mbox, const struct mbox_plan *these);

/* Fills the error of the handle from errno. */
enum pop3_status mbox_cannot_stage(struct mbox *mbox);

#endif
