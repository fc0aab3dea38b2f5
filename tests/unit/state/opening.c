/*
 * Opening: what may stand in the file's place, whose file it is, the lock.
 */
#include <signal.h>
#include <sys/file.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <time.h>

#include "room.h"

#include "libpop3/state/header.h"

TestSuite(opening, .init = room_enter, .fini = room_leave);

static mode_t mode_of(const char *name)
{
	struct stat about;

	cr_assert_eq(stat(name, &about), 0);
	return about.st_mode & 07777;
}

static bool exists(const char *name)
{
	struct stat about;

	return lstat(name, &about) == 0;
}

static bool contains(const char *text, const char *part)
{
	return strstr(text, part) != NULL;
}

/* ---- What is there ------------------------------------------------------- */

Test(opening, makes_an_absent_file_for_its_owner_alone)
{
	struct pop3_state *state = room_open();
	struct octets file = room_read();

	cr_assert_eq(mode_of(room_path), 0600);
	cr_assert_eq(mode_of(room_name(".lock")), 0600);
	cr_assert_eq(file.length, 63);
	cr_assert_arr_eq(file.at,
	    "popfetch-state 1 a77ad8d1\n"
	    "account jim@pop.example.org f8879c34\n",
	    63);
	cr_assert_not(exists(room_name(".new")));
	room_close(state);
	cr_assert(room_holds(file.at, file.length));
	cr_assert(exists(room_name(".lock")));
}

Test(opening, refuses_an_empty_file_since_it_has_lost_what_it_knew)
{
	struct pop3_error error;

	room_write("", 0);
	error = room_refusal();
	cr_assert_eq(error.status, POP3_E_FILE);
	cr_assert(contains(error.text, "cut off at its beginning"));
	cr_assert(room_holds("", 0));
}

Test(opening, refuses_a_file_that_others_can_write)
{
	struct pop3_error error;

	room_close(room_open());
	cr_assert_eq(chmod(room_path, 0620), 0);
	error = room_refusal();
	cr_assert_eq(error.status, POP3_E_FILE);
	cr_assert(contains(error.text, "can be written by others"));
}

Test(opening, refuses_a_file_of_somebody_else)
{
	struct pop3_error error;

	if (geteuid() != 0)
		room_skip("only root can give a file away");
	room_close(room_open());
	cr_assert_eq(chown(room_path, 1, 1), 0);
	error = room_refusal();
	cr_assert_eq(error.status, POP3_E_FILE);
	cr_assert(contains(error.text, "belongs to somebody else"));
}

Test(opening, an_unchanged_state_changes_no_octet)
{
	struct pop3_state *state = room_open();
	struct octets before;

	DO(intend, state, "a", NOW, "x");
	room_close(state);
	before = room_read();
	room_close(room_open());
	cr_assert(room_holds(before.at, before.length));
}

Test(opening, what_is_not_ours_is_left_alone)
{
	static const char *const texts[] = {"hello\n", "\n", "x",
	    "popfetch-state", "popfetch-state \n", "popfetch-state x\n",
	    "From jim Mon Jan  1 00:00:00 2024\n\nbody\n", "\0\0\0\0"};

	for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
		size_t n = i == 7 ? 4 : strlen(texts[i]);
		struct pop3_error error;

		if (i == 3)
			continue; /* the beginning of ours */
		room_write(texts[i], n);
		error = room_refusal();
		cr_assert_eq(error.status, POP3_E_FILE);
		cr_assert(contains(error.text, "is no popfetch state file"));
		cr_assert(contains(error.text, "restore it, or remove it"));
		cr_assert(contains(error.text, room_path));
		cr_assert(room_holds(texts[i], n));
	}
}

Test(opening, a_newer_format_is_refused_by_number)
{
	char text[64] = "popfetch-state 2";
	size_t n = p3_line_seal(text, strlen(text));
	struct pop3_error error;

	room_write(text, n);
	error = room_refusal();
	cr_assert_eq(error.status, POP3_E_FILE);
	cr_assert(contains(error.text, "has format 2"));
	cr_assert(room_holds(text, n));
}

Test(opening, another_accounts_file_names_both)
{
	struct pop3_state_options options = room_options;
	struct pop3_state *state = NULL;
	struct pop3_error error;

	room_close(room_open());
	options.account = "eve@pop.example.net";
	cr_assert_eq(
	    pop3_state_open(room_path, &options, &error, &state), POP3_E_FILE);
	cr_assert(contains(error.text, ACCOUNT));
	cr_assert(contains(error.text, "eve@pop.example.net"));
	cr_assert_eq(
	    pop3_state_open_readonly(room_path, &options, &error, &state),
	    POP3_E_FILE);
	cr_assert_null(state);
}

