/*
 * deliver-mbox.c - messages into an mbox, and what recovery makes of each
 * state that a run and other programs can leave.
 */
#include "tests/unit/popfetch/delivery.h"
#include "tests/unit/popfetch/failing-read.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>

static struct settings settings;
static char *spool;

#define OLD	"From old@example.org Thu Jan  1 00:00:00 1970\n\nold\n"
#define FOREIGN "From foreign@example.org Thu Jan  1 00:00:00 1970\n\nforeign\n"

/* The date of every From_ line of ours. */
#define DATE " Thu Jan  1 00:00:00 1970\n"

time_t time(time_t *out)
{
	if (out != NULL)
		*out = 0;
	return 0;
}

/* How many syncs are left up to one that fails; at 0 none does. */
static int syncs_left;

static int sync_by(long call, int fd)
{
	if (syncs_left == 0 || --syncs_left > 0)
		return (int)syscall(call, fd);
	errno = EIO;
	return -1;
}

int fsync(int fd)
{
	return sync_by(SYS_fsync, fd);
}

int fdatasync(int fd)
{
	return sync_by(SYS_fdatasync, fd);
}

static void begin(void)
{
	scene_begin();
	spool = below("spool");
	settings = (struct settings){.mbox = below("mbox")};
}

static void end(void)
{
	free(spool);
	free(settings.mbox);
	scene_end();
}

TestSuite(deliver_mbox, .init = begin, .fini = end);

static void put(const char *text)
{
	FILE *stream = fopen(settings.mbox, "w");

	fputs(text, stream);
	fclose(stream);
}

static void append(const char *text)
{
	FILE *stream = fopen(settings.mbox, "a");

	fputs(text, stream);
	fclose(stream);
}

static void check_mbox(const char *expected)
{
	char *text = read_file(settings.mbox, NULL);

	cr_assert_str_eq(text, expected);
	free(text);
}

static void recover_one(const char *where, bool expect_lost)
{
	struct deliver *deliver = open_at(&settings);

	recover(deliver, &where, 1);
	cr_assert_eq(deliver_lost(deliver, 0), expect_lost);
	deliver_close(deliver);
}

/* ---- Delivering ---------------------------------------------------------- */

#define ONE	 "Return-Path: <a@example.org>\r\nSubject: one\r\n\r\nfirst\r\n"
#define ONE_BODY "Return-Path: <a@example.org>\nSubject: one\n\nfirst\n"
#define ONE_MBOX "From a@example.org" DATE ONE_BODY "\n"
#define TWO	 "Subject: two\r\n\r\nFrom x\r\n>From y"
#define TWO_MBOX                                                               \
	"From MAILER-DAEMON" DATE "Subject: two\n\n>From x\n>>From y\n\n"

Test(deliver_mbox, messages_stand_one_after_the_other)
{
	struct deliver *deliver = open_at(&settings);
	struct stat file;

	stage(deliver, ONE);
	stage(deliver, TWO);
	seal(deliver);
	place(deliver);
	check_mbox(ONE_MBOX TWO_MBOX);
	stage(deliver, ONE);
	seal(deliver);
	place(deliver);
	deliver_close(deliver);
	check_mbox(ONE_MBOX TWO_MBOX ONE_MBOX);
	cr_assert_eq(stat(settings.mbox, &file), 0);
	cr_assert_eq(file.st_mode & 07777, 0600);
	cr_assert_eq(stat(spool, &file), 0);
	cr_assert_eq(file.st_mode & 07777, 0600);
	cr_assert_eq(file.st_size, 0);
}

static void check_after(const char *before, const char *between)
{
	char expected[1000];

	put(before);
	deliver_one(&settings, ONE);
	snprintf(
	    expected, sizeof expected, "%s%s%s", before, between, ONE_MBOX);
	check_mbox(expected);
}

Test(deliver_mbox, an_empty_line_is_put_in_front_where_it_is_missing)
{
	check_after("", "");
	check_after(OLD "\n", "");
	check_after(OLD, "\n");
	check_after(OLD "no end", "\n\n");
}

