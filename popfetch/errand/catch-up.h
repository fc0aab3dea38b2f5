/*
 * catch-up.h - the action that takes all there is for seen: start from now.
 */
#ifndef POPFETCH_CATCH_UP_H
#define POPFETCH_CATCH_UP_H

#include "popfetch/visit/visit.h"

/* Retrieves nothing and deletes nothing; with -v it says how many it marked.
 * Says what fails. */
enum exit_status catch_up_run(struct visit *visit);

#endif
