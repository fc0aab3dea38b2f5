/*
 * stand-in.c - a digest of the header in place of the unique-id.
 *
 * RFC 1939 leaves UIDL optional.  Where it is missing, "top:" and the SHA-256
 * of the header that TOP n 0 gives stand in; all headers come in one flight.
 * It is the header alone, up to its blank line, since some servers send more
 * lines than they were asked for; and without the fields that servers add to
 * a message for a session or change from one to the next (header-digest.c).
 * Equal headers are occurrences of one unique-id, as equal unique-ids are.
 *
 * A unique-id that is empty is none: some servers list it for each message
 * without a Message-ID.  Counting them would not do.  Where the messages that
 * a state counts are gone, as behind a QUIT whose answer was lost, others
 * would be taken for them and deleted unread.  Such messages are asked for
 * their headers, the others keep the unique-ids that they have.
 *
 * Where there is no TOP either, nothing can be told apart.  What the journal
 * needs a name for is then named "once:", two times, a process and the
 * message-number: no later session has that name for another message, so
 * nothing is ever taken for seen that was not.  Of the sessions of a run there
 * may be many in a second.
 */
#include "popfetch/maildrop/stand-in.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "popfetch/maildrop/header-digest.h"
#include "popfetch/maildrop/showing.h"
#include "popfetch/maildrop/top.h"
#include "popfetch/system/monotonic.h"
#include "popfetch/visit/state-file.h"

/* DIGESTED and 64 digits; FLEETING and four numbers. */
#define UID_SIZE 96
#define DIGESTED "top:"
#define FLEETING "once:"

struct pass {
	struct stand_ins *stand_ins;
	struct header_digest *digest;
	enum pop3_status failure; /* of a digest */
};

static bool needs_name(const struct visit_listing *listing, size_t i)
{
	const struct pop3_listed *listed = &listing->listed[i];

	return !listing->has_uids ||
	       (listed->uid != NULL && listed->uid_length == 0);
}

static char *uid_at(const struct stand_ins *stand_ins, size_t i)
{
	return stand_ins->uids + i * UID_SIZE;
}

static void name(struct stand_ins *stand_ins, size_t i, int length)
{
	stand_ins->listed[i].uid = uid_at(stand_ins, i);
	stand_ins->listed[i].uid_length = (size_t)length;
}

/* ---- By digest ----------------------------------------------------------- */

static int begin_header(void *context, const struct pop3_target *target)
{
	struct pass *pass = context;

	(void)target;
	header_digest_begin(pass->digest);
	return 0;
}

static int take_octets(void *context, const struct pop3_target *target,
    const char *octets, size_t length)
{
	struct pass *pass = context;

	(void)target;
	header_digest_add(pass->digest, octets, length);
	return 0;
}

static int end_header(
    void *context, const struct pop3_target *target, uint64_t octets)
{
	struct pass *pass = context;
	unsigned char digest[POP3_DIGEST_OCTETS];
	char *uid = uid_at(pass->stand_ins, target->tag);
	int length;

	(void)octets;
	pass->failure = header_digest_end(pass->digest, digest);
	if (pass->failure != POP3_OK)
		return -1;
	length = snprintf(uid, UID_SIZE, DIGESTED);
	for (size_t i = 0; i < sizeof digest; i++)
		length += snprintf(
		    uid + length, UID_SIZE - (size_t)length, "%02x", digest[i]);
	name(pass->stand_ins, target->tag, length);
	return 0;
}

/* It stays without a name. */
static void refuse_header(void *context, const struct pop3_target *target,
    enum pop3_status status, const char *text)
{
	(void)context, (void)target, (void)status, (void)text;
}

/* Those that need one, without it so far; how many. */
static size_t choose(const struct visit_listing *listing,
    struct stand_ins *stand_ins, struct pop3_target *targets)
{
	size_t n = 0;

	for (size_t i = 0; i < listing->count; i++) {
		if (!needs_name(listing, i))
			continue;
		stand_ins->listed[i].uid = NULL;
		targets[n++] = (struct pop3_target){
		    .msgno = listing->listed[i].msgno,
		    .octets = listing->listed[i].octets,
		    .tag = i,
		};
	}
	return n;
}

