/*
 * option-value.h - the value of an option: from text, to text, and in and
 * out of struct settings.
 *
 * Command line and configuration read their values here, so that both allow
 * the same and say the same.
 */
#ifndef POPFETCH_OPTION_VALUE_H
#define POPFETCH_OPTION_VALUE_H

#include "popfetch/options/option-table.h"

struct option_value {
	bool given;
	uint64_t number; /* flags, numbers, durations, octets, choices */
	char *text;	 /* texts and paths */
};

/* What one source said: a value for each row of the table, or none. */
struct option_layer {
	struct option_value values[OPTION_COUNT];
};

/* Room for what is allowed. */
#define OPTION_ALLOWED_MAX 256

/*
 * Reads text as a value of the option into *out_value, which is replaced.
 * False when it is none, and then allowed says what would be ("a number from
 * 1 to 65535").
 */
bool option_value_read(const struct option *option, const char *text,
    struct option_value *out_value, char allowed[OPTION_ALLOWED_MAX]);

void option_value_clear(struct option_value *value);
void option_layer_clear(struct option_layer *layer);

/* Whether it is given and, being something that can be off, on. */
bool option_layer_says(const struct option_layer *layer, enum option_id id);

/* The first option that is given and means nothing without TLS, or NULL. */
const struct option *option_layer_inside_tls(const struct option_layer *layer);

/* Whether two options contradict each other; *out_a stands first. */
bool option_layer_contradicts(const struct option_layer *layer,
    const struct option **out_a, const struct option **out_b);

/*
 * Puts what the layer says into the settings, over what is there.  Where it
 * says one of several rivals, what is there of the others goes away.
 */
void option_layer_apply(
    const struct option_layer *layer, struct settings *settings);

/* The value of an option that is no text, as a layer has it. */
uint64_t option_value_number(
    const struct option *option, const struct settings *settings);

/* The value as the configuration would have it, without quotes; NULL where
 * there is none.  The caller frees it. */
char *option_value_text(
    const struct option *option, const struct settings *settings);

#endif
