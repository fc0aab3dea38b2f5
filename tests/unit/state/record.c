/*
 * Records as lines.
 */
#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

#include "libpop3/state/record.h"

static struct p3_record_reader reader;

static const struct p3_record every[] = {
    {.kind = P3_RECORD_INTENDED,
	.key = {"uid", 3, 0},
	.since = 12,
	.text = "a place",
	.text_length = 7},
    {.kind = P3_RECORD_PLACED, .key = {"", 0, 0}, .since = 1, .retrieved = 2},
    {.kind = P3_RECORD_DOOMED,
	.key = {"\0\n ", 3, UINT32_MAX},
	.since = UINT32_MAX,
	.retrieved = UINT32_MAX},
    {.kind = P3_RECORD_TROUBLED,
	.key = {"%", 1, 7},
	.since = 3,
	.failures = UINT32_MAX,
	.text = "",
	.text_length = 0},
    {.kind = P3_RECORD_MISSING, .key = {"u", 1, 0}, .since = 4},
    {.kind = P3_RECORD_FOUND, .key = {"u", 1, 0}},
    {.kind = P3_RECORD_FORGOTTEN, .key = {"u", 1, 1}},
    {.kind = P3_RECORD_LOGIN, .since = 5, .delay_s = 900},
    {.kind = P3_RECORD_ANNOUNCED,
	.since = 6,
	.text = "none\nTOP\n\nUIDL\n",
	.text_length = 15},
};
#define EVERY (sizeof every / sizeof every[0])

Test(record, is_spelled_as_documented)
{
	static const char *const bodies[EVERY] = {
	    "intended 12 0 uid a place ",
	    "placed 1 2 0 % ",
	    "doomed 4294967295 4294967295 4294967295 %00%0A%20 ",
	    "troubled 3 4294967295 7 %25 % ",
	    "missing 4 0 u ",
	    "found 0 u ",
	    "forgotten 1 u ",
	    "login 5 900 ",
	    "announced 6 none%0ATOP%0A%0AUIDL%0A ",
	};
	char line[P3_RECORD_MAX];

	for (size_t i = 0; i < EVERY; i++) {
		size_t n = strlen(bodies[i]);

		cr_assert_eq(p3_record_write(line, &every[i]), n + 9);
		cr_assert_arr_eq(line, bodies[i], n);
		cr_assert_eq(line[n + 8], '\n');
	}
}

Test(record, is_read_as_it_was_written)
{
	for (size_t i = 0; i < EVERY; i++) {
		const struct p3_record *in = &every[i];
		struct p3_record out;
		char line[P3_RECORD_MAX];
		size_t n = p3_record_write(line, in);

		cr_assert_eq(
		    p3_record_read(&reader, line, n - 1, &out), P3_RECORD_READ);
		cr_assert_eq(out.kind, in->kind);
		cr_assert_eq(out.since, in->since);
		cr_assert_eq(out.retrieved, in->retrieved);
		cr_assert_eq(out.failures, in->failures);
		cr_assert_eq(out.delay_s, in->delay_s);
		cr_assert_eq(out.key.occurrence, in->key.occurrence);
		cr_assert_eq(out.key.length, in->key.length);
		if (in->key.length > 0)
			cr_assert_arr_eq(
			    out.key.uid, in->key.uid, in->key.length);
		cr_assert_eq(out.text == NULL, in->text == NULL);
		cr_assert_eq(out.text_length, in->text_length);
	}
}

Test(record, longest_fits_its_line)
{
	static char uid[POP3_STATE_UID_MAX], text[POP3_STATE_TEXT_MAX];
	char line[P3_RECORD_MAX];
	struct p3_record out, longest = {
				  .kind = P3_RECORD_TROUBLED,
				  .key = {uid, sizeof uid, UINT32_MAX},
				  .since = UINT32_MAX,
				  .failures = UINT32_MAX,
				  .text = text,
				  .text_length = sizeof text,
			      };
	size_t n;

	memset(uid, 0xFF, sizeof uid);
	memset(text, 0xFF, sizeof text);
	n = p3_record_write(line, &longest);
	cr_assert_leq(n, sizeof line);
	cr_assert_eq(
	    p3_record_read(&reader, line, n - 1, &out), P3_RECORD_READ);
	cr_assert_eq(out.key.length, sizeof uid);
	cr_assert_arr_eq(out.text, text, sizeof text);
}

static enum p3_record_result read_sealed(const char *body)
{
	struct p3_record out;
	char line[256];

	snprintf(line, sizeof line, "%s", body);
	return p3_record_read(
	    &reader, line, p3_line_seal(line, strlen(line)) - 1, &out);
}

