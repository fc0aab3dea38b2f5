/*
 * url.c - a fuzzer of pop3/url.h: what is accepted can be used as it is, and
 * what is refused has a reason.
 */
#include "must.h"

#include <pop3/url.h>

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
