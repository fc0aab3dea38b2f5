/*
 * import.c - what another program had seen is taken for delivered.
 */
#include "tests/unit/popfetch/scene.h"

#include "popfetch/errand/import.h"
#include "popfetch/visit/state-file.h"
#include "popfetch/visit/visit.h"

static char user[] = "jim", host[] = "pop.example.org";
static struct settings settings;
static struct visit visit;
static struct import import;

static void begin(void)
{
	scene_begin();
	scene_listen();
	settings = (struct settings){
	    .user = user, .host = host, .state_dir = scene_home};
	visit = (struct visit){.settings = &settings, .import = &import};
}

static void end(void)
{
	import_clear(&import);
	scene_end();
}

TestSuite(import, .init = begin, .fini = end, .timeout = 60);

/* Imports a file of fetchmail's with this text. */
static enum exit_status imported(const char *text)
{
	scene_write("ids", 0600, text);
	import_clear(&import);
	cr_assert_eq(import_parse("fetchmail:ids", &import), EXIT_DONE);
	return import_run(&visit);
}

/* How many messages with this unique-id are delivered. */
static uint32_t delivered(const char *uid)
{
	struct pop3_state *state = state_file_glance(&settings);
	struct pop3_state_key key = {.uid = uid, .length = strlen(uid)};
	struct pop3_state_entry entry;

	cr_assert_not_null(state);
	while (pop3_state_find(state, &key, &entry) &&
	       entry.phase == POP3_PHASE_PLACED && entry.retrieved > 0)
		key.occurrence++;
	pop3_state_close(state, NULL);
	return key.occurrence;
}

#define OURS "jim@pop.example.org "

Test(import, what_was_seen_is_delivered)
{
	visit.talk.verbose = true;
	cr_expect_eq(imported(OURS "one\n" OURS "two\n"), EXIT_DONE);
	cr_expect_eq(delivered("one"), 1);
	cr_expect_eq(delivered("two"), 1);
	cr_expect_eq(delivered("three"), 0);
	cr_expect_not_null(strstr(scene_said(),
	    "2 messages are now taken for delivered, 0 were before"));
}

Test(import, a_second_time_there_is_nothing_to_do)
{
	visit.talk.verbose = true;
	cr_expect_eq(imported(OURS "one\n"), EXIT_DONE);
	cr_expect_eq(imported(OURS "one\n" OURS "two\n"), EXIT_DONE);
	cr_expect_eq(delivered("one"), 1);
	cr_expect_not_null(strstr(scene_said(),
	    "1 message is now taken for delivered, 1 was before"));
}

/* A message that failed here came there. */
Test(import, what_was_passed_over_or_failed_is_delivered)
{
	const struct pop3_state_key one = {"one", 3, 0}, two = {"two", 3, 0};
	struct pop3_state *state = state_file_seize(&settings);

	cr_assert_eq(pop3_state_pass(state, &one, 1700000000), POP3_OK);
	cr_assert_eq(
	    pop3_state_trouble(state, &two, 1700000000, "no"), POP3_OK);
	cr_assert_eq(pop3_state_close(state, NULL), POP3_OK);
	cr_expect_eq(imported(OURS "one\n" OURS "two\n"), EXIT_DONE);
	cr_expect_eq(delivered("one"), 1);
	cr_expect_eq(delivered("two"), 1);
}

/* It is to be deleted, or to be placed, and that is not forgotten. */
Test(import, what_is_under_way_stays_as_it_is)
{
	const struct pop3_state_key one = {"one", 3, 0}, two = {"two", 3, 0};
	struct pop3_state *state = state_file_seize(&settings);
	struct pop3_state_entry entry;

	cr_assert_eq(pop3_state_place(state, &one, 1700000000), POP3_OK);
	cr_assert_eq(pop3_state_doom(state, &one, 1700000000), POP3_OK);
	cr_assert_eq(pop3_state_intend(state, &two, 1700000000, "x"), POP3_OK);
	cr_assert_eq(pop3_state_close(state, NULL), POP3_OK);
	cr_expect_eq(imported(OURS "one\n" OURS "two\n"), EXIT_DONE);
	state = state_file_glance(&settings);
	cr_expect(pop3_state_find(state, &one, &entry));
	cr_expect_eq(entry.phase, POP3_PHASE_DOOMED);
	cr_expect(pop3_state_find(state, &two, &entry));
	cr_expect_eq(entry.phase, POP3_PHASE_INTENDED);
	pop3_state_close(state, NULL);
}

/* As in a listing: each is another message. */
Test(import, a_unique_id_that_is_there_twice_is_two_messages)
{
	cr_expect_eq(
	    imported(OURS "one\n" OURS "two\n" OURS "one\n"), EXIT_DONE);
	cr_expect_eq(delivered("one"), 2);
	cr_expect_eq(delivered("two"), 1);
}

