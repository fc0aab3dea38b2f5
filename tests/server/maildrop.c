/*
 * maildrop.c - where the messages are.
 *
 * A folder: each regular file is a message, in the order of their names.
 * Names that begin with a dot or end in ".uid" are none.  The unique-id is
 * the name without ".eml", or what the first line of NAME.uid says.
 *
 * Made-up messages all have the same number of octets; the unique-id of the
 * N-th is "made-up-N".  Which of them were deleted is kept in memory that all
 * sessions share.
 *
 * The exclusive-access lock is a POSIX record lock on a nameless file that
 * was opened before the sessions forked: it dies with the process that has
 * it, and leaves nothing in the maildrop.
 */
#include <dirent.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "maildrop.h"
#include "reader.h"

bool maildrop_prepare(
    struct maildrop *maildrop, const struct settings *settings)
{
	size_t length =
	    sizeof *maildrop->login_ms + (size_t)settings->generate_count + 1;
	FILE *nameless = tmpfile();
	void *map;

	*maildrop = (struct maildrop){.settings = settings, .line_end = "\r\n"};
	if (!nameless || ftruncate(fileno(nameless), (off_t)length) != 0)
		return false;
	maildrop->lock = dup(fileno(nameless));
	fclose(nameless);
	map = mmap(NULL, length, PROT_READ | PROT_WRITE, MAP_SHARED,
	    maildrop->lock, 0);
	if (maildrop->lock < 0 || map == MAP_FAILED)
		return false;
	maildrop->login_ms = map;
	maildrop->gone = (unsigned char *)(maildrop->login_ms + 1);
	return true;
}

bool maildrop_lock(struct maildrop *maildrop)
{
	struct flock lock = {.l_type = F_WRLCK, .l_whence = SEEK_SET};

	return fcntl(maildrop->lock, F_SETLK, &lock) == 0;
}

void maildrop_unlock(struct maildrop *maildrop)
{
	struct flock lock = {.l_type = F_UNLCK, .l_whence = SEEK_SET};

	fcntl(maildrop->lock, F_SETLK, &lock);
}

bool maildrop_login(struct maildrop *maildrop)
{
	const int64_t delay_ms =
	    (int64_t)maildrop->settings->login_delay_s * 1000;
	struct timespec now;
	int64_t now_ms;

	clock_gettime(CLOCK_MONOTONIC, &now);
	now_ms = (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
	/* Another session's may be later than what this one has read. */
	if (delay_ms > 0 && *maildrop->login_ms &&
	    now_ms - *maildrop->login_ms < delay_ms)
		return false;
	*maildrop->login_ms = now_ms;
	return true;
}

static void path_make(char *path, size_t cap, const struct maildrop *maildrop,
    const char *name, const char *ending)
{
	snprintf(
	    path, cap, "%s/%s%s", maildrop->settings->maildrop, name, ending);
}

static bool ends_in(const char *name, const char *ending)
{
	size_t length = strlen(name);
	size_t cut = strlen(ending);

	return length >= cut && strcmp(name + length - cut, ending) == 0;
}

static char *uid_read(const struct maildrop *maildrop, const char *name)
{
	char path[4096];
	char line[4096];
	FILE *file;
	char *uid = NULL;

	path_make(path, sizeof path, maildrop, name, ".uid");
	file = fopen(path, "r");
	if (!file)
		return NULL;
	if (fgets(line, sizeof line, file)) {
		line[strcspn(line, "\r\n")] = '\0';
		uid = strdup(line);
	}
	fclose(file);
	return uid;
}

static int name_is_message(const struct dirent *entry)
{
	return entry->d_name[0] != '.' && !ends_in(entry->d_name, ".uid");
}

static int name_compare(const struct dirent **a, const struct dirent **b)
{
	return strcmp((*a)->d_name, (*b)->d_name);
}

/* RFC 1939, section 11: the octets that RETR will send, CRLF counted as two,
 * the terminator and the stuffed dots not counted. */
static bool message_measure(struct maildrop *maildrop, size_t i)
{
	struct reader reader;
	char octets[32768];
	size_t got;

	if (!reader_open(&reader, maildrop, i))
		return false;
	while ((got = reader_get(&reader, octets, sizeof octets)) > 0)
		maildrop->message[i].octets += got;
	reader_close(&reader);
	return true;
}

static void message_take(struct maildrop *maildrop, const char *name)
{
	struct message *message = &maildrop->message[maildrop->count];
	struct stat status;
	char path[4096];

	path_make(path, sizeof path, maildrop, name, "");
	if (stat(path, &status) != 0 || !S_ISREG(status.st_mode))
		return;
	*message = (struct message){
	    .name = strdup(name), .uid = uid_read(maildrop, name)};
	if (message->name && message_measure(maildrop, maildrop->count))
		maildrop->count++;
}

static bool folder_load(struct maildrop *maildrop)
{
	struct dirent **entries;
	int found = scandir(maildrop->settings->maildrop, &entries,
	    name_is_message, name_compare);

	if (found < 0)
		return false;
	maildrop->message =
	    calloc((size_t)found + 1, sizeof *maildrop->message);
	for (int i = 0; i < found; i++) {
		if (maildrop->message)
			message_take(maildrop, entries[i]->d_name);
		free(entries[i]);
	}
	free(entries);
	return maildrop->message != NULL;
}

static bool made_up_load(struct maildrop *maildrop)
{
	size_t count = (size_t)maildrop->settings->generate_count;

	maildrop->message = calloc(count + 1, sizeof *maildrop->message);
	if (!maildrop->message)
		return false;
	for (size_t i = 0; i < count; i++)
		if (!maildrop->gone[i])
			maildrop->message[maildrop->count++] =
			    (struct message){.made_up = i + 1,
				.octets = maildrop->settings->generate_octets};
	return true;
}

bool maildrop_load(struct maildrop *maildrop)
{
	return maildrop->settings->maildrop ? folder_load(maildrop)
					    : made_up_load(maildrop);
}

static bool message_remove(
    struct maildrop *maildrop, const struct message *message)
{
	char path[4096];

	if (message->made_up) {
		maildrop->gone[message->made_up - 1] = 1;
		return true;
	}
	path_make(path, sizeof path, maildrop, message->name, ".uid");
	unlink(path);
	path_make(path, sizeof path, maildrop, message->name, "");
	return unlink(path) == 0;
}

bool maildrop_update(struct maildrop *maildrop)
{
	bool all = true;

	for (size_t i = 0; i < maildrop->count; i++)
		if (maildrop->message[i].deleted)
			all &= message_remove(maildrop, &maildrop->message[i]);
	return all;
}

void maildrop_uid(
    const struct maildrop *maildrop, size_t i, char *uid, size_t cap)
{
	const struct message *message = &maildrop->message[i];

	if (message->made_up)
		snprintf(uid, cap, "made-up-%llu",
		    (unsigned long long)message->made_up);
	else if (message->uid)
		snprintf(uid, cap, "%s", message->uid);
	else
		snprintf(uid, cap, "%.*s",
		    (int)strlen(message->name) -
			(ends_in(message->name, ".eml") ? 4 : 0),
		    message->name);
}
