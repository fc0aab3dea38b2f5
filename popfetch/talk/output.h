/*
 * output.h - standard output: results, and nothing else.
 */
#ifndef POPFETCH_OUTPUT_H
#define POPFETCH_OUTPUT_H

#include "popfetch/talk/exit-status.h"
#include "popfetch/talk/talk.h"

/*
 * Flushes.  EXIT_DONE, or EXIT_IO once said why.  Where nobody reads any
 * more (EPIPE) the process dies of SIGPIPE, without a word.
 */
enum exit_status output_finish(const struct talk *talk);

#endif
