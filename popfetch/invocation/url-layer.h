/*
 * url-layer.h - what a URL on the command line says of an account.
 */
#ifndef POPFETCH_URL_LAYER_H
#define POPFETCH_URL_LAYER_H

#include "popfetch/options/option-value.h"
#include "popfetch/talk/exit-status.h"

/*
 * Reads a URL into a layer that is zeroed; line is what the options of the
 * command line say, which may not contradict it.  EXIT_DONE, or what to exit
 * with once it has been said.  option_layer_clear() is due in any case.
 */
enum exit_status url_layer_read(const char *text,
    const struct option_layer *line, struct option_layer *layer);

#endif