/* Imports a file of getmail's, where NUL stands for "|". */
static enum exit_status imported_of_getmail(const char *text)
{
	char octets[200];
	FILE *file = fopen(scene_path("ids"), "w");

	for (size_t i = 0; i <= strlen(text); i++)
		octets[i] = text[i] == '|' ? '\0' : text[i];
	cr_assert_not_null(file);
	fwrite(octets, 1, strlen(text), file);
	fclose(file);
	cr_assert_eq(import_parse("getmail:ids", &import), EXIT_DONE);
	return import_run(&visit);
}

static int64_t retrieved(const char *uid, uint32_t occurrence)
{
	const struct pop3_state_key key = {uid, strlen(uid), occurrence};
	struct pop3_state *state = state_file_glance(&settings);
	struct pop3_state_entry entry = {0};

	cr_assert_not_null(state);
	pop3_state_find(state, &key, &entry);
	pop3_state_close(state, NULL);
	return entry.retrieved;
}

/* As in a maildrop, where it is the first to go when it is old enough. */
Test(import, of_equal_unique_ids_the_oldest_is_the_first)
{
	cr_expect_eq(
	    imported_of_getmail("1|30\n10|7\n1|10\n100|8\n1|20\n10|6\n"),
	    EXIT_DONE);
	cr_expect_eq(delivered("1"), 3);
	cr_expect_eq(retrieved("1", 0), 10);
	cr_expect_eq(retrieved("1", 1), 20);
	cr_expect_eq(retrieved("1", 2), 30);
	cr_expect_eq(delivered("10"), 2);
	cr_expect_eq(retrieved("10", 0), 6);
	cr_expect_eq(delivered("100"), 1);
}

/* It would be kept for longer than it is to be. */
Test(import, what_was_retrieved_in_the_future_was_so_now)
{
	cr_expect_eq(imported_of_getmail("one|4294967295\n"), EXIT_DONE);
	cr_expect_leq(retrieved("one", 0), state_file_now());
}

Test(import, other_accounts_are_left_alone)
{
	cr_expect_eq(imported("ann@pop.example.org x\n" OURS "one\n"
			      "jim@pop.example.net y\n"),
	    EXIT_DONE);
	cr_expect_eq(delivered("one"), 1);
	cr_expect_eq(delivered("x"), 0);
	cr_expect_eq(delivered("y"), 0);
}

Test(import, a_file_without_the_account_is_told)
{
	cr_expect_eq(imported("ann@pop.example.org x\n"), EXIT_NO_INPUT);
	cr_expect_not_null(strstr(scene_said(),
	    "has nothing of 'jim@pop.example.org', but entries of others: user "
	    "and host must be spelled as they are there"));
	cr_expect_eq(imported(""), EXIT_NO_INPUT);
}

/* To take a message for seen that was not would lose it. */
Test(import, a_broken_line_is_left_out_and_does_not_hide_the_others)
{
	char *text = malloc(20000);

	strcpy(text, OURS "one\nnonsense\n" OURS);
	memset(text + strlen(text), 'x', 10000);
	strcpy(text + strlen(OURS "one\nnonsense\n" OURS) + 10000,
	    "\n" OURS "two");
	cr_expect_eq(imported(text), EXIT_DATA);
	cr_expect_eq(delivered("one"), 1);
	cr_expect_eq(delivered("two"), 1);
	cr_expect_not_null(strstr(scene_said(), "2 lines of '"));
	free(text);
}

Test(import, a_unique_id_is_never_cut)
{
	char *text = malloc(20000);
	const size_t ours = strlen(OURS);

	strcpy(text, OURS);
	memset(text + ours, 'x', POP3_STATE_UID_MAX);
	text[ours + POP3_STATE_UID_MAX] = '\0';
	cr_expect_eq(imported(text), EXIT_DONE);
	cr_expect_eq(delivered(text + ours), 1);
	text[ours + POP3_STATE_UID_MAX] = 'x';
	text[ours + POP3_STATE_UID_MAX + 1] = '\0';
	cr_expect_eq(imported(text), EXIT_DATA);
	free(text);
}

Test(import, beside_another_run_is_tried_later)
{
	struct pop3_state *state = state_file_seize(&settings);

	cr_expect_eq(imported(OURS "one\n"), EXIT_TRY_LATER);
	pop3_state_close(state, NULL);
	cr_expect_eq(delivered("one"), 0);
}

/* ---- Our own ------------------------------------------------------------- */

static struct pop3_state *state_of(char *name)
{
	struct settings other = settings;

	other.host = name;
	return state_file_seize(&other);
}

static enum exit_status renamed(void)
{
	import_clear(&import);
	cr_assert_eq(import_parse("popfetch:jim@old.example.org.uidl", &import),
	    EXIT_DONE);
	return import_run(&visit);
}

