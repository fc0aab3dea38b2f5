/*
 * asking.c - who asks does not know whom to ask for leave; that is a matter
 * of the process.
 */
#include "popfetch/talk/asking.h"

#include <stddef.h>

static struct asking arranged;

void asking_arrange(const struct asking *asking)
{
	arranged = *asking;
}

bool asking_begin(enum asking_echo echo)
{
	return arranged.begin == NULL || arranged.begin(arranged.context, echo);
}

void asking_end(void)
{
	if (arranged.end != NULL)
		arranged.end(arranged.context);
}
