/*
 * fault.h - misbehaviour on request.
 *
 * One table (fault.c) has a row a fault: its name, the shape of what follows
 * the name, and its line of --help.
 */
#ifndef TEST_SERVER_FAULT_H
#define TEST_SERVER_FAULT_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

enum fault_kind {
	FAULT_ERR,
	FAULT_CLOSE,
	FAULT_STALL,
	FAULT_GARBAGE,
	FAULT_DRIP,
	FAULT_HOLD,
	FAULT_CUT,
	FAULT_STALL_IN,
	FAULT_CLOSE_NOTIFY_CUT,
	FAULT_CUT_SESSION,
	FAULT_GREETING,
	FAULT_LOGIN,
	FAULT_LOSE_BEHIND_LOGIN,
	FAULT_LATE_LOGIN_DELAY,
	FAULT_EARLY_LOGIN_DELAY,
	FAULT_NO_CAPA,
	FAULT_NO_UIDL,
	FAULT_NO_TOP,
	FAULT_HIDDEN_TOP,
	FAULT_NO_PIPELINING,
	FAULT_NO_SASL,
	FAULT_NO_USER,
	FAULT_NO_LAST,
	FAULT_NO_LOCK,
	FAULT_NO_STLS,
	FAULT_STLS_ERR,
	FAULT_INJECT_AFTER_STLS,
	FAULT_BARE_LF,
	FAULT_LATE_BARE_LF,
	FAULT_RAW_LF,
	FAULT_DUPLICATE_UIDS,
	FAULT_EMPTY_UIDS,
	FAULT_LONG_UIDS,
	FAULT_OTHER_UIDS,
	FAULT_UIDL_WITHOUT,
	FAULT_SHOW,
	FAULT_WRONG_SIZES,
	FAULT_TINY_SIZES,
	FAULT_QUIT_LOST,
	FAULT_QUIT_DROP,
	FAULT_QUIT_ERR
};

/* One --fault.  Fields its shape does not have are 0, "" or NULL. */
struct fault {
	enum fault_kind kind;
	char verb[16];	 /* upper case; "": every verb */
	uint64_t number; /* 0: always */
	uint64_t octets;
	const char *text;
};

struct faults {
	struct fault fault[32];
	size_t count;
};

/* Adds what spec says; false when it is no fault or there are too many.
 * spec is kept. */
bool fault_add(struct faults *faults, const char *spec);

/* The first fault of that kind, NULL for none. */
const struct fault *fault_find(
    const struct faults *faults, enum fault_kind kind);

/* The same, for that verb and the number that goes with it. */
const struct fault *fault_find_verb(const struct faults *faults,
    enum fault_kind kind, const char *verb, uint64_t number);

/* The same, for that message. */
const struct fault *fault_find_message(
    const struct faults *faults, enum fault_kind kind, uint64_t number);

/* A line a fault, for --help. */
void fault_help(FILE *to);

#endif
