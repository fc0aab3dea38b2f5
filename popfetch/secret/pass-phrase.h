/*
 * pass-phrase.h - of an encrypted private key.
 */
#ifndef POPFETCH_PASS_PHRASE_H
#define POPFETCH_PASS_PHRASE_H

#include <pop3.h>

/* A pop3_pass_phrase_fn that asks on the terminal; context is a struct talk
 * for what goes wrong there. */
enum pop3_status pass_phrase_ask(
    void *context, const char *key_file, char *out_phrase, size_t size);

#endif
