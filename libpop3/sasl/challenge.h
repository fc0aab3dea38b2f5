/*
 * sasl/challenge.h - what is looked at in a challenge before libgsasl and the
 * libraries below it read it.  Octets have a NUL behind.  Failures are in
 * *error.
 */
#ifndef P3_SASL_CHALLENGE_H
#define P3_SASL_CHALLENGE_H

#include <stddef.h>

#include <pop3/status.h>

/* A challenge in base64 may be so long.  Kerberos' answers, the longest, are
 * below 2 KiB; what is longer only keeps us busy. */
#define P3_CHALLENGE_MAX 16384

/* No mechanism has more than five. */
#define P3_CHALLENGES_MAX 12

/* How often SCRAM hashes: below, a guess costs next to nothing (RFC 5802,
 * section 5.1; RFC 7677, section 4); above, we would be hashing for many
 * seconds on the word of a stranger. */
#define P3_ITERATIONS_MIN 4096
#define P3_ITERATIONS_MAX 2000000

/* RFC 5802, section 7: POP3_E_AUTH for a server-error, with its words;
 * POP3_E_PROTOCOL for an iteration count out of bounds. */
enum pop3_status p3_challenge_scram(
    const char *octets, size_t length, struct pop3_error *error);

/* Text of a mechanism that has something to digest: not empty, no NUL. */
enum pop3_status p3_challenge_text(
    const char *octets, size_t length, struct pop3_error *error);

/* A CHALLENGE_MESSAGE of NTLM whose fields lie inside of it. */
enum pop3_status p3_challenge_ntlm(
    const char *octets, size_t length, struct pop3_error *error);

#endif
