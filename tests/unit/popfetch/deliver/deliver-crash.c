/*
 * Every system call of a delivery is made to fail, to tear and to be the
 * last, and the next run has to leave each message exactly once.
 *
 * The run is what the fetching of an account does, over a journal of lines:
 * "I n WHERE", intended, and "P n", placed.
 */
#define _GNU_SOURCE
#include <criterion/criterion.h>
#include <sys/wait.h>
#include <time.h>

#include "tests/unit/popfetch/disk-faults.h"
#include "popfetch/deliver/deliver.h"

enum {
	MESSAGES = 7,
	BATCH = 3,
	OCTETS_MAX = 4 << 20
};

/* The octets of each, CRLF as the server sends them, and how they stand. */
static char *messages[MESSAGES], *delivered[MESSAGES];

/* One second for all runs that are killed, so that the twins have the same
 * From_ line.  liblockfile, when it fails, waits for the next second. */
static time_t frozen;

static char base[32], world[48];
static struct settings settings;

static char *lf_of(const char *crlf)
{
	char *lf = strdup(crlf), *to = lf;

	for (const char *at = crlf; *at != '\0'; at++)
		if (*at != '\r')
			*to++ = *at;
	*to = '\0';
	return lf;
}

static char *large_message(void)
{
	const size_t size = 300000;
	char *text = malloc(size + 100);
	size_t used = (size_t)sprintf(
	    text, "Return-Path: <big@example.org>\r\nSubject: big\r\n\r\n");

	for (size_t i = 0; used < size; i++)
		used += (size_t)sprintf(text + used, "line %zu of many\r\n", i);
	return text;
}

static void make_messages(void)
{
	messages[0] = strdup("Return-Path: <a@example.org>\r\n"
			     "Subject: one\r\n\r\nfirst\r\n");
	messages[1] = strdup("Subject: two\r\n\r\n> said\r\n\r\nFin\r\n");
	messages[2] = large_message();
	messages[3] = strdup("Subject: twin\r\n\r\nsame\r\n");
	messages[4] = strdup("Subject: twin\r\n\r\nsame\r\n");
	messages[5] = strdup("Subject: empty\r\n\r\n");
	messages[6] = strdup("Subject: last\r\n\r\nF\r\n");
	for (size_t i = 0; i < MESSAGES; i++)
		delivered[i] = lf_of(messages[i]);
}

static void begin(void)
{
	/* Where syncing costs nothing, if there is such a place. */
	strcpy(base, "/dev/shm/popfetch-test-XXXXXX");
	if (mkdtemp(base) == NULL) {
		strcpy(base, "/tmp/popfetch-test-XXXXXX");
		cr_assert_not_null(mkdtemp(base));
	}
	snprintf(world, sizeof world, "%s/world", base);
	make_messages();
	frozen = time(NULL);
}

static void end(void)
{
	empty_directory(base);
	rmdir(base);
}

TestSuite(deliver_crash, .init = begin, .fini = end, .timeout = 300);

time_t time(time_t *out)
{
	struct timespec now;

	clock_gettime(CLOCK_REALTIME, &now);
	if (frozen != 0)
		now.tv_sec = frozen;
	if (out != NULL)
		*out = now.tv_sec;
	return now.tv_sec;
}

/* ---- One run ------------------------------------------------------------- */

static int journal;

static void journal_add(char kind, size_t n, const char *where)
{
	char line[512];
	int length = snprintf(line, sizeof line, "%c %zu %s\n", kind, n, where);

	/* A journal that cannot be written ends the run. */
	if (write(journal, line, (size_t)length) != length)
		_exit(2);
}

struct known {
	enum {
		UNSEEN,
		INTENDED,
		PLACED
	} phase[MESSAGES];
	char where[MESSAGES][256];
};

/* A torn last line is cut off. */
static void journal_read(const char *path, struct known *known)
{
	char line[512];
	FILE *stream = fopen(path, "r");
	long whole = 0;

	memset(known, 0, sizeof *known);
	while (stream != NULL && fgets(line, sizeof line, stream) != NULL) {
		size_t n;
		char kind;

		if (strchr(line, '\n') == NULL)
			break;
		line[strcspn(line, "\n")] = '\0';
		if (sscanf(line, "%c %zu", &kind, &n) != 2 || n >= MESSAGES)
			_exit(3);
		known->phase[n] = kind == 'I'	? INTENDED
				  : kind == 'P' ? PLACED
						: UNSEEN;
		strcpy(known->where[n], line + 4);
		whole = ftell(stream);
	}
	if (stream != NULL)
		fclose(stream);
	if (truncate(path, whole) != 0)
		_exit(9);
}

