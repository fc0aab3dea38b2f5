/*
 * host-addresses.c - getaddrinfo() in a thread.
 *
 * Where no name server answers it blocks for as long as the system's
 * configuration has it, and nothing can stop it.  Whoever has waited enough
 * leaves the thread to end alone; the question is freed by who lets go last.
 */
#include "popfetch/system/host-addresses.h"

#include <errno.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "popfetch/system/spawn.h"
#include "popfetch/system/thread.h"

struct question {
	atomic_int holders;
	int answered[2];  /* a pipe: an octet comes */
	const char *port; /* behind the host, or NULL */
	struct addrinfo *list;
	int code, sys_errno;
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
	ssize_t written;

	question->code = getaddrinfo(
	    question->host, question->port, &hints, &question->list);
	question->sys_errno = errno;
	do
		written = write(question->answered[1], "", 1);
	while (written < 0 && errno == EINTR);
	release(question);
	return NULL;
}

static struct question *make(const char *host, const char *port)
{
	const size_t host_size = strlen(host) + 1;
	const size_t port_size = port == NULL ? 0 : strlen(port) + 1;
	struct question *question =
	    malloc(sizeof *question + host_size + port_size);

	if (question == NULL)
		return NULL;
	*question = (struct question){.code = EAI_AGAIN};
	if (pipe(question->answered) != 0) {
		free(question);
		return NULL;
	}
	spawn_withhold(question->answered[0]);
	spawn_withhold(question->answered[1]);
	atomic_init(&question->holders, 2);
	memcpy(question->host, host, host_size);
	if (port != NULL)
		question->port =
		    memcpy(question->host + host_size, port, port_size);
	return question;
}

/* The thread is at its end. */
static int take(struct question *question, struct addrinfo **out_list)
{
	if (question->code == 0) {
		*out_list = question->list;
		question->list = NULL;
	}
	errno = question->sys_errno;
	return question->code;
}

int host_addresses(const char *host, const char *port,
    host_addresses_await_fn *await, void *context, struct addrinfo **out_list)
{
	struct question *question = make(host, port);
	int code = EAI_AGAIN, saved;
	pthread_t thread;

	if (question == NULL)
		return EAI_SYSTEM;
	if (!thread_begin(&thread, ask, question)) {
		release(question);
	} else if (await(context, question->answered[0])) {
		pthread_join(thread, NULL);
		code = take(question, out_list);
	} else {
		pthread_detach(thread);
	}
	saved = errno;
	release(question);
	errno = saved;
	return code;
}
