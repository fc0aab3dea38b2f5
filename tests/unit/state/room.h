/*
 * What the tests of the state room share: a directory of their own, short
 * ways to say things, and a whole state as one text to compare.
 */
#ifndef TESTS_STATE_ROOM_H
#define TESTS_STATE_ROOM_H

#include <criterion/criterion.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <pop3/state.h>

#define ACCOUNT "jim@pop.example.org"
#define NOW	1732467000

#if defined(__SANITIZE_ADDRESS__)
#define SANITIZED 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define SANITIZED 1
#endif
#endif

static char room_dir[256];
static char room_path[300]; /* of the state file */

__attribute__((unused)) static const char *room_name(const char *tail)
{
	static char name[320];

	snprintf(name, sizeof name, "%s%s", room_path, tail);
	return name;
}

__attribute__((unused)) static void room_enter(void)
{
	const char *tmp = getenv("TMPDIR");

	snprintf(room_dir, sizeof room_dir, "%s/pop3-state.XXXXXX",
	    tmp != NULL ? tmp : "/tmp");
	cr_assert_not_null(mkdtemp(room_dir));
	snprintf(room_path, sizeof room_path, "%s/jim", room_dir);
}

__attribute__((unused)) static void room_leave(void)
{
	unlink(room_name(".lock"));
	unlink(room_name(".new"));
	unlink(room_name(".other"));
	rmdir(room_path);
	unlink(room_path);
	rmdir(room_dir);
}

/* Behind a skip, Criterion runs no .fini. */
__attribute__((unused)) static void room_skip(const char *why)
{
	room_leave();
	cr_skip_test("%s", why);
}

/* ---- Memory -------------------------------------------------------------- */

/* A test that ends does not clean up; what is kept here is no leak.  What the
 * test frees all the same may be. */
static void **room_kept;
static size_t room_kept_count;

__attribute__((unused)) static void *room_keep(void *octets)
{
	room_kept =
	    realloc(room_kept, (room_kept_count + 1) * sizeof *room_kept);
	cr_assert_not_null(room_kept);
	room_kept[room_kept_count++] = octets;
	return octets;
}

/* ---- Files --------------------------------------------------------------- */

struct octets {
	char *at;
	size_t length;
};

__attribute__((unused)) static struct octets room_read(void)
{
	struct octets file = {malloc(1), 0};
	FILE *stream = fopen(room_path, "r");
	size_t n;

	cr_assert_not_null(stream);
	do {
		file.at = realloc(file.at, file.length + 65536);
		cr_assert_not_null(file.at);
		n = fread(file.at + file.length, 1, 65536, stream);
		file.length += n;
	} while (n > 0);
	fclose(stream);
	room_keep(file.at);
	return file;
}

__attribute__((unused)) static void room_write(const char *octets, size_t n)
{
	int fd = open(room_path, O_WRONLY | O_CREAT | O_TRUNC, 0600);

	cr_assert(fd >= 0);
	cr_assert_eq(write(fd, octets, n), (ssize_t)n);
	close(fd);
}

__attribute__((unused)) static bool room_holds(const char *octets, size_t n)
{
	struct octets file = room_read();
	bool same = file.length == n && memcmp(file.at, octets, n) == 0;

	free(file.at);
	return same;
}

/* ---- States -------------------------------------------------------------- */

/* The mark that a run leaves at the end of what it has synced. */
#define MARK "synced "
enum {
	MARK_LENGTH = 16
};

__attribute__((unused)) static bool room_ends_in_mark(void)
{
	struct octets file = room_read();

	return file.length > MARK_LENGTH &&
	       memcmp(file.at + file.length - MARK_LENGTH, MARK,
		   strlen(MARK)) == 0;
}

static const struct pop3_state_options room_options = {
    .size = sizeof(struct pop3_state_options), .account = ACCOUNT};

__attribute__((unused)) static struct pop3_state *room_open(void)
{
	struct pop3_error error = {0};
	struct pop3_state *state = NULL;

	cr_assert_eq(pop3_state_open(room_path, &room_options, &error, &state),
	    POP3_OK, "%s", error.text);
	room_keep(state);
	return state;
}

