/*
 * pop3/lookup.h - the addresses of a host, asked for without blocking.
 *
 * The C library's getaddrinfo() blocks for as long as the system lets name
 * servers take, and nothing can stop it.  A lookup asks in a thread of its own:
 * whoever waits for it can stop waiting, have it in a poll loop, or do other
 * things first and hand it to a session, which then connects to what it found
 * (the option lookup).
 */
#ifndef POP3_LOOKUP_H
#define POP3_LOOKUP_H

#include <pop3/cancel.h>
#include <pop3/status.h>

#include <stdint.h>

POP3_BEGIN_DECLS

enum pop3_address_family {
	POP3_FAMILY_ANY = 0,
	POP3_FAMILY_IPV4,
	POP3_FAMILY_IPV6
};

struct addrinfo; /* <netdb.h> */
struct pop3_lookup;

/*
 * Begins to ask for the addresses of host (a name, IDN in UTF-8 included, or an
 * address) in the family, for streams to port.  POP3_E_HOST_NOT_FOUND where
 * host can be neither, POP3_E_MISUSE for a family that there is not,
 * POP3_E_SYSTEM (no thread, no descriptors), POP3_E_NO_MEMORY, with words in
 * *error, which may be NULL.
 */
POP3_API enum pop3_status pop3_lookup_start(const char *host, uint16_t port,
    enum pop3_address_family family, struct pop3_error *error,
    struct pop3_lookup **out_lookup);

/* Can be read from once there is an answer, which is _await's to take, at once
 * then and whatever its limit; the lookup's. */
POP3_API int pop3_lookup_descriptor(const struct pop3_lookup *lookup);

/*
 * Waits for the answer, and may be called again, also behind a failure, by one
 * thread at a time.
 * POP3_OK and the addresses, in the order in which they are to be tried (RFC
 * 6724); they are the lookup's and live as long as it does.
 * POP3_E_HOST_NOT_FOUND, POP3_E_NAME_TEMPORARY, POP3_E_TIMEOUT (timeout_ms from
 * now; 0: 60,000), POP3_E_CANCELLED, POP3_E_SYSTEM, POP3_E_NO_MEMORY, with
 * words in *error, which may be NULL, as may cancel.
 */
POP3_API enum pop3_status pop3_lookup_await(struct pop3_lookup *lookup,
    uint32_t timeout_ms, struct pop3_cancel *cancel, struct pop3_error *error,
    const struct addrinfo **out_addresses);

/* One that is still asked for is left to end alone, in a thread of the library,
 * which therefore stays loaded; what has it within, linked statically, must
 * stay, too.  So it is with a session that gave up waiting.  NULL is fine. */
POP3_API void pop3_lookup_free(struct pop3_lookup *lookup);

POP3_END_DECLS

#endif
