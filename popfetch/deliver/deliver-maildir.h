/*
 * deliver-maildir.h - what delivering into a Maildir and recovering it share;
 * for deliver-maildir.c and maildir-recover.c alone.
 */
#ifndef POPFETCH_DELIVER_MAILDIR_H
#define POPFETCH_DELIVER_MAILDIR_H

#include "popfetch/deliver/deliver-kind.h"
#include "popfetch/deliver/maildir-name.h"
#include "popfetch/deliver/message-file.h"

struct maildir {
	struct deliver deliver;
	char *path;
	int tmp; /* -1: there is none, and this handle recovers */
	int new, cur;
	int annex; /* of the second handle; of the first, while it recovers */
	uint64_t annex_tag; /* whose it is */
	int stage;	    /* that of tmp and annex where this handle stages */
	bool sync_whole;    /* syncfs() can be trusted */
	bool link_only;	    /* renameat2() has turned out not to work */
	struct maildir_names names;
	struct message_file file;
	char name[MAILDIR_NAME_SIZE]; /* of the message begun */
	char (*staged)[MAILDIR_NAME_SIZE];
	size_t count, room;
};

/* deliver_kind.recover */
enum pop3_status maildir_recover(
    struct deliver *deliver, const char *const *where, size_t count);

/* Closes the annex, if one is open, and removes it, if it is empty. */
void maildir_leave_annex(struct maildir *maildir);

/* Moves a file from tmp/ or annex to new/, replacing none; false with errno. */
bool maildir_move_to_new(struct maildir *maildir, int from, const char *name);

bool maildir_stands_in_new(struct maildir *maildir, const char *name);

/* Fills the error of the handle from errno. */
enum pop3_status maildir_cannot_write(struct maildir *maildir);

#endif
