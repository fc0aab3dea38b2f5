/*
 * base/buf.h - a growing octet buffer that has a cap it never exceeds.
 *
 * Octets are appended behind and taken off in front.  Whoever makes one says
 * how large it may become; an append that would go beyond fails and changes
 * nothing, so that no peer makes us grow without bound.
 */
#ifndef P3_BASE_BUF_H
#define P3_BASE_BUF_H

#include <pop3/status.h>

struct p3_buf {
	char *octets; /* the storage */
	size_t start; /* first octet in use */
	size_t end;   /* behind the last octet in use */
	size_t size;  /* of the storage */
	size_t cap;   /* size never exceeds this */
};

/* An empty buffer; allocates nothing yet. */
void p3_buf_init(struct p3_buf *buf, size_t cap);

/* Wipes and frees; the buffer is empty and usable again. */
void p3_buf_free(struct p3_buf *buf);

/* How many octets are in use. */
static inline size_t p3_buf_length(const struct p3_buf *buf)
{
	return buf->end - buf->start;
}

/* The octets in use; may be NULL where there are none. */
static inline char *p3_buf_octets(const struct p3_buf *buf)
{
	return buf->octets != NULL ? buf->octets + buf->start : NULL;
}

/* Makes room for n more behind; false (cap, memory) changes nothing. */
bool p3_buf_reserve(struct p3_buf *buf, size_t n);

bool p3_buf_append(struct p3_buf *buf, const void *octets, size_t n);
bool p3_buf_append_text(struct p3_buf *buf, const char *text);

/* Takes n octets off the front and wipes them. */
void p3_buf_take(struct p3_buf *buf, size_t n);

/* The same at the end. */
void p3_buf_cut(struct p3_buf *buf, size_t n);

/* What the caller gets: a copy on the heap, with a NUL behind; or
 * POP3_E_NO_MEMORY. */
enum pop3_status p3_buf_give(const struct p3_buf *buf, char **out_text);

#endif