Test(deliver_mbox, format_mboxo_quotes_bare_from_lines_only)
{
	settings.mbox_format = MBOX_O;
	deliver_one(&settings, TWO);
	check_mbox(
	    "From MAILER-DAEMON" DATE "Subject: two\n\n>From x\n>From y\n\n");
}

static void check_cl2(const char *message, const char *expected)
{
	char text[2000];

	settings.mbox_format = MBOX_CL2;
	put("");
	deliver_one(&settings, message);
	snprintf(text, sizeof text, "From MAILER-DAEMON" DATE "%s", expected);
	check_mbox(text);
}

Test(deliver_mbox, format_mboxcl2_says_the_length_of_the_body)
{
	check_cl2("Subject: s\r\n\r\nFrom x\r\n",
	    "Subject: s\nContent-Length:               7\n\nFrom x\n\n");
	check_cl2("Subject: s\r\n\r\nno end",
	    "Subject: s\nContent-Length:               7\n\nno end\n\n");
	check_cl2("Subject: s\r\n\r\n",
	    "Subject: s\nContent-Length:               0\n\n\n");
	check_cl2("Subject: no body\r\n",
	    "Subject: no body\nContent-Length:               0\n\n\n");
	check_cl2("\r\nno header\r\n",
	    "Content-Length:              10\n\nno header\n\n");
}

Test(deliver_mbox, format_mboxcl2_replaces_a_content_length)
{
	check_cl2("content-LENGTH : 5\r\n folded\r\nA: b\r\n"
		  "Content-Length: 1\r\nContent-Lengths: 3\r\n\r\n"
		  "Content-Length: 9\r\n",
	    "A: b\nContent-Lengths: 3\nContent-Length:              18\n\n"
	    "Content-Length: 9\n\n");
	check_cl2("A: b\r\nContent-Len",
	    "A: b\nContent-Len\nContent-Length:               0\n\n\n");
}

Test(deliver_mbox, sender_is_found_however_the_header_comes)
{
	for (size_t step = 1; step < 40; step++) {
		struct deliver *deliver = open_at(&settings);
		const char message[] = ONE;

		put("");
		cr_assert_eq(deliver_begin(deliver), POP3_OK);
		for (size_t at = 0; at < sizeof message - 1; at += step)
			deliver_data(deliver, message + at,
			    sizeof message - 1 - at < step
				? sizeof message - 1 - at
				: step);
		cr_assert_eq(deliver_end(deliver), POP3_OK);
		seal(deliver);
		place(deliver);
		deliver_close(deliver);
		check_mbox(ONE_MBOX);
	}
}

/* A message of so many octets with a header that never ends. */
Test(deliver_mbox, message_larger_than_any_buffer_is_whole)
{
	const size_t size = 2000000;
	char *message = malloc(size + 1), *found;
	size_t length, from = strlen("From a@example.org" DATE);

	strcpy(message, "Return-Path: a@example.org\r\n");
	for (size_t i = strlen(message); i < size; i++)
		message[i] = (char)('a' + i % 26);
	message[size] = '\0';
	deliver_one(&settings, message);
	found = read_file(settings.mbox, &length);
	cr_assert_eq(length, from + size - 1 + 2);
	cr_assert_eq(memcmp(found, "From a@example.org" DATE, from), 0);
	cr_assert_eq(memcmp(found + from + 27, message + 28, size - 28), 0);
	free(message);
	free(found);
}

Test(deliver_mbox, dropped_message_leaves_nothing)
{
	struct deliver *deliver = open_at(&settings);
	char *large = calloc(1, 1000001);

	memset(large, 'x', 1000000);
	stage(deliver, ONE);
	cr_assert_eq(deliver_begin(deliver), POP3_OK);
	cr_assert_eq(deliver_data(deliver, large, 1000000), POP3_OK);
	deliver_drop(deliver);
	stage(deliver, TWO);
	seal(deliver);
	place(deliver);
	deliver_close(deliver);
	check_mbox(ONE_MBOX TWO_MBOX);
	free(large);
}

