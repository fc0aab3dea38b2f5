/*
 * url.c - a fuzzer of pop3/url.h: what is accepted can be used as it is, and
 * what is refused has a reason.
 *
 *	clang -g -fsanitize=fuzzer,address,undefined -Iinclude -I. \
 *		-D_POSIX_C_SOURCE=200809L tests/fuzz/url.c \
 *		libpop3/text/[a-z]*.c libpop3/base/[a-z]*.c -o fuzz-url
 */
#include <pop3/url.h>

#include <stdlib.h>
#include <string.h>

#include "libpop3/base/utf8.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must(bool claim)
{
	if (!claim)
		abort();
}

static void must_be_text(const char *text)
{
	size_t length = strlen(text);

	must(length > 0);
	while (length > 0) {
		uint32_t c;
		size_t n = p3_utf8_read(text, length, &c);

		must(n > 0 && p3_utf8_is_text(c));
		text += n;
		length -= n;
	}
}

static void check(const char *text)
{
	struct pop3_url url = {.port = 77};
	const char *why = NULL;
	enum pop3_status status = pop3_url_parse(text, &url, &why);

	if (status != POP3_OK) {
		must(status == POP3_E_MISUSE && why != NULL);
		must(url.port == 77 && url.host == NULL);
		return;
	}
	must(pop3_url_is(text) && why == NULL);
	must_be_text(url.host);
	must(strpbrk(url.host, " @/?#[]\"'\\") == NULL);
	if (url.user != NULL)
		must_be_text(url.user);
	if (url.mechanism != NULL) {
		must_be_text(url.mechanism);
		must(strpbrk(url.mechanism, " *+") == NULL);
	}
	pop3_url_clear(&url);
	must(url.host == NULL);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *text = malloc(size + 1);

	if (text == NULL)
		return 0;
	if (size > 0)
		memcpy(text, data, size);
	text[size] = '\0';
	check(text);
	free(text);
	return 0;
}