static void recover(struct deliver *deliver, struct known *known)
{
	const char *where[MESSAGES];
	size_t which[MESSAGES], count = 0;

	for (size_t i = 0; i < MESSAGES; i++)
		if (known->phase[i] == INTENDED) {
			which[count] = i;
			where[count++] = known->where[i];
		}
	if (deliver_recover(deliver, where, count) != POP3_OK) {
		deliver_close(deliver);
		_exit(4);
	}
	for (size_t i = 0; i < count; i++) {
		bool lost = deliver_lost(deliver, i);

		known->phase[which[i]] = lost ? UNSEEN : PLACED;
		journal_add(lost ? 'U' : 'P', which[i], "-");
	}
}

static bool stage(struct deliver *deliver, const char *message)
{
	size_t length = strlen(message);
	enum pop3_status status = deliver_begin(deliver);

	/* As it comes from the network: in pieces. */
	for (size_t at = 0, n; status == POP3_OK && at < length; at += n) {
		n = length - at < 70000 ? length - at : 70000;
		status = deliver_data(deliver, message + at, n);
	}
	if (status == POP3_OK)
		status = deliver_end(deliver);
	if (status != POP3_OK)
		deliver_drop(deliver);
	return status == POP3_OK;
}

/* What one of the two handles has staged. */
struct lot {
	struct deliver *deliver;
	size_t which[BATCH], count;
};

static void commit(struct lot *lot)
{
	struct deliver *deliver = lot->deliver;
	const size_t *which = lot->which, count = lot->count;

	if (count == 0)
		return;
	if (deliver_seal(deliver) != POP3_OK) {
		deliver_close(deliver);
		_exit(5);
	}
	for (size_t i = 0; i < count; i++)
		journal_add('I', which[i], deliver_where(deliver, i));
	if (fdatasync(journal) != 0)
		_exit(6);
	if (deliver_place(deliver) != POP3_OK) {
		deliver_close(deliver);
		_exit(7);
	}
	for (size_t i = 0; i < count; i++)
		journal_add('P', which[i], "-");
	lot->count = 0;
}

/* Which of the two handles stages first. */
static size_t first_turn;

/* In turn, as staging.c does it: a batch is committed when a message of the
 * next is staged already.  How many messages were skipped. */
static size_t stage_all(struct lot lots[2], const struct known *known)
{
	size_t turn = first_turn, skipped = 0;

	for (size_t i = 0; i < MESSAGES; i++) {
		struct lot *lot = &lots[turn], *other = &lots[1 - turn];

		if (known->phase[i] != UNSEEN)
			continue;
		if (!stage(lot->deliver, messages[i])) {
			skipped++;
			continue;
		}
		lot->which[lot->count++] = i;
		commit(other);
		if (lot->count == BATCH)
			turn = 1 - turn;
	}
	commit(&lots[1 - turn]);
	commit(&lots[turn]);
	return skipped;
}

/* 0: all is done; 10: the fault struck, and it went on to the end. */
static _Noreturn void fetch(void)
{
	char path[128], spool[128];
	struct lot lots[2] = {{.count = 0}};
	struct pop3_error error;
	struct known known;
	size_t skipped;

	snprintf(path, sizeof path, "%s/journal", world);
	snprintf(spool, sizeof spool, "%s/spool", world);
	journal =
	    (int)syscall(SYS_openat, AT_FDCWD, path, O_RDWR | O_APPEND, 0600);
	journal_read(path, &known);
	if (deliver_open(&settings, spool, &error, &lots[0].deliver) != POP3_OK)
		_exit(8);
	recover(lots[0].deliver, &known);
	if (deliver_open_second(&settings, spool, &error, &lots[1].deliver) !=
	    POP3_OK) {
		deliver_close(lots[0].deliver);
		_exit(8);
	}
	skipped = stage_all(lots, &known);
	deliver_close(lots[1].deliver);
	deliver_close(lots[0].deliver);
	_exit(skipped > 0 || fault_struck ? 10 : 0);
}

/* ---- The world around it ------------------------------------------------- */

#define OLD	"From old@example.org Thu Jan  1 00:00:00 1970\n\nold\n"
#define FOREIGN "From foreign@example.org Thu Jan  1 00:00:00 1970\n\nforeign\n"

