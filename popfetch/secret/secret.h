/*
 * secret.h - where the password comes from: the first of password-command,
 * password-fd, password-file, ~/.netrc and the terminal that is set.
 *
 * A secret is never an argument and never in the environment.  It lives in
 * memory that secret_free() wipes.
 */
#ifndef POPFETCH_SECRET_H
#define POPFETCH_SECRET_H

#include "popfetch/options/settings.h"
#include "popfetch/secret/secret-line.h"

/*
 * Gets the account's password: POP3_OK and *out_secret, at most 64 KiB,
 * without its line end.  Failures fill *error: POP3_E_FILE (the file can be
 * read by others, is not ours, is empty; the command failed or printed
 * nothing), POP3_E_SYSTEM, POP3_E_NO_MEMORY, POP3_E_CANCELLED (a signal came),
 * POP3_E_TIMEOUT (the command did not end in time, which until_ns of the
 * monotonic clock bounds, too; SECRET_NO_DEADLINE: does not), POP3_E_MISUSE
 * (nothing is set and there is no terminal: the text names the options that
 * would help).
 */
#define SECRET_NO_DEADLINE INT64_MAX
enum pop3_status secret_get(const struct settings *settings, int64_t until_ns,
    struct pop3_error *error, char **out_secret);

/* Keeps the programs that popfetch starts (mda, proxy-command, the password
 * command of another account) from inheriting password-fd, and what popfetch
 * opens itself from taking its number: before anything is opened. */
void secret_withhold(const struct settings *settings);

/* The one login that ~/.netrc names for a host, or NULL: there is none, or
 * several, it is empty or has control characters, or the file cannot be read.
 * The caller frees it. */
char *secret_netrc_login(const char *host);

/* The password that ~/.netrc has for user on host.  POP3_OK, also with a
 * *out_secret that is untouched: there is none.  Failures as above. */
enum pop3_status secret_from_netrc(const char *host, const char *user,
    struct pop3_error *error, char **out_secret);

#endif
