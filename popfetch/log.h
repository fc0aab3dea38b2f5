/*
 * log.h - what happens, written down: --log-file and --syslog.
 *
 * A log has all that -v would say, also without it, and errors and warnings;
 * the dialogue where --trace shows it.  What standard error has stays the
 * same.
 */
#ifndef POPFETCH_LOG_H
#define POPFETCH_LOG_H

#include "popfetch/options/settings.h"
#include "popfetch/talk/exit-status.h"

/* Opens what the settings name, and listens to all talk from then on.
 * EXIT_CANNOT_CREATE once said why. */
enum exit_status log_begin(const struct settings *settings);
void log_end(void);

#endif
