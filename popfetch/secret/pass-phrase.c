/*
 * pass-phrase.c - there is no other source for it: whoever has a file with a
 * pass phrase beside the key can as well leave the key in the clear.
 */
#include "popfetch/secret/pass-phrase.h"
#include "popfetch/secret/password-prompt.h"
#include "popfetch/secret/secret-line.h"
#include "popfetch/talk/talk.h"

#include <stdio.h>
#include <string.h>

enum pop3_status pass_phrase_ask(
    void *context, const char *key_file, char *out_phrase, size_t size)
{
	const struct talk *talk = context;
	char question[POP3_ERROR_TEXT_MAX], without[POP3_ERROR_TEXT_MAX];
	struct pop3_error error = {0};
	enum pop3_status status;
	char *phrase = NULL;

	snprintf(question, sizeof(question),
	    "Pass phrase for the key '%s': ", key_file);
	snprintf(without, sizeof(without),
	    "the private key '%s' is encrypted, and there is no terminal to "
	    "ask on for its pass phrase",
	    key_file);
	status = password_prompt_ask(question, without, &error, &phrase);
	if (status != POP3_OK) {
		if (status != POP3_E_CANCELLED)
			talk_warning(talk, "%s", error.text);
		return status;
	}
	if (strlen(phrase) < size)
		memcpy(out_phrase, phrase, strlen(phrase) + 1);
	else
		status = POP3_E_LIMIT;
	secret_free(phrase);
	return status;
}
