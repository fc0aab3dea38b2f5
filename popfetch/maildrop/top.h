/*
 * top.h - whether a server has TOP, which RFC 1939 leaves optional.
 */
#ifndef POPFETCH_TOP_H
#define POPFETCH_TOP_H

#include "popfetch/visit/visit.h"

enum top {
	TOP_MAYBE = 0, /* the server has no CAPA */
	TOP_ANNOUNCED,
	TOP_ABSENT
};

/* Of a visit that is logged in; asks nothing. */
enum top top_find(const struct visit *visit);

/*
 * pop3_session_top(), but where TOP is not announced the first few messages are
 * asked for one by one until one comes.  POP3_E_UNSUPPORTED: none came, and the
 * sink has heard of none.
 */
enum pop3_status top_run(const struct visit *visit, uint32_t lines,
    const struct pop3_target *targets, size_t count,
    const struct pop3_sink *sink);

/* Whether there is TOP for these messages: the same trial without lines, and no
 * more; POP3_OK where it is announced, or there is no message. */
enum pop3_status top_prove(const struct visit *visit,
    const struct pop3_target *targets, size_t count,
    const struct pop3_sink *sink);

#endif
