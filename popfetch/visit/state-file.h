/*
 * state-file.h - where an account's state lives.
 *
 * The file is named by the account on the server, USER@HOST with ":PORT"
 * where it is not one of POP3's own two, and not by the section's name: a
 * section can be renamed, and a URL and a section mean the same maildrop.
 * Another port of the same host may be another server (a tunnel), so it
 * counts.  Only letters, digits and ".-_@" stand for themselves.
 */
#ifndef POPFETCH_STATE_FILE_H
#define POPFETCH_STATE_FILE_H

#include <pop3.h>
#include <stdbool.h>
#include <stdint.h>
#include "popfetch/options/settings.h"
#include "popfetch/talk/exit-status.h"
#include "popfetch/talk/talk.h"

struct state_file {
	char *account; /* what the file says whose it is */
	char *path;
	char *spool; /* for a destination that stages in a file of its own */
};

/* Says what is wrong where it fails. */
enum exit_status state_file_name(const struct settings *settings,
    const struct talk *talk, struct state_file *out_file);
void state_file_clear(struct state_file *file);

/* Whether two ports of a host are those of one server. */
bool state_file_same_port(uint16_t a, uint16_t b);

/* The path of another file of the account's, NAME and a suffix, without a word:
 * NULL where there is none.  The caller frees it. */
char *state_file_beside(const struct settings *settings, const char *suffix);

/*
 * Makes the state directory (0700) where absent, locks and loads; waits for
 * the lock as the settings say, until cancel fires, which is not told.
 * EXIT_CANNOT_CREATE, EXIT_TRY_LATER (another run has it), ...
 */
enum exit_status state_file_open(const struct settings *settings,
    const struct state_file *file, const struct pop3_cancel *cancel,
    const struct talk *talk, struct pop3_state **out_state);

/*
 * Opens the account's state, has work done with it, and closes it; what all
 * of that came to.
 */
typedef enum exit_status state_file_work_fn(
    void *context, struct pop3_state *state);
enum exit_status state_file_work(const struct settings *settings,
    const struct pop3_cancel *cancel, const struct talk *talk,
    state_file_work_fn *work, void *context);

/* To look at only; works beside a run. */
enum exit_status state_file_open_readonly(const struct settings *settings,
    const struct talk *talk, struct pop3_state **out_state);

/* Says what an open state's call failed with; its exit status: EXIT_IO where
 * the file cannot be written. */
enum exit_status state_file_failed(
    const struct talk *talk, const struct pop3_error *error);

/*
 * Both without a word and without waiting, for what can do without: NULL
 * where the state cannot be read (_glance, beside a run), or locked and
 * loaded (_seize).
 */
struct pop3_state *state_file_glance(const struct settings *settings);
struct pop3_state *state_file_seize(const struct settings *settings);

/* Unix seconds, for the records of a state file: a clock that is far off is
 * taken for the nearest time that it can keep. */
int64_t state_file_now(void);

#endif
