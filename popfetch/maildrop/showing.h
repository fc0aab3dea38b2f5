/*
 * showing.h - the octets of messages asked for, by TOP or by RETR.
 */
#ifndef POPFETCH_SHOWING_H
#define POPFETCH_SHOWING_H

#include "popfetch/maildrop/selection.h"

/* Which command gives them. */
typedef enum pop3_status showing_fn(const struct visit *visit,
    struct pop3_target *targets, size_t count, const struct pop3_sink *sink);

/* TOP without lines; TOP, with the lines of the settings, as top_run(); and
 * RETR. */
showing_fn showing_header;
showing_fn showing_top;
showing_fn showing_whole;

/* Gives the targets to the sink, and gives up at a message that does not end.
 * Says what fails, but for what the sink refuses: EXIT_IO. */
enum exit_status showing_run(const struct visit *visit, showing_fn *show,
    struct pop3_target *targets, size_t count, const struct pop3_sink *sink);

/* The same with what is marked; tag is the place in the listing. */
enum exit_status showing_marked(struct visit *visit,
    const struct selection *selection, showing_fn *show,
    const struct pop3_sink *sink);

#endif
