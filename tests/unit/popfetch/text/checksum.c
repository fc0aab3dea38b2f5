/*
 * checksum.c - a number that tells texts apart.
 */
#include <criterion/criterion.h>
#include <string.h>

#include "popfetch/text/checksum.h"

static uint64_t of(const char *text)
{
	return checksum_add(CHECKSUM_EMPTY, text, strlen(text));
}

/* The values that the authors of FNV publish: a spool that another build of
 * popfetch left can be read. */
Test(checksum, is_the_one_that_others_compute)
{
	cr_expect_eq(of(""), CHECKSUM_EMPTY);
	cr_expect_eq(of("a"), UINT64_C(0xAF63DC4C8601EC8C));
	cr_expect_eq(of("foobar"), UINT64_C(0x85944171F73967E8));
}

Test(checksum, of_pieces_is_that_of_the_whole)
{
	cr_expect_eq(checksum_add(checksum_add(of("fo"), "", 0), "obar", 4),
	    of("foobar"));
	cr_expect_neq(of("foobar"), of("fooabr"));
	cr_expect_neq(of("\xFF"), of("\x7F"));
}
