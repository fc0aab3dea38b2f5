/*
 * outlet.h - octets on their way into a file, gathered so that a small
 * message is one write and a large one few.
 */
#ifndef POPFETCH_OUTLET_H
#define POPFETCH_OUTLET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Whole large writes are what disks and file systems are good at; beyond
 * this size they get no faster. */
#define OUTLET_SIZE ((size_t)256 << 10)

/* A write in the middle of a file ends where a page of it does, and begins at
 * one of memory: the kernel copies a tenth faster where both lie alike.  Where
 * pages are larger it is only no faster. */
#define OUTLET_PAGE ((size_t)4096)

/* What fits in one go, behind the part of a page that was left. */
#define OUTLET_ROOM (OUTLET_SIZE - OUTLET_PAGE)

struct outlet {
	int fd;
	char *octets;
	size_t used;
	uint64_t flushed; /* where in the file octets[0] goes */
};

/* Allocates; false when there is no memory. */
bool outlet_init(struct outlet *outlet);
void outlet_free(struct outlet *outlet);

/* From here on writes to fd, beginning at that place; the outlet is empty. */
void outlet_attach(struct outlet *outlet, int fd, uint64_t at);

/* OUTLET_SIZE octets at a page, for free(); NULL when there is no memory. */
char *outlet_buffer(void);

/* Room for n octets (at most OUTLET_ROOM); NULL and errno when what had to
 * be written first could not be.  Whoever filled it tells outlet_added(). */
char *outlet_room(struct outlet *outlet, size_t n);
void outlet_added(struct outlet *outlet, size_t n);

/* Copies n octets, at most OUTLET_ROOM. */
bool outlet_add(struct outlet *outlet, const char *octets, size_t n);

/* Where in the file the next octet goes. */
uint64_t outlet_position(const struct outlet *outlet);

/* Overwrites octets that have gone in. */
bool outlet_patch(
    struct outlet *outlet, uint64_t at, const char *octets, size_t n);

/* Takes back everything from that place on; what is in the file already
 * will be overwritten. */
void outlet_rewind(struct outlet *outlet, uint64_t at);

bool outlet_flush(struct outlet *outlet);

/* How many octets can be written so that whole pages of the file are full. */
size_t outlet_whole(const struct outlet *outlet);

/* Somebody else writes the first n octets to their place, and has the buffer;
 * empty, of outlet_buffer(), is the next. */
void outlet_swap(struct outlet *outlet, char *empty, size_t n);

#endif
