/*
 * Octets that a server or a sender wrote, on a terminal.
 */
#include <criterion/criterion.h>

#include <locale.h>
#include <stdlib.h>
#include <string.h>

#include "popfetch/talk/screen.h"

/* In one piece, and in pieces of each size. */
static void expect(const char *octets, size_t n, const char *expected)
{
	for (size_t step = 1; step <= n; step++) {
		struct screen screen = {0};
		char *shown;
		size_t length;
		FILE *stream = open_memstream(&shown, &length);

		cr_assert_not_null(stream);
		for (size_t at = 0; at < n; at += step)
			screen_write(&screen, stream, octets + at,
			    n - at < step ? n - at : step);
		screen_end(&screen, stream);
		fclose(stream);
		cr_expect_str_eq(shown, expected, "by %zu: %s", step, shown);
		free(shown);
	}
}

Test(screen, lines_and_tabs_are_what_they_are)
{
	setlocale(LC_CTYPE, "C.UTF-8");
	expect("a\tb\nc\n", 6, "a\tb\nc\n");
}

Test(screen, characters_come_whole_in_any_pieces)
{
	static const char text[] = "\xC3\xBC \xE5\xB1\xB1 \xF0\x9F\x98\x80.";

	setlocale(LC_CTYPE, "C.UTF-8");
	expect(text, strlen(text), text);
}

Test(screen, nothing_acts_on_it)
{
	setlocale(LC_CTYPE, "C.UTF-8");
	expect("\r\033]0;x\a\x9B\xC2\x9B\0\x7F", 12, "??]0;x?????");
	expect("a\xE2\x80\xAE", 4, "a?");
	expect("a\xE5\xB1", 3, "a??");
	expect("\xE5\xB1z", 3, "??z");
	setlocale(LC_CTYPE, "C");
	expect("a\xC3\x9B", 3, "a??");
}

Test(screen, long_texts_are_no_matter)
{
	static char text[3 * 5000 + 1];

	setlocale(LC_CTYPE, "C.UTF-8");
	for (size_t i = 0; i < 5000; i++)
		memcpy(text + 3 * i, "\xE5\xB1\xB1", 3);
	for (size_t cut = 1; cut < 4; cut++) {
		struct screen screen = {0};
		char *shown;
		size_t length;
		FILE *stream = open_memstream(&shown, &length);

		cr_assert_not_null(stream);
		screen_write(&screen, stream, text, cut);
		screen_write(&screen, stream, text + cut, 15000 - cut);
		screen_end(&screen, stream);
		fclose(stream);
		cr_expect_str_eq(shown, text);
		free(shown);
	}
}
