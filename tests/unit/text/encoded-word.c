#include "libpop3/text/encoded-word.h"

#include <string.h>

#include <criterion/criterion.h>

#include "tests/unit/base/guard.h"

static bool read_word(const char *text, struct p3_encoded_word *word)
{
	return p3_encoded_word_read(
	    guarded(text, strlen(text)), strlen(text), word);
}

static bool is(const char *octets, size_t length, const char *text)
{
	return length == strlen(text) && memcmp(octets, text, length) == 0;
}

Test(encoded_word, its_parts_are_inside_it)
{
	struct p3_encoded_word word;

	cr_assert(read_word("=?iso-8859-1*fr?q?No=EBl?= and more", &word));
	cr_expect(is(word.charset, word.charset_length, "iso-8859-1"));
	cr_expect_eq(word.encoding, 'Q');
	cr_expect(is(word.text, word.text_length, "No=EBl"));
	cr_expect_eq(word.length, strlen("=?iso-8859-1*fr?q?No=EBl?="));
}

Test(encoded_word, what_is_none_leaves_all_untouched)
{
	static const char *const none[] = {"", "=", "=?",
	    "x=?a?Q?b?=", "x?a?Q?b?=", "=xa?Q?b?=", "=?a", "=?a?", "=?a?Q",
	    "=?a?Q?", "=?a?Q?b", "=?a?Q?b?",
	    "=?a?B?!?=", "=?a?B?`?=", "=?a?B?{?=", "=?a?B?@?=", "=?a?B?[?=",
	    "=?a?Q?=1?=", "=?a?Q?=1G?=", "=?a?Q?=G1?=", "=?a?Q?\x01?=",
	    "=?a?Z?b?=", "=??Q?b?=", "=?*x?Q?b?="};
	struct p3_encoded_word word = {.length = 77};

	for (size_t i = 0; i < sizeof none / sizeof none[0]; i++)
		cr_expect_not(read_word(none[i], &word), "%s", none[i]);
	cr_expect_eq(word.length, 77);
}

Test(encoded_word, every_cut_of_one_is_none)
{
	static const char *const wholes[] = {
	    "=?utf-8*en?B?w6k=?=", "=?utf-8?q?=C3=A9?="};
	struct p3_encoded_word word;

	for (size_t i = 0; i < 2; i++) {
		const char *whole = wholes[i];

		cr_expect(read_word(whole, &word));
		for (size_t n = 0; n < strlen(whole); n++)
			cr_expect_not(
			    p3_encoded_word_read(guarded(whole, n), n, &word),
			    "%s: %zu", whole, n);
	}
}

static void decodes(const char *text, const char *octets, size_t length)
{
	struct p3_encoded_word word;
	struct p3_buf buf;

	p3_buf_init(&buf, 100);
	cr_assert(read_word(text, &word), "%s", text);
	cr_assert(p3_encoded_word_decode(&word, &buf));
	cr_expect_eq(p3_buf_length(&buf), length, "%s", text);
	if (length > 0)
		cr_expect_eq(
		    memcmp(p3_buf_octets(&buf), octets, length), 0, "%s", text);
	p3_buf_free(&buf);
}

Test(encoded_word, q_and_b_stand_for_octets)
{
	decodes("=?a?Q?=00_=ff=Fe?=", "\0 \xFF\xFE", 4);
	decodes("=?a?B?AP/+?=", "\0\xFF\xFE", 3);
	decodes("=?a?B?AA==?=", "\0", 1);
	/* The first and the last of each kind of digit. */
	decodes("=?a?B?AZaz09+/?=", "\x01\x96\xB3\xD3\xDF\xBF", 6);
	decodes("=?a?B?AAA=?=", "\0\0", 2);
	decodes("=?a?B?A?=", "", 0);
	decodes("=?a?B?====?=", "", 0);
	decodes("=?a?Q?\?=", "", 0);
}

Test(encoded_word, decoding_stays_within_the_buffer)
{
	struct p3_encoded_word word;
	struct p3_buf buf;

	p3_buf_init(&buf, 3);
	cr_assert(read_word("=?a?Q?abcd?=", &word));
	cr_expect_not(p3_encoded_word_decode(&word, &buf));
	cr_expect_eq(p3_buf_length(&buf), 0);
	p3_buf_free(&buf);
}