Test(record, sealed_but_of_another_form_is_unknown)
{
	static const char *const bodies[] = {"", " ", "found", "found ",
	    "found 0", "found 0 ", "found  0 u", "found 0  u", "found 0 u ",
	    "found 0 u x", "found 00 u", "found +1 u", "found -1 u",
	    "found 4294967296 u", "found 0 %41", "FOUND 0 u", "found0 u",
	    "founds 0 u", "lost 0 u", "missing 0 0 u", "missing 0 u",
	    "missing 01 0 u", "placed 1 0 u", "doomed 1 0 0 u",
	    "placed 1 1 0 u v", "intended 1 0 u", "intended 1 0 u ",
	    "intended 1 0 u a%00b", "troubled 1 0 0 u t",
	    "troubled 1 1 0 u \x80", "login 5", "login 5 ", "login 5 0",
	    "login 0 5", "login 5 09", "login 5 9 ", "login 5 9 0 u",
	    "login 5 4294967296"};

	for (size_t i = 0; i < sizeof bodies / sizeof bodies[0]; i++)
		cr_assert_eq(
		    read_sealed(bodies[i]), P3_RECORD_UNKNOWN, "%s", bodies[i]);
	cr_assert_eq(read_sealed("found 0 u"), P3_RECORD_READ);
}

Test(record, without_its_seal_is_broken)
{
	struct p3_record out;

	cr_assert_eq(
	    p3_record_read(&reader, "found 0 u", 9, &out), P3_RECORD_BROKEN);
	cr_assert_eq(p3_record_read(&reader, "found 0 u 00000000", 18, &out),
	    P3_RECORD_BROKEN);
	cr_assert_eq(p3_record_read(&reader, "", 0, &out), P3_RECORD_BROKEN);
}

/* As it is read by one who remembers nothing. */
static void is_read_as_afresh(const char *line, size_t length)
{
	struct p3_record_reader fresh = {0};
	struct p3_record out, wanted;
	enum p3_record_result result =
	    p3_record_read(&fresh, line, length, &wanted);

	cr_assert_eq(p3_record_read(&reader, line, length, &out), result,
	    "%.*s", (int)length, line);
	if (result != P3_RECORD_READ)
		return;
	cr_assert_eq(out.kind, wanted.kind);
	cr_assert_eq(out.since, wanted.since);
	cr_assert_eq(out.retrieved, wanted.retrieved);
	cr_assert_eq(out.failures, wanted.failures);
	cr_assert_eq(out.delay_s, wanted.delay_s);
	cr_assert_eq(out.key.occurrence, wanted.key.occurrence);
	cr_assert_eq(out.key.length, wanted.key.length);
	if (out.key.length > 0)
		cr_assert_arr_eq(out.key.uid, wanted.key.uid, out.key.length);
	cr_assert_eq(out.text_length, wanted.text_length);
	cr_assert_eq(out.text == NULL, wanted.text == NULL);
	if (out.text_length > 0)
		cr_assert_arr_eq(out.text, wanted.text, out.text_length);
}

Test(record, is_read_the_same_whatever_came_before)
{
	static const char *const bodies[] = {"placed 12 12 0 u",
	    "placed 12 12 0 v", "placed 12 12 0 w", "placed 12 12 0 %",
	    "placed 12 12 0", "placed 12 12 0 ", "placed 12 12 0  u",
	    "placed 12 12 0 u v", "placed 12 12 00 u", "placed 12 12 01 u",
	    "placed 12 12 1 u", "placed 12 12 10 u", "placed 12 12 u",
	    "placed 12 120 0 u", "placed 12 1 0 u", "doomed 12 12 0 u",
	    "doomed 12 0 0 u", "intended 12 0 u a place",
	    "intended 12 0 v another", "intended 12 0 w ", "intended 12 0 w",
	    "troubled 12 1 0 u why", "troubled 12 1 0 v why not",
	    "missing 12 0 u", "missing 12 0 v", "found 0 u", "found 0 v",
	    "found 0", "forgotten 0 u", "forgotten 0 v", "login 5 900",
	    "login 5 901", "announced 6 TOP", "synced", ""};
	const size_t count = sizeof bodies / sizeof bodies[0];

	for (size_t i = 0; i < count * count * 4; i++) {
		const char *body =
		    bodies[i % 4 < 2 ? i / 4 / count : i / 4 % count];
		char line[64];
		size_t length;

		snprintf(line, sizeof line, "%s", body);
		length = p3_line_seal(line, strlen(line)) - 1;
		is_read_as_afresh(line, length);
		line[i * 7 % length] ^= 1;
		is_read_as_afresh(line, length);
	}
}
