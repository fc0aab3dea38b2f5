/*
 * login-delay.h - the pause that a server wants between two logins
 * (LOGIN-DELAY; RFC 2449, section 6.5).
 */
#ifndef POPFETCH_LOGIN_DELAY_H
#define POPFETCH_LOGIN_DELAY_H

#include "popfetch/visit/visit.h"

/* Before connecting: EXIT_TRY_LATER, and a word about it, where it is too
 * soon after the last login. */
enum exit_status login_delay_check(const struct visit *visit);

/* What these capabilities announce, in seconds; otherwise where they announce
 * nothing, or the server gives none (NULL). */
uint32_t login_delay_announced(
    const struct pop3_capabilities *capabilities, uint32_t otherwise);

/* After a login: remembers it, where the delay is not 0. */
void login_delay_remember(const struct visit *visit, uint32_t delay_s);

/* After the first listing, which may have had another delay announced beside
 * it: remembers that. */
void login_delay_correct(const struct visit *visit);

/*
 * Between two sessions of one run: waits until the next may log in.  False,
 * where that is longer than the run may take or a signal ends it.
 */
bool login_delay_wait(const struct visit *visit);

#endif
