/*
 * thread.h - a thread that takes no signals: those are for the one that was
 * there first, which waits for them.
 */
#ifndef POPFETCH_THREAD_H
#define POPFETCH_THREAD_H

#include <pthread.h>
#include <stdbool.h>

/* To be joined; false where the system has no more. */
bool thread_begin(pthread_t *out_thread, void *(*run)(void *), void *argument);

#endif
