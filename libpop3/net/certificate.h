/*
 * net/certificate.h - why a certificate is not trusted, in words.
 */
#ifndef P3_NET_CERTIFICATE_H
#define P3_NET_CERTIFICATE_H

#include <openssl/x509v3.h>
#include <stdbool.h>

#include <pop3/status.h>

/* Not the fingerprint that was given: X.509 knows no such fault. */
#define P3_FAULT_FINGERPRINT X509_V_ERR_APPLICATION_VERIFICATION

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

/* Of a distinguished name the part that people know it by, printable; false
 * where it has none. */
bool p3_certificate_name(char *text, size_t size, const X509_NAME *name);

/* A name for a host, a dNSName or an iPAddress, printable; false for names of
 * another kind. */
bool p3_certificate_host(char *text, size_t size, const GENERAL_NAME *name);

#endif
