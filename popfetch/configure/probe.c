/*
 * probe.c - a thread a place, since a session blocks.
 *
 * Waiting for one place after the other, a firewall that swallows what is
 * sent to it would cost its time limit at each of them.  A thread does
 * nothing but connect one session; all before and behind that, messages
 * included, is done here.  Once a place has answered, those behind it are
 * cancelled, and those before it are waited for: they count more.
 *
 * A private key may want its pass phrase from the terminal, where one can ask
 * at a time, and a process with threads is not to be forked for a proxy
 * command: there it goes one after the other.
 */
#include "popfetch/configure/probe.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "popfetch/system/interrupt.h"
#include "popfetch/system/thread.h"
#include "popfetch/visit/visit.h"

struct look {
	struct settings settings; /* strings are the caller's */
	struct visit visit;
	enum exit_status opened;
	enum pop3_status status;
	bool threaded;
	pthread_t thread;
};

static void *connect_session(void *argument)
{
	struct look *look = argument;

	look->status = pop3_session_connect(look->visit.session);
	return NULL;
}

static void begin(struct look *look, const struct settings *settings,
    const struct talk *talk, struct pop3_cancel *cancel,
    const struct probe *probe)
{
	look->settings = *settings;
	look->settings.host = probe->host;
	look->settings.port = probe->port;
	look->settings.tls = probe->tls;
	look->settings.srv = false;
	look->settings.dry_run = true; /* nothing is kept of it */
	if (probe->tls_host != NULL)
		look->settings.tls_host = probe->tls_host;
	look->visit.settings = &look->settings;
	look->visit.cancel = cancel;
	look->visit.talk = *talk;
	look->visit.talk.account = probe->host;
	look->status = POP3_E_SYSTEM;
	look->opened = visit_open(&look->visit);
	if (look->opened != EXIT_DONE)
		return;
	look->threaded = settings->tls_cert == NULL &&
			 settings->proxy_command == NULL &&
			 thread_begin(&look->thread, connect_session, look);
	if (!look->threaded)
		connect_session(look);
}

static enum pop3_status finish(struct look *look, struct pop3_error *out_error)
{
	struct visit *visit = &look->visit;

	if (look->threaded)
		pthread_join(look->thread, NULL);
	if (visit->session != NULL) {
		route_connected(&visit->route, look->status);
		*out_error = *pop3_session_error(visit->session);
	}
	return look->status;
}

/* Of two that go one after the other the first is enough, and what one cannot
 * be opened for is the matter with all. */
static bool is_enough(const struct look *look)
{
	return look->opened != EXIT_DONE ||
	       (!look->threaded && look->status == POP3_OK);
}

size_t probe_all(const struct settings *settings, const struct talk *talk,
    struct pop3_cancel *cancel, struct probe *probes, size_t count,
    enum exit_status *out_status)
{
	struct look looks[PROBES_MAX];
	struct pop3_error left;
	size_t begun = 0, first = count;
	bool enough = false;

	assert(count <= PROBES_MAX);
	memset(looks, 0, sizeof looks);
	for (; begun < count && !enough; begun++) {
		begin(&looks[begun], settings, talk, cancel, &probes[begun]);
		enough = is_enough(&looks[begun]);
	}
	for (size_t i = 0; i < begun; i++) {
		if (first < count)
			finish(&looks[i], &left);
		else if (finish(&looks[i], &probes[i].error) == POP3_OK)
			first = i;
		if (first == i)
			pop3_cancel_fire(cancel);
	}
	if (first < count)
		interrupt_unfire(cancel);
	else if (enough)
		*out_status = looks[begun - 1].opened;
	for (size_t i = 0; i < begun; i++)
		visit_end(&looks[i].visit);
	return first;
}

void probe_clear(struct probe *probe)
{
	free(probe->host);
	free(probe->tls_host);
	*probe = (struct probe){.port = 0};
}
