/*
 * log.c - a line an event.
 *
 * In the file each begins with the time (RFC 3339, UTC), the level, and the
 * account, or "-"; it is one write to a file open for appending, so that
 * several runs may share it.  logrotate(8) moves files away: before each line
 * it is looked whether the name still means the file that is open.
 *
 * The system's log (syslog(3), facility mail) has time and program by itself;
 * levels are err, warning, info and debug, as journalctl(1) colours them.
 *
 * A line that cannot be written is said once; mail does not wait for it.
 *
 * What is written has been said by talk.c: it is one line, without control
 * characters and secrets.
 */
#include "popfetch/log.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <syslog.h>
#include <time.h>
#include <unistd.h>

#include "popfetch/system/disk.h"
#include "popfetch/system/interrupt.h"
#include "popfetch/talk/talk.h"
#include "popfetch/text/date-time.h"

/* A line of talk and what stands in front of it. */
#define LINE_MAX_OCTETS 8192

static struct {
	const char *path; /* NULL: no file */
	int fd;
	bool has_failed;
	bool to_system;
} journal;

/* ---- The file ------------------------------------------------------------ */

static int open_file(const char *path)
{
	return disk_open(AT_FDCWD, path,
	    O_WRONLY | O_APPEND | O_CREAT | O_NOCTTY | O_NONBLOCK, 0600);
}

static bool was_moved(void)
{
	struct stat named, opened;

	return stat(journal.path, &named) != 0 ||
	       fstat(journal.fd, &opened) != 0 ||
	       named.st_dev != opened.st_dev || named.st_ino != opened.st_ino;
}

static void write_failed(int error)
{
	if (journal.has_failed)
		return;
	journal.has_failed = true;
	talk_error(&talk_unnamed, "cannot write to the log '%s': %s",
	    journal.path, talk_reason(error));
}

/* Where it cannot be opened anew, the one that was moved goes on; somebody
 * should know, since that one is soon packed or gone. */
static void follow_name(void)
{
	int fd;

	if (!was_moved())
		return;
	fd = open_file(journal.path);
	if (fd < 0) {
		write_failed(errno);
		return;
	}
	close(journal.fd);
	journal.fd = fd;
}

/* What a full disk took of a line would stand in front of the next one.  It
 * goes, unless others have written behind it. */
static void take_back(size_t part)
{
	const off_t end = lseek(journal.fd, 0, SEEK_CUR);
	struct stat file;

	if (part > 0 && end >= (off_t)part && fstat(journal.fd, &file) == 0 &&
	    file.st_size == end)
		(void)disk_truncate(journal.fd, (uint64_t)end - part);
}

static bool append(const char *line, size_t length)
{
	const ssize_t got = write(journal.fd, line, length);
	const size_t part = got > 0 ? (size_t)got : 0;
	int error;

	if (disk_write(journal.fd, line + part, length - part))
		return true;
	error = errno;
	take_back(part);
	errno = error;
	return false;
}

static const char *const names[] = {
    [TALK_ERROR] = "error",
    [TALK_WARNING] = "warning",
    [TALK_DETAIL] = "info",
    [TALK_TRACE] = "debug",
};

static void write_to_file(const struct talk_line *from)
{
	char line[LINE_MAX_OCTETS + 1], now[DATE_TIME_MAX];
	int length;

	if (!date_time_text(now, (int64_t)time(NULL), 0))
		strcpy(now, "-");
	length = snprintf(line, LINE_MAX_OCTETS, "%s %s %s: %s", now,
	    names[from->level], from->subject != NULL ? from->subject : "-",
	    from->text);
	if (length >= LINE_MAX_OCTETS)
		length = LINE_MAX_OCTETS - 1;
	line[length++] = '\n';
	follow_name();
	if (!append(line, (size_t)length))
		write_failed(errno);
}

/* ---- The system ---------------------------------------------------------- */

static const int priorities[] = {
    [TALK_ERROR] = LOG_ERR,
    [TALK_WARNING] = LOG_WARNING,
    [TALK_DETAIL] = LOG_INFO,
    [TALK_TRACE] = LOG_DEBUG,
};

static void write_to_system(const struct talk_line *line)
{
	if (line->subject != NULL)
		syslog(priorities[line->level], "%s: %s", line->subject,
		    line->text);
	else
		syslog(priorities[line->level], "%s", line->text);
}

/* The C library waits for one that takes nothing, and once more behind a
 * signal; who sends a second one does not. */
static bool waits_for_system(void)
{
	return journal.to_system && interrupt_count() <= 1;
}

/* ---- Both ---------------------------------------------------------------- */

static void write_line(void *context, const struct talk_line *line)
{
	(void)context;
	if (waits_for_system())
		write_to_system(line);
	if (journal.path != NULL)
		write_to_file(line);
}

enum exit_status log_begin(const struct settings *settings)
{
	if (settings->log_file != NULL) {
		journal.fd = open_file(settings->log_file);
		if (journal.fd < 0) {
			const int failure = errno;

			talk_error(&talk_unnamed,
			    "cannot open the log '%s': %s", settings->log_file,
			    talk_reason(failure));
			return exit_status_unless_short(
			    failure, EXIT_CANNOT_CREATE);
		}
		journal.path = settings->log_file;
	}
	if (settings->syslog) {
		openlog("popfetch", LOG_PID, LOG_MAIL);
		journal.to_system = true;
	}
	if (journal.path != NULL || journal.to_system)
		talk_log(write_line, NULL);
	return EXIT_DONE;
}

void log_end(void)
{
	talk_log(NULL, NULL);
	if (journal.path != NULL)
		close(journal.fd);
	journal.path = NULL;
	if (journal.to_system)
		closelog();
	journal.to_system = false;
}
