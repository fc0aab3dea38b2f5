/*
 * asking.h - questions on the terminal: one at a time, and nobody talks
 * meanwhile.
 */
#ifndef POPFETCH_ASKING_H
#define POPFETCH_ASKING_H

#include <stdbool.h>

/* Waits until the terminal is ours; false: a signal came, do not ask.  Else
 * asking_end() is due. */
bool asking_begin(void);
void asking_end(void);

/* How one gets it, where there are others. */
struct asking {
	bool (*begin)(void *context);
	void (*end)(void *context);
	void *context;
};
void asking_arrange(const struct asking *asking);

#endif
