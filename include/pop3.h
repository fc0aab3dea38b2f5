/*
 * pop3.h - libpop3, a POP3 client library: the whole public interface.
 *
 *	pop3/api.h         what holds for all of it; the version
 *	pop3/status.h      what a call came to
 *	pop3/event.h       the typed events of the engine
 *	pop3/capability.h  what a server says it can do
 *	pop3/engine.h      the protocol, without any I/O
 *	pop3/session.h     a blocking session over TCP and TLS
 *	pop3/command.h     the same by hand, each answer as it came
 *	pop3/sink.h        where its bulk calls put what comes
 *	pop3/listing.h     the listings of its maildrop
 *	pop3/credentials.h who logs in, and how
 *	pop3/sasl.h        the same for an engine: challenge in, response out
 *	pop3/step.h        the steps by which it is made
 *	pop3/lookup.h      a host's addresses, asked for without blocking
 *	pop3/service.h     the servers that a domain names
 *	pop3/cancel.h      stopping it from a signal handler
 *	pop3/state.h       the UIDL state file
 *	pop3/digest.h      SHA-256, where there are no unique-ids
 *	pop3/header.h      reading a message's header
 *	pop3/url.h         POP URLs
 *	pop3/printable.h   words of a server made fit to be shown
 */
#ifndef POP3_H
#define POP3_H

#include <pop3/api.h>
#include <pop3/cancel.h>
#include <pop3/capability.h>
#include <pop3/command.h>
#include <pop3/credentials.h>
#include <pop3/digest.h>
#include <pop3/engine.h>
#include <pop3/event.h>
#include <pop3/header.h>
#include <pop3/listing.h>
#include <pop3/lookup.h>
#include <pop3/printable.h>
#include <pop3/sasl.h>
#include <pop3/service.h>
#include <pop3/session.h>
#include <pop3/sink.h>
#include <pop3/state.h>
#include <pop3/status.h>
#include <pop3/step.h>
#include <pop3/url.h>

#endif
