/*
 * diagnose.h - the action --diagnose: every step to the maildrop with its
 * timing and what it found, and what to change where one failed.
 */
#ifndef POPFETCH_DIAGNOSE_H
#define POPFETCH_DIAGNOSE_H

#include "popfetch/visit/visit.h"

/*
 * Prints a line a finding: STEP TAB SECONDS TAB FINDING, SECONDS empty where
 * a finding took no time of its own; where a step failed, a last line
 * "advice".  Connects and logs in by itself.
 */
enum exit_status diagnose_run(struct visit *visit);

#endif
