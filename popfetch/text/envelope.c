/*
 * envelope.c - the sender from the Return-Path (RFC 5321, section 4.4).
 *
 * Anybody can write a Return-Path, and what it says goes to a program's
 * arguments and into a dialogue.  So only addresses without any character
 * that could mean something there are taken; quoted local parts, which nobody
 * uses, count as no address, and the sender is then the null one: a bounce to
 * it goes nowhere.
 */
#include "popfetch/text/envelope.h"

#include <stdlib.h>
#include <string.h>

#include <pop3/header.h>

bool envelope_is_address(const char *address)
{
	size_t length = strlen(address);

	if (length == 0 || length >= ENVELOPE_ADDRESS_SIZE || address[0] == '-')
		return false;
	for (; *address != '\0'; address++)
		if (*address <= ' ' || *address >= 0x7F ||
		    strchr("<>()\"\\,;", *address) != NULL)
			return false;
	return true;
}

void envelope_sender(
    const char *header, size_t length, char out_sender[ENVELOPE_ADDRESS_SIZE])
{
	struct pop3_field field;
	char *sender = NULL;

	out_sender[0] = '\0';
	if (!pop3_header_find(header, length, "Return-Path", &field) ||
	    pop3_header_address(&field, &sender) != POP3_OK)
		return;
	if (envelope_is_address(sender))
		strcpy(out_sender, sender);
	free(sender);
}
