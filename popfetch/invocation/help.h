/*
 * help.h - what --help and --version print.
 */
#ifndef POPFETCH_HELP_H
#define POPFETCH_HELP_H

#include <stdio.h>

/* The options by group, from the table; no line is wider than 80 columns. */
void help_print(FILE *stream);

/* "popfetch 0.1.0", then the libraries. */
void version_print(FILE *stream);

#endif
