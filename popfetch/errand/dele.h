/*
 * dele.h - the action --dele: deletes the messages of a SET.
 */
#ifndef POPFETCH_DELE_H
#define POPFETCH_DELE_H

#include "popfetch/visit/visit.h"

/*
 * At a terminal it says what it is about to delete, and asks unless the
 * settings say yes.  The deletion counts once the server has confirmed QUIT;
 * the visit's session is over afterwards.
 */
enum exit_status dele_run(struct visit *visit);

#endif
