/*
 * base/status.c - the phrase for each status.
 *
 * A switch and no table: the numbers are grouped with gaps, and the compiler
 * tells when one is missing.
 */
#include <pop3/status.h>

const char *pop3_status_text(enum pop3_status status)
{
	switch (status) {
	case POP3_OK:
		return "success";
	case POP3_E_MISUSE:
		return "wrong argument or wrong moment";
	case POP3_E_FULL:
		return "too many commands pending";
	case POP3_E_CANCELLED:
		return "cancelled";
	case POP3_E_UNSUPPORTED:
		return "not supported";
	case POP3_E_NO_MEMORY:
		return "out of memory";
	case POP3_E_SYSTEM:
		return "system error";
	case POP3_E_HOST_NOT_FOUND:
		return "host not found";
	case POP3_E_NAME_TEMPORARY:
		return "host name cannot be looked up just now";
	case POP3_E_CONNECT:
		return "cannot connect";
	case POP3_E_TIMEOUT:
		return "timed out";
	case POP3_E_LOCKED:
		return "locked by another process";
	case POP3_E_FILE:
		return "file is not as it must be";
	case POP3_E_TLS:
		return "TLS failed";
	case POP3_E_TLS_UNAVAILABLE:
		return "server offers no TLS";
	case POP3_E_CERTIFICATE:
		return "certificate not trusted";
	case POP3_E_CLEARTEXT:
		return "secret would go in clear";
	case POP3_E_PROTOCOL:
		return "server broke the protocol";
	case POP3_E_CLOSED:
		return "connection closed";
	case POP3_E_LIMIT:
		return "more than any limit allows";
	case POP3_E_AUTH:
		return "login refused";
	case POP3_E_IN_USE:
		return "maildrop in use";
	case POP3_E_LOGIN_DELAY:
		return "too soon after the last login";
	case POP3_E_TEMPORARY:
		return "server has a passing trouble";
	case POP3_E_PERMANENT:
		return "server has a lasting trouble";
	case POP3_E_REFUSED:
		return "server refused";
	case POP3_E_SINK:
		return "stopped by the receiver";
	}
	return "unknown status";
}
