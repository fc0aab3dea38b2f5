#include <criterion/criterion.h>
#include <string.h>

#include "libpop3/engine/input.h"

static struct p3_input input;

static void setup(void)
{
	cr_assert(p3_input_init(&input, 16));
}

static void teardown(void)
{
	p3_input_free(&input);
}

static void put(const char *text)
{
	void *space;

	cr_assert_geq(p3_input_space(&input, &space), strlen(text));
	memcpy(space, text, strlen(text));
	input.end += strlen(text);
}

static bool line_is(const char *text)
{
	struct pop3_span line;

	return p3_input_line(&input, &line) && line.length == strlen(text) &&
	       memcmp(line.octets, text, line.length) == 0;
}

static bool no_line(void)
{
	struct pop3_span line;

	return !p3_input_line(&input, &line);
}

TestSuite(input, .init = setup, .fini = teardown);

Test(input, line_is_given_once_it_is_whole)
{
	put("+OK");
	cr_assert(no_line());
	put("\r");
	cr_assert(no_line());
	put("\n");
	cr_assert(line_is("+OK"));
}

Test(input, line_stays_until_it_is_dropped)
{
	put("a\r\nb\r\n");
	cr_assert(line_is("a"));
	cr_assert(line_is("a"));
	p3_input_drop_line(&input);
	cr_assert(line_is("b"));
	p3_input_drop_line(&input);
	cr_assert(no_line());
}

Test(input, bare_lf_and_lone_cr_are_octets_of_a_line)
{
	put("a\r\n");
	cr_assert(line_is("a"));
	p3_input_drop_line(&input);
	put("b\nc\rd\r\n");
	cr_assert(line_is("b\nc\rd"));
}

Test(input, first_line_decides_for_bare_lf)
{
	put("a\n");
	cr_assert(line_is("a"));
	p3_input_drop_line(&input);
	put("b\nc\r\n");
	cr_assert(line_is("b"));
	p3_input_drop_line(&input);
	cr_assert(line_is("c"));
}

Test(input, full_space_without_line_is_full)
{
	put("0123456789abcde");
	cr_assert_not(p3_input_is_full(&input));
	put("f");
	cr_assert(p3_input_is_full(&input));
}

Test(input, dropped_octets_make_room)
{
	void *space;

	put("a\r\n0123456789abc");
	cr_assert(line_is("a"));
	p3_input_drop_line(&input);
	cr_assert_not(p3_input_is_full(&input));
	cr_assert_eq(p3_input_space(&input, &space), 3);
	put("\r\n");
	cr_assert(line_is("0123456789abc"));
}
