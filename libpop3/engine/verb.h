/*
 * engine/verb.h - how errors name a command.
 */
#ifndef P3_ENGINE_VERB_H
#define P3_ENGINE_VERB_H

#include <pop3/event.h>

#include "libpop3/base/number.h"

struct p3_command_name {
	char text[8 + P3_NUMBER_TEXT_MAX];
};

/* "RETR 3", or "STAT" where msgno is 0. */
struct p3_command_name p3_command_name(enum pop3_verb verb, uint32_t msgno);

#endif
