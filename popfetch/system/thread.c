/*
 * thread.c - it has the mask of who makes it.
 */
#include "popfetch/system/thread.h"

#include <signal.h>

bool thread_begin(pthread_t *out_thread, void *(*run)(void *), void *argument)
{
	sigset_t all, before;
	int failure;

	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &before);
	failure = pthread_create(out_thread, NULL, run, argument);
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	return failure == 0;
}
