/*
 * probe.h - whether a POP3 server is where one may be: several places at
 * once.
 */
#ifndef POPFETCH_PROBE_H
#define POPFETCH_PROBE_H

#include "popfetch/options/settings.h"
#include "popfetch/talk/exit-status.h"
#include "popfetch/talk/talk.h"

/* A place, and what a look at it came to. */
struct probe {
	char *host; /* owned */
	uint16_t port;
	enum pop3_tls_mode tls;
	char *tls_host; /* owned; NULL: host */
	struct pop3_error error;
};

/* Places looked at at once, at most. */
#define PROBES_MAX 8

/*
 * Connects to each place, makes TLS, reads the greeting and asks for the
 * capabilities, all within the settings' time limits and by their way and
 * trust; no login.  Returns the first place that has a server, count where
 * none has; each error is filled then, and of those before the first.  Where
 * the way to them cannot be begun, which is told, *out_status says what that
 * comes to, and those not looked at have no error.  A firing of cancel ends
 * it.
 */
size_t probe_all(const struct settings *settings, const struct talk *talk,
    struct pop3_cancel *cancel, struct probe *probes, size_t count,
    enum exit_status *out_status);

void probe_clear(struct probe *probe);

#endif
