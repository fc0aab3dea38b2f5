/*
 * password-prompt.h - asking for a password on the terminal.
 */
#ifndef POPFETCH_PASSWORD_PROMPT_H
#define POPFETCH_PASSWORD_PROMPT_H

#include <pop3/status.h>

/*
 * Asks a question on the controlling terminal, and reads a line without echo.
 * As below; without is the error's text where there is no terminal.
 */
enum pop3_status password_prompt_ask(const char *question, const char *without,
    struct pop3_error *error, char **out_secret);

/*
 * Asks on the controlling terminal, without echo, for the password of
 * user@host.  POP3_OK and *out_secret; else *error is filled: POP3_E_MISUSE
 * (there is no terminal), POP3_E_CANCELLED (a signal came, and has been
 * delivered to whom it was meant for), POP3_E_FILE (an empty line),
 * POP3_E_SYSTEM, POP3_E_NO_MEMORY.
 */
enum pop3_status password_prompt(const char *user, const char *host,
    struct pop3_error *error, char **out_secret);

#endif