__attribute__((unused)) static struct pop3_state *room_show(void)
{
	struct pop3_error error = {0};
	struct pop3_state *state = NULL;

	cr_assert_eq(
	    pop3_state_open_readonly(room_path, &room_options, &error, &state),
	    POP3_OK, "%s", error.text);
	return state;
}

__attribute__((unused)) static void room_close(struct pop3_state *state)
{
	struct pop3_error error = {0};

	cr_assert_eq(
	    pop3_state_close(state, &error), POP3_OK, "%s", error.text);
}

/* What opening says of the file as it is; it must not open. */
__attribute__((unused)) static struct pop3_error room_refusal(void)
{
	struct pop3_error error = {0};
	struct pop3_state *state = NULL;
	enum pop3_status status =
	    pop3_state_open(room_path, &room_options, &error, &state);

	cr_assert_neq(status, POP3_OK);
	cr_assert_null(state);
	cr_assert_eq(error.status, status);
	return error;
}

__attribute__((unused)) static struct pop3_state_key key(const char *uid)
{
	return (struct pop3_state_key){.uid = uid, .length = strlen(uid)};
}

/* The phase of a message; 0: nothing is known. */
__attribute__((unused)) static enum pop3_state_phase phase_of(
    const struct pop3_state *state, const char *uid)
{
	struct pop3_state_entry entry;
	struct pop3_state_key k = key(uid);

	return pop3_state_find(state, &k, &entry) ? entry.phase : 0;
}

__attribute__((unused)) static struct pop3_state_entry entry_of(
    const struct pop3_state *state, const char *uid)
{
	struct pop3_state_entry entry = {0};
	struct pop3_state_key k = key(uid);

	cr_assert(pop3_state_find(state, &k, &entry), "'%s' unknown", uid);
	return entry;
}

#define DO(verb, state, uid, ...)                                              \
	do {                                                                   \
		struct pop3_state_key do_key = key(uid);                       \
		cr_assert_eq(pop3_state_##verb(state, &do_key, __VA_ARGS__),   \
		    POP3_OK, "%s", pop3_state_error(state)->text);             \
	} while (0)

#define REFUSED(verb, state, uid, ...)                                         \
	do {                                                                   \
		struct pop3_state_key do_key = key(uid);                       \
		cr_assert_eq(pop3_state_##verb(state, &do_key, __VA_ARGS__),   \
		    POP3_E_MISUSE);                                            \
		cr_assert_eq(pop3_state_error(state)->status, POP3_E_MISUSE);  \
	} while (0)

__attribute__((unused)) static void forget(
    struct pop3_state *state, const char *uid)
{
	struct pop3_state_key k = key(uid);

	cr_assert_eq(pop3_state_forget(state, &k), POP3_OK);
}

/* ---- A whole state as text ----------------------------------------------- */

static int dump_entry(void *context, const struct pop3_state_entry *entry)
{
	FILE *out = context;

	fprintf(out,
	    "%d since %" PRId64 " retrieved %" PRId64 " missing %" PRId64
	    " failures %" PRIu32 " text %s key %" PRIu32 ":",
	    entry->phase, entry->since, entry->retrieved, entry->missing,
	    entry->failures, entry->text != NULL ? entry->text : "-",
	    entry->key.occurrence);
	for (size_t i = 0; i < entry->key.length; i++)
		fprintf(out, "%02x", (unsigned char)entry->key.uid[i]);
	fputc('\n', out);
	return 0;
}

/* Free it. */
__attribute__((unused)) static char *dump(const struct pop3_state *state)
{
	char *text = NULL;
	size_t length = 0;
	FILE *out = open_memstream(&text, &length);

	cr_assert_not_null(out);
	fprintf(out, "%zu\n", pop3_state_count(state));
	for (int phase = 1; phase <= 4; phase++)
		pop3_state_each(
		    state, (enum pop3_state_phase)phase, dump_entry, out);
	fclose(out);
	return room_keep(text);
}

/* What the file says now, read beside whoever has it. */
__attribute__((unused)) static char *dump_file(void)
{
	struct pop3_state *state = room_show();
	char *text = dump(state);

	room_close(state);
	return text;
}

#endif
