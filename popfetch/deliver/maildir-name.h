/*
 * maildir-name.h - the names that our messages have in a Maildir.
 */
#ifndef POPFETCH_MAILDIR_NAME_H
#define POPFETCH_MAILDIR_NAME_H

#include <stdbool.h>
#include <stdint.h>

/* Room for a name, its terminating NUL counted. */
#define MAILDIR_NAME_SIZE 200

/* What makes a name unique, drawn once a run. */
struct maildir_names {
	uint64_t tag; /* the same for all names of one account here */
	uint64_t counter;
	char process[24]; /* what stands in front of the counter, */
	char rest[120];	  /* and behind it */
};

/*
 * Draws.  spool is a path that only this account uses; its directory exists.
 * tmp is the directory that the messages are staged in; -1: none will be.
 * False and errno when the system gave no random octets.
 */
bool maildir_names_init(
    struct maildir_names *names, const char *spool, int tmp);

/* The next one. */
void maildir_name_next(struct maildir_names *names, char *out);

/* What is read from a name. */
struct maildir_name {
	int64_t time; /* when it was made, Unix seconds */
	uint64_t tag;
	uint32_t stage; /* as maildir_name_stage() has it for its tmp */
};

/* A number that tells directories apart, also after the system was started
 * anew; not those of two file systems for certain. */
uint32_t maildir_name_stage(int tmp);

/* Whether it is a name that maildir_name_next() makes, here or elsewhere. */
bool maildir_name_read(const char *text, struct maildir_name *out_name);

#endif
