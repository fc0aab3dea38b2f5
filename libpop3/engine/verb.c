/*
 * engine/verb.c - the commands' names, on the wire and in errors.
 */
#include "libpop3/engine/verb.h"

#include <string.h>

static const char *const names[] = {
    [POP3_VERB_NONE] = "",
    [POP3_VERB_USER] = "USER",
    [POP3_VERB_PASS] = "PASS",
    [POP3_VERB_APOP] = "APOP",
    [POP3_VERB_STAT] = "STAT",
    [POP3_VERB_LIST] = "LIST",
    [POP3_VERB_UIDL] = "UIDL",
    [POP3_VERB_TOP] = "TOP",
    [POP3_VERB_RETR] = "RETR",
    [POP3_VERB_DELE] = "DELE",
    [POP3_VERB_RSET] = "RSET",
    [POP3_VERB_NOOP] = "NOOP",
    [POP3_VERB_QUIT] = "QUIT",
    [POP3_VERB_LAST] = "LAST",
    [POP3_VERB_CAPA] = "CAPA",
    [POP3_VERB_STLS] = "STLS",
    [POP3_VERB_AUTH] = "AUTH",
    [POP3_VERB_UTF8] = "UTF8",
    [POP3_VERB_LANG] = "LANG",
};

const char *pop3_verb_name(enum pop3_verb verb)
{
	if ((size_t)verb >= sizeof names / sizeof names[0])
		return "";
	return names[verb];
}

struct p3_command_name p3_command_name(enum pop3_verb verb, uint32_t msgno)
{
	struct p3_command_name name = {""};
	size_t length = strlen(pop3_verb_name(verb));

	memcpy(name.text, pop3_verb_name(verb), length);
	if (msgno != 0) {
		name.text[length] = ' ';
		p3_number_write(name.text + length + 1, msgno);
	}
	return name;
}
