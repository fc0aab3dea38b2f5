/*
 * showing.h - the octets of messages asked for, by TOP or by RETR.
 */
#ifndef POPFETCH_SHOWING_H
#define POPFETCH_SHOWING_H

#include "popfetch/visit/visit.h"

/* Which command gives them. */
typedef enum pop3_status showing_fn(const struct visit *visit,
    const struct pop3_target *targets, size_t count,
    const struct pop3_sink *sink);

/* TOP, as top_run(), without lines, and with those of the settings; RETR. */
showing_fn showing_header;
showing_fn showing_top;
showing_fn showing_whole;

/*
 * Gives the targets to the sink, and gives up at a message that does not end.
 * Says what fails, but for what the sink refuses, which is EXIT_IO, and that
 * the server has no TOP: then *out_lacks is true, the sink has heard of
 * nothing, and it is EXIT_DONE.
 */
enum exit_status showing_run(const struct visit *visit, showing_fn *show,
    const struct pop3_target *targets, size_t count,
    const struct pop3_sink *sink, bool *out_lacks);

#endif
