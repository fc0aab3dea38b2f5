/*
 * mbox-spool.h - the file in which messages for an mbox are staged, and which
 * says how they get from there to where they belong.
 */
#ifndef POPFETCH_MBOX_SPOOL_H
#define POPFETCH_MBOX_SPOOL_H

#include <pop3.h>

#include "popfetch/deliver/mbox-plan.h"

/* Room for the digits that tell one batch from every other. */
#define MBOX_BATCH_SIZE 17

struct mbox_spool {
	char *path;
	int fd;			     /* -1: not open */
	bool made;		     /* by us, its name not yet durable */
	bool reusable;		     /* no batch, but room for one */
	char batch[MBOX_BATCH_SIZE]; /* "" when it holds no sealed batch */
	uint64_t end;		     /* of the messages */
	uint64_t next;		     /* where a record goes */
	uint64_t random, counter;    /* batches are named from these */
	char *space;		     /* for mbox_plan_write() */
};

/* False when there is no memory, or no random octets (errno). */
bool mbox_spool_init(struct mbox_spool *spool, const char *path);
void mbox_spool_free(struct mbox_spool *spool);

/* The first octet of messages; in front is the head, whose last two octets
 * are LF and serve as the empty line that a plan may have to begin with. */
#define MBOX_SPOOL_HEAD 64
static inline struct spool_range mbox_spool_newlines(size_t n)
{
	return (struct spool_range){MBOX_SPOOL_HEAD - n, n};
}

/*
 * Empties the spool for a new batch, making it (0600) where it is absent.
 * False with errno; ELOOP and the like when it is no plain file.
 */
bool mbox_spool_begin(struct mbox_spool *spool);

/* The messages are written and end there: writes the head and syncs. */
bool mbox_spool_finish(struct mbox_spool *spool, uint64_t end);

/* Appends a copy of octets of the mbox, durable, as *out_range. */
bool mbox_spool_keep(struct mbox_spool *spool, int mbox, uint64_t from,
    uint64_t to, struct spool_range *out_range);

/* Appends a plan, durable: from now on it is the one that counts. */
bool mbox_spool_add_plan(
    struct mbox_spool *spool, const struct mbox_plan *plan);

/* Writes 16 hexadecimal digits, as every number in a spool has, and in the name
 * of what stands in one; returns the place behind. */
char *mbox_spool_put_number(char *at, uint64_t number);

enum mbox_loaded {
	MBOX_LOADED,	  /* a sealed batch is there, and *plan the last plan */
	MBOX_LOAD_EMPTY,  /* none: whatever was sealed here was placed */
	MBOX_LOAD_ABSENT, /* or damaged: nothing is known */
	MBOX_LOAD_FAILED  /* errno */
};

/* Opens what an earlier run left. */
enum mbox_loaded mbox_spool_load(
    struct mbox_spool *spool, struct mbox_plan *plan);

/* A batch of so many octets, and of one message more, leaves its room to the
 * next, if that is no large one. */
#define MBOX_SPOOL_CHEAP (UINT64_C(3) << 20)

/* The batch is placed: the spool holds none.  The room of a small one stays for
 * the next, until the spool is freed. */
void mbox_spool_placed(struct mbox_spool *spool);

/* Nothing is in it, and it takes no room. */
bool mbox_spool_clear(struct mbox_spool *spool);

#endif
