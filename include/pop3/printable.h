/*
 * pop3/printable.h - a server's words made fit to be shown.
 *
 * A status line, a capability, a unique-id can hold anything: escape
 * sequences, control characters, halves of characters.  Whoever shows them
 * cleans them first.
 */
#ifndef POP3_PRINTABLE_H
#define POP3_PRINTABLE_H

#include <pop3/api.h>

POP3_BEGIN_DECLS

/*
 * Copies length octets into text, which has room for size octets, the NUL
 * counted; where that is none, nothing is written.  Valid UTF-8 stays; each
 * octet of anything else, of a control character (C0, DEL, C1), a line
 * separator or a change of writing direction becomes one "?".  What does not
 * fit is cut between characters, and "..." stands at the end where there is
 * room for it.  Returns text.
 */
POP3_API char *pop3_printable(
    char *text, size_t size, const char *octets, size_t length);

POP3_END_DECLS

#endif
