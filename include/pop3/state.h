/*
 * pop3/state.h - the UIDL state file: which messages of one account were
 * seen, and what is still to be done for them; what its server announced; and
 * when it last logged in, where the server wants a pause between logins.
 *
 * One text file belongs to one account.  While a run lasts it only grows: a
 * record a line, each guarded by a checksum, so that a torn tail is
 * recognised and dropped.  Opening takes an exclusive lock on FILE.lock,
 * which is never renamed or removed, and on FILE itself, which the kernel
 * gives back when the process dies, and each child of it that has not called
 * exec(); closing compacts by an atomic rename when much is obsolete.
 *
 * The life of a message (the invariants of fetching):
 *
 *	intended  its octets are staged and synced, and where they go is in
 *		  the journal.  From here on the message is seen: it is never
 *		  retrieved again, and a run that starts after a crash first
 *		  finishes what was intended.
 *	placed    it stands in the destination; or it was passed over: taken
 *		  for seen without having been retrieved.
 *	doomed    its deletion is wanted and not yet proven (a QUIT that the
 *		  server confirmed); DELE is tried again, RETR never.
 *	troubled  it could not be retrieved or delivered; it stays on the
 *		  server and is tried again later.
 *
 * A message is known by its unique-id and, since servers repeat those, by
 * which occurrence of that unique-id it is in the listing, counted from 0.
 *
 * Functions that append write at once to the file but do not sync;
 * pop3_state_sync() does, and only then does a record survive a crash of
 * the machine.  (A record survives a crash of the process at once, but for
 * those between pop3_state_begin() and pop3_state_commit().)
 */
#ifndef POP3_STATE_H
#define POP3_STATE_H

#include <pop3/status.h>

POP3_BEGIN_DECLS

struct pop3_state;

/* The longest unique-id that is kept, in octets.  RFC 1939 allows 70, some
 * servers send more; beyond this POP3_E_LIMIT, and nothing is recorded. */
#define POP3_STATE_UID_MAX 4096

/* The longest destination or reason that is kept, in octets. */
#define POP3_STATE_TEXT_MAX 4096

/* The latest time that is kept, in Unix seconds; the earliest is 1.  Any
 * other is POP3_E_MISUSE. */
#define POP3_STATE_TIME_MAX 4294967295 /* in the year 2106 */

/* A unique-id: 0 to POP3_STATE_UID_MAX octets of any value. */
struct pop3_state_key {
	const char *uid;
	size_t length;
	uint32_t occurrence; /* 0 for the first of that unique-id */
};

enum pop3_state_phase {
	POP3_PHASE_INTENDED = 1, /* in the journal, perhaps not placed */
	POP3_PHASE_PLACED,	 /* stands in the destination, or was passed
				  * over on purpose: retrieved is 0 then */
	POP3_PHASE_DOOMED,	 /* placed, and to be deleted */
	POP3_PHASE_TROUBLED	 /* failed so far; not seen */
};

/* What is known of one message.  Pointers live until the next call that
 * takes the state as non-const. */
struct pop3_state_entry {
	struct pop3_state_key key;
	enum pop3_state_phase phase;
	int64_t since;	   /* when it entered this phase, Unix seconds;
			    * troubled: when it failed last */
	int64_t retrieved; /* when it was, Unix seconds; 0: never, or not
			    * whole */
	int64_t missing;   /* since when the server lists it no more; 0: it
			    * is listed */
	const char *text;  /* intended: the destination; troubled: why; else
			    * NULL */
	uint32_t failures; /* tries that failed in a row */
	bool ours;	   /* what since tells of was by this handle, and not
			    * yet in the file that was loaded */
};

/* Grows only at the end. */
struct pop3_state_options {
	size_t size;		  /* sizeof(struct pop3_state_options) */
	const char *account;	  /* whose file it is; another's is refused.
				   * Of popfetch's files it is the name, less
				   * ".uidl" */
	uint32_t lock_timeout_ms; /* how long to wait for the lock; 0: not;
				   * a signal that is caught while it sleeps
				   * ends it too: who must not miss one does
				   * not wait here, but tries again */
};

