/*
 * option-read.c - values from text, by kind.
 *
 * A text may hold no control character: it will become a part of a command
 * line to a server, a log line or a path, and there they are always
 * somebody's attack or mistake.
 */
#include "popfetch/options/memory.h"
#include "popfetch/options/option-value.h"
#include "popfetch/options/paths.h"
#include "popfetch/options/text-shape.h"
#include "popfetch/text/letter-case.h"

#include <stdio.h>
#include <string.h>

static const char *const flag_words[] = {
    "false", "true", "no", "yes", "off", "on", NULL};

static bool read_word(
    const char *const *words, const char *text, uint64_t *out_place)
{
	for (uint32_t i = 0; words[i] != NULL; i++) {
		if (strcmp(words[i], text) != 0)
			continue;
		*out_place = i;
		return true;
	}
	return false;
}

static void join_words(char *allowed, const char *const *words)
{
	size_t used = 0;

	for (size_t i = 0; words[i] != NULL; i++) {
		const char *between = words[i + 1] == NULL ? " or " : ", ";
		const int n =
		    snprintf(allowed + used, OPTION_ALLOWED_MAX - used, "%s%s",
			i == 0 ? "" : between, words[i]);

		if (n < 0 || (size_t)n >= OPTION_ALLOWED_MAX - used)
			return;
		used += (size_t)n;
	}
}

/* What 64 bits hold, and JSON's integers as well. */
#define NUMBER_MAX ((uint64_t)INT64_MAX)

/* Digits only; *out_end is behind the last. */
static bool read_digits(
    const char *text, uint64_t *out_number, const char **out_end)
{
	uint64_t number = 0;
	const char *at = text;

	for (; *at >= '0' && *at <= '9'; at++) {
		const uint64_t digit = (uint64_t)(*at - '0');

		if (number > (NUMBER_MAX - digit) / 10)
			return false;
		number = number * 10 + digit;
	}
	*out_number = number;
	*out_end = at;
	return at != text;
}

struct unit {
	char letter;
	uint64_t factor;
};

static const struct unit no_units[] = {{0}};
static const struct unit time_units[] = {{'s', 1}, {'m', 60}, {'h', 3600},
    {'d', DAY_S}, {'w', UINT64_C(7) * DAY_S}, {0}};
static const struct unit octet_units[] = {{'K', UINT64_C(1) << 10},
    {'M', UINT64_C(1) << 20}, {'G', UINT64_C(1) << 30}, {0}};

static bool read_quantity(const char *text, const struct unit *unit,
    uint64_t min, uint64_t max, uint64_t *out_number)
{
	uint64_t number;
	const char *end;

	if (!read_digits(text, &number, &end))
		return false;
	if (*end != '\0') {
		while (unit->letter != '\0' && unit->letter != *end)
			unit++;
		if (unit->letter == '\0' || end[1] != '\0' ||
		    number > NUMBER_MAX / unit->factor)
			return false;
		number *= unit->factor;
	}
	if (number < min || number > max)
		return false;
	*out_number = number;
	return true;
}

static bool read_duration(
    const struct option *option, const char *text, uint64_t *out_seconds)
{
	return read_quantity(
	    text, time_units, option->min, option->max, out_seconds);
}

/* A flag that is on has no end. */
static bool read_term(
    const struct option *option, const char *text, uint64_t *out_seconds)
{
	if (!read_word(flag_words, text, out_seconds))
		return read_duration(option, text, out_seconds);
	*out_seconds = *out_seconds % 2 != 0 ? TERM_ENDLESS : 0;
	return true;
}

/* The text is then the word, as the table spells it. */
static bool read_name(
    const struct option *option, const char *text, char **out_text)
{
	for (size_t i = 0; option->words[i] != NULL; i++) {
		if (!words_match(option->words[i], text))
			continue;
		*out_text = memory_copy(option->words[i]);
		return true;
	}
	return false;
}

/* What is allowed, for the message when it was not that. */
static void say_allowed(const struct option *option, char *allowed)
{
	switch (option->kind) {
	case KIND_FLAG:
		join_words(allowed, flag_words);
		break;
	case KIND_CHOICE:
	case KIND_NAME:
		join_words(allowed, option->words);
		break;
	case KIND_NUMBER:
		snprintf(allowed, OPTION_ALLOWED_MAX, "a number from %u to %u",
		    (unsigned)option->min, (unsigned)option->max);
		break;
	case KIND_DURATION:
		snprintf(allowed, OPTION_ALLOWED_MAX,
		    "a duration of %u to %u seconds (90, 90s, 5m, 2h, 1d, 1w)",
		    (unsigned)option->min, (unsigned)option->max);
		break;
	case KIND_TERM:
		snprintf(allowed, OPTION_ALLOWED_MAX,
		    "yes, no, or a duration of %u second%s to %u days (90s, "
		    "5m, 2h, 30d, 2w)",
		    (unsigned)option->min, option->min == 1 ? "" : "s",
		    (unsigned)(option->max / DAY_S));
		break;
	case KIND_OCTETS:
		snprintf(allowed, OPTION_ALLOWED_MAX,
		    "a number of octets (1000, 64K, 10M, 1G; 0: no limit)");
		break;
	case KIND_ACTION:
	case KIND_TEXT:
	case KIND_PATH:
		snprintf(allowed, OPTION_ALLOWED_MAX, "%s",
		    option->allowed != NULL
			? option->allowed
			: "a text, not empty and without control characters");
		break;
	}
}

static bool read_by_kind(
    const struct option *option, const char *text, struct option_value *value)
{
	switch (option->kind) {
	case KIND_FLAG:
		if (!read_word(flag_words, text, &value->number))
			return false;
		value->number %= 2;
		return true;
	case KIND_CHOICE:
		return read_word(option->words, text, &value->number);
	case KIND_NAME:
		return read_name(option, text, &value->text);
	case KIND_NUMBER:
		return read_quantity(
		    text, no_units, option->min, option->max, &value->number);
	case KIND_DURATION:
		return read_duration(option, text, &value->number);
	case KIND_TERM:
		return read_term(option, text, &value->number);
	case KIND_OCTETS:
		return read_quantity(
		    text, octet_units, 0, NUMBER_MAX, &value->number);
	case KIND_PATH:
		if (!text_is_clean(text))
			return false;
		value->text = path_absolute(text);
		return true;
	case KIND_ACTION:
	case KIND_TEXT:
		break;
	}
	if (!text_is_clean(text) ||
	    (option->fits != NULL && !option->fits(text)))
		return false;
	value->text = memory_copy(text);
	return true;
}

bool option_value_read(const struct option *option, const char *text,
    struct option_value *out_value, char allowed[OPTION_ALLOWED_MAX])
{
	struct option_value value = {.given = true};

	if (!read_by_kind(option, text, &value)) {
		say_allowed(option, allowed);
		return false;
	}
	option_value_clear(out_value);
	*out_value = value;
	return true;
}
