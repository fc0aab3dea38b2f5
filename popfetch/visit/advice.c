/*
 * advice.c - advice for people, one piece for each kind of failure.
 *
 * The words of the failure have been said before; this says what can be done
 * about it, by the names of the options, or by another URL where one was
 * given.
 */
#include "popfetch/visit/advice.h"

#include <string.h>

/* Of implicit TLS (RFC 8314, section 7.3). */
#define POP3S_PORT 995

/* A URL says itself how its connection is protected, and --tls would
 * contradict it. */
static const char *advice_tls_by(
    const struct settings *settings, const char *option, const char *url)
{
	return settings->account != NULL && pop3_url_is(settings->account)
		   ? url
		   : option;
}

static const char *advice_host(const struct settings *settings)
{
	if (settings->proxy != NULL)
		return "check the spelling of --proxy, whose host is the one "
		       "that is looked up; then that of --host";
	if (settings->ipv4_only || settings->ipv6_only)
		return "check the spelling of --host, and whether it has "
		       "addresses without -4 and -6";
	if (settings->srv)
		return "check the spelling of --host, which --srv takes for a "
		       "domain; its server can be named without --srv, too";
	return "check the spelling of --host; for the domain of an address "
	       "try --srv";
}

/* By the way there, which may be what is wrong. */
static const char *advice_connect(const struct settings *settings)
{
	if (settings->socket != NULL)
		return "check --socket: nobody listens there";
	if (settings->proxy != NULL)
		return "check --proxy; then --host and --port";
	if (settings->source_ip != NULL)
		return "check --source-ip, which must be an address of this "
		       "machine; then --host and --port";
	if (settings->tls == POP3_TLS_IMPLICIT)
		return advice_tls_by(settings,
		    "check --host and --port; a server without TLS on port "
		    "995 may have it on 110: try --tls starttls",
		    "check --host and --port; a server without TLS on port 995 "
		    "may have it on 110: try pop:// for pops://");
	return advice_tls_by(settings,
	    "check --host and --port; many servers answer on port 995 only: "
	    "try --tls implicit",
	    "check --host and --port; many servers answer on port 995 only: "
	    "try pops:// for pop://");
}

static const char *advice_no_tls(const struct settings *settings)
{
	if (settings->tls == POP3_TLS_IMPLICIT)
		return advice_tls_by(settings,
		    "the port may speak POP3 in the clear at first: try --tls "
		    "starttls",
		    "the port may speak POP3 in the clear at first: try "
		    "pop:// for pops://");
	return advice_tls_by(settings,
	    "the TLS that STLS begins failed: try --tls implicit on port 995",
	    "the TLS that STLS begins failed: try pops:// on port 995");
}

static const char *advice_own_certificate(const struct settings *settings)
{
	if (settings->tls_cert == NULL)
		return "the server wants a certificate of yours: --tls-cert";
	return "the server does not take the certificate of --tls-cert: check "
	       "its dates, and whether its authority is known there";
}

static const char *advice_tls(
    enum pop3_fault fault, const struct settings *settings)
{
	if (fault == POP3_FAULT_NO_TLS)
		return advice_no_tls(settings);
	if (fault == POP3_FAULT_OWN_CERTIFICATE)
		return advice_own_certificate(settings);
	if (settings->tls_min_version == POP3_TLS_1_3)
		return "for a server without TLS 1.3 try --tls-min-version 1.2";
	if (fault == POP3_FAULT_TLS_VERSION)
		return "the server's administrator must give it a newer TLS";
	return "an old server may need other --tls-ciphers, and one that asks "
	       "for a certificate of yours --tls-cert";
}

static const char *advice_unavailable(const struct settings *settings)
{
	return advice_tls_by(settings,
	    "try --tls implicit on port 995; --tls none would send the "
	    "password in the clear",
	    "try pops:// on port 995; --tls none would send the password in "
	    "the clear");
}

/* A fingerprint counts instead of all else, so that it is no way around a list
 * of what was revoked: whoever has the key has the fingerprint, too. */
static const char *advice_certificate(
    enum pop3_fault fault, const struct settings *settings)
{
	if (settings->tls_fingerprint != NULL)
		return "the server may have a new certificate, or another one "
		       "may answer in its place: say the new fingerprint by "
		       "--tls-fingerprint once it has been compared with the "
		       "server's own";
	if (fault == POP3_FAULT_DATE)
		return "check this machine's clock; where it is right, the "
		       "server's administrator must renew the certificate";
	if (fault == POP3_FAULT_NAME)
		return "check --host; if the certificate is the server's all "
		       "the same, say its name by --tls-host";
	if (settings->tls_crl_file != NULL)
		return "one that was revoked is for the server's administrator "
		       "to replace; a list that is missing or out of date, "
		       "fetch for --tls-crl-file; for a private authority say "
		       "--tls-ca-file";
	return "for a private authority say --tls-ca-file; where none is "
	       "known, install the package ca-certificates; once the "
	       "fingerprint that --diagnose shows has been compared with the "
	       "server's own, --tls-fingerprint";
}