/* A message that was too much for the disk is off it again. */
Test(deliver_mbox, what_the_disk_had_no_room_for_is_not_in_the_way)
{
	const struct rlimit limit = {300000, RLIM_INFINITY};
	struct deliver *deliver = open_at(&settings);
	char *large = calloc(1, 1000000);
	struct stat file;

	signal(SIGXFSZ, SIG_IGN);
	cr_assert_eq(setrlimit(RLIMIT_FSIZE, &limit), 0);
	for (int i = 0; i < 2; i++) {
		cr_assert_eq(deliver_begin(deliver), POP3_OK);
		cr_expect_neq(deliver_data(deliver, large, 1000000), POP3_OK);
		deliver_drop(deliver);
		if (i == 0 && stat(spool, &file) == 0)
			cr_expect_eq(file.st_size, 0);
		stage(deliver, ONE);
	}
	seal(deliver);
	place(deliver);
	deliver_close(deliver);
	check_mbox(ONE_MBOX ONE_MBOX);
	free(large);
}

static enum pop3_status seal_and_place(struct deliver *deliver)
{
	const enum pop3_status status = deliver_seal(deliver);

	return status == POP3_OK ? deliver_place(deliver) : status;
}

/* After a loss of power it would be gone, and is still on the server. */
Test(deliver_mbox, message_that_the_disk_has_not_is_not_placed)
{
	for (int i = 1; syncs_left == 0; i++) {
		struct deliver *deliver = open_at(&settings);
		enum pop3_status status;

		stage(deliver, ONE);
		syncs_left = i;
		status = seal_and_place(deliver);
		cr_expect_eq(status == POP3_OK, syncs_left > 0, "sync %d", i);
		deliver_close(deliver);
		cr_assert_eq(unlink(settings.mbox), 0);
		cr_assert_eq(unlink(spool), 0);
	}
}

Test(deliver_mbox, nothing_is_written_before_it_is_placed)
{
	struct deliver *deliver = open_at(&settings);

	put(OLD);
	stage(deliver, ONE);
	seal(deliver);
	check_mbox(OLD);
	cr_assert_leq(
	    strlen(deliver_where(deliver, 0)), (size_t)DELIVER_WHERE_MAX);
	deliver_close(deliver);
	check_mbox(OLD);
}

/* ---- What is no mbox ----------------------------------------------------- */

static void check_refused(enum pop3_status status, const char *words)
{
	struct pop3_error error = open_failure(&settings);

	cr_assert_eq(error.status, status, "%s", error.text);
	cr_assert_not_null(strstr(error.text, words), "%s", error.text);
}

Test(deliver_mbox, file_that_is_no_mbox_is_refused_and_unchanged)
{
	put("Subject: a message\n\ntext\n");
	check_refused(POP3_E_FILE, "is no mbox");
	check_mbox("Subject: a message\n\ntext\n");
	put("From: x\n");
	check_refused(POP3_E_FILE, "is no mbox");
}

Test(deliver_mbox, what_is_not_a_regular_file_is_refused)
{
	cr_assert_eq(mkfifo(settings.mbox, 0600), 0);
	check_refused(POP3_E_FILE, "not a regular file");
	unlink(settings.mbox);
	cr_assert_eq(mkdir(settings.mbox, 0700), 0);
	check_refused(POP3_E_FILE, "not a regular file");
	free(settings.mbox);
	settings.mbox = strdup("/dev/null");
	check_refused(POP3_E_FILE, "not a regular file");
	free(settings.mbox);
	settings.mbox = strdup("/dev/stdout");
	check_refused(POP3_E_FILE, "not a regular file");
}

Test(deliver_mbox, missing_directory_is_not_made)
{
	free(settings.mbox);
	settings.mbox = below("no/mbox");
	check_refused(POP3_E_SYSTEM, "cannot open mbox '/");
}