/*
 * Locks and loads the state file at path, making it (0600) where absent; its
 * directory must exist and stays open, so that the working directory may
 * change.  A torn tail is dropped.  options->account has 1 to
 * POP3_STATE_TEXT_MAX octets.  error, where it is not NULL, is filled on
 * failure: POP3_E_LOCKED (another process, or another handle, has it),
 * POP3_E_FILE (a record that is no torn tail is broken, another account's
 * file, a newer format, a symbolic link or no regular file in its place, one
 * that belongs to somebody else or that others can write, one that is cut off
 * at its beginning; nothing is changed), POP3_E_SYSTEM, POP3_E_NO_MEMORY,
 * POP3_E_MISUSE.
 */
POP3_API enum pop3_status pop3_state_open(const char *path,
    const struct pop3_state_options *options, struct pop3_error *error,
    struct pop3_state **out_state);

/*
 * As _open, but takes no lock, makes nothing and changes nothing: for
 * listings and dry runs beside a run that works.  An absent file is an empty
 * state.  Every function that appends or syncs then returns POP3_E_MISUSE.
 */
POP3_API enum pop3_status pop3_state_open_readonly(const char *path,
    const struct pop3_state_options *options, struct pop3_error *error,
    struct pop3_state **out_state);

/*
 * Compacts where that pays, syncs, unlocks and frees.  What fails is told,
 * and the handle is gone all the same; nothing that was synced is lost.
 * Either may be NULL.
 */
POP3_API enum pop3_status pop3_state_close(
    struct pop3_state *state, struct pop3_error *error);

/* What the last failed call failed with; lives until the next call. */
POP3_API const struct pop3_error *pop3_state_error(
    const struct pop3_state *state);

/* Looks a message up: true and *out_entry when anything is known of it. */
POP3_API bool pop3_state_find(const struct pop3_state *state,
    const struct pop3_state_key *key, struct pop3_state_entry *out_entry);

/* Whether the message is seen: intended, placed or doomed. */
POP3_API bool pop3_state_seen(
    const struct pop3_state *state, const struct pop3_state_key *key);

/* How many entries there are, of whatever phase. */
POP3_API size_t pop3_state_count(const struct pop3_state *state);

/* Calls visit for each entry in the phase, in the order of the file, until
 * it returns non-zero, which is returned.  visit may not append.  Entries
 * stand where they became seen; a troubled one where it failed first. */
typedef int pop3_state_visit_fn(
    void *context, const struct pop3_state_entry *entry);
POP3_API int pop3_state_each(const struct pop3_state *state,
    enum pop3_state_phase phase, pop3_state_visit_fn *visit, void *context);

/*
 * Appends.  now is Unix seconds; the library reads no clock here.
 * POP3_E_SYSTEM (the write failed: what was appended is cut off again, the
 * state is as before, but see _begin), POP3_E_LIMIT (a unique-id or text too
 * long), POP3_E_MISUSE, POP3_E_NO_MEMORY.
 *
 * _intend: of a message not seen; destination is kept, for the caller's own
 * reading; failures are 0 again.  Programs that share a file must be able to
 * finish what another intended, or only place: popfetch ends, each time, at a
 * destination that is none of its own.
 * _place: from intended, or of a message not seen (delivered without a
 * journal, or by another program at the time now, which may be long ago).
 * _pass: the same for a message that nobody has whole but the server: it is
 * taken for seen, and can never be doomed.  _doom: from placed, unless it was
 * passed over.  _forget: drops what is known (the deletion is proven, or the
 * message is to be retrieved afresh); where nothing is, it does nothing.
 * _trouble: adds one to the failures of a message that is not seen; the
 * latest reason is kept, and when that was; resets nothing else.  From any
 * other phase: POP3_E_MISUSE.
 *
 * key and text may be what the library showed of the state itself.  After a
 * sync that failed, or a failed write that could not be cut off, every
 * append returns POP3_E_SYSTEM: what the disk has is not known then.
 */
POP3_API enum pop3_status pop3_state_intend(struct pop3_state *state,
    const struct pop3_state_key *key, int64_t now, const char *destination);
POP3_API enum pop3_status pop3_state_place(
    struct pop3_state *state, const struct pop3_state_key *key, int64_t now);
POP3_API enum pop3_status pop3_state_pass(
    struct pop3_state *state, const struct pop3_state_key *key, int64_t now);
