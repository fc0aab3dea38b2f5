/*
 * Lines that are drawn anew, as a terminal gets them.
 */
#include "tests/unit/popfetch/scene.h"

#include <signal.h>

#include "popfetch/jobs/status-lines.h"

TestSuite(status_lines, .init = scene_begin, .fini = scene_end);

static struct status_lines lines;

static void begin(void)
{
	const int file = open("screen", O_RDWR | O_CREAT | O_TRUNC, 0600);

	cr_assert(file >= 0);
	unsetenv("COLUMNS");
	status_lines_init(&lines, file);
}

static void show(const char *one, const char *other)
{
	FILE *frame = status_lines_frame(&lines);

	cr_assert_not_null(frame);
	status_lines_next(&lines);
	fputs(one, frame);
	if (other != NULL) {
		status_lines_next(&lines);
		fputs(other, frame);
	}
	status_lines_show(&lines);
}

/* What has been written since the last time. */
static void expect(const char *expected)
{
	static off_t from;
	char text[1024];
	const ssize_t length =
	    pread(lines.descriptor, text, sizeof text - 1, from);

	cr_assert_geq(length, 0);
	text[length] = '\0';
	from += length;
	cr_expect_str_eq(text, expected);
}

Test(status_lines, are_drawn_over_those_before)
{
	begin();
	show("one", NULL);
	expect("\rone\033[K");
	show("two", NULL);
	expect("\rtwo\033[K");
}

Test(status_lines, of_several_begin_at_the_first)
{
	begin();
	show("a", "b");
	expect("\ra\033[K\nb\033[K");
	show("c", "d");
	expect("\r\033[1Ac\033[K\nd\033[K");
}

Test(status_lines, that_become_fewer_leave_none_behind)
{
	begin();
	show("a", "b");
	expect("\ra\033[K\nb\033[K");
	show("c", NULL);
	expect("\r\033[1Ac\033[J");
	show("d", NULL);
	expect("\rd\033[K");
}

Test(status_lines, are_erased_once)
{
	begin();
	status_lines_erase(&lines);
	expect("");
	show("a", "b");
	expect("\ra\033[K\nb\033[K");
	status_lines_erase(&lines);
	expect("\r\033[1A\033[J");
	status_lines_erase(&lines);
	expect("");
}

Test(status_lines, that_were_left_are_left_alone)
{
	begin();
	show("a", "b");
	expect("\ra\033[K\nb\033[K");
	raise(SIGCONT);
	status_lines_erase(&lines);
	expect("");
	show("c", NULL);
	expect("\rc\033[K");
}

Test(status_lines, have_a_width_and_a_number)
{
	begin();
	cr_expect_eq(status_lines_columns(&lines), 77);
	cr_expect_eq(status_lines_max(&lines), 23);
	setenv("COLUMNS", "1", 1);
	cr_expect_eq(status_lines_columns(&lines), 1);
}
