/*
 * host-addresses.c - getaddrinfo() in a thread.
 *
 * Where no name server answers it blocks for as long as the system's
 * configuration has it, and nothing can stop it.  Whoever has waited enough
 * leaves the thread to end alone; the question is freed by who lets go last.
 */
#include "popfetch/system/host-addresses.h"

#include <errno.h>
#include <poll.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "popfetch/system/monotonic.h"
#include "popfetch/system/spawn.h"
#include "popfetch/system/thread.h"

struct question {
	atomic_int holders;
	int answered[2]; /* a pipe: an octet comes */
	struct addrinfo *list;
	char host[];
};

static void release(struct question *question)
{
	if (atomic_fetch_sub(&question->holders, 1) > 1)
		return;
	close(question->answered[0]);
	close(question->answered[1]);
	if (question->list != NULL)
		freeaddrinfo(question->list);
	free(question);
}

static void *ask(void *argument)
{
	const struct addrinfo hints = {.ai_socktype = SOCK_STREAM};
	struct question *question = argument;
	struct addrinfo *list = NULL;
	ssize_t written;

	if (getaddrinfo(question->host, NULL, &hints, &list) == 0)
		question->list = list;
	do
		written = write(question->answered[1], "", 1);
	while (written < 0 && errno == EINTR);
	release(question);
	return NULL;
}

static struct question *make(const char *host)
{
	const size_t size = strlen(host) + 1;
	struct question *question = malloc(sizeof *question + size);

	if (question == NULL)
		return NULL;
	*question = (struct question){.list = NULL};
	if (pipe(question->answered) != 0) {
		free(question);
		return NULL;
	}
	spawn_withhold(question->answered[0]);
	spawn_withhold(question->answered[1]);
	atomic_init(&question->holders, 2);
	memcpy(question->host, host, size);
	return question;
}

static bool await(const struct question *question,
    const struct pop3_cancel *cancel, int64_t until_ns)
{
	struct pollfd polled[] = {
	    {.fd = question->answered[0], .events = POLLIN},
	    {.fd = pop3_cancel_descriptor(cancel), .events = POLLIN},
	};
	int64_t left_ns;
	int ready = 0;

	while (ready <= 0 && (left_ns = until_ns - monotonic_ns()) > 0)
		ready = poll(polled, 2, (int)(1 + left_ns / NS_PER_MS));
	return ready > 0 && polled[0].revents != 0;
}

struct addrinfo *host_addresses(
    const char *host, const struct pop3_cancel *cancel, int64_t until_ns)
{
	struct question *question = make(host);
	struct addrinfo *list = NULL;
	pthread_t thread;

	if (question == NULL)
		return NULL;
	if (!thread_begin(&thread, ask, question)) {
		release(question);
	} else if (await(question, cancel, until_ns)) {
		pthread_join(thread, NULL);
		list = question->list;
		question->list = NULL;
	} else {
		pthread_detach(thread);
	}
	release(question);
	return list;
}
