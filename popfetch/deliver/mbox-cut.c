/*
 * mbox-cut.c - telling our torn message from what follows.
 *
 * A program that appends to an mbox begins with a From_ line, at the
 * beginning of a line; a careful one puts in front of it the line ends that
 * were missing.  Where the mbox stops being as planned, that line may have
 * begun some octets earlier, since our own next octets may have been the
 * same.
 */
#include "popfetch/deliver/mbox-cut.h"

#include <string.h>

#include "popfetch/system/disk.h"

static const char FROM[] = "From ";
#define FROM_LENGTH (sizeof FROM - 1)

/* More line ends nobody puts in front of a message. */
#define LINE_ENDS_MAX 2

/* So far in front of the first octet that differs theirs may begin. */
#define IN_FRONT 16

bool mbox_cut_find(int mbox, uint64_t low, uint64_t high, uint64_t *out_cut)
{
	char octets[IN_FRONT + LINE_ENDS_MAX + FROM_LENGTH + 1];
	uint64_t start = high > low + IN_FRONT ? high - IN_FRONT : low;
	size_t got;

	*out_cut = low;
	if (!disk_read_at(mbox, octets, sizeof octets - 1, start, &got))
		return false;
	octets[got] = '\0';
	for (size_t i = (size_t)(high - start) + 1; i-- > 0;) {
		const char *at = octets + (i < got ? i : got);

		at += strspn(at, "\n");
		if (strncmp(at, FROM, FROM_LENGTH) != 0)
			continue;
		*out_cut = start + i;
		break;
	}
	return true;
}

bool mbox_cut_line_ends(int mbox, uint64_t end, uint64_t *cut)
{
	char octets[LINE_ENDS_MAX + FROM_LENGTH + 1];
	size_t got, n;

	if (!disk_read_at(mbox, octets, sizeof octets - 1, *cut, &got))
		return false;
	octets[got] = '\0';
	n = strspn(octets, "\n");
	if (strncmp(octets + n, FROM, FROM_LENGTH) == 0 && *cut + n <= end)
		*cut += n;
	return true;
}
