/*
 * login.h - logging in, and again while the maildrop is in use.
 */
#ifndef POPFETCH_LOGIN_H
#define POPFETCH_LOGIN_H

#include "popfetch/visit/visit.h"

/*
 * Logs the connected visit in with the secret, NULL where none is wanted, and
 * remembers the login where the server wants a pause behind it.  What fails
 * is said, and its exit status returned.
 */
enum exit_status login_run(struct visit *visit, const char *secret);

#endif
