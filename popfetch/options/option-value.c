/*
 * option-value.c - values by kind, and layers of them.
 *
 * The kind of a row says which type its field has; fields are written with
 * memcpy of the size that the row has from sizeof, so that no field is
 * touched as a type that it is not.
 */
#include "popfetch/options/memory.h"
#include "popfetch/options/option-value.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#define NUMBER_NONE UINT32_MAX /* a password_fd of -1 */

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
	       (!option_is_switch(&option_table[id]) || value->number != 0);
}

/* What is to protect, where nothing is to be protected. */
static bool contradicts_tls(
    const struct option_layer *layer, const struct option **out_b)
{
	const struct option_value *tls = &layer->values[OPT_TLS];

	*out_b = tls->given && tls->number == POP3_TLS_NONE
		     ? option_layer_inside_tls(layer)
		     : NULL;
	return *out_b != NULL;
}

const struct option *option_layer_inside_tls(const struct option_layer *layer)
{
	for (enum option_id id = 0; id < OPTION_COUNT; id++)
		if (option_table[id].inside_tls && option_layer_says(layer, id))
			return &option_table[id];
	return NULL;
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
	*out_a = &option_table[OPT_TLS];
	return contradicts_tls(layer, out_b);
}

/* ---- Into and out of settings -------------------------------------------- */

static void put_number(
    const struct option *option, uint64_t number, struct settings *settings)
{
	char *field = (char *)settings + option->offset;
	const uint32_t word = (uint32_t)number;
	const uint16_t half = (uint16_t)number;
	const bool flag = number != 0;

	if (option->kind == KIND_FLAG) {
		memcpy(field, &flag, sizeof(flag));
	} else if (option->size == sizeof(half)) {
		memcpy(field, &half, sizeof(half));
	} else if (option->size == sizeof(word)) {
		memcpy(field, &word, sizeof(word));
	} else {
		assert(option->size == sizeof(number));
		memcpy(field, &number, sizeof(number));
	}
}

uint64_t option_value_number(
    const struct option *option, const struct settings *settings)
{
	const char *field = (const char *)settings + option->offset;
	uint64_t number;
	uint32_t word;
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
	if (option->size == sizeof(word)) {
		memcpy(&word, field, sizeof(word));
		return word;
	}
	assert(option->size == sizeof(number));
	memcpy(&number, field, sizeof(number));
	return number;
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
	if (option_is_text(option))
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
		if (option_is_text(option))
			put_text(option, value->text, settings);
		else
			put_number(option, value->number, settings);
	}
	if (layer->values[OPT_TLS].given)
		settings->tls_given = true;
	if (layer->values[OPT_KEEP].given)
		settings->keep_given = true;
}

static char *flag_text(bool on)
{
	return memory_copy(on ? "true" : "false");
}

/* In whole days where it is that: "30d" is what people write. */
static char *term_text(uint64_t seconds)
{
	if (seconds == 0 || seconds == TERM_ENDLESS)
		return flag_text(seconds != 0);
	if (seconds % DAY_S == 0)
		return memory_format("%ud", (unsigned)(seconds / DAY_S));
	return memory_format("%u", (unsigned)seconds);
}

char *option_value_text(
    const struct option *option, const struct settings *settings)
{
	const char *field = (const char *)settings + option->offset;
	const char *text;
	uint64_t number;

	if (option->size == 0)
		return NULL;
	if (option_is_text(option)) {
		memcpy(&text, field, sizeof(text));
		return text != NULL ? memory_copy(text) : NULL;
	}
	number = option_value_number(option, settings);
	switch (option->kind) {
	case KIND_FLAG:
		return flag_text(number != 0);
	case KIND_CHOICE:
		return memory_copy(option->words[number]);
	case KIND_TERM:
		return term_text(number);
	case KIND_OCTETS:
		return number == 0
			   ? NULL
			   : memory_format("%llu", (unsigned long long)number);
	default:
		if (number < option->min || number > option->max)
			return NULL;
		return memory_format("%u", (unsigned)number);
	}
}
