/*
 * net/certificate.h - why a certificate is not trusted, in words.
 */
#ifndef P3_NET_CERTIFICATE_H
#define P3_NET_CERTIFICATE_H

#include <openssl/x509.h>

#include <pop3/status.h>

/* What the verification stumbled over. */
struct p3_certificate_fault {
	int code;	   /* X509_V_ERR_... */
	int depth;	   /* 0: the server's own certificate */
	X509 *certificate; /* at that depth, or NULL */
};

/* Fills *error for the server called host; returns POP3_E_CERTIFICATE. */
enum pop3_status p3_certificate_explain(
    const struct p3_certificate_fault *fault, const char *host,
    struct pop3_error *error);

#endif
