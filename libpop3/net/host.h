/*
 * net/host.h - a host as the caller wrote it, made ready to be looked up,
 * verified and shown.
 */
#ifndef P3_NET_HOST_H
#define P3_NET_HOST_H

#include <pop3/status.h>

/* The longest name in text form (RFC 1035, section 2.3.4), a dot behind it
 * and the NUL. */
#define P3_HOST_SIZE 255

struct p3_host {
	char ascii[P3_HOST_SIZE];  /* A-labels, or the address; never "" */
	char shown[128];	   /* for people, inside quotes */
	unsigned char address[16]; /* in network order */
	size_t address_length;	   /* 4, 16, or 0 for a name */
};

/*
 * Reads a name (IDN in UTF-8 included) or an address, IPv6 with its zone.
 * POP3_E_HOST_NOT_FOUND where text can be neither, POP3_E_NO_MEMORY.
 */
enum pop3_status p3_host_read(
    const char *text, struct p3_host *out_host, struct pop3_error *error);

/* The name as TLS and certificates have it: without the dot that makes it
 * absolute (RFC 6066, section 3). */
void p3_host_tls_name(const struct p3_host *host, char name[P3_HOST_SIZE]);

#endif
