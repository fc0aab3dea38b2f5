/*
 * jobs.h - several accounts at once, a process each.
 *
 * Accounts are begun in their order.  What each writes to standard output
 * comes out whole, in the same order, whoever is done first; what each says on
 * standard error comes out at once, line by line.  Whatever becomes of one
 * process, the others go on.
 */
#ifndef POPFETCH_JOBS_H
#define POPFETCH_JOBS_H

#include <pop3.h>

#include "popfetch/jobs/crew.h"
#include "popfetch/talk/exit-status.h"

/* What is to be done for accounts 0 to count - 1, at most limit at once. */
struct jobs_task {
	size_t count;
	unsigned limit; /* 1 to JOBS_MAX */
	void *context;

	/* Whose lines an account's are. */
	struct talk (*talk)(void *context, size_t account);

	/* Whether it must have our standard output itself: it begins when all
	 * before it are done. */
	bool (*owns_output)(void *context, size_t account);

	/* What must be done in the order of the accounts and by us; and what
	 * is to be undone once the account's process has been started, or not.
	 * The account is not begun where that is not EXIT_DONE. */
	enum exit_status (*prepare)(void *context, size_t account);
	void (*prepared)(void *context, size_t account);

	/* Whether somebody wants to see how far they are. */
	bool watched;

	/* In a process of its own. */
	job_fn *run;

	/* What became of it; of those that were begun. */
	void (*ended)(void *context, size_t account, enum exit_status status);
};

/*
 * Does it all.  Returns the worst exit status (exit_status_worse()): that of
 * the accounts, EXIT_BUG for a process that crashed, EXIT_SYSTEM for one that
 * could not be started or was killed, EXIT_IO where standard output failed.
 *
 * A signal (interrupt.h) is passed on to all; nothing is begun any more, and
 * they are waited for.  Where nobody reads standard output any more, they are
 * ended in the same way, and the process dies of SIGPIPE.
 */
enum exit_status jobs_run(
    const struct jobs_task *task, struct pop3_cancel *cancel);

#endif
