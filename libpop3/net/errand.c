/*
 * net/errand.c - asking what blocks, within a deadline.
 *
 * The C library's questions to name servers block for as long as the system's
 * configuration lets them, half a minute and more, and nothing can stop them.
 * So they are asked in a thread of their own, which tells by a pipe that it is
 * done.  Asker and thread hold the errand together; whoever lets go last frees
 * it.  An asker who has the answer joins the thread, which is at its end; one
 * who lets go before that leaves it to finish alone.  Each thread gets an
 * errand of its own and touches nothing else.  It takes no signals: those are
 * for threads that the application knows.
 */
#include "libpop3/net/errand.h"

#include <errno.h>
#include <signal.h>
#include <unistd.h>

#include "libpop3/net/descriptor.h"
#include "libpop3/net/patience.h"

void p3_errand_init(struct p3_errand *errand,
    void (*run)(struct p3_errand *errand),
    void (*free)(struct p3_errand *errand))
{
	atomic_init(&errand->holders, 1);
	atomic_init(&errand->is_done, false);
	errand->done[0] = errand->done[1] = -1;
	errand->has_thread = false;
	errand->run = run;
	errand->free = free;
}

static void let_go(struct p3_errand *errand)
{
	if (atomic_fetch_sub(&errand->holders, 1) > 1)
		return;
	if (errand->done[0] != -1) {
		p3_close(errand->done[0]);
		p3_close(errand->done[1]);
	}
	errand->free(errand);
}

static void perform(struct p3_errand *errand)
{
	ssize_t written;

	errand->run(errand);
	atomic_store(&errand->is_done, true);
	/* Both ends stay open until the last holder goes, so that this cannot
	 * raise SIGPIPE; an empty pipe takes one octet. */
	do
		written = write(errand->done[1], "", 1);
	while (written == -1 && errno == EINTR);
}

static void *thread_main(void *argument)
{
	perform(argument);
	let_go(argument);
	return NULL;
}

/* 0, or an error number. */
static int start_thread(struct p3_errand *errand)
{
	sigset_t all, before;
	int failure;

	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &before);
	atomic_fetch_add(&errand->holders, 1);
	failure = pthread_create(&errand->thread, NULL, thread_main, errand);
	if (failure != 0)
		atomic_fetch_sub(&errand->holders, 1);
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	return failure;
}

enum pop3_status p3_errand_start(struct p3_errand *errand)
{
	int failure;

	if (!p3_pipe(errand->done))
		return POP3_E_SYSTEM;
	failure = start_thread(errand);
	if (failure != 0) {
		errno = failure;
		return POP3_E_SYSTEM;
	}
	errand->has_thread = true;
	return POP3_OK;
}

enum pop3_status p3_errand_run(struct p3_errand *errand)
{
	if (!p3_pipe(errand->done))
		return POP3_E_SYSTEM;
	perform(errand);
	return POP3_OK;
}

enum pop3_status p3_errand_await(
    struct p3_errand *errand, const struct p3_patience *patience)
{
	struct pollfd polled[2] = {{.fd = errand->done[0], .events = POLLIN}};
	enum pop3_status status;

	do
		status = p3_poll(polled, 1, P3_NO_DEADLINE, patience);
	while (status == POP3_OK && !atomic_load(&errand->is_done));
	/* What is there is not late, though it may be we who are slow. */
	if (status == POP3_E_TIMEOUT && atomic_load(&errand->is_done))
		status = POP3_OK;
	if (status == POP3_OK && errand->has_thread) {
		pthread_join(errand->thread, NULL);
		errand->has_thread = false;
	}
	return status;
}

int p3_errand_descriptor(const struct p3_errand *errand)
{
	return errand->done[0];
}

void p3_errand_release(struct p3_errand *errand)
{
	if (errand->has_thread)
		pthread_detach(errand->thread);
	let_go(errand);
}
