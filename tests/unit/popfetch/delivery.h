/*
 * delivery.h - a destination in a directory of its own, and looking at it.
 */
#ifndef TESTS_POPFETCH_DELIVERY_H
#define TESTS_POPFETCH_DELIVERY_H

#include <criterion/criterion.h>
#include <dirent.h>
#include <stdarg.h>
#include <sys/types.h>

#include "popfetch/deliver/deliver.h"
#include "tests/unit/popfetch/scene.h"

/* The path of something below the directory, owned by the test. */
static inline char *below(const char *name)
{
	return strdup(scene_path(name));
}

static inline char *read_file(const char *path, size_t *out_length)
{
	FILE *stream = fopen(path, "r");
	char *text = calloc(1, 8 << 20);
	size_t length;

	cr_assert_not_null(stream, "%s", path);
	length = fread(text, 1, (8 << 20) - 1, stream);
	fclose(stream);
	if (out_length != NULL)
		*out_length = length;
	return text;
}

static inline struct deliver *open_at(const struct settings *settings)
{
	struct deliver *deliver = NULL;
	struct pop3_error error = {.text = ""};
	char *spool = below("spool");

	cr_assert_eq(deliver_open(settings, spool, &error, &deliver), POP3_OK,
	    "%s", error.text);
	free(spool);
	return deliver;
}

/* To recover. */
static inline struct deliver *open_recovery(const struct settings *settings)
{
	struct deliver *deliver = NULL;
	struct pop3_error error = {.text = ""};
	char *spool = below("spool");

	cr_assert_eq(deliver_open_recovery(settings, spool, &error, &deliver),
	    POP3_OK, "%s", error.text);
	free(spool);
	return deliver;
}

/* The second handle on it. */
static inline struct deliver *open_second(const struct settings *settings)
{
	struct deliver *deliver = NULL;
	struct pop3_error error = {.text = ""};
	char *spool = below("spool");

	cr_assert_eq(deliver_open_second(settings, spool, &error, &deliver),
	    POP3_OK, "%s", error.text);
	free(spool);
	return deliver;
}

/* What opening fails with. */
static inline struct pop3_error open_failure(const struct settings *settings)
{
	struct deliver *deliver = NULL;
	struct pop3_error error = {.text = ""};
	char *spool = below("spool");

	cr_assert_neq(deliver_open(settings, spool, &error, &deliver), POP3_OK);
	cr_assert_null(deliver);
	free(spool);
	return error;
}

static inline void stage(struct deliver *deliver, const char *message)
{
	cr_assert_eq(deliver_begin(deliver), POP3_OK);
	cr_assert_eq(deliver_data(deliver, message, strlen(message)), POP3_OK);
	cr_assert_eq(deliver_end(deliver), POP3_OK);
}

static inline void seal(struct deliver *deliver)
{
	cr_assert_eq(
	    deliver_seal(deliver), POP3_OK, "%s", deliver_error(deliver)->text);
}

static inline void place(struct deliver *deliver)
{
	cr_assert_eq(deliver_place(deliver), POP3_OK, "%s",
	    deliver_error(deliver)->text);
}

static inline void recover(
    struct deliver *deliver, const char *const *where, size_t count)
{
	cr_assert_eq(deliver_recover(deliver, where, count), POP3_OK, "%s",
	    deliver_error(deliver)->text);
}

/* Delivers one message from beginning to end. */
static inline void deliver_one(
    const struct settings *settings, const char *message)
{
	struct deliver *deliver = open_at(settings);

	stage(deliver, message);
	seal(deliver);
	place(deliver);
	deliver_close(deliver);
}

/* Stages and seals, and then the run ends: what the journal has of it. */
static inline char *seal_and_die(
    const struct settings *settings, const char *message)
{
	struct deliver *deliver = open_at(settings);
	char *where;

	stage(deliver, message);
	seal(deliver);
	where = strdup(deliver_where(deliver, 0));
	deliver_close(deliver);
	return where;
}

#endif
