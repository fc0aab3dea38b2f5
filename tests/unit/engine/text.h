/*
 * text.h - text that a test gathers, with octets escaped to be read.
 */
#ifndef TESTS_UNIT_ENGINE_TEXT_H
#define TESTS_UNIT_ENGINE_TEXT_H

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define TEXT_MAX 262144

struct text {
	char octets[TEXT_MAX];
	size_t length;
};

static inline void append(struct text *text, const void *octets, size_t length)
{
	cr_assert_lt(text->length + length, TEXT_MAX);
	memcpy(text->octets + text->length, octets, length);
	text->length += length;
	text->octets[text->length] = '\0';
}

static inline void append_text(struct text *text, const char *more)
{
	append(text, more, strlen(more));
}

static inline void append_number(struct text *text, uint64_t number)
{
	char digits[32];

	snprintf(digits, sizeof digits, " %llu", (unsigned long long)number);
	append_text(text, digits);
}

static inline void append_escaped(
    struct text *text, const char *octets, size_t length)
{
	for (size_t i = 0; i < length; i++) {
		unsigned char c = (unsigned char)octets[i];
		char escaped[8];

		if (c == '\r')
			append_text(text, "\\r");
		else if (c == '\n')
			append_text(text, "\\n");
		else if (c == '\\')
			append_text(text, "\\\\");
		else if (c >= 0x20 && c < 0x7F)
			append(text, &c, 1);
		else {
			snprintf(escaped, sizeof escaped, "\\x%02X", c);
			append_text(text, escaped);
		}
	}
}

static inline size_t unescape(char *out, const char *text)
{
	size_t n = 0;

	for (; *text != '\0'; text++) {
		char hex[3] = {0};

		if (*text != '\\') {
			out[n++] = *text;
			continue;
		}
		switch (*++text) {
		case 'r':
			out[n++] = '\r';
			break;
		case 'n':
			out[n++] = '\n';
			break;
		case 't':
			out[n++] = '\t';
			break;
		case '0':
			out[n++] = '\0';
			break;
		case 'x':
			memcpy(hex, text + 1, 2);
			out[n++] = (char)strtol(hex, NULL, 16);
			text += 2;
			break;
		default:
			out[n++] = *text;
		}
	}
	return n;
}

#endif
