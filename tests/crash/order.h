/*
 * order.h - what the killer is to do, as its command line says it, and how it
 * gives up.
 */
#ifndef CRASH_ORDER_H
#define CRASH_ORDER_H

/* Of the killer itself, or not for this system. */
#define EXIT_CANNOT	 125
#define EXIT_UNSUPPORTED 77

enum mode {
	LIST,
	RECORD,
	BEFORE,
	AFTER,
	FAIL,
	SHORT
};

enum medium {
	DISK,
	WIRE
};

struct order {
	enum mode mode;
	enum medium medium;
	unsigned long n;
	int error;
};

/* Says why, with errno's reason, and exits. */
_Noreturn void die(const char *what);

/* Says what the command line lacks, and exits. */
_Noreturn void refuse(const char *what, const char *word);

/* Cuts the text up; exits when it is no order. */
struct order order_read(char *text);

#endif