Test(deliver_mbox, link_is_followed)
{
	char *target = below("target");

	cr_assert_eq(symlink(target, settings.mbox), 0);
	deliver_one(&settings, ONE);
	free(settings.mbox);
	settings.mbox = target;
	check_mbox(ONE_MBOX);
}

Test(deliver_mbox, link_where_everybody_may_write_is_not_followed)
{
	char *target = below("target");

	cr_assert_eq(chmod(scene_home, 01777), 0);
	cr_assert_eq(symlink(target, settings.mbox), 0);
	check_refused(POP3_E_FILE, "symbolic link");
	cr_assert_neq(access(target, F_OK), 0);
	free(target);
}

/* He could read what comes. */
Test(deliver_mbox, file_of_somebody_else_where_everybody_may_write_is_refused)
{
	const uid_t attacker = 12346;

	if (geteuid() != 0)
		scene_skip("only root can make files of others");
	put("");
	cr_assert_eq(chown(settings.mbox, attacker, (gid_t)-1), 0);
	cr_assert_eq(chmod(settings.mbox, 0666), 0);
	cr_assert_eq(chmod(scene_home, 0777), 0);
	/* Root delivers to others. */
	deliver_one(&settings, ONE);
	check_mbox(ONE_MBOX);
	cr_assert_eq(seteuid(12345), 0);
	check_refused(POP3_E_FILE, "another user's file");
	cr_assert_eq(seteuid(0), 0);
	cr_assert_eq(chmod(scene_home, 0755), 0);
	cr_assert_eq(seteuid(12345), 0);
	deliver_close(open_at(&settings));
	cr_assert_eq(seteuid(0), 0);
}

/* ---- Locks --------------------------------------------------------------- */

/* Whether another process gets the lock. */
static bool another_gets_it(void)
{
	struct flock flock = {.l_type = F_WRLCK, .l_whence = SEEK_SET};
	int status;
	pid_t child = fork();

	if (child == 0) {
		int fd = open(settings.mbox, O_RDWR);

		_exit(fcntl(fd, F_SETLK, &flock) == 0 ? 0 : 1);
	}
	waitpid(child, &status, 0);
	return WEXITSTATUS(status) == 0;
}

Test(deliver_mbox, is_locked_from_seal_to_place_and_no_longer)
{
	struct deliver *deliver = open_at(&settings);
	char *dot_lock = below("mbox.lock");

	stage(deliver, ONE);
	cr_assert(another_gets_it());
	seal(deliver);
	cr_assert_not(another_gets_it());
	cr_assert_eq(access(dot_lock, F_OK), 0);
	place(deliver);
	cr_assert(another_gets_it());
	cr_assert_neq(access(dot_lock, F_OK), 0);
	deliver_close(deliver);
	free(dot_lock);
}

Test(deliver_mbox, lock_of_another_program_is_waited_for_in_vain, .timeout = 60)
{
	struct deliver *deliver = open_at(&settings);
	struct flock flock = {.l_type = F_WRLCK, .l_whence = SEEK_SET};
	int ready[2], status;
	pid_t child;
	char octet;

	cr_assert_eq(pipe(ready), 0);
	child = fork();
	if (child == 0) {
		int fd = open(settings.mbox, O_RDWR);

		fcntl(fd, F_SETLK, &flock);
		if (write(ready[1], "x", 1) != 1)
			_exit(1);
		pause();
	}
	cr_assert_eq(read(ready[0], &octet, 1), 1);
	stage(deliver, ONE);
	cr_assert_eq(deliver_seal(deliver), POP3_E_LOCKED);
	cr_assert_not_null(
	    strstr(deliver_error(deliver)->text, "locked by another program"));
	kill(child, SIGKILL);
	waitpid(child, &status, 0);
	check_mbox("");
	stage(deliver, TWO);
	seal(deliver);
	place(deliver);
	deliver_close(deliver);
	check_mbox(TWO_MBOX);
}

