/*
 * option-value.c - values by kind.
 *
 * The kind of a row says which type its field has; fields are written with
 * memcpy of the size that the row has from sizeof, so that no field is
 * touched as a type that it is not.  A text may hold no control character:
 * it will become a part of a command line to a server, a log line or a path,
 * and there they are always somebody's attack or mistake.
 */
#include "option-value.h"
#include "memory.h"
#include "paths.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define NUMBER_NONE UINT32_MAX /* a password_fd of -1 */

static const char *const flag_words[] = {
    "false", "true", "no", "yes", "off", "on", NULL};

/* ---- From text ----------------------------------------------------------- */

static bool read_word(
    const char *const *words, const char *text, uint32_t *out_place)
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

/* Digits only; *out_end is behind the last. */
static bool read_digits(
    const char *text, uint64_t *out_number, const char **out_end)
{
	uint64_t number = 0;
	const char *at = text;

	for (; *at >= '0' && *at <= '9'; at++) {
		number = number * 10 + (uint64_t)(*at - '0');
		if (number > UINT32_MAX)
			return false;
	}
	*out_number = number;
	*out_end = at;
	return at != text;
}

static bool read_number(
    const struct option *option, const char *text, uint32_t *out_number)
{
	uint64_t number;
	const char *end;

	if (!read_digits(text, &number, &end) || *end != '\0' ||
	    number < option->min || number > option->max)
		return false;
	*out_number = (uint32_t)number;
	return true;
}

static bool read_duration(
    const struct option *option, const char *text, uint32_t *out_seconds)
{
	static const char units[] = "smhd";
	static const uint32_t seconds[] = {1, 60, 3600, 86400};
	uint64_t number;
	const char *end, *unit;

	if (!read_digits(text, &number, &end))
		return false;
	if (*end != '\0') {
		unit = strchr(units, *end);
		if (unit == NULL || end[1] != '\0')
			return false;
		number *= seconds[unit - units];
	}
	if (number < option->min || number > option->max)
		return false;
	*out_seconds = (uint32_t)number;
	return true;
}

static bool text_is_clean(const char *text)
{
	if (*text == '\0')
		return false;
	for (; *text != '\0'; text++)
		if ((unsigned char)*text < 0x20 || *text == 0x7f)
			return false;
	return true;
}

