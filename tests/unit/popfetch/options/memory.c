/*
 * memory.c - each allocation fails once: the call says so, gives nothing out
 * and loses nothing.
 */
#include "tests/unit/popfetch/delivery.h"

#include <signal.h>
#include <sys/wait.h>

#include "popfetch/deliver/mbox-search.h"
#include "popfetch/deliver/parcel.h"
#include "popfetch/errand/message-out.h"
#include "popfetch/fetch/agenda.h"
#include "popfetch/fetch/batch.h"
#include "popfetch/invocation/config.h"
#include "popfetch/invocation/url-layer.h"
#include "popfetch/maildrop/plan.h"
#include "popfetch/options/memory.h"
#include "popfetch/options/set.h"
#include "popfetch/options/words.h"
#include "popfetch/result/held-message.h"
#include "popfetch/secret/secret-line.h"
#include "popfetch/secret/secret.h"
#include "popfetch/visit/state-file.h"

/* The C library's own calls, in strdup() and the like, fail as well. */
#pragma GCC visibility push(default)
#include "tests/unit/base/allocator.h"
#pragma GCC visibility pop

#if ALLOCATOR_REPLACED

TestSuite(memory, .init = scene_begin, .fini = scene_end, .timeout = 60);

enum outcome {
	DONE,	   /* all is as it should be */
	NO_MEMORY, /* and it is said so */
	WRONG
};

/* Each allocation of the attempt fails once; then none does.  There are at
 * least so many that matter. */
static void every_failure_is_told(enum outcome (*attempt)(void), int at_least)
{
	bool failed = true;
	int told = 0;

	for (long n = 0; failed; n++) {
		enum outcome outcome;

		fail_after(n);
		outcome = attempt();
		failed = fail_no_more();
		cr_expect_neq(outcome, WRONG, "at %ld", n);
		cr_expect(failed || outcome == DONE, "at %ld", n);
		told += outcome == NO_MEMORY;
	}
	cr_expect_geq(told, at_least);
}

static const struct pop3_state_entry *know_nothing(
    void *context, const struct pop3_state_key *key)
{
	(void)context, (void)key;
	return NULL;
}

static enum outcome make_plan(void)
{
	const struct pop3_listed listed[] = {
	    {.msgno = 1, .uid = "a", .uid_length = 1},
	    {.msgno = 2, .uid = "a", .uid_length = 1}};
	const struct plan_policy policy = {0};
	struct plan_item items[2];

	if (!plan_make(listed, 2, &policy, know_nothing, NULL, items))
		return NO_MEMORY;
	return items[1].key.occurrence == 1 ? DONE : WRONG;
}

static struct pop3_state *known;

/* What is counted, is there. */
static enum outcome make_agenda(void)
{
	struct pop3_listed listed = {.msgno = 1, .uid = "a", .uid_length = 1};
	struct visit_listing listing = {
	    .listed = &listed, .count = 1, .has_uids = true};
	const struct settings settings = {.keep_s = TERM_ENDLESS};
	struct visit visit = {.settings = &settings};
	struct agenda agenda = {0};
	enum exit_status status = agenda_plan(&visit, known, &listing, &agenda);
	const size_t count = agenda.count;

	agenda_clear(&agenda);
	if (status == EXIT_SYSTEM && count == 0)
		return NO_MEMORY;
	return status == EXIT_DONE && count == 1 ? DONE : WRONG;
}

Test(memory, without_it_nothing_is_planned)
{
	known = scene_state();
	every_failure_is_told(make_plan, 1);
	every_failure_is_told(make_agenda, 1);
	pop3_state_close(known, NULL);
}

static enum outcome open_state(void)
{
	char user[] = "jim", host[] = "h";
	struct settings settings = {
	    .user = user, .host = host, .state_dir = scene_home};
	const struct talk talk = {0};
	struct state_file file = {0};
	struct pop3_state *state = NULL;
	enum exit_status status = state_file_name(&settings, &talk, &file);

	if (status == EXIT_DONE)
		status = state_file_open(&settings, &file, NULL, &talk, &state);
	state_file_clear(&file);
	if (status != EXIT_DONE && state != NULL)
		return WRONG;
	/* The directory cannot be made: the system's words say why. */
	if (status != EXIT_DONE)
		return status == EXIT_SYSTEM || status == EXIT_CANNOT_CREATE
			   ? NO_MEMORY
			   : WRONG;
	pop3_state_close(state, NULL);
	return DONE;
}

Test(memory, without_it_no_state_is_opened)
{
	scene_listen();
	every_failure_is_told(open_state, 4);
	cr_expect_not_null(strstr(scene_said(), "popfetch: out of memory\n"));
}

static enum outcome read_secret(void)
{
	const int fd = open("secret", O_RDONLY);
	char *line = NULL;
	const enum pop3_status status = secret_line_read(fd, &line);
	enum outcome outcome = WRONG;

	close(fd);
	if (status == POP3_E_NO_MEMORY && line == NULL)
		outcome = NO_MEMORY;
	if (status == POP3_OK && strcmp(line, "s3cret") == 0)
		outcome = DONE;
	secret_free(line);
	return outcome;
}

