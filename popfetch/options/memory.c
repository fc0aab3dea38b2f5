/*
 * memory.c - memory that is there, or popfetch ends.
 *
 * A failed allocation while options are read leaves nothing to undo, and a
 * status handed up from each copy of each string would hide what the readers
 * are about.
 */
#include "popfetch/options/memory.h"
#include "popfetch/talk/exit-status.h"
#include "popfetch/talk/talk.h"

#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void *memory_or_exit(void *memory)
{
	if (memory != NULL)
		return memory;
	/* Nobody will come to tell what is held back. */
	talk_filter(NULL, NULL);
	talk_error(&talk_unnamed, "out of memory");
	exit(EXIT_SYSTEM);
}

void *memory_array(size_t count, size_t size)
{
	return memory_or_exit(calloc(count != 0 ? count : 1, size));
}

void *memory_grow(void *array, size_t count, size_t size)
{
	if (size != 0 && count > SIZE_MAX / size)
		return memory_or_exit(NULL);
	return memory_or_exit(realloc(array, count * size));
}

char *memory_copy(const char *text)
{
	return memory_or_exit(strdup(text));
}

char *memory_copy_part(const char *text, size_t length)
{
	return memory_or_exit(strndup(text, length));
}

char *memory_format(const char *format, ...)
{
	va_list arguments;
	char *text;
	int length;

	va_start(arguments, format);
	length = vsnprintf(NULL, 0, format, arguments);
	va_end(arguments);
	if (length < 0)
		return memory_or_exit(NULL);
	text = memory_array((size_t)length + 1, 1);
	va_start(arguments, format);
	vsnprintf(text, (size_t)length + 1, format, arguments);
	va_end(arguments);
	return text;
}
