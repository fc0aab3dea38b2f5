/*
 * shell-wait.h - waiting for somebody to type while a session is idle.
 */
#ifndef POPFETCH_SHELL_WAIT_H
#define POPFETCH_SHELL_WAIT_H

#include <signal.h>

#include "popfetch/shell/shell-reader.h"

enum shell_wait {
	SHELL_WAIT_READY,     /* the descriptor can be read */
	SHELL_WAIT_LOST,      /* the session has broken */
	SHELL_WAIT_CANCELLED, /* the handle was fired */
	SHELL_WAIT_SIGNAL,    /* a handler has run */
	SHELL_WAIT_FAILED     /* errno says why */
};

/* What the line comes to where the wait for it ends in one of the others than
 * the descriptor and a handler. */
enum shell_input shell_wait_failure(enum shell_wait wait);

/* Waits for one of these; the signals of mask are blocked meanwhile and no
 * others, as in pselect(2); NULL: those that are. */
enum shell_wait shell_wait(
    int descriptor, const struct shell_watch *watch, const sigset_t *mask);

#endif
