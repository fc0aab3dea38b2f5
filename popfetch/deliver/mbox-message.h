/*
 * mbox-message.h - one message as it stands in an mbox, made from what POP3
 * sends and written through an outlet.
 */
#ifndef POPFETCH_MBOX_MESSAGE_H
#define POPFETCH_MBOX_MESSAGE_H

#include <time.h>

#include "popfetch/deliver/content-length.h"
#include "popfetch/deliver/mbox-quote.h"
#include "popfetch/system/outlet.h"
#include "popfetch/text/line-end.h"

struct mbox_message {
	struct outlet *outlet;
	enum mbox_format format;
	time_t when;
	struct line_end line_end; /* mboxcl2 */
	struct mbox_quote quote;  /* the others */
	struct content_length field;
	char *scratch; /* mboxcl2: a span with LF line ends */
	char *head;    /* the header, until its Return-Path is known */
	size_t head_length;
	bool head_done;		 /* the From_ line is written */
	char last;		 /* octet that came */
	uint64_t body_octets;	 /* mboxcl2: so far */
	uint64_t body_octets_at; /* where its digits go; 0: not yet */
};

/* Allocates; false when there is no memory. */
bool mbox_message_init(struct mbox_message *message, struct outlet *outlet,
    enum mbox_format format);
void mbox_message_free(struct mbox_message *message);

/* A message begins, is continued and ends; false and errno when the outlet
 * could not write. */
void mbox_message_begin(struct mbox_message *message, time_t when);
bool mbox_message_data(
    struct mbox_message *message, const char *octets, size_t length);
bool mbox_message_end(struct mbox_message *message);

#endif
