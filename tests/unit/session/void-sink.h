/*
 * void-sink.h - a sink that takes everything, and keeps nothing.
 */
#ifndef TESTS_SESSION_VOID_SINK_H
#define TESTS_SESSION_VOID_SINK_H

#include "peer.h"

static inline int keep_on(void *context, const struct pop3_target *target)
{
	(void)context;
	(void)target;
	return 0;
}

static inline int drop(void *context, const struct pop3_target *target,
    const char *octets, size_t length)
{
	(void)context;
	(void)target;
	(void)octets;
	(void)length;
	return 0;
}

static inline int finish(
    void *context, const struct pop3_target *target, uint64_t octets)
{
	(void)context;
	(void)target;
	(void)octets;
	return 0;
}

static inline void pass_over(void *context, const struct pop3_target *target,
    enum pop3_status status, const char *text)
{
	(void)context;
	(void)target;
	(void)status;
	(void)text;
}

static const struct pop3_sink void_sink = {
    .begin = keep_on, .data = drop, .end = finish, .refused = pass_over};

#endif
