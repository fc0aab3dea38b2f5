/*
 * shell.h - the action --shell: a session by hand.
 */
#ifndef POPFETCH_SHELL_H
#define POPFETCH_SHELL_H

#include "popfetch/visit/visit.h"

/*
 * Takes a visit that is logged in.  At a terminal (standard input and error)
 * whoever sits there may do what they like; it is done once they leave.  From
 * anything else a script is read, which stops where something is refused or
 * makes no sense, and nothing is deleted then.  EXIT_DATA: something was
 * refused; EXIT_USAGE: a line of the script makes no sense; else what the
 * session failed with.  The state file is not touched.
 */
enum exit_status shell_run(struct visit *visit);

#endif
