/*
 * asking.h - questions on the terminal: one at a time, and nobody talks
 * meanwhile.
 */
#ifndef POPFETCH_ASKING_H
#define POPFETCH_ASKING_H

#include <stdbool.h>

/* What a stop (Ctrl-Z) finds. */
enum asking_echo {
	ASKING_ALOUD = 0, /* a terminal as it was: all stop at once */
	ASKING_IN_SILENCE /* one to be put back before anybody stops but who
			   * asks, which asking_end() tells */
};

/* Waits until the terminal is ours; false: a signal came, do not ask.  Else
 * asking_end() is due. */
bool asking_begin(enum asking_echo echo);
void asking_end(void);

/* How one gets it, where there are others. */
struct asking {
	bool (*begin)(void *context, enum asking_echo echo);
	void (*end)(void *context);
	void *context;
};
void asking_arrange(const struct asking *asking);

#endif
