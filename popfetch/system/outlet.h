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

/* Room for n octets (at most OUTLET_SIZE); NULL and errno when what had to
 * be written first could not be.  Whoever filled it tells outlet_added(). */
char *outlet_room(struct outlet *outlet, size_t n);
void outlet_added(struct outlet *outlet, size_t n);

/* Copies n octets, at most OUTLET_SIZE. */
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

/* Somebody else writes what is here to its place, and has the buffer; empty
 * (OUTLET_SIZE) is the next. */
void outlet_swap(struct outlet *outlet, char *empty);

#endif
