/*
 * interrupt.h - SIGINT, SIGTERM and SIGHUP: they cancel what waits, so that
 * what is placed gets recorded, and the process then dies of the signal, as
 * those who sent it expect.
 */
#ifndef POPFETCH_INTERRUPT_H
#define POPFETCH_INTERRUPT_H

#include <pop3/cancel.h>
#include <stdbool.h>
#include <stdint.h>

/*
 * From here on the signals fire cancel, which must live as long as the
 * process; those that were ignored (nohup) stay so, but those that were blocked
 * come.  SIGPIPE and SIGXFSZ are ignored: a write tells of them.
 */
void interrupt_install(struct pop3_cancel *cancel);

/*
 * In a process that interrupt_install()'s forked while the signals were
 * held (interrupt_block()): a cancel of its own, from here on.  A signal that
 * the terminal or the system sends to both, and that the parent passes on,
 * counts once.
 */
void interrupt_inherit(struct pop3_cancel *cancel);

/* From here on a signal ends the process at once where nobody takes what it
 * prints: there is nothing else that it has to do. */
void interrupt_guard_output(void);

/* Keeps the signals waiting, and lets them come. */
void interrupt_block(void);
void interrupt_unblock(void);

/* The signal that came first, 0: none; and how many came.  Who sends a second
 * one is in a hurry: it cancels the last words, too. */
int interrupt_signal(void);
unsigned interrupt_count(void);

/* Whether a signal has come and what would be written waits for a reader: then
 * it is not written. */
bool interrupt_spares(int fd);

/*
 * Until when something that was to have ended by until_ns (monotonic.h) may go
 * on: a signal leaves a few seconds to all that is asked for together, and a
 * second one nothing.
 */
int64_t interrupt_limit(int64_t until_ns);

/*
 * Waits until the descriptor can be read, its end and its failures included.
 * False where a signal has come, before or meanwhile.
 */
bool interrupt_await(int fd);

/* Takes a SIGINT back, and its firing with it: it meant what was being done
 * and not the process.  The others stay. */
void interrupt_forget(void);

/* Takes a firing of our own back; one that a signal brought in the meantime
 * stays. */
void interrupt_unfire(struct pop3_cancel *cancel);

/* A SIGINT is somebody else's (a pager's) and means nothing to us, until it
 * does again. */
void interrupt_hold(void);
void interrupt_release(void);

/* Dies of the signal that came; returns where none did. */
void interrupt_die(void);

/* Dies of SIGPIPE, quietly: nobody reads standard output any more. */
void interrupt_die_of_pipe(void);

#endif
