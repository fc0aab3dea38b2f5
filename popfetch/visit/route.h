/*
 * route.h - how a visit gets to its server: the options of the way there and
 * of TLS, and what must be ended behind it.
 */
#ifndef POPFETCH_ROUTE_H
#define POPFETCH_ROUTE_H

#include <pop3.h>
#include "popfetch/options/settings.h"
#include "popfetch/talk/exit-status.h"
#include "popfetch/talk/talk.h"
#include "popfetch/visit/proxy-command.h"
#include "popfetch/visit/tls-ticket.h"

struct route {
	struct pop3_lookup *lookup; /* begun, and no session's yet; or NULL */
	struct proxy_command command;
	struct tls_ticket ticket;
	char *proxy_password;
};

/*
 * Begins to look the host up, if that is what connecting begins with: there is
 * time for other things meanwhile.  What fails is left to the session.
 */
void route_look_up(struct route *route, const struct settings *settings);

/*
 * Fills the options of the way there and of TLS; what they point to lives
 * until route_connected().  Says what fails; route_close() is due in any
 * case.
 */
enum exit_status route_open(struct route *route,
    const struct settings *settings, const struct talk *talk,
    struct pop3_session_options *options);

/* The session has its own copies now; secrets are wiped. */
void route_connected(struct route *route, enum pop3_status status);

/* Behind the dialogue, while the session still exists. */
void route_keep_ticket(struct route *route, const struct settings *settings,
    struct pop3_session *session);

/* Once the session has been freed. */
void route_close(struct route *route, const struct talk *talk);

#endif
