/*
 * Fuzzes the loader of the state file.
 *
 * Random octets hardly ever bear a right checksum, so each input line that
 * begins with '+' is sealed here, and the others are taken as they are; an
 * input that begins with '!' has no header put before it.  What opens must
 * take one more record and say the same when it is opened again.
 */
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

#include "must.h"

#include <pop3/state.h>

#include "libpop3/state/header.h"
#include "libpop3/state/line.h"

#define ACCOUNT "jim"
#define UID	"\nthe one more"

static char path[64];

static void remove_all(void)
{
	static const char *const tails[] = {"", ".lock", ".new"};
	char name[80];

	for (size_t i = 0; i < 3; i++) {
		snprintf(name, sizeof name, "%s%s", path, tails[i]);
		unlink(name);
	}
	*strrchr(path, '/') = '\0';
	rmdir(path);
}

static void make_directory(void)
{
	const char *memory = "/dev/shm";

	snprintf(path, sizeof path, "%s/pop3-state.XXXXXX",
	    access(memory, W_OK) == 0 ? memory : "/tmp");
	must(mkdtemp(path) != NULL);
	strcat(path, "/jim");
	atexit(remove_all);
}

static void put_line(FILE *out, const char *line, size_t length)
{
	char *sealed;

	if (length == 0 || *line != '+') {
		fwrite(line, 1, length, out);
		fputc('\n', out);
		return;
	}
	sealed = malloc(length - 1 + P3_LINE_SEAL);
	must(sealed != NULL);
	memcpy(sealed, line + 1, length - 1);
	fwrite(sealed, 1, p3_line_seal(sealed, length - 1), out);
	free(sealed);
}

static void write_file(const char *data, size_t size)
{
	char header[P3_HEADER_MAX];
	FILE *out = fopen(path, "w");
	const char *lf;

	must(out != NULL);
	if (size == 0 || *data != '!')
		fwrite(header, 1, p3_header_write(header, ACCOUNT), out);
	while ((lf = memchr(data, '\n', size)) != NULL) {
		put_line(out, data, (size_t)(lf - data));
		size -= (size_t)(lf - data) + 1;
		data = lf + 1;
	}
	fwrite(data, 1, size, out);
	fclose(out);
}

static int sum_entry(void *context, const struct pop3_state_entry *entry)
{
	uint64_t *sum = context;
	uint64_t n = (uint64_t)entry->since ^ (uint64_t)entry->retrieved << 7 ^
		     (uint64_t)entry->missing << 14 ^ entry->failures ^
		     (uint64_t)entry->phase << 50 ^ entry->key.occurrence;

	for (size_t i = 0; i < entry->key.length; i++)
		n = n * 31 + (unsigned char)entry->key.uid[i];
	if (entry->text != NULL)
		n = n * 31 + strlen(entry->text);
	*sum = (*sum + n) * 1000003;
	return 0;
}

static uint64_t sum_of(const struct pop3_state *state)
{
	uint64_t sum = pop3_state_count(state);

	for (int phase = 1; phase <= 4; phase++)
		pop3_state_each(
		    state, (enum pop3_state_phase)phase, sum_entry, &sum);
	return sum;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const struct pop3_state_options options = {
	    .size = sizeof options, .account = ACCOUNT};
	const struct pop3_state_key key = {UID, sizeof UID - 1, 0};
	struct pop3_state *state, *again;
	struct pop3_error error;
	uint64_t sum;

	if (path[0] == '\0')
		make_directory();
	write_file((const char *)data, size);
	if (pop3_state_open(path, &options, &error, &state) != POP3_OK)
		return 0;
	pop3_state_forget(state, &key);
	must(pop3_state_intend(state, &key, 1, "x") == POP3_OK);
	sum = sum_of(state);
	must(pop3_state_close(state, &error) == POP3_OK);
	must(pop3_state_open_readonly(path, &options, &error, &again) ==
	     POP3_OK);
	must(sum_of(again) == sum);
	pop3_state_close(again, NULL);
	return 0;
}
