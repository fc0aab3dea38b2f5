/*
 * tls-ticket.h - what resumes TLS in the next run, in a file beside the
 * state.
 */
#ifndef POPFETCH_TLS_TICKET_H
#define POPFETCH_TLS_TICKET_H

#include <pop3.h>
#include "popfetch/options/settings.h"

struct tls_ticket {
	char *path;   /* NULL: none is kept for these settings */
	char *fresh;  /* written under this name first */
	char *octets; /* NULL: there is none */
	size_t length;
};

/* Where the settings make tickets useful, and what is there. */
void tls_ticket_read(
    const struct settings *settings, struct tls_ticket *out_ticket);

/* Keeps what the session has for the next time. */
void tls_ticket_write(
    const struct tls_ticket *ticket, struct pop3_session *session);

/* Removes the file: some servers break off where others decline. */
void tls_ticket_remove(const struct tls_ticket *ticket);

/* Wipes the octets, and with _clear all goes. */
void tls_ticket_forget(struct tls_ticket *ticket);
void tls_ticket_clear(struct tls_ticket *ticket);

#endif
