/*
 * base/buf.c - the growing buffer.
 *
 * Octets taken off leave room in front; they are moved down only when the
 * room behind runs out, so that a queue that is emptied regularly never
 * moves.  Growth doubles, up to the cap.  What leaves the buffer is wiped,
 * old storage included: passwords pass through here.
 */
#include "libpop3/base/buf.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "libpop3/base/secret.h"

#define FIRST_SIZE 256

void p3_buf_init(struct p3_buf *buf, size_t cap)
{
	*buf = (struct p3_buf){.cap = cap};
}

void p3_buf_free(struct p3_buf *buf)
{
	p3_wipe(buf->octets, buf->size);
	free(buf->octets);
	p3_buf_init(buf, buf->cap);
}

static void move_down(struct p3_buf *buf)
{
	size_t length = p3_buf_length(buf);

	memmove(buf->octets, p3_buf_octets(buf), length);
	p3_wipe(buf->octets + length, buf->start);
	buf->start = 0;
	buf->end = length;
}

static bool grow(struct p3_buf *buf, size_t wanted)
{
	size_t length = p3_buf_length(buf);
	size_t size = buf->size > 0 ? buf->size : FIRST_SIZE;
	char *octets;

	while (size < wanted)
		size = size > buf->cap / 2 ? buf->cap : size * 2;
	if (size > buf->cap)
		size = buf->cap;
	octets = malloc(size);
	if (octets == NULL)
		return false;
	if (length > 0)
		memcpy(octets, p3_buf_octets(buf), length);
	p3_wipe(buf->octets, buf->size);
	free(buf->octets);
	buf->octets = octets;
	buf->start = 0;
	buf->end = length;
	buf->size = size;
	return true;
}

bool p3_buf_reserve(struct p3_buf *buf, size_t n)
{
	size_t length = p3_buf_length(buf);

	if (n <= buf->size - buf->end)
		return true;
	if (n > buf->cap - length)
		return false;
	if (length + n > buf->size)
		return grow(buf, length + n);
	move_down(buf);
	return true;
}

bool p3_buf_append(struct p3_buf *buf, const void *octets, size_t n)
{
	if (!p3_buf_reserve(buf, n))
		return false;
	if (n > 0)
		memcpy(buf->octets + buf->end, octets, n);
	buf->end += n;
	return true;
}

bool p3_buf_append_text(struct p3_buf *buf, const char *text)
{
	return p3_buf_append(buf, text, strlen(text));
}

void p3_buf_take(struct p3_buf *buf, size_t n)
{
	assert(n <= p3_buf_length(buf));
	if (n == 0)
		return;
	p3_wipe(p3_buf_octets(buf), n);
	buf->start += n;
	if (buf->start == buf->end)
		buf->start = buf->end = 0;
}

void p3_buf_cut(struct p3_buf *buf, size_t n)
{
	assert(n <= p3_buf_length(buf));
	if (n == 0)
		return;
	buf->end -= n;
	p3_wipe(buf->octets + buf->end, n);
}

enum pop3_status p3_buf_give(const struct p3_buf *buf, char **out_text)
{
	size_t length = p3_buf_length(buf);
	char *text = malloc(length + 1);

	if (text == NULL)
		return POP3_E_NO_MEMORY;
	if (length > 0)
		memcpy(text, p3_buf_octets(buf), length);
	text[length] = '\0';
	*out_text = text;
	return POP3_OK;
}
