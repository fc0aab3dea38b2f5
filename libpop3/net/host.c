/*
 * net/host.c - reading hosts.
 *
 * Only a name with octets beyond ASCII goes through libidn2 (RFC 5891,
 * section 5, with the mapping of UTS #46): ASCII names in use break IDNA's
 * rules ("my_host") and need none of its help.  Addresses are looked for
 * after the mapping, which can make one of full-width digits.
 *
 * Empty labels are refused here and not left to the resolver, since OpenSSL
 * takes a leading dot in a name to verify for "any host below".
 */
#include "libpop3/net/host.h"

#include <arpa/inet.h>
#include <idn2.h>
#include <string.h>
#include <sys/socket.h>

#include <pop3/printable.h>

#include "libpop3/base/error.h"

/* More UTF-8 than any name of 253 A-label octets decodes from. */
#define TEXT_MAX 1024

static enum pop3_status refuse(
    const struct p3_host *host, const char *why, struct pop3_error *error)
{
	return p3_error(error, POP3_E_HOST_NOT_FOUND, 0,
	    "'%s' is no host name: %s", host->shown, why);
}

static bool is_ascii(const char *text)
{
	for (; *text != '\0'; text++)
		if ((unsigned char)*text >= 0x80)
			return false;
	return true;
}

static enum pop3_status copy_ascii(
    struct p3_host *host, const char *ascii, struct pop3_error *error)
{
	size_t length = strlen(ascii);

	if (length >= sizeof host->ascii)
		return refuse(host, "too long", error);
	memcpy(host->ascii, ascii, length + 1);
	return POP3_OK;
}

static enum pop3_status map_idn(
    struct p3_host *host, const char *text, struct pop3_error *error)
{
	enum pop3_status status;
	char *ascii;
	int code = idn2_to_ascii_8z(
	    text, &ascii, IDN2_NFC_INPUT | IDN2_NONTRANSITIONAL);

	if (code == IDN2_MALLOC)
		return p3_error_no_memory(error);
	if (code != IDN2_OK)
		return refuse(host, idn2_strerror(code), error);
	status = copy_ascii(host, ascii, error);
	idn2_free(ascii);
	return status;
}

static bool has_empty_label(const char *name)
{
	return name[0] == '\0' || name[0] == '.' || strstr(name, "..") != NULL;
}

static size_t read_address(const char *text, unsigned char address[16])
{
	char bare[INET6_ADDRSTRLEN];
	size_t length = strcspn(text, "%");

	if (inet_pton(AF_INET, text, address) == 1)
		return 4;
	if (length >= sizeof bare)
		return 0;
	memcpy(bare, text, length);
	bare[length] = '\0';
	return inet_pton(AF_INET6, bare, address) == 1 ? 16 : 0;
}

enum pop3_status p3_host_read(
    const char *text, struct p3_host *out_host, struct pop3_error *error)
{
	struct p3_host host = {.address_length = 0};
	size_t length = strlen(text);
	enum pop3_status status;

	pop3_printable(host.shown, sizeof host.shown, text, length);
	if (length > TEXT_MAX)
		return refuse(&host, "too long", error);
	status = is_ascii(text) ? copy_ascii(&host, text, error)
				: map_idn(&host, text, error);
	if (status != POP3_OK)
		return status;
	host.address_length = read_address(host.ascii, host.address);
	if (host.address_length == 0 && has_empty_label(host.ascii))
		return refuse(&host, "a label is empty", error);
	*out_host = host;
	return POP3_OK;
}

void p3_host_tls_name(const struct p3_host *host, char name[P3_HOST_SIZE])
{
	size_t length = strlen(host->ascii);

	memcpy(name, host->ascii, length + 1);
	if (name[length - 1] == '.')
		name[length - 1] = '\0';
}