Test(deliver_mbox, lock_file_of_a_dead_process_is_no_hindrance)
{
	FILE *stream;
	char *dot_lock = below("mbox.lock");
	int status;
	pid_t child = fork();

	if (child == 0)
		_exit(0);
	waitpid(child, &status, 0);
	stream = fopen(dot_lock, "w");
	fprintf(stream, "%ld\n", (long)child);
	fclose(stream);
	deliver_one(&settings, ONE);
	check_mbox(ONE_MBOX);
	free(dot_lock);
}

/* ---- Recovery ------------------------------------------------------------ */

Test(deliver_mbox, sealed_message_is_placed_by_the_next_run)
{
	char *where;

	put(OLD);
	where = seal_and_die(&settings, ONE);
	check_mbox(OLD);
	recover_one(where, false);
	check_mbox(OLD "\n" ONE_MBOX);
	recover_one(where, false);
	check_mbox(OLD "\n" ONE_MBOX);
	free(where);
}

Test(deliver_mbox, sealed_message_that_is_not_in_the_journal_goes)
{
	struct deliver *deliver;
	struct stat file;

	free(seal_and_die(&settings, ONE));
	deliver = open_at(&settings);
	recover(deliver, NULL, 0);
	deliver_close(deliver);
	check_mbox("");
	cr_assert_eq(stat(spool, &file), 0);
	cr_assert_eq(file.st_size, 0);
}

Test(deliver_mbox, only_what_is_in_the_journal_is_placed)
{
	struct deliver *deliver = open_at(&settings);
	char *where;

	stage(deliver, ONE);
	stage(deliver, TWO);
	seal(deliver);
	where = strdup(deliver_where(deliver, 0));
	deliver_close(deliver);
	recover_one(where, false);
	check_mbox(ONE_MBOX);
	free(where);
}

static size_t count_of(const char *text, const char *words)
{
	size_t count = 0;

	while ((text = strstr(text, words)) != NULL) {
		count++;
		text += strlen(words);
	}
	return count;
}

/* The old, ours and theirs once each, and no octet but line ends besides. */
static void check_three(const char *behind, size_t torn)
{
	char *found = read_file(settings.mbox, NULL);

	cr_assert_eq(strncmp(found, OLD, strlen(OLD)), 0);
	cr_assert_eq(count_of(found, "\n" ONE_MBOX), 1, "%zu\n%s", torn, found);
	cr_assert_eq(count_of(found, "\n" FOREIGN), 1, "%zu\n%s", torn, found);
	cr_assert_leq(strlen(found),
	    strlen(OLD "\n" ONE_MBOX) + strlen(behind) + 1, "%zu\n%s", torn,
	    found);
	free(found);
}

/* Every prefix of the append may be what a crash left. */
static void check_torn(const char *behind)
{
	const char *whole = OLD "\n" ONE_MBOX;

	for (size_t torn = strlen(OLD); torn <= strlen(whole); torn++) {
		char text[2000];
		char *where;

		put(OLD);
		where = seal_and_die(&settings, ONE);
		snprintf(text, sizeof text, "%.*s%s", (int)torn, whole, behind);
		put(text);
		recover_one(where, false);
		if (behind[0] == '\0')
			check_mbox(whole);
		else
			check_three(behind, torn);
		free(where);
	}
}

Test(deliver_mbox, torn_append_is_finished)
{
	check_torn("");
}

/* A loss of power may leave a length without its octets. */
static void put_nuls(size_t n)
{
	static const char nuls[256];
	FILE *stream = fopen(settings.mbox, "w");

	cr_assert_leq(n, sizeof nuls);
	fwrite(nuls, 1, n, stream);
	fclose(stream);
}

Test(deliver_mbox, nuls_in_a_new_one_are_filled)
{
	for (size_t n = 1; n <= strlen(ONE_MBOX); n++) {
		char *where = seal_and_die(&settings, ONE);

		put_nuls(n);
		recover_one(where, false);
		check_mbox(ONE_MBOX);
		free(where);
		cr_assert_eq(unlink(settings.mbox), 0);
	}
}

