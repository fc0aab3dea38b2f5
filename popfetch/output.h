/*
 * output.h - standard output: results, and nothing else.
 */
#ifndef POPFETCH_OUTPUT_H
#define POPFETCH_OUTPUT_H

#include <stddef.h>

#include "exit-status.h"
#include "talk.h"

/*
 * Writes a unique-id as a field of a line: RFC 1939 allows it 0x21 to 0x7E,
 * which stay as they are; other octets, which could break the line or act on
 * a terminal, are written as %XX.
 */
void output_uid(const char *uid, size_t length);

/*
 * Flushes.  EXIT_DONE, or EXIT_IO once said why.  Where nobody reads any
 * more (EPIPE) the process dies of SIGPIPE, without a word.
 */
enum exit_status output_finish(const struct talk *talk);

#endif
