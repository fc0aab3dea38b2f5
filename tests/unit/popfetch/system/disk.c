/*
 * disk.c - files read and written whole, and directories made.
 */
#include "tests/unit/popfetch/scene.h"

#include <errno.h>
#include <signal.h>
#include <sys/resource.h>

#include "popfetch/system/disk.h"

TestSuite(disk, .init = scene_begin, .fini = scene_end);

Test(disk, octets_come_and_go_where_they_belong)
{
	const int fd = scene_open("file", "0123456789");
	char octets[8] = "-------";
	size_t got = 99;

	cr_expect(disk_write_at(fd, "ABC", 3, 4));
	cr_expect_str_eq(scene_text_of(fd), "0123ABC789");
	cr_expect(disk_read_at(fd, octets, 3, 2, &got));
	cr_expect_eq(got, 3);
	cr_expect_str_eq(octets, "23A----");
	cr_expect(disk_read_at(fd, octets, 5, 8, &got));
	cr_expect_eq(got, 2);
	cr_expect(disk_read_at(fd, octets, 5, 800, &got));
	cr_expect_eq(got, 0);
	cr_expect(disk_write(fd, "x", 1));
	cr_expect(disk_write(fd, "yz", 2));
	cr_expect_str_eq(scene_text_of(fd), "xyz3ABC789");
	cr_expect(disk_truncate(fd, 4));
	cr_expect_str_eq(scene_text_of(fd), "xyz3");
	close(fd);
}

Test(disk, octets_are_copied_from_file_to_file)
{
	const int from = scene_open("from", "0123456789");
	const int to = scene_open("to", "abcdef");
	char octets[4];

	cr_expect(disk_copy(to, 2, from, 7, 3));
	cr_expect_str_eq(scene_text_of(to), "ab789f");
	cr_expect_not(disk_copy(to, 2, from, 7, 4));
	cr_expect_eq(errno, EIO);
	cr_expect(disk_read_whole(from, octets, 4, 6));
	cr_expect_arr_eq(octets, "6789", 4);
	cr_expect_not(disk_read_whole(from, octets, 4, 7));
	cr_expect_eq(errno, EIO);
	close(from);
	close(to);
}

Test(disk, large_octets_are_copied_whole)
{
	enum {
		LENGTH = 200000
	};
	static char octets[LENGTH + 1], copied[LENGTH + 1];
	const int to = scene_open("to", "");
	int from;

	for (size_t i = 0; i < LENGTH; i++)
		octets[i] = (char)('a' + i % 23);
	from = scene_open("from", octets);
	cr_expect(disk_copy(to, 0, from, 0, LENGTH));
	cr_assert(disk_read_whole(to, copied, LENGTH, 0));
	cr_expect_str_eq(copied, octets);
	close(from);
	close(to);
}

/* The system writes what fits and says no only to the rest. */
Test(disk, less_than_the_whole_is_a_failure)
{
	const int fd = scene_open("file", "");
	const struct rlimit limit = {4, 4};

	signal(SIGXFSZ, SIG_IGN);
	cr_assert_eq(setrlimit(RLIMIT_FSIZE, &limit), 0);
	cr_expect_not(disk_write(fd, "012345", 6));
	cr_expect_eq(errno, EFBIG);
	cr_expect_not(disk_write_at(fd, "ABCDEF", 6, 0));
	cr_expect_eq(errno, EFBIG);
	close(fd);
}

Test(disk, what_is_not_open_is_a_failure)
{
	char octet;
	size_t got;

	cr_expect_not(disk_write(-1, "x", 1));
	cr_expect_not(disk_write_at(-1, "x", 1, 0));
	cr_expect_not(disk_read_at(-1, &octet, 1, 0, &got));
	cr_expect_not(disk_copy(-1, 0, -1, 0, 1));
	cr_expect_not(disk_truncate(-1, 0));
	cr_expect_not(disk_sync(-1));
	cr_expect_not(disk_sync_data(-1));
	cr_expect_not(disk_sync_directory(-1));
	cr_expect_eq(errno, EBADF);
}

static mode_t mode_of(const char *path)
{
	struct stat status;

	cr_assert_eq(stat(path, &status), 0, "%s", path);
	return status.st_mode & 0777;
}

Test(disk, directories_are_made_for_the_owner_alone)
{
	char path[200];

	cr_assert_eq(mkdir("there", 0700), 0);
	cr_assert_eq(chmod("there", 0755), 0);
	snprintf(path, sizeof path, "%s/there/a/b", scene_home);
	cr_expect(disk_make_directories(path));
	cr_expect_eq(mode_of("there"), 0755);
	cr_expect_eq(mode_of("there/a"), 0700);
	cr_expect_eq(mode_of("there/a/b"), 0700);
	cr_expect(disk_make_directories(path));
	cr_expect(disk_make_directories("below/here/"));
	cr_expect_eq(mode_of("below/here"), 0700);
	cr_expect(disk_make_directories("//"));
}

Test(disk, a_file_in_the_way_of_a_directory_is_told)
{
	scene_write("file", 0600, "");
	cr_expect_not(disk_make_directories("file/a"));
	cr_expect_eq(errno, ENOTDIR);
	cr_expect_not(disk_make_directories("file/a/b"));
	cr_expect_eq(errno, ENOTDIR);
}

Test(disk, names_are_synced_wherever_they_are)
{
	cr_expect(disk_sync_name("file"));
	cr_expect(disk_sync_name("/file"));
	cr_expect(disk_sync_name(scene_path("file")));
	cr_expect_not(disk_sync_name("missing/file"));
	cr_expect_eq(errno, ENOENT);
}

/* Or a password command, say, would have the mbox in its hands. */
Test(disk, what_is_opened_is_not_inherited)
{
	const int fd = disk_open(AT_FDCWD, "file", O_RDWR | O_CREAT, 0600);

	cr_assert_geq(fd, 0);
	cr_expect_eq(fcntl(fd, F_GETFD), FD_CLOEXEC);
	cr_expect_eq(mode_of("file"), 0600);
	close(fd);
	cr_expect_eq(disk_open(AT_FDCWD, "missing", O_RDWR, 0), -1);
	cr_expect_eq(errno, ENOENT);
}
