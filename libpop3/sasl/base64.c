/*
 * sasl/base64.c - between octets and what goes over the wire.
 *
 * OpenSSL decodes without tables that depend on the octets, but forgives
 * blanks around them and padding inside; RFC 5034, section 4 has a client
 * cancel what is not base64, so that is looked at first.
 */
#include "libpop3/sasl/base64.h"

#include <assert.h>
#include <limits.h>
#include <openssl/evp.h>

#include "libpop3/base/ascii.h"

bool p3_base64_encode(struct p3_buf *buf, const char *octets, size_t length)
{
	size_t encoded = (length + 2) / 3 * 4;

	assert(length <= INT_MAX);
	if (!p3_buf_reserve(buf, encoded + 1))
		return false;
	/* EVP_EncodeBlock() writes the NUL, too. */
	EVP_EncodeBlock((unsigned char *)buf->octets + buf->end,
	    (const unsigned char *)octets, (int)length);
	buf->end += encoded + 1;
	return true;
}

static bool is_base64(char c)
{
	return p3_is_letter(c) || p3_is_digit(c) || c == '+' || c == '/';
}

static size_t padding_of(const char *base64, size_t length)
{
	if (length == 0 || base64[length - 1] != '=')
		return 0;
	return base64[length - 2] == '=' ? 2 : 1;
}

bool p3_base64_decode(
    const char *base64, size_t length, char *octets, size_t *out_length)
{
	size_t padding;

	if (length % 4 != 0 || length > INT_MAX)
		return false;
	padding = padding_of(base64, length);
	for (size_t i = 0; i < length - padding; i++)
		if (!is_base64(base64[i]))
			return false;
	if (length > 0 && EVP_DecodeBlock((unsigned char *)octets,
			      (const unsigned char *)base64, (int)length) < 0)
		return false;
	*out_length = length / 4 * 3 - padding;
	return true;
}