static void add_to(const char *name, const char *text)
{
	char path[128];
	FILE *stream;

	snprintf(path, sizeof path, "%s/%s", world, name);
	stream = fopen(path, "a");
	fputs(text, stream);
	fclose(stream);
}

static void make_world(bool mbox)
{
	static char path[64];

	empty_directory(base);
	snprintf(path, sizeof path, "%s/shadow", base);
	mkdir(path, 0700);
	strcpy(fault_shadow, path);
	mkdir(world, 0700);
	add_to("journal", "");
	/* No empty line at its end: one has to be put in front. */
	add_to("mbox", OLD);
	snprintf(path, sizeof path, "%s/%s", world, mbox ? "mbox" : "maildir");
	settings = (struct settings){
	    .maildir = mbox ? NULL : path, .mbox = mbox ? path : NULL};
}

struct trial {
	enum fault fault;
	int error;
	long step;
	bool power; /* goes, too */
};

/* Runs once with the fault; what the child came to, and whether it lived to
 * see the fault. */
static int run_with(const struct trial *trial)
{
	int status;
	pid_t child = fork();

	if (child == 0) {
		fault = trial->fault;
		fault_errno = trial->error;
		snprintf(fault_tree, sizeof fault_tree, "%s", world);
		if (trial->power)
			shadow_tree(world);
		else
			fault_shadow[0] = '\0';
		fault_step = trial->step;
		fetch();
	}
	cr_assert_eq(waitpid(child, &status, 0), child);
	if (WIFSIGNALED(status)) {
		cr_assert_eq(WTERMSIG(status), SIGKILL, "died of signal %d",
		    WTERMSIG(status));
		return -1;
	}
	return WEXITSTATUS(status);
}

/* ---- What there must be in the end --------------------------------------- */

static size_t found[MESSAGES], found_others, found_foreign;

static bool is_text(
    const char *text, size_t length, const char *wanted, size_t blank)
{
	size_t n = strlen(wanted);

	while (length > n && blank > 0 && text[length - 1] == '\n') {
		length--;
		blank--;
	}
	return length == n && memcmp(text, wanted, n) == 0;
}

/* Whose text is it?  Up to `blank` empty lines at its end are not its own. */
static void count_text(const char *text, size_t length, size_t blank)
{
	size_t best = MESSAGES;

	for (size_t i = 0; i < MESSAGES; i++)
		if (is_text(text, length, delivered[i], blank) &&
		    (best == MESSAGES || found[i] < found[best]))
			best = i;
	if (best < MESSAGES)
		found[best]++;
	else if (is_text(text, length, "\nforeign\n", blank))
		found_foreign++;
	else if (!is_text(text, length, "\nold\n", blank))
		found_others++;
}

static char *read_whole(const char *path)
{
	char *text = calloc(1, OCTETS_MAX);
	FILE *stream = fopen(path, "r");

	cr_assert_not_null(stream, "%s", path);
	cr_assert_lt(fread(text, 1, OCTETS_MAX - 1, stream), OCTETS_MAX - 1);
	fclose(stream);
	return text;
}

static void count_mbox(void)
{
	char *text = read_whole(settings.mbox);
	char *at = text;

	cr_assert_eq(strncmp(at, "From ", 5), 0);
	while (at != NULL && *at != '\0') {
		char *next = strstr(at, "\nFrom ");
		char *body = strchr(at, '\n');
		size_t length;

		cr_assert_not_null(body);
		length = next != NULL ? (size_t)(next + 1 - body - 1)
				      : strlen(body + 1);
		count_text(body + 1, length, 3);
		at = next != NULL ? next + 1 : NULL;
	}
	free(text);
}

static size_t count_directory(const char *name, bool look)
{
	char path[512];
	const struct dirent *entry;
	size_t count = 0;
	DIR *entries;

	snprintf(path, sizeof path, "%s/%s", settings.maildir, name);
	entries = opendir(path);
	cr_assert_not_null(entries);
	while ((entry = readdir(entries)) != NULL) {
		char *text;

		if (entry->d_name[0] == '.')
			continue;
		count++;
		if (!look)
			continue;
		snprintf(path, sizeof path, "%s/%s/%s", settings.maildir, name,
		    entry->d_name);
		text = read_whole(path);
		count_text(text, strlen(text), 0);
		free(text);
	}
	closedir(entries);
	return count;
}

static void count_all(const struct trial *trial)
{
	memset(found, 0, sizeof found);
	found_others = found_foreign = 0;
	if (settings.mbox != NULL) {
		count_mbox();
		return;
	}
	count_directory("new", true);
	cr_assert_eq(count_directory("tmp", false), 0,
	    "left over in tmp, fault %d at %ld", trial->fault, trial->step);
}