Test(memory, without_it_no_secret_is_half_read)
{
	scene_write("secret", 0600, "s3cret\n");
	every_failure_is_told(read_secret, 2);
}

static enum outcome pack_parcel(void)
{
	struct parcel parcel;
	bool done = parcel_init(&parcel, NULL, "spool") &&
		    parcel_begin(&parcel.deliver) == POP3_OK &&
		    parcel_data(&parcel.deliver, "x\r\n", 3) == POP3_OK &&
		    parcel_end(&parcel) == POP3_OK;

	parcel_free(&parcel);
	return done ? DONE : NO_MEMORY;
}

static enum outcome hold_message(void)
{
	struct held_message held = {0};
	char octets[8];
	bool done = held_message_begin(&held) &&
		    held_message_add(&held, "x\r\n", 3) &&
		    held_message_end(&held) &&
		    held_message_read(&held, octets, sizeof octets) == 2;

	held_message_clear(&held);
	return done ? DONE : NO_MEMORY;
}

static enum outcome begin_output(void)
{
	struct message_out out;
	const bool done = message_out_init(&out, MESSAGE_MBOXRD);

	message_out_clear(&out);
	return done ? DONE : NO_MEMORY;
}

Test(memory, without_it_no_message_is_begun)
{
	every_failure_is_told(pack_parcel, 2);
	every_failure_is_told(hold_message, 1);
	every_failure_is_told(begin_output, 1);
}

static enum outcome search_mbox(void)
{
	const struct spool_range message = {0, 12};
	const int mbox = open("mbox", O_RDONLY);
	bool found = false;
	uint64_t end;
	const bool done =
	    mbox_search(mbox, 0, 0, 0, mbox, &message, 1, &found, &end);

	close(mbox);
	return !done ? NO_MEMORY : found ? DONE : WRONG;
}

/* "Not found" would place the message a second time. */
Test(memory, without_it_no_message_is_taken_for_missing)
{
	scene_write("mbox", 0600, "From a\n\nxyz\n");
	every_failure_is_told(search_mbox, 3);
}

/* ---- Deliveries ---------------------------------------------------------- */

static struct settings destination;

static enum pop3_status go_through(struct deliver *deliver, char *where)
{
	static const char message[] = "Subject: x\r\n\r\nbody\r\n";
	enum pop3_status status = deliver_begin(deliver);

	if (status == POP3_OK)
		status = deliver_data(deliver, message, sizeof message - 1);
	if (status == POP3_OK)
		status = deliver_end(deliver);
	if (status == POP3_OK)
		status = deliver_seal(deliver);
	if (status != POP3_OK)
		return status;
	strcpy(where, deliver_where(deliver, 0));
	return deliver_place(deliver);
}

/* The first run has little memory; the next one finishes what it sealed, or
 * delivers what it did not.  Whether there was an allocation to fail. */
static bool deliver_once_for_all(long n)
{
	struct pop3_error error = {.text = ""};
	struct deliver *deliver = NULL;
	char where[8192] = "";
	const char *names[] = {where};
	enum pop3_status status;
	bool failed;

	fail_after(n);
	status = deliver_open(&destination, "spool", &error, &deliver);
	if (status == POP3_OK) {
		status = go_through(deliver, where);
		if (status != POP3_OK)
			error = *deliver_error(deliver);
	}
	deliver_close(deliver);
	failed = fail_no_more();
	cr_expect(failed || status == POP3_OK);
	if (status != POP3_OK)
		cr_expect_str_neq(error.text, "", "at %ld", n);
	cr_assert_eq(deliver_open(&destination, "spool", &error, &deliver),
	    POP3_OK, "%s", error.text);
	recover(deliver, names, where[0] != '\0');
	if (where[0] == '\0')
		cr_assert_eq(go_through(deliver, where), POP3_OK);
	deliver_close(deliver);
	return failed;
}

Test(memory, without_it_a_maildir_gets_each_message_once)
{
	struct dirent *entry;
	long n = 0, files = 0;
	DIR *entries;

	destination.maildir = below("Mail");
	while (deliver_once_for_all(n))
		n++;
	cr_expect_gt(n, 3);
	entries = opendir("Mail/new");
	while ((entry = readdir(entries)) != NULL)
		files += entry->d_name[0] != '.';
	closedir(entries);
	cr_expect_eq(files, n + 1);
	free(destination.maildir);
}

Test(memory, without_it_an_mbox_gets_each_message_once)
{
	long n = 0, messages = 0;
	char *text;

	destination.mbox = below("mbox");
	while (deliver_once_for_all(n))
		n++;
	cr_expect_gt(n, 3);
	text = read_file("mbox", NULL);
	for (const char *at = text; (at = strstr(at, "Subject: x\n")); at++)
		messages++;
	cr_expect_eq(messages, n + 1);
	free(text);
	free(destination.mbox);
}

/* ---- A batch ------------------------------------------------------------- */

static struct settings of_batch;

