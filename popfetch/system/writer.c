/*
 * writer.c - a ring of buffers between two threads.
 *
 * The slots from `written` to `handed` are full, and the thread's; the others
 * hold buffers that are empty, for the caller.  A slot's buffer is exchanged
 * when it is filled, so that nothing is copied.
 *
 * One of the two at most ever waits, so that there is one condition for both.
 */
#include "popfetch/system/writer.h"

#include <errno.h>
#include <pthread.h>
#include <stdlib.h>

#include "popfetch/system/disk.h"
#include "popfetch/system/outlet.h"
#include "popfetch/system/thread.h"

/* One to be written, one that is, and one to come and go between the two;
 * more of them made nothing faster. */
#define SLOTS 3

struct slot {
	int fd;
	char *octets;
	size_t n;
	uint64_t at;
};

struct writer {
	pthread_t thread;
	pthread_mutex_t lock;
	pthread_cond_t changed;
	struct slot slots[SLOTS];
	size_t handed, written; /* how many, ever */
	bool no_more;
	int failure; /* errno of the first; 0: none */
};

/* ---- The thread ---------------------------------------------------------- */

/* NULL: it is over. */
static struct slot *await_slot(struct writer *writer)
{
	struct slot *slot = NULL;

	pthread_mutex_lock(&writer->lock);
	while (writer->written == writer->handed && !writer->no_more)
		pthread_cond_wait(&writer->changed, &writer->lock);
	if (writer->written < writer->handed)
		slot = &writer->slots[writer->written % SLOTS];
	pthread_mutex_unlock(&writer->lock);
	return slot;
}

static void note_written(struct writer *writer, int failure)
{
	pthread_mutex_lock(&writer->lock);
	writer->written++;
	writer->failure = failure;
	pthread_cond_signal(&writer->changed);
	pthread_mutex_unlock(&writer->lock);
}

/* Behind a failure nothing is written any more.  Who forgets it has waited for
 * us before. */
static int write_slot(const struct writer *writer, const struct slot *slot)
{
	if (writer->failure != 0)
		return writer->failure;
	return disk_write_at(slot->fd, slot->octets, slot->n, slot->at) ? 0
									: errno;
}

static void *write_slots(void *argument)
{
	struct writer *writer = argument;
	struct slot *slot;

	while ((slot = await_slot(writer)) != NULL)
		note_written(writer, write_slot(writer, slot));
	return NULL;
}

/* ---- The caller's side --------------------------------------------------- */

static void release(struct writer *writer)
{
	pthread_mutex_destroy(&writer->lock);
	pthread_cond_destroy(&writer->changed);
	for (size_t i = 0; i < SLOTS; i++)
		free(writer->slots[i].octets);
	free(writer);
}

struct writer *writer_new(void)
{
	struct writer *writer = calloc(1, sizeof *writer);
	bool made = writer != NULL;

	if (!made)
		return NULL;
	for (size_t i = 0; i < SLOTS; i++) {
		writer->slots[i].octets = outlet_buffer();
		made = made && writer->slots[i].octets != NULL;
	}
	pthread_mutex_init(&writer->lock, NULL);
	pthread_cond_init(&writer->changed, NULL);
	if (made && thread_begin(&writer->thread, write_slots, writer))
		return writer;
	release(writer);
	return NULL;
}

static void await_written(struct writer *writer, size_t left)
{
	while (writer->handed - writer->written > left)
		pthread_cond_wait(&writer->changed, &writer->lock);
}

char *writer_swap(
    struct writer *writer, int fd, char *octets, size_t n, uint64_t at)
{
	char *empty = NULL;
	struct slot *slot;

	pthread_mutex_lock(&writer->lock);
	await_written(writer, SLOTS - 1);
	if (writer->failure != 0) {
		errno = writer->failure;
	} else {
		slot = &writer->slots[writer->handed++ % SLOTS];
		empty = slot->octets;
		*slot = (struct slot){fd, octets, n, at};
		pthread_cond_signal(&writer->changed);
	}
	pthread_mutex_unlock(&writer->lock);
	return empty;
}

bool writer_settle(struct writer *writer)
{
	int failure;

	pthread_mutex_lock(&writer->lock);
	await_written(writer, 0);
	failure = writer->failure;
	writer->failure = 0;
	pthread_mutex_unlock(&writer->lock);
	if (failure != 0)
		errno = failure;
	return failure == 0;
}

void writer_free(struct writer *writer)
{
	if (writer == NULL)
		return;
	pthread_mutex_lock(&writer->lock);
	writer->no_more = true;
	pthread_cond_signal(&writer->changed);
	pthread_mutex_unlock(&writer->lock);
	pthread_join(writer->thread, NULL);
	release(writer);
}