static enum pop3_state_phase phase_of(
    const struct pop3_state_key *key, int64_t *out_retrieved)
{
	struct pop3_state *state = state_file_glance(&settings);
	struct pop3_state_entry entry = {.phase = 0};

	if (pop3_state_find(state, key, &entry))
		*out_retrieved = entry.retrieved;
	pop3_state_close(state, NULL);
	return entry.phase;
}

Test(import, an_account_of_another_name_has_seen_what_it_had_seen)
{
	static char old[] = "old.example.org";
	const struct pop3_state_key one = {"one", 3, 1}, two = {"two", 3, 0},
				    three = {"three", 5, 0},
				    four = {"four", 4, 0};
	struct pop3_state *state = state_of(old);
	int64_t retrieved = -1;

	cr_assert_eq(pop3_state_place(state, &one, 1700000000), POP3_OK);
	cr_assert_eq(pop3_state_pass(state, &two, 1700000001), POP3_OK);
	cr_assert_eq(pop3_state_place(state, &three, 1700000002), POP3_OK);
	cr_assert_eq(pop3_state_doom(state, &three, 1700000003), POP3_OK);
	cr_assert_eq(
	    pop3_state_trouble(state, &four, 1700000004, "no"), POP3_OK);
	cr_assert_eq(pop3_state_close(state, NULL), POP3_OK);
	cr_expect_eq(renamed(), EXIT_DONE);
	cr_expect_eq(phase_of(&one, &retrieved), POP3_PHASE_PLACED);
	cr_expect_eq(retrieved, 1700000000);
	cr_expect_eq(phase_of(&two, &retrieved), POP3_PHASE_PLACED);
	cr_expect_eq(retrieved, 0);
	cr_expect_eq(phase_of(&three, &retrieved), POP3_PHASE_PLACED);
	cr_expect_eq(retrieved, 1700000002);
	cr_expect_eq(phase_of(&four, &retrieved), 0, "it has not come");
	cr_expect_eq(renamed(), EXIT_DONE, "nor does a second time harm");
	cr_expect_eq(phase_of(&two, &retrieved), POP3_PHASE_PLACED);
}

/* Where it goes, and whether it is there, only its own account can know. */
Test(import, what_another_account_has_not_placed_is_left_to_it)
{
	static char old[] = "old.example.org";
	const struct pop3_state_key one = {"one", 3, 0}, two = {"two", 3, 0};
	struct pop3_state *state = state_of(old);
	int64_t retrieved;

	cr_assert_eq(pop3_state_intend(state, &one, 1700000000, "x"), POP3_OK);
	cr_assert_eq(pop3_state_place(state, &two, 1700000000), POP3_OK);
	cr_assert_eq(pop3_state_close(state, NULL), POP3_OK);
	cr_expect_eq(renamed(), EXIT_DATA);
	cr_expect_not_null(
	    strstr(scene_said(), "1 message of '"), "%s", scene_text);
	cr_expect_not_null(strstr(scene_text, "is not placed yet"));
	cr_expect_eq(phase_of(&one, &retrieved), 0);
	cr_expect_eq(phase_of(&two, &retrieved), POP3_PHASE_PLACED);
}

/* ---- Files --------------------------------------------------------------- */

static void expect_unread(const char *file, const char *why)
{
	char text[100];

	import_clear(&import);
	snprintf(text, sizeof text, "fetchmail:%s", file);
	cr_assert_eq(import_parse(text, &import), EXIT_DONE);
	cr_expect_eq(import_run(&visit), EXIT_NO_INPUT, "%s", file);
	snprintf(text, sizeof text, "%s': %s\n", file, why);
	cr_expect_not_null(strstr(scene_said(), text), "%s", scene_text);
}

Test(import, what_is_no_file_is_told)
{
	cr_assert_eq(mkdir("directory", 0700), 0);
	expect_unread("missing", "no such file or directory");
	expect_unread("directory", "is a directory");
}

/* One that has no end would never be read to it. */
Test(import, a_device_is_no_file)
{
	expect_unread("/dev/zero", "no such device");
}

Test(import, a_format_has_a_name_and_a_file)
{
	static const char *const rows[] = {
	    "", "ids", "fetchmail", "fetchmail:", ":ids", "offlineimap:ids"};

	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
		cr_expect_eq(import_parse(rows[i], &import), EXIT_USAGE, "'%s'",
		    rows[i]);
	cr_expect_not_null(strstr(scene_said(),
	    "bad value 'offlineimap:ids' for '--import-state': mpop:FILE, "
	    "fetchmail:FILE, getmail:FILE or popfetch:FILE is allowed"));
	cr_assert_eq(import_parse("mpop:~/a:b", &import), EXIT_DONE);
	cr_expect_str_eq(import.path, scene_path("a:b"));
}
