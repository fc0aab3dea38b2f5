/*
 * parcel.c - a message in a file without a name.
 */
#include "tests/unit/base/guard.h"
#include "tests/unit/popfetch/scene.h"

#include <errno.h>
#include <signal.h>
#include <sys/resource.h>

#include "popfetch/deliver/parcel.h"

static struct parcel parcel;

static void begin(void)
{
	scene_begin();
	cr_assert(parcel_init(&parcel, NULL, "spool"));
}

static void end(void)
{
	parcel_free(&parcel);
	scene_end();
}

TestSuite(parcel, .init = begin, .fini = end);

static void pack(const char *message, size_t step)
{
	const size_t length = strlen(message);

	cr_assert_eq(parcel_begin(&parcel.deliver), POP3_OK);
	for (size_t at = 0; at < length; at += step) {
		const size_t n = length - at < step ? length - at : step;

		cr_assert_eq(
		    parcel_data(&parcel.deliver, guarded(message + at, n), n),
		    POP3_OK);
	}
	cr_assert_eq(parcel_end(&parcel), POP3_OK);
}

static void expect_parcel(const char *expected)
{
	cr_expect_str_eq(scene_text_of(parcel.reader), expected);
	cr_expect_eq(parcel.octets, strlen(expected));
	parcel_drop(&parcel.deliver);
}

Test(parcel, has_line_feeds_however_the_message_came)
{
	const char *message = "A: b\r\n\r\nx\ry\r\r\n\n\r";

	for (size_t step = 1; step <= strlen(message); step++) {
		pack(message, step);
		expect_parcel("A: b\n\nx\ry\r\n\n\r");
	}
	pack("", 1);
	expect_parcel("");
}

Test(parcel, knows_octets_beyond_ascii_and_each_for_itself)
{
	pack("a\xC3\xBC b", 1);
	cr_expect(parcel.eight_bit);
	parcel_drop(&parcel.deliver);
	pack("a\x80 b", 4);
	cr_expect(parcel.eight_bit);
	parcel_drop(&parcel.deliver);
	pack("a b\x7F", 1);
	cr_expect_not(parcel.eight_bit);
	parcel_drop(&parcel.deliver);
}

/* However the run ends, nothing is left. */
Test(parcel, has_no_name_while_it_is_in_use)
{
	struct stat file;

	umask(0);
	cr_assert_eq(parcel_begin(&parcel.deliver), POP3_OK);
	cr_expect_neq(access("spool", F_OK), 0);
	cr_assert_eq(fstat(parcel.reader, &file), 0);
	cr_expect_eq(file.st_mode & 07777, 0600);
	cr_assert_eq(parcel_end(&parcel), POP3_OK);
	cr_expect_neq(access("spool", F_OK), 0);
	parcel_drop(&parcel.deliver);
}

Test(parcel, cannot_be_changed_by_whoever_is_given_it)
{
	pack("text", 4);
	cr_expect_eq(write(parcel.reader, "x", 1), -1);
	cr_expect_eq(lseek(parcel.reader, 0, SEEK_CUR), 0);
	expect_parcel("text");
}

/* Somebody would take the rest for the whole. */
Test(parcel, is_read_whole_or_not)
{
	char octets[8];
	size_t got;

	pack("text", 4);
	cr_expect_eq(parcel_read(&parcel, octets, 2, 0, &got), POP3_OK);
	cr_expect_eq(got, 2);
	cr_expect_eq(parcel_read(&parcel, octets, 8, 2, &got), POP3_OK);
	cr_expect_eq(got, 2);
	cr_expect_eq(parcel_read(&parcel, octets, 8, 4, &got), POP3_OK);
	cr_expect_eq(got, 0);
	parcel.octets = 5;
	cr_expect_eq(parcel_read(&parcel, octets, 8, 2, &got), POP3_E_SYSTEM);
	cr_expect_eq(parcel.deliver.error.sys_errno, EIO);
	cr_expect_not_null(
	    strstr(parcel.deliver.error.text, "cannot read spool"));
}

Test(parcel, shows_nothing_of_the_next_one)
{
	int first;

	pack("first", 5);
	first = dup(parcel.reader);
	parcel_drop(&parcel.deliver);
	pack("second", 6);
	cr_expect_str_eq(scene_text_of(first), "first");
	expect_parcel("second");
	close(first);
}

Test(parcel, takes_the_place_of_what_an_earlier_run_left)
{
	scene_write("spool", 0644, "left");
	pack("text", 4);
	expect_parcel("text");
	scene_write("spool", 0644, "left");
	cr_expect_eq(parcel_recover(&parcel.deliver, NULL, 0), POP3_OK);
	cr_expect_neq(access("spool", F_OK), 0);
	cr_expect_eq(parcel_recover(&parcel.deliver, NULL, 0), POP3_OK);
}

