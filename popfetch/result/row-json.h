/*
 * row-json.h - what JSON can do beyond the rows of row.h: hold a message.
 */
#ifndef POPFETCH_ROW_JSON_H
#define POPFETCH_ROW_JSON_H

#include "popfetch/result/held-message.h"
#include "popfetch/result/row.h"

/*
 * Ends the row with a whole message as its last members: "message", its
 * octets as text, or in base64 and "encoding" says so, where they are not
 * UTF-8 from beginning to end.  False with errno when it cannot be read; the
 * line is broken off then.
 */
bool row_json_end_message(struct row *row, struct held_message *held);

#endif
