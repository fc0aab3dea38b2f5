/*
 * pop3/capability.h - what a server says it can do (CAPA, RFC 2449).
 *
 * Names are matched without regard to case, since servers write them so.
 * Capabilities may differ before and after STLS (RFC 2595, section 4) and
 * before and after login (RFC 2449, section 5): the engine forgets them at both
 * points.
 */
#ifndef POP3_CAPABILITY_H
#define POP3_CAPABILITY_H

#include <pop3/api.h>

POP3_BEGIN_DECLS

/* Bits of struct pop3_capabilities.flags. */
#define POP3_CAPA_TOP		 (1u << 0)  /* RFC 2449, section 6.1 */
#define POP3_CAPA_USER		 (1u << 1)  /* section 6.2 */
#define POP3_CAPA_SASL		 (1u << 2)  /* section 6.3; RFC 5034 */
#define POP3_CAPA_RESP_CODES	 (1u << 3)  /* section 6.4 */
#define POP3_CAPA_LOGIN_DELAY	 (1u << 4)  /* section 6.5 */
#define POP3_CAPA_PIPELINING	 (1u << 5)  /* section 6.6 */
#define POP3_CAPA_EXPIRE	 (1u << 6)  /* section 6.7 */
#define POP3_CAPA_UIDL		 (1u << 7)  /* section 6.8 */
#define POP3_CAPA_IMPLEMENTATION (1u << 8)  /* section 6.9 */
#define POP3_CAPA_STLS		 (1u << 9)  /* RFC 2595, section 4 */
#define POP3_CAPA_AUTH_RESP_CODE (1u << 10) /* RFC 3206, section 6 */
#define POP3_CAPA_UTF8		 (1u << 11) /* RFC 6856, section 2 */
#define POP3_CAPA_UTF8_USER	 (1u << 12) /* "UTF8 USER", section 2.2 */
#define POP3_CAPA_LANG		 (1u << 13) /* RFC 6856, section 3 */

/* The value of expire_days when the server deletes nothing by itself. */
#define POP3_EXPIRE_NEVER UINT32_MAX

/* Room for the SASL mechanisms and for IMPLEMENTATION, NUL counted. */
#define POP3_CAPA_TEXT_MAX 512

/* Grows only at the end. */
struct pop3_capabilities {
	uint32_t flags;
	uint32_t login_delay_s; /* least seconds between two logins */
	uint32_t expire_days;	/* least days that a message stays; 0: none is
				 * to be left there */
	bool login_delay_user;	/* the delay may differ once USER is known */
	bool expire_user;	/* so may the expiry */
	/* Mechanisms in upper case, a blank before and after each:
	 * " PLAIN LOGIN ". */
	char sasl[POP3_CAPA_TEXT_MAX];
	char implementation[POP3_CAPA_TEXT_MAX]; /* the server's raw words */
};

/* Whether the server announced a SASL mechanism, in any case.  capabilities may
 * be NULL, as where they are not known: then it did not. */
POP3_API bool pop3_capabilities_mechanism(
    const struct pop3_capabilities *capabilities, const char *mechanism);

POP3_END_DECLS

#endif
