/*
 * calls.h - the system calls that count, and what each is about.
 */
#ifndef CRASH_CALLS_H
#define CRASH_CALLS_H

#include <stdint.h>

enum kind {
	WRITE, /* also to what is not on a disk */
	SYNC,
	SYNC_ALL,
	TRUNCATE,
	CREATE,
	MAKE_DIRECTORY,
	RENAME,
	LINK,
	UNLINK,
	SEND,
	RECEIVE
};

/* Which arguments say what the call is about. */
enum shape {
	FD,    /* 0: a descriptor */
	PATH,  /* 0: a path */
	AT,    /* 0 and 1: a directory and a path */
	PATHS, /* 0 and 1: two paths */
	ATS    /* 0 to 3: two of AT */
};

struct call {
	long number;
	const char *name;
	enum kind kind;
	enum shape shape;
	int size;  /* which argument has the octets to write or take; 0: none */
	int flags; /* which argument must have O_CREAT; 0: none */
};

/* NULL when the call of that number does not count. */
const struct call *call_find(uint64_t number);

#endif
