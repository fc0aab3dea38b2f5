/*
 * mbox-cut.h - where in an mbox what others wrote begins, behind a message
 * of ours that was cut short.
 *
 * Both return false with errno when the mbox cannot be read.
 */
#ifndef POPFETCH_MBOX_CUT_H
#define POPFETCH_MBOX_CUT_H

#include <stdbool.h>
#include <stdint.h>

/*
 * Where between `low` and `high` another program's message begins: with a
 * From_ line, or the line ends it put in front.  Octets of theirs that happen
 * to be as ours would have been are theirs, hence `low`.  *out_cut is `low`
 * when there is none.
 */
bool mbox_cut_find(int mbox, uint64_t low, uint64_t high, uint64_t *out_cut);

/*
 * Moves the cut behind the line ends that others put in front of a From_
 * line: a torn message needed them, behind a whole one they would be lines of
 * it.  But not beyond `end`, where ours will end: what is planned may not
 * become shorter than what stands, or the rest of that would stay behind it.
 */
bool mbox_cut_line_ends(int mbox, uint64_t end, uint64_t *cut);

#endif
