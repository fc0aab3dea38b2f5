/*
 * mbox-plan.h - what shall stand at the end of an mbox: a list of ranges of
 * the spool, and where it begins.
 */
#ifndef POPFETCH_MBOX_PLAN_H
#define POPFETCH_MBOX_PLAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Octets of the spool. */
struct spool_range {
	uint64_t offset;
	uint64_t length;
};

/* All zero is an empty plan. */
struct mbox_plan {
	uint64_t at;	  /* in the mbox; what is in front is not touched */
	uint64_t old_end; /* of the mbox when the plan was made; beyond at
			   * where what stood there is among the ranges */
	struct spool_range *ranges;
	size_t count, room;
	uint64_t length; /* of all ranges */
	uint64_t before; /* checksum of the octets in front of `at` */
};

void mbox_plan_free(struct mbox_plan *plan);

/* Whether nothing of the mbox is among the ranges, to be moved. */
bool mbox_plan_appends(const struct mbox_plan *plan);

/* Puts a range behind the others; false when there is no memory. */
bool mbox_plan_add(struct mbox_plan *plan, struct spool_range range);

/* Sets plan->before; false with errno. */
bool mbox_plan_mark(struct mbox_plan *plan, int mbox);

/* Whether the octets in front of plan->at are those of the marking; others
 * have rewritten the mbox where they are not. */
bool mbox_plan_is_marked(
    const struct mbox_plan *plan, int mbox, bool *out_marked);

/* How many octets of the mbox, from plan->at on, are as planned.  False with
 * errno when one of the files could not be read. */
bool mbox_plan_compare(
    const struct mbox_plan *plan, int spool, int mbox, uint64_t *out_same);

/*
 * When all octets of the mbox, which has `length`, are as planned or NUL from
 * `same` planned octets on, puts in what is missing, makes it durable and
 * sets *out_filled.  False with errno.
 */
bool mbox_plan_fill(const struct mbox_plan *plan, int spool, int mbox,
    uint64_t same, uint64_t length, bool *out_filled);

enum mbox_written {
	MBOX_WRITTEN,	  /* everything stands, and is durable */
	MBOX_MOVED,	  /* another program wrote meanwhile */
	MBOX_WRITE_FAILED /* errno; where a plan only appends, nothing of it
			   * stands any more, if that could be helped */
};

/* Writes go through so many octets of memory.  They are the caller's, who has
 * them for all batches: the system takes back what is freed, and each page of
 * it costs a fault the next time. */
#define MBOX_WRITE_SPACE ((size_t)128 << 10)

/* Writes what is not as planned, from `same` octets on. */
enum mbox_written mbox_plan_write(const struct mbox_plan *plan, int spool,
    int mbox, uint64_t same, char *space);

#endif