Test(parcel, is_not_written_through_a_link)
{
	scene_write("precious", 0600, "theirs");
	cr_assert_eq(symlink("precious", "spool"), 0);
	pack("text", 4);
	expect_parcel("text");
	cr_expect_str_eq(scene_text_of(open("precious", O_RDONLY)), "theirs");
}

Test(parcel, that_cannot_be_made_leaves_none)
{
	parcel_free(&parcel);
	cr_assert(parcel_init(&parcel, NULL, "missing/spool"));
	cr_expect_eq(parcel_begin(&parcel.deliver), POP3_E_SYSTEM);
	cr_expect_not_null(
	    strstr(parcel.deliver.error.text, "cannot write to spool"));
	cr_expect_eq(parcel.reader, -1);
	parcel_drop(&parcel.deliver);
}

static int next_descriptor(void)
{
	const int fd = open("/dev/null", O_RDONLY);

	close(fd);
	return fd;
}

Test(parcel, dropped_leaves_no_file_open)
{
	const int open_before = scene_files_open();

	cr_assert_eq(parcel_begin(&parcel.deliver), POP3_OK);
	parcel_drop(&parcel.deliver);
	cr_expect_eq(scene_files_open(), open_before);
	pack("text", 4);
	parcel_drop(&parcel.deliver);
	cr_expect_eq(scene_files_open(), open_before);
	pack("text", 4);
	parcel_free(&parcel);
	cr_expect_eq(scene_files_open(), open_before);
	cr_assert(parcel_init(&parcel, NULL, "spool"));
}

/* What is written could not be read. */
Test(parcel, with_half_of_its_descriptors_is_none)
{
	const int open_before = scene_files_open(), next = next_descriptor();
	enum pop3_status status;
	struct rlimit limit, one;

	cr_assert_eq(getrlimit(RLIMIT_NOFILE, &limit), 0);
	one = (struct rlimit){(rlim_t)next + 1, limit.rlim_max};
	cr_assert_eq(setrlimit(RLIMIT_NOFILE, &one), 0);
	status = parcel_begin(&parcel.deliver);
	cr_assert_eq(setrlimit(RLIMIT_NOFILE, &limit), 0);
	cr_expect_eq(status, POP3_E_SYSTEM);
	cr_expect_str_eq(parcel.deliver.error.text,
	    "cannot write to spool 'spool': too many open files");
	cr_expect_eq(scene_files_open(), open_before);
	pack("text", 4);
	expect_parcel("text");
}

Test(parcel, for_which_there_is_no_room_does_not_end)
{
	enum pop3_status status;
	struct rlimit limit, none;

	signal(SIGXFSZ, SIG_IGN);
	cr_assert_eq(parcel_begin(&parcel.deliver), POP3_OK);
	cr_assert_eq(parcel_data(&parcel.deliver, "text", 4), POP3_OK);
	cr_assert_eq(getrlimit(RLIMIT_FSIZE, &limit), 0);
	none = (struct rlimit){0, limit.rlim_max};
	cr_assert_eq(setrlimit(RLIMIT_FSIZE, &none), 0);
	status = parcel_end(&parcel);
	cr_assert_eq(setrlimit(RLIMIT_FSIZE, &limit), 0);
	cr_expect_eq(status, POP3_E_SYSTEM);
	cr_expect_str_eq(parcel.deliver.error.text,
	    "cannot write to spool 'spool': file too large");
	parcel_drop(&parcel.deliver);
}

Test(parcel, larger_than_any_buffer_is_whole)
{
	const size_t length = 3 * OUTLET_SIZE + 7;
	char *message = malloc(length + 1), *found = malloc(length + 1);

	for (size_t i = 0; i < length; i++)
		message[i] = (char)('a' + i % 26);
	message[length] = '\0';
	pack(message, length);
	cr_expect_eq(
	    pread(parcel.reader, found, length + 1, 0), (ssize_t)length);
	cr_expect_eq(memcmp(found, message, length), 0);
	free(message);
	free(found);
}

Test(parcel, knows_the_envelope_sender)
{
	char sender[ENVELOPE_ADDRESS_SIZE];

	pack("Return-Path: <jim@example.org>\r\nA: b\r\n\r\n", 9);
	cr_assert_eq(parcel_sender(&parcel, sender), POP3_OK);
	cr_expect_str_eq(sender, "jim@example.org");
	parcel_drop(&parcel.deliver);
	pack("A: b\r\n\r\n", 9);
	cr_assert_eq(parcel_sender(&parcel, sender), POP3_OK);
	cr_expect_str_eq(sender, "");
}
