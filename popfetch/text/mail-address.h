/*
 * mail-address.h - an address as its owner types it: jim@example.org.
 */
#ifndef POPFETCH_MAIL_ADDRESS_H
#define POPFETCH_MAIL_ADDRESS_H

/* RFC 5321, section 4.5.3.1: octets of the parts. */
#define MAIL_ADDRESS_LOCAL_MAX	64
#define MAIL_ADDRESS_DOMAIN_MAX 253

struct mail_address {
	char text[MAIL_ADDRESS_LOCAL_MAX + 1 + MAIL_ADDRESS_DOMAIN_MAX + 1];
	char local[MAIL_ADDRESS_LOCAL_MAX + 1];
	char domain[MAIL_ADDRESS_DOMAIN_MAX + 1]; /* UTF-8 where it is an IDN */
};

/* NULL and *out_address; or why text is none. */
const char *mail_address_read(
    const char *text, struct mail_address *out_address);

#endif
