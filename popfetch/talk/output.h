/*
 * output.h - standard output: results, and nothing else.
 */
#ifndef POPFETCH_OUTPUT_H
#define POPFETCH_OUTPUT_H

#include <stdbool.h>
#include "popfetch/talk/exit-status.h"
#include "popfetch/talk/talk.h"

/* Whether it is a pipe that nobody reads any more. */
bool output_is_abandoned(void);

/* Whether something has failed: asked at once, it is remembered why. */
bool output_has_failed(void);

/*
 * Flushes.  EXIT_DONE, or EXIT_IO once said why.  Where nobody reads any
 * more (EPIPE) the process dies of SIGPIPE, without a word.
 */
enum exit_status output_finish(const struct talk *talk);

#endif
