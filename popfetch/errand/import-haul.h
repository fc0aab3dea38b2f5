/*
 * import-haul.h - what a file says that was seen, on its way into the state.
 */
#ifndef POPFETCH_IMPORT_HAUL_H
#define POPFETCH_IMPORT_HAUL_H

#include "popfetch/errand/import-format.h"
#include "popfetch/talk/exit-status.h"
#include "popfetch/talk/talk.h"

struct found {
	char *uid;
	size_t length;
	int64_t retrieved;
	uint32_t occurrence;
	bool guessed; /* another name for the message of an entry */
	bool passed;  /* over, at the time retrieved */
};

struct haul {
	const struct talk *talk;
	const char *word; /* what they are taken for */
	struct found *found;
	size_t count;
	size_t others;	 /* entries of other accounts */
	size_t broken;	 /* lines that cannot be read */
	size_t unplaced; /* messages that only their own account can place */
};

/* The last one, until the next is kept. */
struct found *haul_keep(struct haul *haul, const struct import_entry *entry);

/* Where the file does not say which of equal unique-ids an entry is. */
void haul_count_occurrences(struct haul *haul);

/* A state_file_work_fn; context is the haul.  Says what fails. */
enum exit_status haul_place(void *context, struct pop3_state *state);

void haul_clear(struct haul *haul);

#endif
