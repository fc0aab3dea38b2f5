/*
 * stand-in.h - what messages are known by on a server without UIDL, and those
 * whose unique-id is empty.
 */
#ifndef POPFETCH_STAND_IN_H
#define POPFETCH_STAND_IN_H

#include "popfetch/visit/visit.h"

struct stand_ins {
	struct pop3_listed *listed; /* a copy of the listing, with unique-ids;
				     * NULL: none stands in */
	char *uids;
	bool fleeting; /* they hold for this session only: there is no TOP */
	bool counted;  /* empty unique-ids stay as they are: there is none */
};

/*
 * Gives each message of a listing without unique-ids one of ours, and each
 * whose unique-id is empty, and makes *listing have them; a message whose
 * header the server does not give has none.  Takes a TOP for each of these
 * messages, and does nothing where there are none.  Says what fails.
 */
enum exit_status stand_ins_make(struct visit *visit,
    struct visit_listing *listing, struct stand_ins *out_stand_ins);

/* Whether a key that the state has is one of ours, and whether it is one that
 * no other session has. */
bool stand_in_is(const struct pop3_state_key *key);
bool stand_in_is_fleeting(const struct pop3_state_key *key);

/* Whether the unique-id of one of the messages that were given some is ours. */
bool stand_ins_name(
    const struct stand_ins *stand_ins, const struct pop3_listed *listed);

void stand_ins_clear(struct stand_ins *stand_ins);

#endif