/* What is allowed, for the message when it was not that. */
static void say_allowed(const struct option *option, char *allowed)
{
	switch (option->kind) {
	case KIND_FLAG:
		join_words(allowed, flag_words);
		break;
	case KIND_CHOICE:
		join_words(allowed, option->words);
		break;
	case KIND_NUMBER:
		snprintf(allowed, OPTION_ALLOWED_MAX, "a number from %u to %u",
		    (unsigned)option->min, (unsigned)option->max);
		break;
	case KIND_DURATION:
		snprintf(allowed, OPTION_ALLOWED_MAX,
		    "a duration of %u to %u seconds (90, 90s, 5m, 2h, 1d)",
		    (unsigned)option->min, (unsigned)option->max);
		break;
	case KIND_ACTION:
	case KIND_TEXT:
	case KIND_PATH:
		snprintf(allowed, OPTION_ALLOWED_MAX,
		    "a text, not empty and without control characters");
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
	case KIND_NUMBER:
		return read_number(option, text, &value->number);
	case KIND_DURATION:
		return read_duration(option, text, &value->number);
	case KIND_PATH:
		if (!text_is_clean(text))
			return false;
		value->text = path_absolute(text);
		return true;
	case KIND_ACTION:
	case KIND_TEXT:
		break;
	}
	if (!text_is_clean(text))
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

void option_value_clear(struct option_value *value)
{
	free(value->text);
	*value = (struct option_value){0};
}

/* ---- Layers -------------------------------------------------------------- */

void option_layer_clear(struct option_layer *layer)
{
	for (size_t i = 0; i < OPTION_COUNT; i++)
		option_value_clear(&layer->values[i]);
}

bool option_layer_says(const struct option_layer *layer, enum option_id id)
{
	const struct option_value *value = &layer->values[id];

	return value->given &&
	       (option_table[id].kind != KIND_FLAG || value->number != 0);
}

bool option_layer_contradicts(const struct option_layer *layer,
    const struct option **out_a, const struct option **out_b)
{
	for (enum option_id a = 0; a < OPTION_COUNT; a++) {
		const enum option_rivals rivals = option_table[a].rivals;

		if (rivals == RIVALS_NONE || rivals == RIVALS_SECRET ||
		    !option_layer_says(layer, a))
			continue;
		for (enum option_id b = a + 1; b < OPTION_COUNT; b++) {
			if (option_table[b].rivals != rivals ||
			    !option_layer_says(layer, b))
				continue;
			*out_a = &option_table[a];
			*out_b = &option_table[b];
			return true;
		}
	}
	return false;
}

/* ---- Into and out of settings -------------------------------------------- */

static void put_number(
    const struct option *option, uint32_t number, struct settings *settings)
{
	char *field = (char *)settings + option->offset;
	const uint16_t half = (uint16_t)number;
	const bool flag = number != 0;

	if (option->kind == KIND_FLAG) {
		memcpy(field, &flag, sizeof(flag));
	} else if (option->size == sizeof(half)) {
		memcpy(field, &half, sizeof(half));
	} else {
		assert(option->size == sizeof(number));
		memcpy(field, &number, sizeof(number));
	}
}

static uint32_t get_number(
    const struct option *option, const struct settings *settings)
{
	const char *field = (const char *)settings + option->offset;
	uint32_t number;
	uint16_t half;
	bool flag;

	if (option->kind == KIND_FLAG) {
		memcpy(&flag, field, sizeof(flag));
		return flag;
	}
	if (option->size == sizeof(half)) {
		memcpy(&half, field, sizeof(half));
		return half;
	}
	assert(option->size == sizeof(number));
	memcpy(&number, field, sizeof(number));
	return number;
}

static bool is_text(const struct option *option)
{
	return option->kind == KIND_TEXT || option->kind == KIND_PATH;
}

/* Replaces the field; text NULL leaves nothing there. */
static void put_text(
    const struct option *option, const char *text, struct settings *settings)
{
	char *field = (char *)settings + option->offset;
	char *old, *new = text != NULL ? memory_copy(text) : NULL;

	memcpy(&old, field, sizeof(old));
	free(old);
	memcpy(field, &new, sizeof(new));
}

static void remove_value(const struct option *option, struct settings *settings)
{
	if (is_text(option))
		put_text(option, NULL, settings);
	else
		put_number(option,
		    option->kind == KIND_NUMBER ? NUMBER_NONE : 0, settings);
}

static void remove_rivals(
    const struct option *option, struct settings *settings)
{
	for (size_t i = 0; i < OPTION_COUNT; i++)
		if (option_table[i].rivals == option->rivals)
			remove_value(&option_table[i], settings);
}

void option_layer_apply(
    const struct option_layer *layer, struct settings *settings)
{
	for (enum option_id id = 0; id < OPTION_COUNT; id++)
		if (option_table[id].rivals != RIVALS_NONE &&
		    option_layer_says(layer, id))
			remove_rivals(&option_table[id], settings);
	for (enum option_id id = 0; id < OPTION_COUNT; id++) {
		const struct option *option = &option_table[id];
		const struct option_value *value = &layer->values[id];

		if (!value->given || option->size == 0)
			continue;
		if (is_text(option))
			put_text(option, value->text, settings);
		else
			put_number(option, value->number, settings);
	}
	if (layer->values[OPT_TLS].given)
		settings->tls_given = true;
}

char *option_value_text(
    const struct option *option, const struct settings *settings)
{
	const char *field = (const char *)settings + option->offset;
	const char *text;
	uint32_t number;

	if (option->size == 0)
		return NULL;
	if (is_text(option)) {
		memcpy(&text, field, sizeof(text));
		return text != NULL ? memory_copy(text) : NULL;
	}
	number = get_number(option, settings);
	switch (option->kind) {
	case KIND_FLAG:
		return memory_copy(flag_words[number]);
	case KIND_CHOICE:
		return memory_copy(option->words[number]);
	default:
		if (number < option->min || number > option->max)
			return NULL;
		return memory_format("%u", (unsigned)number);
	}
}
