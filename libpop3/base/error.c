/*
 * base/error.c - the error record of a handle, filled in one place so that
 * each text has the same form: what failed, and the system's reason behind.
 */
#include "libpop3/base/error.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "libpop3/base/ascii.h"

/* glibc's strerror_r() comes in two shapes; strerror_l() comes in one, but
 * wants a locale.  POSIX's shape is the one _POSIX_C_SOURCE selects. */
static void append_system_words(char *text, size_t size, int sys_errno)
{
	size_t used = strlen(text);
	char words[128];

	if (strerror_r(sys_errno, words, sizeof words) != 0)
		snprintf(words, sizeof words, "error %d", sys_errno);
	if (words[1] < 'A' || words[1] > 'Z')
		words[0] = p3_lower(words[0]);
	snprintf(text + used, size - used, ": %s", words);
}

enum pop3_status p3_error(struct pop3_error *error, enum pop3_status status,
    int sys_errno, const char *format, ...)
{
	va_list arguments;

	if (error == NULL)
		return status;
	error->status = status;
	error->code = POP3_CODE_NONE;
	error->fault = POP3_FAULT_OTHER;
	error->sys_errno = sys_errno;
	va_start(arguments, format);
	vsnprintf(error->text, sizeof error->text, format, arguments);
	va_end(arguments);
	if (sys_errno != 0)
		append_system_words(error->text, sizeof error->text, sys_errno);
	return status;
}

enum pop3_status p3_error_fault(
    struct pop3_error *error, enum pop3_status status, enum pop3_fault fault)
{
	if (error != NULL)
		error->fault = fault;
	return status;
}

enum pop3_status p3_error_no_memory(struct pop3_error *error)
{
	return p3_error(error, POP3_E_NO_MEMORY, 0, "out of memory");
}
