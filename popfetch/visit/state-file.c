/*
 * state-file.c - names, makes and opens the state file of an account.
 *
 * Nothing of a server's words becomes a path: user and host are the user's
 * own, and what could be more than a file's name in them is escaped.
 */
#include "popfetch/visit/state-file.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "popfetch/system/disk.h"
#include "popfetch/system/monotonic.h"
#include "popfetch/system/pause.h"
#include "popfetch/text/letter-case.h"

/* File systems take 255 octets; the longest suffix must fit behind. */
#define NAME_OCTETS_MAX 230

/* Between two tries to lock it. */
#define NAP_NS (50 * NS_PER_MS)

static bool stands_for_itself(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
	       (c >= '0' && c <= '9') || strchr("._-@", c) != NULL;
}

static bool append_escaped(char *name, size_t size, const char *text)
{
	size_t used = strlen(name);

	for (; *text != '\0'; text++) {
		char c = *text;

		if (used + 4 > size)
			return false;
		if (stands_for_itself(c) && !(used == 0 && c == '.'))
			name[used++] = c;
		else
			used += (size_t)sprintf(
			    name + used, "%%%02X", (unsigned char)c);
		name[used] = '\0';
	}
	return true;
}

static bool is_own_port(uint16_t port)
{
	return port == 0 || port == 110 || port == 995;
}

bool state_file_same_port(uint16_t a, uint16_t b)
{
	return a == b || (is_own_port(a) && is_own_port(b));
}

static bool make_name(const struct settings *settings, char *name, size_t size)
{
	size_t used;

	name[0] = '\0';
	if (!append_escaped(name, size, settings->user) ||
	    !append_escaped(name, size, "@"))
		return false;
	used = strlen(name);
	if (!append_escaped(name, size, settings->host))
		return false;
	/* A host's name is the same in any case. */
	for (char *at = name + used; *at != '\0'; at++)
		*at = letter_lower(*at);
	if (is_own_port(settings->port))
		return true;
	used = strlen(name);
	return snprintf(name + used, size - used, ":%u",
		   (unsigned)settings->port) < (int)(size - used);
}

static char *join(const char *directory, const char *name, const char *suffix)
{
	size_t size = strlen(directory) + 1 + strlen(name) + strlen(suffix) + 1;
	char *path = malloc(size);

	if (path != NULL)
		snprintf(path, size, "%s/%s%s", directory, name, suffix);
	return path;
}

char *state_file_beside(const struct settings *settings, const char *suffix)
{
	char name[NAME_OCTETS_MAX];

	return make_name(settings, name, sizeof name)
		   ? join(settings->state_dir, name, suffix)
		   : NULL;
}

/* EXIT_CONFIG where the name would be too long, EXIT_SYSTEM without memory. */
static enum exit_status make_names(
    const struct settings *settings, struct state_file *out_file)
{
	char name[NAME_OCTETS_MAX];
	struct state_file file;

	if (!make_name(settings, name, sizeof name))
		return EXIT_CONFIG;
	file.account = strdup(name);
	file.path = join(settings->state_dir, name, ".uidl");
	file.spool = join(settings->state_dir, name, ".spool");
	if (file.account == NULL || file.path == NULL || file.spool == NULL) {
		state_file_clear(&file);
		return EXIT_SYSTEM;
	}
	*out_file = file;
	return EXIT_DONE;
}

enum exit_status state_file_name(const struct settings *settings,
    const struct talk *talk, struct state_file *out_file)
{
	enum exit_status status = make_names(settings, out_file);

	if (status == EXIT_CONFIG)
		talk_error(talk,
		    "user and host together are too long for the name of a "
		    "state file");
	if (status == EXIT_SYSTEM)
		talk_error(talk, "out of memory");
	return status;
}

void state_file_clear(struct state_file *file)
{
	free(file->account);
	free(file->path);
	free(file->spool);
	*file = (struct state_file){0};
}

/* The library's own wait hears of a signal only where it comes while it
 * sleeps: one that comes as it wakes would be slept over until the lock is
 * free. */
