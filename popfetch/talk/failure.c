/*
 * failure.c - no static storage: a batch fails in a thread of its own.
 */
#include "popfetch/talk/failure.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

void failure_reason(char reason[FAILURE_REASON_SIZE], int sys_errno)
{
	if (strerror_r(sys_errno, reason, FAILURE_REASON_SIZE) != 0)
		snprintf(reason, FAILURE_REASON_SIZE, "error %d", sys_errno);
	if (reason[0] >= 'A' && reason[0] <= 'Z' &&
	    (reason[1] < 'A' || reason[1] > 'Z'))
		reason[0] = (char)(reason[0] - 'A' + 'a');
}

enum pop3_status failure_fill(struct pop3_error *error, enum pop3_status status,
    int sys_errno, const char *format, ...)
{
	char reason[FAILURE_REASON_SIZE];
	va_list arguments;
	size_t used;

	error->status = status;
	error->sys_errno = sys_errno;
	va_start(arguments, format);
	vsnprintf(error->text, sizeof error->text, format, arguments);
	va_end(arguments);
	if (sys_errno == 0)
		return status;
	failure_reason(reason, sys_errno);
	used = strlen(error->text);
	snprintf(error->text + used, sizeof error->text - used, ": %s", reason);
	return status;
}

const char *failure_words(const char *said)
{
	return said[0] != '\0' ? said : "the server says no more than that";
}

enum pop3_status failure_no_memory(struct pop3_error *error)
{
	return failure_fill(error, POP3_E_NO_MEMORY, 0, "out of memory");
}

bool failure_is_no_room(const struct pop3_error *error)
{
	return error->sys_errno == ENOSPC || error->sys_errno == EDQUOT ||
	       error->sys_errno == EFBIG;
}
