/*
 * outlet.c - the buffer in front of a file.
 *
 * It writes at places, not at the file's own position, so that taking back is
 * only to remember a smaller place.  After a failed flush the octets are
 * still there: nothing is half gone.
 */
#include "popfetch/system/outlet.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "popfetch/system/disk.h"

char *outlet_buffer(void)
{
	return aligned_alloc(OUTLET_PAGE, OUTLET_SIZE);
}

bool outlet_init(struct outlet *outlet)
{
	*outlet = (struct outlet){.fd = -1, .octets = outlet_buffer()};
	return outlet->octets != NULL;
}

void outlet_free(struct outlet *outlet)
{
	free(outlet->octets);
	outlet->octets = NULL;
}

void outlet_attach(struct outlet *outlet, int fd, uint64_t at)
{
	outlet->fd = fd;
	outlet->used = 0;
	outlet->flushed = at;
}

size_t outlet_whole(const struct outlet *outlet)
{
	const size_t part = (size_t)(outlet_position(outlet) % OUTLET_PAGE);

	return part < outlet->used ? outlet->used - part : 0;
}

void outlet_swap(struct outlet *outlet, char *empty, size_t n)
{
	memmove(empty, outlet->octets + n, outlet->used - n);
	outlet->octets = empty;
	outlet->flushed += n;
	outlet->used -= n;
}

static bool flush(struct outlet *outlet, size_t n)
{
	if (!disk_write_at(outlet->fd, outlet->octets, n, outlet->flushed))
		return false;
	outlet_swap(outlet, outlet->octets, n);
	return true;
}

bool outlet_flush(struct outlet *outlet)
{
	return flush(outlet, outlet->used);
}

char *outlet_room(struct outlet *outlet, size_t n)
{
	assert(n <= OUTLET_ROOM);
	if (n > OUTLET_SIZE - outlet->used &&
	    !flush(outlet, outlet_whole(outlet)))
		return NULL;
	return outlet->octets + outlet->used;
}

void outlet_added(struct outlet *outlet, size_t n)
{
	assert(n <= OUTLET_SIZE - outlet->used);
	outlet->used += n;
}

bool outlet_add(struct outlet *outlet, const char *octets, size_t n)
{
	char *room = outlet_room(outlet, n);

	if (room == NULL)
		return false;
	memcpy(room, octets, n);
	outlet_added(outlet, n);
	return true;
}

uint64_t outlet_position(const struct outlet *outlet)
{
	return outlet->flushed + outlet->used;
}

bool outlet_patch(
    struct outlet *outlet, uint64_t at, const char *octets, size_t n)
{
	if (at >= outlet->flushed) {
		memcpy(outlet->octets + (at - outlet->flushed), octets, n);
		return true;
	}
	return outlet_flush(outlet) && disk_write_at(outlet->fd, octets, n, at);
}

void outlet_rewind(struct outlet *outlet, uint64_t at)
{
	if (at >= outlet->flushed) {
		outlet->used = (size_t)(at - outlet->flushed);
		return;
	}
	outlet->used = 0;
	outlet->flushed = at;
}