Test(deliver_mbox, nuls_that_are_not_ours_are_no_mbox)
{
	struct deliver *deliver;
	size_t length;

	put_nuls(20);
	deliver = open_at(&settings);
	stage(deliver, ONE);
	cr_assert_eq(deliver_seal(deliver), POP3_E_FILE);
	deliver_close(deliver);
	free(read_file(settings.mbox, &length));
	cr_assert_eq(length, 20);
}

Test(deliver_mbox, what_others_appended_to_a_torn_message_stays)
{
	check_torn(FOREIGN "\n");
	check_torn("\n" FOREIGN "\n");
	check_torn("\n\n" FOREIGN "\n");
}

#define TORN OLD "\nFrom a@example.org" DATE "Return-Path: <a@" FOREIGN "\n"

/* What is torn is recovered up to this sync: whether that changes the mbox. */
static bool begins_to_recover(int sync, char **out_where)
{
	struct deliver *deliver;
	char *text;
	bool begun;

	put(OLD);
	*out_where = seal_and_die(&settings, ONE);
	put(TORN);
	deliver = open_at(&settings);
	syncs_left = sync;
	cr_assert_neq(
	    deliver_recover(deliver, (const char **)out_where, 1), POP3_OK);
	deliver_close(deliver);
	text = read_file(settings.mbox, NULL);
	begun = strcmp(text, TORN) != 0;
	free(text);
	return begun;
}

/* It is in the spool alone when a mail reader writes the mbox as it was once.
 */
Test(deliver_mbox, what_others_wrote_is_not_lost_with_a_recovery_broken_off)
{
	char *where, *text;
	int sync = 1;

	while (!begins_to_recover(sync++, &where))
		free(where);
	put(OLD);
	recover_one(where, false);
	text = read_file(settings.mbox, NULL);
	cr_expect_eq(count_of(text, ONE_MBOX), 1, "%s", text);
	cr_expect_eq(count_of(text, FOREIGN), 1, "%s", text);
	free(text);
	free(where);
}

/* Killed between the last write and its sync. */
Test(deliver_mbox, message_that_stands_is_not_placed_before_the_disk_has_it)
{
	struct deliver *deliver;
	char *where;

	put(OLD);
	where = seal_and_die(&settings, ONE);
	append("\n" ONE_MBOX);
	deliver = open_at(&settings);
	syncs_left = 1;
	cr_expect_neq(
	    deliver_recover(deliver, (const char **)&where, 1), POP3_OK);
	deliver_close(deliver);
	recover_one(where, false);
	check_mbox(OLD "\n" ONE_MBOX);
	free(where);
}

Test(deliver_mbox, message_that_moved_is_not_placed_again)
{
	char *where;

	put(OLD "\n" FOREIGN);
	where = seal_and_die(&settings, ONE);
	/* Placed, and then a mail reader deleted the first message. */
	put(FOREIGN "\n" ONE_MBOX);
	recover_one(where, false);
	check_mbox(FOREIGN "\n" ONE_MBOX);
	free(where);
}

/* Then the mbox ends where it did before ours came, and as it did. */
Test(deliver_mbox, message_of_the_size_of_one_that_went_is_not_placed_again)
{
	char dots[1000], sent[1100], text[4000], *where;

	memset(dots, '.', sizeof dots);
	snprintf(sent, sizeof sent, "new%.*s\r\n", 900, dots);
	snprintf(text, sizeof text,
	    "From MAILER-DAEMON" DATE "old%.*s\n\n"
	    "From MAILER-DAEMON" DATE "one%.*s\n\n",
	    900, dots, 900, dots);
	put(text);
	where = seal_and_die(&settings, sent);
	snprintf(text, sizeof text,
	    "From MAILER-DAEMON" DATE "one%.*s\n\n"
	    "From MAILER-DAEMON" DATE "new%.*s\n\n",
	    900, dots, 900, dots);
	put(text);
	recover_one(where, false);
	check_mbox(text);
	free(where);
}

