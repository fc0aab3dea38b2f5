/*
 * delivered.c - what a fetcher has delivered: count, octets and digest.
 *
 *	delivered maildir|folder|mbox PATH [crlf] [trace]
 *	delivered expected COUNT OCTETS [FIRST]
 *
 * Prints a line that is the same for the same messages in whatever order:
 * the digest is the sum of what SHA-256 of each begins with.  An mbox is read
 * as mboxrd.  "crlf" takes CRLF for LF; "trace" leaves out what a fetcher put
 * before the first field "From".  "expected" is what the synthetic messages
 * come to.
 */
#include "tests/bench/mail.h"

#include <dirent.h>
#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include <openssl/evp.h>

static struct {
	EVP_MD_CTX *digest;
	uint64_t sum;
	unsigned long count;
	unsigned long long octets;
	bool crlf, trace; /* as asked for */
	bool begun;	  /* what counts of this message has begun */
	bool blank;	  /* an mbox's line that may be a separator */
} seen;

static void message_begin(void)
{
	EVP_DigestInit_ex(seen.digest, EVP_sha256(), NULL);
	seen.begun = !seen.trace;
}

static void message_add(const char *octets, size_t length)
{
	EVP_DigestUpdate(seen.digest, octets, length);
	seen.octets += length;
}

static void message_end(void)
{
	unsigned char digest[EVP_MAX_MD_SIZE];
	uint64_t value;

	EVP_DigestFinal_ex(seen.digest, digest, NULL);
	memcpy(&value, digest, sizeof value);
	seen.sum += value;
	seen.count++;
}

static void line_add(const char *line, size_t length)
{
	if (!seen.begun && strncmp(line, "From: ", 6) != 0)
		return;
	seen.begun = true;
	if (seen.crlf && length > 1 && line[length - 2] == '\r') {
		message_add(line, length - 2);
		message_add("\n", 1);
		return;
	}
	message_add(line, length);
}

static void file_read(const char *path)
{
	static char line[1 << 16];
	FILE *file = fopen(path, "r");

	if (file == NULL)
		die(path);
	message_begin();
	if (!seen.crlf && !seen.trace) {
		size_t n;

		while ((n = fread(line, 1, sizeof line, file)) > 0)
			message_add(line, n);
	} else {
		while (fgets(line, sizeof line, file) != NULL)
			line_add(line, strlen(line));
	}
	message_end();
	fclose(file);
}

static void folder_read(const char *path)
{
	DIR *dir = opendir(path);
	struct dirent *entry;

	if (dir == NULL)
		return;
	while ((entry = readdir(dir)) != NULL) {
		char name[4096];

		if (entry->d_name[0] == '.')
			continue;
		snprintf(name, sizeof name, "%s/%s", path, entry->d_name);
		file_read(name);
	}
	closedir(dir);
}

static void maildir_read(const char *path)
{
	static const char *const names[] = {"new", "cur"};

	for (int i = 0; i < 2; i++) {
		char name[4096];

		snprintf(name, sizeof name, "%s/%s", path, names[i]);
		folder_read(name);
	}
}

/* The empty line before "From " or the end belongs to the mbox. */
static void mbox_line(const char *line, size_t length, bool *inside)
{
	bool separator = strncmp(line, "From ", 5) == 0;

	if (separator && *inside)
		message_end();
	if (separator) {
		message_begin();
		*inside = true;
		seen.blank = false;
		return;
	}
	if (seen.blank)
		line_add("\n", 1);
	seen.blank = strcmp(line, "\n") == 0;
	if (seen.blank)
		return;
	if (*line == '>' && strncmp(line + strspn(line, ">"), "From ", 5) == 0)
		line_add(line + 1, length - 1);
	else
		line_add(line, length);
}

static void mbox_read(const char *path)
{
	static char line[1 << 16];
	bool inside = false;
	FILE *file = fopen(path, "r");

	if (file == NULL)
		die(path);
	while (fgets(line, sizeof line, file) != NULL)
		mbox_line(line, strlen(line), &inside);
	if (inside)
		message_end();
	fclose(file);
}

static void expect(uint32_t count, size_t octets, uint32_t first)
{
	static struct mail mail;
	static struct mail_message message;

	mail_init(&mail);
	for (uint32_t n = first; n < first + count; n++) {
		mail_message(&mail, MAIL_LF, n, octets, &message);
		message_begin();
		for (int i = 0; i < message.count; i++)
			message_add(message.spans[i].iov_base,
			    message.spans[i].iov_len);
		message_end();
	}
	mail_free(&mail);
}

int main(int argc, char **argv)
{
	if (argc < 3) {
		fputs("usage: delivered KIND PATH [crlf] [trace]\n", stderr);
		return 2;
	}
	for (int i = 3; i < argc; i++) {
		seen.crlf |= strcmp(argv[i], "crlf") == 0;
		seen.trace |= strcmp(argv[i], "trace") == 0;
	}
	seen.digest = EVP_MD_CTX_new();
	if (strcmp(argv[1], "expected") == 0)
		expect(number_argument(argv[2]), number_argument(argv[3]),
		    argc > 4 ? number_argument(argv[4]) : 1);
	else if (strcmp(argv[1], "mbox") == 0)
		mbox_read(argv[2]);
	else if (strcmp(argv[1], "folder") == 0)
		folder_read(argv[2]);
	else
		maildir_read(argv[2]);
	EVP_MD_CTX_free(seen.digest);
	printf("%lu messages, %llu octets, %016" PRIx64 "\n", seen.count,
	    seen.octets, seen.sum);
	return 0;
}