static void check(const struct trial *trial, size_t foreign)
{
	bool twice = trial->power && settings.mbox != NULL;

	count_all(trial);
	for (size_t i = 0; i < MESSAGES; i++)
		cr_assert(found[i] == 1 || (twice && found[i] == 2),
		    "message %zu stands %zu times, fault %d (%d) at step %ld",
		    i, found[i], trial->fault, trial->error, trial->step);
	cr_assert_eq(found_others, 0, "%zu torn ones, fault %d (%d) at %ld",
	    found_others, trial->fault, trial->error, trial->step);
	cr_assert_eq(found_foreign, foreign, "%zu foreign, fault %d at %ld",
	    found_foreign, trial->fault, trial->step);
}

/* ---- The claims ---------------------------------------------------------- */

static const struct trial no_fault = {.step = -1};

/* Each step of a run meets the fault; then comes a run without. */
static void try_every_step(bool mbox, struct trial trial, const char *foreign)
{
	for (trial.step = 0; trial.step < 2000; trial.step++) {
		int came_to, came_after;

		make_world(mbox);
		came_to = run_with(&trial);
		if (trial.power)
			restore_tree(world);
		if (foreign != NULL)
			add_to("mbox", foreign);
		/* Beyond the last step; the next run finds nothing to do. */
		came_after = run_with(&no_fault);
		cr_assert_eq(came_after, 0,
		    "the next run came to %d after fault %d at step %ld",
		    came_after, trial.fault, trial.step);
		check(&trial, foreign != NULL ? 1 : 0);
		if (came_to == 0)
			return;
	}
	cr_assert_fail("a run has too many steps");
}

static void try_killing(bool mbox, bool power, const char *foreign)
{
	enum fault kind;

	/* To die before a call is to die after the one before. */
	for (kind = FAULT_KILL_WITHIN; kind <= FAULT_KILL_AFTER; kind++)
		try_every_step(mbox,
		    (struct trial){.fault = kind, .power = power}, foreign);
}

static void try_failing(bool mbox)
{
	static const int errors[] = {ENOSPC, EIO, EDQUOT, EINTR};

	frozen = 0;
	for (size_t i = 0; i < sizeof errors / sizeof errors[0]; i++)
		try_every_step(mbox,
		    (struct trial){.fault = FAULT_FAIL, .error = errors[i]},
		    NULL);
	try_every_step(mbox, (struct trial){.fault = FAULT_SHORT}, NULL);
}

Test(deliver_crash, maildir_survives_any_kill)
{
	try_killing(false, false, NULL);
}

Test(deliver_crash, maildir_survives_any_kill_without_renameat2)
{
	fault_no_renameat2 = true;
	try_killing(false, false, NULL);
}

Test(deliver_crash, maildir_survives_any_failure)
{
	try_failing(false);
}

Test(deliver_crash, maildir_survives_loss_of_power)
{
	try_killing(false, true, NULL);
}

/* Nothing that the first handle has synced helps the second. */
Test(deliver_crash, maildir_survives_loss_of_power_of_the_second_handle)
{
	first_turn = 1;
	try_killing(false, true, NULL);
}

Test(deliver_crash, mbox_survives_any_kill)
{
	try_killing(true, false, NULL);
}

Test(deliver_crash, mbox_survives_any_failure)
{
	try_failing(true);
}

Test(deliver_crash, mbox_survives_loss_of_power)
{
	try_killing(true, true, NULL);
}

Test(deliver_crash, mbox_keeps_what_others_append_after_a_kill)
{
	try_killing(true, false, FOREIGN "\n");
	try_killing(true, false, "\n" FOREIGN "\n");
}

/* The second run is killed as well, and others append after each. */
Test(deliver_crash, mbox_survives_a_kill_of_the_recovery)
{
	for (long first = 0; first < 60; first += 3)
		for (long second = first % 2; second < 75; second += 2) {
			struct trial trial = {
			    .fault = FAULT_KILL_WITHIN, .step = first};
			int came_to;

			make_world(true);
			run_with(&trial);
			add_to("mbox", FOREIGN "\n");
			trial.step = second;
			run_with(&trial);
			add_to("mbox", FOREIGN "\n");
			came_to = run_with(&no_fault);
			cr_assert_eq(came_to, 0, "came to %d after %ld and %ld",
			    came_to, first, second);
			check(&trial, 2);
		}
}
