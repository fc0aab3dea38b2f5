/*
 * session/version.c - this library's version, and those it stands on.
 *
 * A bug report needs the versions in use, not those that were compiled
 * against, so they are asked for at run time.
 */
#include <pop3/api.h>

#include <gsasl.h>
#include <idn2.h>
#include <openssl/crypto.h>
#include <stdio.h>

const char *pop3_version(void)
{
	return POP3_VERSION;
}

static const char *known(const char *version)
{
	return version != NULL ? version : "(unknown)";
}

char *pop3_version_libraries(char *text, size_t size)
{
	snprintf(text, size, "OpenSSL %s, libgsasl %s, libidn2 %s",
	    known(OpenSSL_version(OPENSSL_VERSION_STRING)),
	    known(gsasl_check_version(NULL)), known(idn2_check_version(NULL)));
	return text;
}
