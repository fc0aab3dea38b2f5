/*
 * import.h - --import-state: what another program, or an account of another
 * name, had seen is taken over, so that a change downloads nothing twice.
 */
#ifndef POPFETCH_IMPORT_H
#define POPFETCH_IMPORT_H

#include "popfetch/errand/import-format.h"
#include "popfetch/talk/exit-status.h"

struct visit;

/* What FORMAT:FILE says. */
struct import {
	const struct import_format *format;
	char *path;
};

/* Reads "mpop:~/.mpop_uidls/x" and the like; says what is wrong with it. */
enum exit_status import_parse(const char *text, struct import *out_import);
void import_clear(struct import *import);

/* Reads the file's part of the visit's account into its state, which needs
 * no server.  A second time it finds nothing to do.  EXIT_DATA where lines
 * cannot be read, after all others were; EXIT_NO_INPUT where there is no
 * file, or nothing of the account in it.  Says what fails. */
enum exit_status import_run(struct visit *visit);

#endif
