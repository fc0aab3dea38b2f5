/*
 * state/account.h - what is known of the account and not of a message.
 */
#ifndef P3_STATE_ACCOUNT_H
#define P3_STATE_ACCOUNT_H

#include <pop3/state.h>

/* The last login: since is 0 where none is known. */
struct p3_login {
	uint32_t since;
	uint32_t delay_s;
};

/* What the server announced: "" where that is not known. */
struct p3_announcement {
	uint32_t since;
	char text[POP3_STATE_ANNOUNCED_MAX];
};

struct p3_account {
	struct p3_login login;
	struct p3_announcement announced;
};

#endif
