/*
 * import.c - the state files of other programs, of any octets: an entry lies in
 * the line that it was read from, and its time can be kept.
 */
#include "must.h"

#include "popfetch/errand/import-format.h"

static const char *const names[] = {"mpop", "fetchmail", "getmail"};

static void read_line(const struct import_format *format,
    struct import_reader *reader, const char *line, size_t length)
{
	/* Of just that size, so that not an octet more can be read. */
	char *copy = malloc(length);
	struct import_entry entry = {0};

	must(copy != NULL || length == 0);
	if (length > 0)
		memcpy(copy, line, length);
	if (format->read(reader, copy, length, &entry) == IMPORT_ENTRY) {
		must(entry.uid >= copy);
		must(entry.length <= length);
		must((size_t)(entry.uid - copy) <= length - entry.length);
		must(entry.retrieved >= 0);
		must(entry.retrieved <= POP3_STATE_TIME_MAX);
	}
	free(copy);
}

static void read_lines(
    const struct import_format *format, const char *octets, size_t size)
{
	struct import_reader reader = {.user = "jim", .host = "localhost"};

	while (size > 0) {
		const char *end = memchr(octets, '\n', size);
		size_t length = end != NULL ? (size_t)(end - octets) : size;

		read_line(format, &reader, octets, length);
		length += end != NULL;
		octets += length;
		size -= length;
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	for (size_t i = 0; i < 3; i++)
		read_lines(import_format_named(names[i], strlen(names[i])),
		    (const char *)data, size);
	return 0;
}
