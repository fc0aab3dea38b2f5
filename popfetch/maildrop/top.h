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

#endif
