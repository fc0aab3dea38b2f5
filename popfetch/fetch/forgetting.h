/*
 * forgetting.h - what is proven to be deleted is forgotten.
 */
#ifndef POPFETCH_FORGETTING_H
#define POPFETCH_FORGETTING_H

#include "popfetch/fetch/agenda.h"

/* Forgets the items of PLAN_DELETED.  Fails as pop3_state_forget() does. */
enum pop3_status forgetting_run(
    struct pop3_state *state, struct agenda *agenda);

#endif
