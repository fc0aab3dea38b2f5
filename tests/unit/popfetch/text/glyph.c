/*
 * A text as a terminal shows it.
 */
#include <criterion/criterion.h>

#include <locale.h>
#include <string.h>

#include "popfetch/text/glyph.h"

static void use(const char *locale)
{
	cr_assert_not_null(setlocale(LC_CTYPE, locale), "%s", locale);
}

/* What is shown of one character, and how wide. */
static void expect(const char *text, const char *shown, unsigned columns)
{
	const struct glyph glyph = glyph_read(text, strlen(text));

	cr_expect_eq(glyph.length, strlen(shown), "%s", text);
	cr_expect_eq(memcmp(glyph.octets, shown, glyph.length), 0, "%s", text);
	cr_expect_eq(glyph.columns, columns, "%s: %u", text, glyph.columns);
	cr_expect_leq(glyph.taken, strlen(text));
	cr_expect_gt(glyph.taken, 0);
}

Test(glyph, characters_are_as_wide_as_they_are)
{
	use("C.UTF-8");
	expect("a", "a", 1);
	expect("\xC3\xA9", "\xC3\xA9", 1);		   /* e acute */
	expect("\xE5\xB1\xB1", "\xE5\xB1\xB1", 2);	   /* mountain */
	expect("\xF0\x9F\x98\x80", "\xF0\x9F\x98\x80", 2); /* a face */
	expect("\xCC\x81", "\xCC\x81", 0);		   /* a mark */
	expect("\xC2\xB1", "\xC2\xB1", 1);		   /* ambiguous */
}

Test(glyph, nothing_acts_on_the_terminal)
{
	static const char *const texts[] = {"\x1B", "\x07", "\x7F", "\n",
	    "\xC2\x9B", /* CSI as UTF-8 */
	    "\xC2\x9D", /* OSC */
	    "\x9B", "\x90", "\xFF", "\xE5\xB1", "\xC0\x9B", "\xED\xA0\x80",
	    "\xE2\x80\xAE", /* an override */
	    "\xE2\x81\xA7", /* an isolate */
	    "\xE2\x80\x8F", "\xD8\x9C", "\xE2\x80\xA8"};

	use("C.UTF-8");
	for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++)
		expect(texts[i], "?", 1);
	use("C");
	for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++)
		expect(texts[i], "?", 1);
	expect("\xC3\xA9", "?", 1);
}

Test(glyph, what_makes_one_picture_of_several_is_left_out)
{
	use("C.UTF-8");
	expect("\xE2\x80\x8D", "", 0);		   /* a joiner */
	expect("\xEF\xB8\x8F", "", 0);		   /* a variation */
	expect("\xF3\xA0\x81\x81", "", 0);	   /* a tag */
	expect("\xEF\xBB\xBF", "", 0);		   /* a byte order mark */
	expect("\xE2\x80\x8C", "\xE2\x80\x8C", 0); /* Persian needs it */
}

Test(glyph, ellipsis_is_one_column_in_each_locale)
{
	use("C.UTF-8");
	cr_expect_str_eq(glyph_ellipsis(), "\xE2\x80\xA6");
	use("C");
	cr_expect_str_eq(glyph_ellipsis(), "~");
}
