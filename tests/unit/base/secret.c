#include "libpop3/base/secret.h"

#include <string.h>

#include <criterion/criterion.h>

#include "libpop3/base/buf.h"
#include "tests/unit/base/allocator.h"

Test(secret, wiping_leaves_zeros_and_no_more)
{
	char octets[] = "a secret!";

	p3_wipe(octets + 2, 6);
	cr_expect_eq(memcmp(octets, "a \0\0\0\0\0\0!", 10), 0);
	p3_wipe(NULL, 0);
}

Test(secret, none_is_freed_as_well)
{
	p3_secret_free(NULL);
}

#if ALLOCATOR_REPLACED

static const void *watched;
static size_t watched_length;
static bool seen, was_wiped;

static void look(const void *old)
{
	const char *octets = old;

	if (old != watched)
		return;
	seen = true;
	was_wiped = true;
	for (size_t i = 0; i < watched_length; i++)
		was_wiped &= octets[i] == '\0';
}

static void watch(const void *octets, size_t length)
{
	watched = octets;
	watched_length = length;
	seen = false;
	before_free = look;
}

static bool wiped(void)
{
	before_free = NULL;
	return seen && was_wiped;
}

Test(secret, a_copy_is_wiped_before_it_is_freed)
{
	char *copy = strdup("open sesame");

	cr_assert_not_null(copy);
	watch(copy, strlen("open sesame"));
	p3_secret_free(copy);
	cr_expect(wiped());
}

Test(secret, a_buffer_is_wiped_before_it_is_freed)
{
	struct p3_buf buf;

	p3_buf_init(&buf, 100);
	cr_assert(p3_buf_append_text(&buf, "open sesame"));
	watch(buf.octets, strlen("open sesame"));
	p3_buf_free(&buf);
	cr_expect(wiped());
}

Test(secret, a_buffer_that_grows_leaves_no_copy_behind)
{
	struct p3_buf buf;

	p3_buf_init(&buf, 10000);
	cr_assert(p3_buf_append_text(&buf, "open sesame"));
	watch(buf.octets, strlen("open sesame"));
	cr_assert(p3_buf_reserve(&buf, 9000));
	cr_expect(wiped());
	cr_expect_eq(memcmp(p3_buf_octets(&buf), "open sesame", 11), 0);
	p3_buf_free(&buf);
}

Test(secret, without_memory_a_buffer_stays_as_it_was)
{
	struct p3_buf buf;
	bool appended;

	p3_buf_init(&buf, 10000);
	cr_assert(p3_buf_append_text(&buf, "kept"));
	fail_after(0);
	appended = p3_buf_reserve(&buf, 9000);
	cr_expect(fail_no_more());
	cr_expect_not(appended);
	cr_expect_eq(p3_buf_length(&buf), 4);
	cr_expect_eq(memcmp(p3_buf_octets(&buf), "kept", 4), 0);
	p3_buf_free(&buf);
}

#endif
