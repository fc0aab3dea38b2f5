/*
 * header.c - a fuzzer of pop3/header.h: whatever the octets, what comes out
 * is one line that acts on no terminal.
 */
#include "must.h"

#include <pop3/header.h>

static void read_text(const struct pop3_field *field)
{
	char *text;

	must(pop3_header_text(field, NULL, &text) == POP3_OK);
	must_be_text(text);
	must(text[0] != ' ');
	must(text[0] == '\0' || text[strlen(text) - 1] != ' ');
	free(text);
}

/* Readers whose octets are characters each. */
static void read_text_in(const struct pop3_field *field, const char *charset)
{
	char *text;

	must(pop3_header_text(field, charset, &text) == POP3_OK);
	for (const char *c = text; *c != '\0'; c++) {
		unsigned char octet = (unsigned char)*c;

		must(octet >= 0x20 && octet != 0x7F);
		must(octet < 0x80 || octet >= 0xA0);
	}
	free(text);
}

static void read_address(const struct pop3_field *field)
{
	char *address;

	must(pop3_header_address(field, &address) == POP3_OK);
	must(strlen(address) <= field->length);
	must(strchr(address, ' ') == NULL);
	must_be_text(address);
	free(address);
}

static void read_date(const struct pop3_field *field)
{
	int64_t seconds;
	int offset_min;

	if (!pop3_header_date(field, &seconds, &offset_min))
		return;
	/* The years 1900 to 9999, give or take a zone. */
	must(seconds > -2209400000 && seconds < 253402800000);
	must(offset_min >= -5999 && offset_min <= 5999);
}

static void read_field(const struct pop3_field *field)
{
	read_text(field);
	read_text_in(field, "ISO-8859-1");
	read_text_in(field, "ANSI_X3.4-1968");
	read_address(field);
	read_date(field);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const char *octets = (const char *)data;
	struct pop3_field field = {octets, size};

	read_field(&field);
	if (!pop3_header_find(octets, size, "Subject", &field))
		return 0;
	must(field.octets > octets);
	must(field.octets + field.length <= octets + size);
	read_field(&field);
	return 0;
}
