/*
 * top.c - what CAPA said of it (RFC 2449, section 6.1).
 */
#include "popfetch/maildrop/top.h"

enum top top_find(const struct visit *visit)
{
	const struct pop3_capabilities *announced =
	    pop3_session_capabilities(visit->session);

	if (announced == NULL)
		return TOP_MAYBE;
	return (announced->flags & POP3_CAPA_TOP) != 0 ? TOP_ANNOUNCED
						       : TOP_ABSENT;
}
