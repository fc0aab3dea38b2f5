/*
 * announced.h - what the server announced, kept from run to run, so that a
 * fetch need not ask for its capabilities each time.
 */
#ifndef POPFETCH_ANNOUNCED_H
#define POPFETCH_ANNOUNCED_H

#include "popfetch/visit/visit.h"

/* For the session's options: what to believe, or NULL. */
const char *announced_recall(const struct visit *visit);

/* Whether what was recalled is that the server never answers CAPA. */
bool announced_is_nothing(const char *announced);

/* After a listing: keeps what was announced, where that is news. */
void announced_keep(const struct visit *visit);

/* The session has failed: the next one asks. */
void announced_forget(const struct visit *visit, enum pop3_status why);

#endif
