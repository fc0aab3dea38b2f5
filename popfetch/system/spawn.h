/*
 * spawn.h - the start of a child that is another program.
 */
#ifndef POPFETCH_SPAWN_H
#define POPFETCH_SPAWN_H

#include <sys/types.h>

/* In place of a descriptor: /dev/null. */
#define SPAWN_NOTHING (-1)

enum spawn_group {
	SPAWN_OUR_GROUP = 0, /* it may ask on the terminal */
	SPAWN_OWN_GROUP	     /* it can be killed with all it starts */
};

struct spawn {
	char *const *argv;  /* argv[0] is looked up in PATH */
	int descriptors[3]; /* what it has as 0, 1 and 2 */
	enum spawn_group group;
};

struct child {
	pid_t pid; /* 0: none */
	enum spawn_group group;
};

/*
 * Starts it: 0 and *out_child, or an error number.  Beside the three
 * descriptors it inherits none, and no signal is ignored because popfetch
 * ignores it.
 */
int spawn_start(const struct spawn *spawn, struct child *out_child);

/* The same for a command of the shell; spawn->argv is not looked at. */
int spawn_shell(
    const char *command, const struct spawn *spawn, struct child *out_child);

/* Makes a descriptor of ours that no child inherits. */
void spawn_withhold(int descriptor);

#endif
