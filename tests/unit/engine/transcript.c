/*
 * transcript.c - plays tests/transcripts/NAME.pop3: what real servers said,
 * and what hostile ones could say.  play.h tells how one is written.
 *
 * Each is played whole, octet by octet, in small pieces, and cut in two at
 * every position, and must give the same events.
 */
#include <dirent.h>

#include "play.h"

static size_t for_each_transcript(void (*test)(const char *path))
{
	const char *source = getenv("SOURCE");
	char folder[4096], path[8192];
	struct dirent *entry;
	size_t count = 0;
	DIR *dir;

	snprintf(folder, sizeof folder, "%s/tests/transcripts",
	    source != NULL ? source : ".");
	dir = opendir(folder);
	cr_assert_not_null(dir, "%s", folder);
	while ((entry = readdir(dir)) != NULL) {
		if (strstr(entry->d_name, ".pop3") == NULL)
			continue;
		snprintf(path, sizeof path, "%s/%s", folder, entry->d_name);
		test(path);
		count++;
	}
	closedir(dir);
	return count;
}

static void whole(const char *path)
{
	play_file(path, 0, SIZE_MAX);
}

static void octet_by_octet(const char *path)
{
	play_file(path, 0, 1);
}

/* Of what is longer than some thousand octets, every so many positions. */
static void cut_everywhere(const char *path)
{
	size_t octets = play_file(path, 0, SIZE_MAX);

	for (size_t cut = 1; cut < octets; cut += 1 + octets / 3000)
		play_file(path, cut, SIZE_MAX);
}

static void in_small_pieces(const char *path)
{
	for (size_t piece = 2; piece < 12; piece++)
		play_file(path, 0, piece);
}

Test(transcripts, whole)
{
	cr_assert_geq(for_each_transcript(whole), 25);
}

Test(transcripts, octet_by_octet)
{
	for_each_transcript(octet_by_octet);
}

Test(transcripts, in_small_pieces)
{
	for_each_transcript(in_small_pieces);
}

Test(transcripts, cut_in_two_at_every_position)
{
	for_each_transcript(cut_everywhere);
}
