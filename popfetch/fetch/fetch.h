/*
 * fetch.h - the action popfetch is there for: what has not been seen is
 * retrieved, delivered, and then deleted from the server, or kept.
 */
#ifndef POPFETCH_FETCH_H
#define POPFETCH_FETCH_H

#include "popfetch/visit/visit.h"

/*
 * The whole of it, from the state file's lock to QUIT.  Says what fails.
 * EXIT_DATA where some messages stay and all others are done.
 */
enum exit_status fetch_run(struct visit *visit);

#endif