static enum exit_status digest_all(struct visit *visit,
    const struct visit_listing *listing, struct pass *pass, bool *out_lacks)
{
	const struct pop3_sink sink = {
	    .begin = begin_header,
	    .data = take_octets,
	    .end = end_header,
	    .refused = refuse_header,
	    .context = pass,
	};
	struct pop3_target *targets =
	    calloc(listing->count + 1, sizeof *targets);
	enum exit_status status;
	size_t count;

	if (targets == NULL)
		return visit_out_of_memory(visit);
	count = choose(listing, pass->stand_ins, targets);
	status = showing_run(
	    visit, showing_header, targets, count, &sink, out_lacks);
	free(targets);
	if (pass->failure != POP3_OK) {
		talk_error(&visit->talk, "%s", pop3_status_text(pass->failure));
		return exit_status_of(pass->failure);
	}
	return status;
}

/* ---- For once ------------------------------------------------------------ */

static void name_for_once(struct stand_ins *stand_ins, size_t count)
{
	const int64_t now = state_file_now(), now_ns = monotonic_ns();

	stand_ins->fleeting = true;
	for (size_t i = 0; i < count; i++)
		name(stand_ins, i,
		    snprintf(uid_at(stand_ins, i), UID_SIZE,
			FLEETING "%" PRId64 ".%" PRId64 ".%ld.%" PRIu32, now,
			now_ns, (long)getpid(), stand_ins->listed[i].msgno));
}

/* ---- The whole ----------------------------------------------------------- */

/* Empty ones are counted then, as equal ones are. */
static void name_without_top(
    const struct visit_listing *listing, struct stand_ins *stand_ins)
{
	if (!listing->has_uids) {
		name_for_once(stand_ins, listing->count);
		return;
	}
	stand_ins->counted = true;
	for (size_t i = 0; i < listing->count; i++)
		stand_ins->listed[i] = listing->listed[i];
}

static enum exit_status name_all(struct visit *visit,
    const struct visit_listing *listing, struct stand_ins *stand_ins)
{
	struct pass pass = {.stand_ins = stand_ins};
	enum pop3_status made;
	enum exit_status status;
	bool lacks;

	if (top_find(visit) == TOP_ABSENT) {
		name_without_top(listing, stand_ins);
		return EXIT_DONE;
	}
	made = header_digest_new(&pass.digest);
	if (made != POP3_OK) {
		talk_error(&visit->talk, "%s", pop3_status_text(made));
		return exit_status_of(made);
	}
	status = digest_all(visit, listing, &pass, &lacks);
	header_digest_free(pass.digest);
	if (status == EXIT_DONE && lacks)
		name_without_top(listing, stand_ins);
	return status;
}

static bool are_needed(const struct visit_listing *listing)
{
	for (size_t i = 0; i < listing->count; i++)
		if (needs_name(listing, i))
			return true;
	return false;
}

enum exit_status stand_ins_make(struct visit *visit,
    struct visit_listing *listing, struct stand_ins *out_stand_ins)
{
	size_t count = listing->count;
	struct stand_ins stand_ins = {0};
	enum exit_status status;

	*out_stand_ins = stand_ins;
	if (!are_needed(listing))
		return EXIT_DONE;
	stand_ins.listed = calloc(count, sizeof *stand_ins.listed);
	stand_ins.uids = calloc(count, UID_SIZE);
	*out_stand_ins = stand_ins;
	if (stand_ins.listed == NULL || stand_ins.uids == NULL)
		return visit_out_of_memory(visit);
	for (size_t i = 0; i < count; i++)
		stand_ins.listed[i] = listing->listed[i];
	status = name_all(visit, listing, out_stand_ins);
	listing->listed = stand_ins.listed;
	return status;
}

static bool begins(const struct pop3_state_key *key, const char *prefix)
{
	return key->length >= strlen(prefix) &&
	       memcmp(key->uid, prefix, strlen(prefix)) == 0;
}

bool stand_in_is(const struct pop3_state_key *key)
{
	return begins(key, DIGESTED) || begins(key, FLEETING);
}

bool stand_in_is_fleeting(const struct pop3_state_key *key)
{
	return begins(key, FLEETING);
}

bool stand_ins_name(
    const struct stand_ins *stand_ins, const struct pop3_listed *listed)
{
	return stand_ins->listed != NULL && listed->uid != NULL &&
	       listed->uid ==
		   uid_at(stand_ins, (size_t)(listed - stand_ins->listed));
}

void stand_ins_clear(struct stand_ins *stand_ins)
{
	free(stand_ins->listed);
	free(stand_ins->uids);
	*stand_ins = (struct stand_ins){0};
}
