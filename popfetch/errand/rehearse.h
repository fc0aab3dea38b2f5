/*
 * rehearse.h - --dry-run: what a fetch would do.
 */
#ifndef POPFETCH_REHEARSE_H
#define POPFETCH_REHEARSE_H

#include "popfetch/visit/visit.h"

/*
 * Prints a line a message: what would be done with it ("retrieve", "keep",
 * "delete") TAB message-number TAB octets TAB unique-id TAB why.  Takes no
 * lock and changes nothing anywhere.
 */
enum exit_status rehearse_run(struct visit *visit);

#endif