/* What was torn moved to `text`, and what recovery makes of it is `expected`.
 */
static void check_moved(const char *text, const char *expected)
{
	char *where;

	put(OLD "\n" FOREIGN);
	where = seal_and_die(&settings, ONE);
	put(text);
	recover_one(where, false);
	check_mbox(expected);
	free(where);
}

Test(deliver_mbox, torn_message_that_moved_is_finished)
{
	const size_t front = strlen(FOREIGN "\n");
	const char *whole = FOREIGN "\n" ONE_MBOX;
	char text[500];

	for (size_t torn = front + strlen("From a@example.org" DATE);
	     torn < strlen(whole); torn++) {
		snprintf(text, sizeof text, "%.*s", (int)torn, whole);
		if (strcmp(text + torn - 2, "\n\n") != 0)
			check_moved(text, whole);
	}
	check_moved("From a@example.org" DATE "Return-Path", ONE_MBOX);
}

Test(deliver_mbox, message_that_begins_as_ours_and_is_whole_stays)
{
	static const char begun[] =
	    "From a@example.org" DATE
	    "Return-Path: <a@example.org>\nSubject: one\n\n";

	check_moved(begun,
	    "From a@example.org" DATE
	    "Return-Path: <a@example.org>\nSubject: one\n\n" ONE_MBOX);
	check_moved("From a@example.org" DATE "To: me",
	    "From a@example.org" DATE "To: me\n\n" ONE_MBOX);
}

#define READ_MBOX                                                              \
	"From a@example.org" DATE "Return-Path: <a@example.org>\n"             \
	"Subject: one\nStatus: RO\n\nfirst\n\n"

Test(deliver_mbox, message_marked_read_is_not_placed_again)
{
	const char *read = FOREIGN "\n" READ_MBOX OLD;
	char *where;

	put(OLD "\n" FOREIGN);
	where = seal_and_die(&settings, ONE);
	put(read);
	recover_one(where, false);
	check_mbox(read);
	free(where);
}

/* A recovery ends at each of its reads; then there is another. */
static void check_reads(const char *text, const char *expected)
{
	for (int i = 1; reads_left == 0; i++) {
		struct deliver *deliver;
		enum pop3_status status;
		char *where;

		put(OLD "\n" FOREIGN);
		where = seal_and_die(&settings, ONE);
		put(text);
		deliver = open_at(&settings);
		reads_left = i;
		status = deliver_recover(deliver, (const char **)&where, 1);
		cr_expect_eq(status == POP3_OK, reads_left > 0, "read %d", i);
		deliver_close(deliver);
		if (reads_left == 0)
			recover_one(where, false);
		check_mbox(expected);
		free(where);
	}
	reads_left = 0;
}

Test(deliver_mbox, what_cannot_be_read_is_neither_lost_nor_doubled)
{
	check_reads(FOREIGN "\n" ONE_MBOX, FOREIGN "\n" ONE_MBOX);
	check_reads(FOREIGN "\n" READ_MBOX OLD, FOREIGN "\n" READ_MBOX OLD);
	check_reads(OLD "\n" FOREIGN "\nFrom a@exam" FOREIGN "\n",
	    OLD "\n" FOREIGN "\n" ONE_MBOX FOREIGN "\n");
}

Test(deliver_mbox, message_like_another_in_front_is_placed)
{
	char *where;

	put(ONE_MBOX);
	where = seal_and_die(&settings, ONE);
	append(FOREIGN "\n");
	recover_one(where, false);
	check_mbox(ONE_MBOX FOREIGN "\n" ONE_MBOX);
	free(where);
}

/* Killed between two that are equal, as a robot's may be; then another program
 * wrote. */