Test(opening, an_account_may_have_any_name)
{
	static char longest[POP3_STATE_TEXT_MAX + 2];
	struct pop3_state_options options = room_options;
	struct pop3_state *state;

	memset(longest, '\n', POP3_STATE_TEXT_MAX);
	options.account = longest;
	for (int i = 0; i < 2; i++) {
		cr_assert_eq(pop3_state_open(room_path, &options, NULL, &state),
		    POP3_OK);
		room_close(state);
	}
	longest[POP3_STATE_TEXT_MAX] = 'x';
	cr_assert_eq(
	    pop3_state_open(room_path, &options, NULL, &state), POP3_E_MISUSE);
}

Test(opening, without_path_size_or_account_is_misuse)
{
	struct pop3_state_options options = room_options;
	struct pop3_state *state = NULL;
	struct pop3_error error;

	cr_assert_eq(
	    pop3_state_open(NULL, &options, &error, &state), POP3_E_MISUSE);
	cr_assert_eq(
	    pop3_state_open("", &options, &error, &state), POP3_E_MISUSE);
	cr_assert_eq(
	    pop3_state_open("/tmp/", &options, &error, &state), POP3_E_MISUSE);
	cr_assert_eq(
	    pop3_state_open(room_path, NULL, &error, &state), POP3_E_MISUSE);
	options.account = "";
	cr_assert_eq(pop3_state_open(room_path, &options, &error, &state),
	    POP3_E_MISUSE);
	options = room_options;
	options.size = 0;
	cr_assert_eq(pop3_state_open(room_path, &options, &error, &state),
	    POP3_E_MISUSE);
	/* What a newer caller asks for is not passed over. */
	options.size = sizeof options + 8;
	cr_assert_eq(pop3_state_open(room_path, &options, &error, &state),
	    POP3_E_MISUSE);
	cr_assert_null(state);
	cr_assert_not(exists(room_path));
	cr_assert_eq(pop3_state_close(NULL, NULL), POP3_OK);
}

/* ---- What else may stand there ------------------------------------------- */

static void refused_as(const char *why)
{
	struct pop3_error error = room_refusal();
	struct pop3_state *state = NULL;

	cr_assert_eq(error.status, POP3_E_FILE);
	cr_assert(contains(error.text, why), "%s", error.text);
	cr_assert_eq(
	    pop3_state_open_readonly(room_path, &room_options, NULL, &state),
	    POP3_E_FILE);
}

Test(opening, a_directory_in_its_place_is_refused)
{
	cr_assert_eq(mkdir(room_path, 0700), 0);
	refused_as("is no regular file");
}

Test(opening, a_fifo_in_its_place_is_refused_without_waiting)
{
	cr_assert_eq(mkfifo(room_path, 0600), 0);
	refused_as("is no regular file");
}

Test(opening, a_socket_in_its_place_is_refused)
{
	struct sockaddr_un address = {.sun_family = AF_UNIX};
	int fd = socket(AF_UNIX, SOCK_STREAM, 0);

	snprintf(
	    address.sun_path, sizeof address.sun_path, "%.100s", room_path);
	cr_assert_eq(bind(fd, (struct sockaddr *)&address, sizeof address), 0);
	refused_as("is no regular file");
	close(fd);
}

Test(opening, a_symbolic_link_in_its_place_is_refused)
{
	int fd = open(room_name(".other"), O_WRONLY | O_CREAT, 0600);

	close(fd);
	cr_assert_eq(symlink(room_name(".other"), room_path), 0);
	refused_as("is a symbolic link");
	cr_assert(exists(room_path));
}

Test(opening, a_symbolic_link_for_a_lock_is_refused)
{
	char lock[320];
	struct pop3_error error;

	snprintf(lock, sizeof lock, "%s", room_name(".lock"));
	cr_assert_eq(symlink(room_name(".other"), lock), 0);
	error = room_refusal();
	cr_assert_eq(error.status, POP3_E_FILE);
	cr_assert(contains(error.text, ".lock' is a symbolic link"));
	cr_assert_not(exists(room_name(".other")));
	cr_assert_not(exists(room_path));
}