static enum pop3_status open_in_time(const struct settings *settings,
    const struct state_file *file, const struct pop3_cancel *cancel,
    struct pop3_error *error, struct pop3_state **out_state)
{
	const struct pop3_state_options options = {
	    .size = sizeof options,
	    .account = file->account,
	};
	const int64_t until_ns =
	    monotonic_ns() + settings->lock_timeout_s * NS_PER_S;
	enum pop3_status status;

	for (;;) {
		const int64_t now_ns = monotonic_ns();

		status =
		    pop3_state_open(file->path, &options, error, out_state);
		if (status != POP3_E_LOCKED || now_ns >= until_ns)
			return status;
		if (!pause_until(cancel, now_ns + NAP_NS))
			return POP3_E_CANCELLED;
	}
}

enum exit_status state_file_open(const struct settings *settings,
    const struct state_file *file, const struct pop3_cancel *cancel,
    const struct talk *talk, struct pop3_state **out_state)
{
	struct pop3_error error = {0};
	enum pop3_status status;

	if (!disk_make_directories(settings->state_dir)) {
		const int failure = errno;

		talk_error(talk,
		    "cannot make the state directory '%s': %s; '--state-dir' "
		    "names another",
		    settings->state_dir, talk_reason(failure));
		return exit_status_unless_short(failure, EXIT_CANNOT_CREATE);
	}
	status = open_in_time(settings, file, cancel, &error, out_state);
	if (status == POP3_OK)
		return EXIT_DONE;
	if (status == POP3_E_CANCELLED)
		return EXIT_TRY_LATER;
	talk_error(talk, "%s", error.text);
	return exit_status_of_creating(&error);
}

enum exit_status state_file_work(const struct settings *settings,
    const struct pop3_cancel *cancel, const struct talk *talk,
    state_file_work_fn *work, void *context)
{
	struct state_file file = {0};
	struct pop3_state *state = NULL;
	struct pop3_error error = {0};
	enum exit_status status = state_file_name(settings, talk, &file);

	if (status == EXIT_DONE)
		status = state_file_open(settings, &file, cancel, talk, &state);
	if (status == EXIT_DONE)
		status = work(context, state);
	if (pop3_state_close(state, &error) != POP3_OK && status == EXIT_DONE)
		status = state_file_failed(talk, &error);
	state_file_clear(&file);
	return status;
}

enum exit_status state_file_open_readonly(const struct settings *settings,
    const struct talk *talk, struct pop3_state **out_state)
{
	struct state_file file = {0};
	struct pop3_state_options options = {.size = sizeof options};
	struct pop3_error error = {0};
	enum exit_status status = state_file_name(settings, talk, &file);

	if (status != EXIT_DONE)
		return status;
	options.account = file.account;
	if (pop3_state_open_readonly(file.path, &options, &error, out_state) !=
	    POP3_OK) {
		talk_error(talk, "%s", error.text);
		status = exit_status_of_creating(&error);
	}
	state_file_clear(&file);
	return status;
}

enum exit_status state_file_failed(
    const struct talk *talk, const struct pop3_error *error)
{
	talk_error(talk, "%s", error->text);
	return exit_status_of_writing(error);
}

struct pop3_state *state_file_glance(const struct settings *settings)
{
	struct state_file file = {0};
	struct pop3_state *state = NULL;
	struct pop3_state_options options = {.size = sizeof options};

	if (make_names(settings, &file) == EXIT_DONE) {
		options.account = file.account;
		(void)pop3_state_open_readonly(
		    file.path, &options, NULL, &state);
	}
	state_file_clear(&file);
	return state;
}

struct pop3_state *state_file_seize(const struct settings *settings)
{
	struct state_file file = {0};
	struct pop3_state *state = NULL;
	struct pop3_state_options options = {.size = sizeof options};

	if (make_names(settings, &file) == EXIT_DONE &&
	    disk_make_directories(settings->state_dir)) {
		options.account = file.account;
		(void)pop3_state_open(file.path, &options, NULL, &state);
	}
	state_file_clear(&file);
	return state;
}

int64_t state_file_now(void)
{
	int64_t now = (int64_t)time(NULL);

	if (now < 1)
		return 1;
	return now < POP3_STATE_TIME_MAX ? now : POP3_STATE_TIME_MAX;
}