POP3_API enum pop3_status pop3_state_doom(
    struct pop3_state *state, const struct pop3_state_key *key, int64_t now);
POP3_API enum pop3_status pop3_state_forget(
    struct pop3_state *state, const struct pop3_state_key *key);
POP3_API enum pop3_status pop3_state_trouble(struct pop3_state *state,
    const struct pop3_state_key *key, int64_t now, const char *reason);

/*
 * Tells the state of a message that the server lists now, and shows what is
 * known of it.  POP3_TOLD_UNKNOWN, each time: nothing is, and the output is
 * untouched.  Else it is told for the next _listed(), and until then what is
 * told again is POP3_TOLD_AGAIN: the occurrence of a message of the listing is
 * the first, from 0 on, that is not.  What was not seen and is intended, placed
 * or passed in between has to be told once more, or is missing.  Nothing is
 * appended.
 */
enum pop3_state_told {
	POP3_TOLD_UNKNOWN = 0,
	POP3_TOLD_KNOWN,
	POP3_TOLD_AGAIN
};
POP3_API enum pop3_state_told pop3_state_tell(struct pop3_state *state,
    const struct pop3_state_key *key, struct pop3_state_entry *out_entry);

/* Takes back all that was told since the last _listed(): the server is asked
 * once more. */
POP3_API void pop3_state_untell(struct pop3_state *state);

/*
 * Tells the state which messages the server lists now: the keys, in any
 * order, and what was told one by one since the last such call.  Entries
 * not among them are missing since now, entries found again are not, and
 * entries missing for longer than grace_s seconds are forgotten (intended
 * ones never are; POP3_E_MISUSE where it is negative).  A maildrop that looks
 * empty once is more often a server's fault than the truth.  Only changes are
 * appended, all of them or none; fails as the appending functions do, and what
 * was told is then still to be listed.
 */
POP3_API enum pop3_status pop3_state_listed(struct pop3_state *state,
    const struct pop3_state_key *keys, size_t count, int64_t now,
    int64_t grace_s);

/*
 * The last login that was recorded, and how many seconds the server wants to
 * pass before the next (LOGIN-DELAY; RFC 2449, section 6.5).  False where none
 * was: outputs are untouched.
 */
POP3_API bool pop3_state_login(
    const struct pop3_state *state, int64_t *out_since, uint32_t *out_delay_s);

/*
 * Appends that there was a login at the time now, and what delay the server
 * wants behind it, at least 1 second; it takes the place of the one before.
 * Fails as the appending functions do.
 */
POP3_API enum pop3_status pop3_state_set_login(
    struct pop3_state *state, int64_t now, uint32_t delay_s);

/*
 * What the server announced (pop3_session_announced()), and when that was
 * recorded.  NULL where nothing was: the output is untouched.  It lives until
 * the next call that takes the state as non-const.
 */
POP3_API const char *pop3_state_announced(
    const struct pop3_state *state, int64_t *out_since);

/* Appends it; it takes the place of the one before, and "" of none.
 * POP3_E_LIMIT from POP3_STATE_ANNOUNCED_MAX octets on; fails as the appending
 * functions do. */
#define POP3_STATE_ANNOUNCED_MAX 2048
POP3_API enum pop3_status pop3_state_set_announced(
    struct pop3_state *state, int64_t now, const char *announced);

/*
 * Between _begin and _commit, or _sync, what is appended is known at once but
 * gathers, and is written together: for many records that is much cheaper.
 * A crash of the process may lose what gathered, never an earlier record and
 * keep a later one; the first two are lost or kept together.  Where writing
 * fails, all that gathered is cut off from the file, but still known to the
 * handle; so every append then returns POP3_E_SYSTEM, and the handle can only
 * be closed.  _begin: POP3_E_MISUSE; within a _begin it does nothing.
 * _commit: POP3_E_SYSTEM; without a _begin it does nothing.
 */
POP3_API enum pop3_status pop3_state_begin(struct pop3_state *state);
POP3_API enum pop3_status pop3_state_commit(struct pop3_state *state);

/* Makes everything appended so far durable; what gathers is committed first.
 * POP3_E_SYSTEM. */
POP3_API enum pop3_status pop3_state_sync(struct pop3_state *state);

POP3_END_DECLS

#endif