Test(opening, a_symbolic_link_to_the_directory_is_followed)
{
	struct pop3_state *state;
	char link[320], path[340];

	snprintf(link, sizeof link, "%s.other", room_path);
	snprintf(path, sizeof path, "%s/jim", link);
	cr_assert_eq(symlink(room_dir, link), 0);
	cr_assert_eq(
	    pop3_state_open(path, &room_options, NULL, &state), POP3_OK);
	room_close(state);
	cr_assert(exists(room_path));
}

Test(opening, an_absent_directory_is_the_systems_word)
{
	struct pop3_state *state = NULL;
	struct pop3_error error;
	char path[320];

	snprintf(path, sizeof path, "%s/absent/jim", room_dir);
	cr_assert_eq(pop3_state_open(path, &room_options, &error, &state),
	    POP3_E_SYSTEM);
	cr_assert_eq(error.sys_errno, ENOENT);
	cr_assert_eq(
	    pop3_state_open_readonly(path, &room_options, &error, &state),
	    POP3_OK);
	cr_assert_eq(pop3_state_count(state), 0);
	room_close(state);
}

Test(opening, a_successor_left_by_the_dead_is_no_obstacle)
{
	int fd = open(room_name(".new"), O_WRONLY | O_CREAT, 0600);

	cr_assert_eq(write(fd, "half", 4), 4);
	close(fd);
	room_close(room_open());
	cr_assert_not(exists(room_name(".new")));
}

Test(opening, survives_a_change_of_the_working_directory)
{
	struct pop3_state *state;
	struct octets before, after;

	cr_assert_eq(chdir(room_dir), 0);
	cr_assert_eq(
	    pop3_state_open("jim", &room_options, NULL, &state), POP3_OK);
	for (int i = 0; i < 2000; i++) {
		DO(place, state, "a", NOW);
		forget(state, "a");
	}
	before = room_read();
	cr_assert_eq(chdir("/"), 0);
	room_close(state);
	after = room_read();
	cr_assert_lt(after.length, before.length);
	cr_assert_not(exists("/jim"));
}

/* ---- Reading beside ------------------------------------------------------ */

Test(opening, for_reading_makes_nothing)
{
	struct pop3_state *state = room_show();
	struct pop3_state_key k = key("a");

	cr_assert_eq(pop3_state_count(state), 0);
	cr_assert_not(pop3_state_seen(state, &k));
	room_close(state);
	cr_assert_not(exists(room_path));
	cr_assert_not(exists(room_name(".lock")));
}

Test(opening, for_reading_takes_no_record)
{
	struct pop3_state *state;
	struct pop3_state_key k = key("a");

	room_close(room_open());
	state = room_show();
	REFUSED(intend, state, "a", NOW, "x");
	REFUSED(place, state, "a", NOW);
	REFUSED(doom, state, "a", NOW);
	REFUSED(trouble, state, "a", NOW, "x");
	cr_assert_eq(pop3_state_forget(state, &k), POP3_E_MISUSE);
	cr_assert_eq(pop3_state_listed(state, &k, 1, NOW, 0), POP3_E_MISUSE);
	cr_assert_eq(pop3_state_sync(state), POP3_E_MISUSE);
	room_close(state);
}

Test(opening, for_reading_needs_no_lock_and_sees_what_is_written)
{
	struct pop3_state *state = room_open();
	struct pop3_state *beside;

	DO(intend, state, "a", NOW, "x");
	beside = room_show();
	DO(place, state, "a", NOW);
	cr_assert_eq(phase_of(beside, "a"), POP3_PHASE_INTENDED);
	room_close(beside);
	beside = room_show();
	cr_assert_eq(phase_of(beside, "a"), POP3_PHASE_PLACED);
	room_close(beside);
	room_close(state);
}

Test(opening, for_reading_leaves_a_torn_tail_alone)
{
	struct octets file;

	room_close(room_open());
	file = room_read();
	file.at = room_keep(realloc(file.at, file.length + 4));
	memcpy(file.at + file.length, "torn", 4);
	room_write(file.at, file.length + 4);
	room_close(room_show());
	cr_assert(room_holds(file.at, file.length + 4));
}

/* ---- The lock ------------------------------------------------------------ */

Test(opening, twice_is_locked)
{
	struct pop3_state *state = room_open();
	struct pop3_error error = room_refusal();

	cr_assert_eq(error.status, POP3_E_LOCKED);
	cr_assert(contains(error.text, room_path));
	room_close(state);
	room_close(room_open());
}

Test(opening, before_there_is_a_file_is_locked_by_the_lock_file)
{
	int lock = open(room_name(".lock"), O_RDWR | O_CREAT, 0600);

	cr_assert_eq(flock(lock, LOCK_EX), 0);
	cr_assert_eq(room_refusal().status, POP3_E_LOCKED);
	cr_assert_neq(access(room_path, F_OK), 0);
	close(lock);
	room_close(room_open());
}

