/*
 * outlet.c - octets gathered on their way into a file.
 */
#include "tests/unit/popfetch/scene.h"

#include "popfetch/system/outlet.h"

static struct outlet outlet;
static int fd;

static void begin(void)
{
	scene_begin();
	fd = open("file", O_RDWR | O_CREAT | O_EXCL, 0600);
	cr_assert_geq(fd, 0);
	cr_assert(outlet_init(&outlet));
	outlet_attach(&outlet, fd, 0);
}

static void end(void)
{
	outlet_free(&outlet);
	scene_end();
}

TestSuite(outlet, .init = begin, .fini = end);

static void add(const char *text)
{
	cr_assert(outlet_add(&outlet, text, strlen(text)));
}

static void expect_file(const char *expected)
{
	char text[64] = "";

	cr_assert_geq(pread(fd, text, sizeof text - 1, 0), 0);
	cr_expect_str_eq(text, expected);
}

Test(outlet, small_pieces_are_written_together)
{
	add("one ");
	add("two");
	expect_file("");
	cr_expect_eq(outlet_position(&outlet), 7);
	cr_expect(outlet_flush(&outlet));
	expect_file("one two");
	cr_expect_eq(outlet_position(&outlet), 7);
}

Test(outlet, begins_where_it_is_told)
{
	outlet_attach(&outlet, fd, 3);
	add("abc");
	cr_expect_eq(outlet_position(&outlet), 6);
	cr_expect(outlet_flush(&outlet));
	cr_expect_eq(lseek(fd, 0, SEEK_END), 6);
}

Test(outlet, octets_can_be_overwritten_wherever_they_are)
{
	add("len=____;");
	cr_expect(outlet_patch(&outlet, 4, "0012", 4));
	cr_expect(outlet_flush(&outlet));
	expect_file("len=0012;");
	add("more");
	cr_expect(outlet_patch(&outlet, 4, "3456", 4));
	expect_file("len=3456;more");
	cr_expect_eq(outlet_position(&outlet), 13);
}

Test(outlet, what_is_taken_back_is_overwritten)
{
	add("first.second");
	outlet_rewind(&outlet, 6);
	add("third");
	cr_expect(outlet_flush(&outlet));
	expect_file("first.third");
	add(" gone");
	outlet_rewind(&outlet, 2);
	cr_expect_eq(outlet_position(&outlet), 2);
	add("llllllll.");
	cr_expect(outlet_flush(&outlet));
	expect_file("fillllllll.");
}

/* As many octets as fit in one go, of one kind. */
static void add_many(char kind)
{
	static char octets[OUTLET_ROOM];

	memset(octets, kind, sizeof octets);
	cr_assert(outlet_add(&outlet, octets, sizeof octets));
}

Test(outlet, more_than_it_holds_comes_whole)
{
	const size_t expected = 2 * OUTLET_ROOM + 2;
	char *found = malloc(3 * OUTLET_SIZE), *sent = malloc(expected);

	sent[0] = 'a';
	memset(sent + 1, 'x', OUTLET_ROOM);
	memset(sent + 1 + OUTLET_ROOM, 'y', OUTLET_ROOM);
	sent[expected - 1] = 'b';
	add("a");
	add_many('x');
	add_many('y');
	cr_expect_geq(lseek(fd, 0, SEEK_END), 1);
	add("b");
	cr_expect_eq(outlet_position(&outlet), expected);
	cr_expect(outlet_flush(&outlet));
	cr_assert_eq(pread(fd, found, 3 * OUTLET_SIZE, 0), (ssize_t)expected);
	cr_expect_eq(memcmp(found, sent, expected), 0);
	free(found);
	free(sent);
}

Test(outlet, what_is_written_before_the_end_ends_with_a_page)
{
	outlet_attach(&outlet, fd, 7);
	for (unsigned i = 0; i < 5; i++) {
		add("odd");
		add_many('x');
		cr_expect_eq(lseek(fd, 0, SEEK_END) % (off_t)OUTLET_PAGE, 0);
		cr_expect_eq((uintptr_t)outlet.octets % OUTLET_PAGE, 0);
	}
	cr_expect_gt(lseek(fd, 0, SEEK_END), 0);
	cr_expect(outlet_flush(&outlet));
	cr_expect_eq(lseek(fd, 0, SEEK_END), 7 + 5 * (3 + (off_t)OUTLET_ROOM));
}

Test(outlet, a_failed_write_can_be_tried_again)
{
	const int good = dup(fd), bad = open("file", O_RDONLY);

	add("kept");
	cr_assert_eq(dup2(bad, fd), fd);
	cr_expect_not(outlet_flush(&outlet));
	cr_expect_eq(outlet_position(&outlet), 4);
	cr_assert_eq(dup2(good, fd), fd);
	cr_expect(outlet_flush(&outlet));
	expect_file("kept");
	close(good);
	close(bad);
}
