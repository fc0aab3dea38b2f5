/*
 * errand.h - an action carried out for one account.
 */
#ifndef POPFETCH_ERRAND_H
#define POPFETCH_ERRAND_H

#include "popfetch/options/settings.h"
#include "popfetch/visit/visit.h"

/* From connecting, where the action does not do that itself, to the last
 * octet on standard output.  Says what fails. */
enum exit_status errand_run(
    const struct invocation *invocation, struct visit *visit);

#endif