static void check_equals(const char *behind)
{
	struct deliver *deliver;
	char *where[2], expected[1000];

	put(OLD);
	deliver = open_at(&settings);
	stage(deliver, ONE);
	stage(deliver, ONE);
	seal(deliver);
	where[0] = strdup(deliver_where(deliver, 0));
	where[1] = strdup(deliver_where(deliver, 1));
	deliver_close(deliver);
	append("\n" ONE_MBOX);
	append(behind);
	deliver = open_at(&settings);
	recover(deliver, (const char *const *)where, 2);
	deliver_close(deliver);
	snprintf(expected, sizeof expected, "%s\n%s%s%s", OLD, ONE_MBOX, behind,
	    ONE_MBOX);
	check_mbox(expected);
	free(where[0]);
	free(where[1]);
}

Test(deliver_mbox, second_of_two_equal_messages_is_placed_behind_the_first)
{
	check_equals(FOREIGN "\n");
	check_equals("\n" FOREIGN "\n");
}

Test(deliver_mbox, message_is_placed_in_an_mbox_that_was_rewritten)
{
	char *where;

	put(OLD "\n" FOREIGN);
	where = seal_and_die(&settings, ONE);
	put(OLD);
	recover_one(where, false);
	check_mbox(OLD "\n" ONE_MBOX);
	free(where);
	where = seal_and_die(&settings, TWO);
	unlink(settings.mbox);
	recover_one(where, false);
	check_mbox(TWO_MBOX);
	free(where);
}

Test(deliver_mbox, message_whose_spool_is_gone_is_lost)
{
	char *where = seal_and_die(&settings, ONE);

	cr_assert_eq(unlink(spool), 0);
	recover_one(where, true);
	check_mbox("");
	free(where);
}

Test(deliver_mbox, message_whose_spool_was_cut_is_lost)
{
	char *where = seal_and_die(&settings, ONE);

	cr_assert_eq(truncate(spool, 70), 0);
	recover_one(where, true);
	check_mbox("");
	free(where);
}

Test(deliver_mbox, message_whose_spool_was_used_again_is_placed)
{
	char *where = seal_and_die(&settings, ONE);

	recover_one(where, false);
	free(seal_and_die(&settings, TWO));
	recover_one(where, false);
	check_mbox(ONE_MBOX);
	free(where);
}

Test(deliver_mbox, name_that_is_not_ours_is_refused)
{
	const char *const names[] = {"", "x",
	    "0123456789abcdef 0123456789abcdef 0123456789abcde",
	    "0123456789abcdeg 0123456789abcdef 0123456789abcdef",
	    "0123456789abcdef 0123456789abcdeg 0123456789abcdef",
	    "0123456789abcdef 0123456789abcdef 0123456789abcdeg",
	    "0123456789abcdef-0123456789abcdef 0123456789abcdef",
	    "0123456789abcdef 0123456789abcdef-0123456789abcdef",
	    "0123456789abcdef 0123456789abcdef 0123456789abcdef2"};
	struct deliver *deliver = open_at(&settings);

	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		cr_assert_eq(deliver_recover(deliver, &names[i], 1),
		    POP3_E_FILE, "'%s'", names[i]);
	deliver_close(deliver);
}

Test(deliver_mbox, spool_that_is_a_link_is_not_followed)
{
	struct deliver *deliver = open_at(&settings);
	char *target = below("target");

	cr_assert_eq(symlink(target, spool), 0);
	cr_assert_eq(deliver_begin(deliver), POP3_E_SYSTEM);
	cr_assert_neq(access(target, F_OK), 0);
	deliver_close(deliver);
	free(target);
}

Test(deliver_mbox, spool_that_cannot_be_read_is_told_with_the_reason)
{
	struct deliver *deliver = open_at(&settings);

	cr_assert_eq(mkdir(spool, 0700), 0);
	cr_assert_eq(deliver_recover(deliver, NULL, 0), POP3_E_SYSTEM);
	cr_expect_not_null(
	    strstr(deliver_error(deliver)->text, ": is a directory"), "%s",
	    deliver_error(deliver)->text);
	deliver_close(deliver);
}