/* As somebody does who takes it for left over. */
static void locked_without_lock_file(void)
{
	cr_assert_eq(unlink(room_name(".lock")), 0);
	cr_expect_eq(room_refusal().status, POP3_E_LOCKED);
}

Test(opening, twice_is_locked_where_the_lock_file_was_removed)
{
	struct pop3_state *made = room_open(), *read;

	locked_without_lock_file();
	room_close(made);
	read = room_open();
	locked_without_lock_file();
	room_close(read);
	room_close(room_open());
}

/* A process that has the state open until it is told to go on. */
struct holder {
	pid_t pid;
	int tell; /* close it and the holder closes the state */
};

static struct holder hold(void)
{
	struct holder holder;
	int ready[2], tell[2];
	char c;

	cr_assert_eq(pipe(ready), 0);
	cr_assert_eq(pipe(tell), 0);
	holder.pid = fork();
	cr_assert(holder.pid >= 0);
	if (holder.pid == 0) {
		struct pop3_state *state = room_open();

		close(tell[1]);
		if (write(ready[1], "x", 1) != 1)
			_exit(1);
		while (read(tell[0], &c, 1) > 0)
			;
		pop3_state_close(state, NULL);
		_exit(0);
	}
	close(ready[1]);
	close(tell[0]);
	cr_assert_eq(read(ready[0], &c, 1), 1);
	close(ready[0]);
	holder.tell = tell[1];
	return holder;
}

Test(opening, while_another_process_has_it_is_locked)
{
	struct holder holder = hold();

	cr_assert_eq(room_refusal().status, POP3_E_LOCKED);
	room_close(room_show());
	close(holder.tell);
	waitpid(holder.pid, NULL, 0);
	room_close(room_open());
}

Test(opening, after_the_holder_was_killed_is_free)
{
	struct holder holder = hold();

	cr_assert_eq(kill(holder.pid, SIGKILL), 0);
	waitpid(holder.pid, NULL, 0);
	room_close(room_open());
	close(holder.tell);
}

/* Told by the next nap, which ends when it has ended. */
static struct holder *awaited;

int nanosleep(const struct timespec *time, struct timespec *left)
{
	if (awaited != NULL) {
		close(awaited->tell);
		waitpid(awaited->pid, NULL, 0);
		awaited = NULL;
		return 0;
	}
	errno = clock_nanosleep(CLOCK_REALTIME, 0, time, left);
	return errno == 0 ? 0 : -1;
}

Test(opening, waits_for_the_lock_as_long_as_it_is_told)
{
	struct pop3_state_options options = room_options;
	struct pop3_state *state = NULL;
	struct holder holder = hold();

	options.lock_timeout_ms = 60;
	cr_assert_eq(
	    pop3_state_open(room_path, &options, NULL, &state), POP3_E_LOCKED);
	awaited = &holder;
	options.lock_timeout_ms = 60000;
	cr_assert_eq(
	    pop3_state_open(room_path, &options, NULL, &state), POP3_OK);
	room_close(state);
}

static void on_alarm(int number)
{
	(void)number;
}

Test(opening, a_caught_signal_ends_the_wait)
{
	struct pop3_state_options options = room_options;
	struct sigaction action = {.sa_handler = on_alarm};
	struct itimerval often = {{0, 20000}, {0, 20000}};
	struct pop3_state *state = NULL;
	struct holder holder = hold();

	options.lock_timeout_ms = UINT32_MAX;
	sigaction(SIGALRM, &action, NULL);
	setitimer(ITIMER_REAL, &often, NULL);
	cr_assert_eq(
	    pop3_state_open(room_path, &options, NULL, &state), POP3_E_LOCKED);
	setitimer(ITIMER_REAL, &(struct itimerval){0}, NULL);
	close(holder.tell);
	waitpid(holder.pid, NULL, 0);
}

Test(opening, gives_no_descriptor_to_programs_it_runs)
{
	struct pop3_state *state = room_open();

	for (int fd = 3; fd < 256; fd++) {
		char link[64], target[320] = "";

		snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
		if (readlink(link, target, sizeof target - 1) > 0 &&
		    strncmp(target, room_dir, strlen(room_dir)) == 0)
			cr_assert(fcntl(fd, F_GETFD) & FD_CLOEXEC);
	}
	room_close(state);
}
