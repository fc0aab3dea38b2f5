/*
 * charset.c - a converter that does not get on.
 */
#define _GNU_SOURCE /* RTLD_NEXT */
#include "libpop3/text/charset.h"

#include <dlfcn.h>
#include <errno.h>
#include <iconv.h>
#include <string.h>

#include <criterion/criterion.h>

/* What iconv() says of it; 0: that all is well. */
static int reason;
static bool stands_still;

size_t iconv(iconv_t how, char **from, size_t *left, char **to, size_t *room)
{
	size_t (*real)(iconv_t, char **, size_t *, char **, size_t *);

	errno = reason;
	if (stands_still && from != NULL)
		return reason != 0 ? (size_t)-1 : 0;
	*(void **)&real = dlsym(RTLD_NEXT, "iconv");
	return real(how, from, left, to, room);
}

static void expect_decoded(const char *expected)
{
	struct p3_decoder *decoder = p3_decoder_new("koi8-r", 6);
	struct p3_buf utf8;

	p3_buf_init(&utf8, 1024);
	cr_assert(p3_decoder_known(decoder));
	cr_expect(p3_decode(decoder, "ab", 2, &utf8));
	cr_expect_eq(p3_buf_length(&utf8), strlen(expected));
	cr_expect_eq(
	    memcmp(p3_buf_octets(&utf8), expected, strlen(expected)), 0);
	p3_buf_free(&utf8);
	p3_decoder_free(decoder);
}

Test(charset, a_converter_that_stands_still_is_made_to_get_on, .timeout = 20)
{
	expect_decoded("ab");
	stands_still = true;
	expect_decoded("\xEF\xBF\xBD\xEF\xBF\xBD");
	reason = E2BIG;
	expect_decoded("\xEF\xBF\xBD\xEF\xBF\xBD");
	reason = EILSEQ;
	expect_decoded("\xEF\xBF\xBD\xEF\xBF\xBD");
}

/* It is cut off within a character. */
Test(charset, an_end_that_is_half_a_character_is_one_replacement)
{
	stands_still = true;
	reason = EINVAL;
	expect_decoded("\xEF\xBF\xBD");
}
