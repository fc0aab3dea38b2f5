/*
 * import-format.c - the formats of others, as their programs write them.
 *
 * mpop (uidls files): after comments that begin with '#', sections: a line
 * of a blank, the number of entries, the host and the user, and then an
 * entry a line, "UID SECONDS".  Before mpop 1.4.23 there were no seconds.  The
 * number of entries is not relied on: a section ends where the next begins.
 *
 * fetchmail (.fetchids): "USER@HOST UID" a line, all accounts in one file.
 * Either may have an '@', USER may have blanks ("john doe", a Notes user), too,
 * and HOST none: the blank is the first one behind an '@', and USER ends at
 * the last '@' before it.
 * Names are compared without regard to case, as fetchmail does.  It writes a
 * unique-id only up to its first blank, so what has one is new to us.
 *
 * getmail (oldmail-... files): a unique-id, a NUL and seconds a line, one
 * account a file.  A slash in a unique-id has become a dash.
 */
#include "popfetch/errand/import-format.h"

#include <string.h>

#include "popfetch/text/letter-case.h"

/* Digits only, and a time that a state can keep. */
static bool read_time(const char *text, size_t length, int64_t *out_time)
{
	int64_t time = 0;

	if (length == 0)
		return false;
	for (size_t i = 0; i < length; i++) {
		if (text[i] < '0' || text[i] > '9')
			return false;
		time = time * 10 + (text[i] - '0');
		if (time > POP3_STATE_TIME_MAX)
			return false;
	}
	*out_time = time;
	return true;
}

static bool is_text(const char *octets, size_t length, const char *text)
{
	return strlen(text) == length && memcmp(octets, text, length) == 0;
}

static bool is_name(const char *octets, size_t length, const char *name)
{
	return strlen(name) == length &&
	       words_match_within(octets, name, length);
}

static const char *last_of(const char *line, size_t length, char c)
{
	while (length > 0)
		if (line[--length] == c)
			return line + length;
	return NULL;
}

/* ---- mpop ---------------------------------------------------------------- */

/* " 12 pop.example.org jim" */
static enum import_line read_section(
    struct import_reader *reader, const char *line, size_t length)
{
	const char *end = line + length;
	const char *host = memchr(line + 1, ' ', length - 1);
	const char *user;
	int64_t count;

	reader->begun = true;
	reader->in_section = false;
	if (host == NULL ||
	    !read_time(line + 1, (size_t)(host - line) - 1, &count))
		return IMPORT_BROKEN;
	host++;
	user = memchr(host, ' ', (size_t)(end - host));
	if (user == NULL || user == host || user + 1 == end)
		return IMPORT_BROKEN;
	reader->in_section = true;
	reader->ours =
	    is_name(host, (size_t)(user - host), reader->host) &&
	    is_text(user + 1, (size_t)(end - user) - 1, reader->user);
	return IMPORT_NONE;
}

static enum import_line read_mpop(struct import_reader *reader,
    const char *line, size_t length, struct import_entry *out_entry)
{
	const char *blank = last_of(line, length, ' ');
	struct import_entry entry = {.uid = line, .length = length};

	if (!reader->begun && length > 0 && line[0] == '#')
		return IMPORT_NONE;
	if (length > 0 && line[0] == ' ')
		return read_section(reader, line, length);
	if (!reader->in_section || length == 0)
		return IMPORT_BROKEN;
	if (blank != NULL) {
		entry.length = (size_t)(blank - line);
		if (!read_time(
			blank + 1, length - entry.length - 1, &entry.retrieved))
			return IMPORT_BROKEN;
	}
	*out_entry = entry;
	return reader->ours ? IMPORT_ENTRY : IMPORT_OTHER;
}

/* ---- fetchmail ----------------------------------------------------------- */

/* The blank behind "USER@HOST"; NULL: there is none. */
static const char *account_end(const char *line, const char *end)
{
	const char *at = memchr(line, '@', (size_t)(end - line));

	return at != NULL ? memchr(at, ' ', (size_t)(end - at)) : NULL;
}

static enum import_line read_fetchmail(struct import_reader *reader,
    const char *line, size_t length, struct import_entry *out_entry)
{
	const char *end = line + length;
	const char *blank = account_end(line, end), *uid = blank;
	const char *at =
	    blank != NULL ? last_of(line, (size_t)(blank - line), '@') : NULL;

	if (at == NULL || at == line || at + 1 == blank)
		return IMPORT_BROKEN;
	while (uid < end && *uid == ' ')
		uid++;
	if (uid == end || memchr(uid, ' ', (size_t)(end - uid)) != NULL)
		return IMPORT_BROKEN;
	*out_entry =
	    (struct import_entry){.uid = uid, .length = (size_t)(end - uid)};
	return is_name(line, (size_t)(at - line), reader->user) &&
		       is_name(at + 1, (size_t)(blank - at) - 1, reader->host)
		   ? IMPORT_ENTRY
		   : IMPORT_OTHER;
}

/* ---- getmail ------------------------------------------------------------- */

static enum import_line read_getmail(struct import_reader *reader,
    const char *line, size_t length, struct import_entry *out_entry)
{
	const char *nul = memchr(line, '\0', length);
	struct import_entry entry = {.uid = line};

	(void)reader;
	if (nul == NULL || nul == line)
		return IMPORT_BROKEN;
	entry.length = (size_t)(nul - line);
	if (!read_time(nul + 1, length - entry.length - 1, &entry.retrieved))
		return IMPORT_BROKEN;
	*out_entry = entry;
	return IMPORT_ENTRY;
}

/* ---- All of them --------------------------------------------------------- */

static const struct import_format formats[] = {
    {"mpop", false, false, read_mpop},
    {"fetchmail", false, false, read_fetchmail},
    {"getmail", true, true, read_getmail},
    {"getmail6", true, true, read_getmail},
    {"popfetch", true, false, NULL},
};

const struct import_format *import_format_named(const char *name, size_t length)
{
	for (size_t i = 0; i < sizeof formats / sizeof formats[0]; i++)
		if (is_text(name, length, formats[i].name))
			return &formats[i];
	return NULL;
}
