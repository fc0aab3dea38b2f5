/*
 * state/line.h - a guarded line of the state file, and the escaping in it.
 */
#ifndef P3_STATE_LINE_H
#define P3_STATE_LINE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* What sealing adds: a blank, eight digits and a line feed. */
#define P3_LINE_SEAL 10

/* The most that escaping makes of n octets. */
#define P3_LINE_ESCAPED(n) ((n) > 0 ? 3 * (n) : 1)

/* The lowest octet that stands for itself in an escaped word, and in text. */
enum p3_line_lowest {
	P3_LINE_WORD = 0x21,
	P3_LINE_TEXT = 0x20
};

/* Appends the seal to the body of that length; the length of the whole. */
size_t p3_line_seal(char *line, size_t body);

/* Whether the line, without its line feed, bears the right seal. */
bool p3_line_sealed(const char *line, size_t length, size_t *out_body);

/* Whether it has the form of a seal, right or wrong. */
bool p3_line_has_seal(const char *line, size_t length, size_t *out_body);

/* Whether the seal that it has is the right one, where the checksum of the
 * first octets of the body is known: of so many as front says. */
bool p3_line_bears_seal(
    const char *line, size_t body, size_t front, uint32_t checksum);

/* Escapes; returns how much it wrote, at most P3_LINE_ESCAPED(length). */
size_t p3_line_escape(
    char *out, const char *octets, size_t length, enum p3_line_lowest lowest);

/*
 * Undoes it into out, or points *inout_octets at what needed no undoing;
 * false where the octets are not what _escape makes, or more than max.
 */
bool p3_line_unescape(const char **inout_octets, size_t *inout_length,
    enum p3_line_lowest lowest, char *out, size_t max);

#endif