/* A server that waits for TLS, and a client that waits for a greeting. */
static const char *advice_timeout(const struct settings *settings)
{
	if (settings->tls == POP3_TLS_IMPLICIT)
		return "a firewall may be in the way, or the server is slow: "
		       "try another --port, -4, or a longer --timeout";
	return advice_tls_by(settings,
	    "the port may speak TLS from the first octet: try --tls implicit; "
	    "or a firewall may be in the way, or the server is slow: try "
	    "another --port, -4, or a longer --timeout",
	    "the port may speak TLS from the first octet: try pops:// for "
	    "pop://; or a firewall may be in the way, or the server is slow: "
	    "try another --port, -4, or a longer --timeout");
}

/* Servers that let nobody in without TLS seldom say so. */
static const char *advice_password(const struct settings *settings)
{
	if (settings->tls == POP3_TLS_NONE)
		return "check --user (often the whole address) and the "
		       "password; where the server lets nobody in without "
		       "TLS, leave out --tls none";
	return "check --user (often the whole address) and the password; "
	       "large providers want an application password, or a token by "
	       "--auth XOAUTH2";
}

/* By what the mechanism asks for. */
static const char *advice_refused(const struct settings *settings)
{
	switch (pop3_mechanism_secret(settings->auth)) {
	case POP3_SECRET_NONE:
		return "check --user, and what logs in: the ticket of "
		       "Kerberos, which kinit gets, or the certificate of "
		       "--tls-cert";
	case POP3_SECRET_TOKEN:
		return "check --user (often the whole address) and the "
		       "access token, which may have run out, or be for "
		       "another service";
	default:
		return advice_password(settings);
	}
}

static const char *advice_login(
    const struct pop3_error *error, const struct settings *settings)
{
	switch (error->status) {
	case POP3_E_AUTH:
		/* Dovecot: "Client didn't present valid SSL certificate". */
		return strstr(error->text, "certificate") != NULL
			   ? advice_own_certificate(settings)
			   : advice_refused(settings);
	case POP3_E_IN_USE:
		return "another program or an earlier session has the "
		       "maildrop: end it, or wait some minutes";
	case POP3_E_LOGIN_DELAY:
		return "the server wants more time between two logins: poll "
		       "less often";
	case POP3_E_UNSUPPORTED:
		return "name a mechanism that the server announces with "
		       "--auth, or none";
	default:
		return NULL;
	}
}

bool advice_is_due(enum pop3_status status, const struct settings *settings)
{
	if (status == POP3_E_TIMEOUT)
		return settings->tls != POP3_TLS_IMPLICIT &&
		       settings->port == POP3S_PORT;
	return status == POP3_E_TLS || status == POP3_E_TLS_UNAVAILABLE ||
	       status == POP3_E_CERTIFICATE;
}

const char *advice_for(
    const struct pop3_error *error, const struct settings *settings)
{
	switch (error->status) {
	case POP3_E_HOST_NOT_FOUND:
		return advice_host(settings);
	case POP3_E_NAME_TEMPORARY:
		return "no name server answers: check this machine's network";
	case POP3_E_CONNECT:
		return advice_connect(settings);
	case POP3_E_TIMEOUT:
		return advice_timeout(settings);
	case POP3_E_TLS:
		return advice_tls(error->fault, settings);
	case POP3_E_TLS_UNAVAILABLE:
		return advice_unavailable(settings);
	case POP3_E_CERTIFICATE:
		return advice_certificate(error->fault, settings);
	case POP3_E_CLEARTEXT:
		return "use TLS: leave --tls as it is built in";
	case POP3_E_CLOSED:
	case POP3_E_PROTOCOL:
	case POP3_E_LIMIT:
		return settings->proxy_command != NULL
			   ? "--trace shows the dialogue; see what "
			     "--proxy-command says when it is run by hand"
			   : "--trace shows the dialogue; check that this is a "
			     "POP3 server's port";
	case POP3_E_REFUSED:
		return "the server says why; check that it is the right one, "
		       "and ask its administrator";
	case POP3_E_FILE:
		return "check the files of --tls-ca-file, --tls-ca-dir, "
		       "--tls-crl-file, --tls-cert and --tls-key";
	case POP3_E_TEMPORARY:
		return "the server has a passing trouble: try again later";
	case POP3_E_PERMANENT:
		return "the server's administrator must mend it";
	default:
		return advice_login(error, settings);
	}
}

const char *advice_once_greeted(
    const struct pop3_error *error, const struct settings *settings)
{
	return error->status == POP3_E_TIMEOUT
		   ? "the server is slow: try a longer --timeout; --trace "
		     "shows what it does not answer"
		   : advice_for(error, settings);
}