/* A message of its own each time; what is told, is told with a reason. */
static enum outcome commit_batch(void)
{
	static struct batch batch;
	static char uid[] = "a";
	const struct pop3_listed listed = {.msgno = 1};
	struct plan_item item = {
	    .listed = &listed, .key = {.uid = uid, .length = 1}};
	enum outcome outcome = DONE;
	long left = allocations_left;

	uid[0]++;
	fail_no_more();
	batch = (struct batch){.settings = &of_batch,
	    .state = known,
	    .deliver = open_at(&of_batch)};
	stage(batch.deliver, "Subject: x\r\n\r\n");
	batch_add(&batch, &item, 14);
	fail_after(left);
	batch_commit(&batch);
	if (batch.end != BATCH_PLACED)
		outcome =
		    batch.error.text[0] != '\0' && batch.error.status != POP3_OK
			? NO_MEMORY
			: WRONG;
	deliver_close(batch.deliver);
	return outcome;
}

Test(memory, without_it_a_batch_that_is_not_placed_says_why)
{
	known = scene_state();
	of_batch.maildir = below("Mail");
	every_failure_is_told(commit_batch, 2);
	pop3_state_close(known, NULL);
	free(of_batch.maildir);
}

/* ---- While options are read ---------------------------------------------- */

static int exit_of(void (*grow)(void))
{
	int status;
	pid_t child = fork();

	cr_assert_geq(child, 0);
	if (child == 0) {
		fail_after(0);
		grow();
		_exit(0);
	}
	cr_assert_eq(waitpid(child, &status, 0), child);
	return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static void copy_text(void)
{
	(void)memory_copy("text");
}

static void format_text(void)
{
	(void)memory_format("%s", "text");
}

static void make_array(void)
{
	(void)memory_array(2, 2);
}

static void split_words(void)
{
	struct words words;

	(void)words_split("a 'b c'", &words);
}

static void parse_set(void)
{
	struct set set;
	char why[100];

	(void)set_parse("1,2-3,uid:x", &set, why, sizeof why);
}

static void grow_beyond(void)
{
	fail_no_more();
	(void)memory_grow(NULL, SIZE_MAX / 2, 4);
}

Test(memory, without_it_the_run_ends_with_a_word)
{
	scene_listen();
	cr_expect_eq(exit_of(copy_text), EXIT_SYSTEM);
	cr_expect_eq(exit_of(format_text), EXIT_SYSTEM);
	cr_expect_eq(exit_of(make_array), EXIT_SYSTEM);
	cr_expect_eq(exit_of(grow_beyond), EXIT_SYSTEM);
	cr_expect_eq(exit_of(split_words), EXIT_SYSTEM);
	cr_expect_eq(exit_of(parse_set), EXIT_SYSTEM);
	cr_expect_str_eq(scene_said(),
	    "popfetch: out of memory\npopfetch: out of memory\n"
	    "popfetch: out of memory\npopfetch: out of memory\n"
	    "popfetch: out of memory\npopfetch: out of memory\n");
}

/* How libConfuse's lexer ends the process where it has no memory. */
enum {
	LEXER_GIVES_UP = 2
};

/* A child's, after which many allocations, as waitpid() has it. */
static int end_of_reading(long n, const char *path)
{
	struct config config = {0};
	enum exit_status status;
	pid_t child = fork();
	int end;

	cr_assert_geq(child, 0);
	if (child == 0) {
		fail_after(n);
		status = config_read(path, CONFIG_MUST_EXIST, &config);
		_exit(status == EXIT_DONE && fail_no_more() ? 1 : (int)status);
	}
	cr_assert_eq(waitpid(child, &end, 0), child);
	return end;
}

Test(memory, without_it_a_configuration_is_not_at_fault)
{
	const char *path = scene_write("conf", 0600,
	    "account a {\n\thost = h\n\tuser = \"u\"\n\tkeep = 30d\n}\n");
	int system = 0, end = -1;

	scene_listen();
	for (long n = 0; end != 0; n++) {
		end = end_of_reading(n, path);
		cr_assert(!WIFSIGNALED(end) || WTERMSIG(end) == SIGABRT,
		    "at %ld: signal %d", n, WTERMSIG(end));
		if (WIFEXITED(end) && WEXITSTATUS(end) == EXIT_SYSTEM)
			system++;
		else if (WIFEXITED(end))
			cr_assert_leq(WEXITSTATUS(end), LEXER_GIVES_UP,
			    "at %ld: %d", n, WEXITSTATUS(end));
	}
	cr_expect_gt(system, 100);
	cr_expect_not_null(strstr(scene_said(), "conf:1: out of memory\n"));
}

Test(memory, without_it_a_url_is_no_url_and_told)
{
	const struct option_layer line = {0};
	struct option_layer layer = {0};

	scene_listen();
	fail_after(0);
	cr_expect_eq(url_layer_read("pop://jim@h", &line, &layer), EXIT_SYSTEM);
	fail_no_more();
	cr_expect_str_eq(scene_said(), "popfetch: out of memory\n");
	option_layer_clear(&layer);
}

#endif
