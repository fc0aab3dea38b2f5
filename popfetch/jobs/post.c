/*
 * post.c - records on a pair of sockets: a head of fixed size, then a text
 * with a NUL behind it.
 *
 * Both ends are the same program on the same machine, so the head is the
 * struct as it lies in memory.
 */
#include "popfetch/jobs/post.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "popfetch/system/spawn.h"

#ifndef MSG_NOSIGNAL /* SIGPIPE is ignored anyway */
#define MSG_NOSIGNAL 0
#endif

#define SHOWN  1u
#define LOGGED 2u
#define SILENT 4u

struct head {
	uint32_t length; /* of the text with its NUL */
	uint16_t kind;
	uint8_t level;
	uint8_t flags;
	struct progress_counts counts;
};
_Static_assert(sizeof(struct head) <= POST_HEAD_MAX, "a box holds two");

struct record {
	struct head head;
	char text[POST_TEXT_MAX];
};

int post_open(int *out_ours, int *out_childs)
{
	int ends[2];

	if (socketpair(AF_UNIX, SOCK_STREAM, 0, ends) != 0)
		return errno;
	spawn_withhold(ends[0]);
	spawn_withhold(ends[1]);
	*out_ours = ends[0];
	*out_childs = ends[1];
	return 0;
}

static bool send_whole(int fd, const void *octets, size_t length)
{
	const char *at = octets;

	while (length > 0) {
		const ssize_t sent = send(fd, at, length, MSG_NOSIGNAL);

		if (sent < 0 && errno != EINTR)
			return false;
		if (sent > 0) {
			at += sent;
			length -= (size_t)sent;
		}
	}
	return true;
}

/* Returns its length. */
static size_t make_record(struct record *record, const struct post *post)
{
	const char *text = post->text != NULL ? post->text : "";
	const size_t length = strnlen(text, POST_TEXT_MAX - 1);

	record->head = (struct head){
	    .length = (uint32_t)length + 1,
	    .kind = (uint16_t)post->kind,
	    .level = (uint8_t)post->level,
	    .flags = (uint8_t)((post->shown ? SHOWN : 0) |
			       (post->logged ? LOGGED : 0) |
			       (post->echo == ASKING_IN_SILENCE ? SILENT : 0)),
	    .counts = post->counts,
	};
	memcpy(record->text, text, length);
	record->text[length] = '\0';
	return sizeof record->head + length + 1;
}

void post_send(int fd, const struct post *post)
{
	struct record record;
	const size_t length = make_record(&record, post);

	(void)send_whole(fd, &record, length);
}

/* A record that was begun must come whole. */
bool post_try(int fd, const struct post *post)
{
	struct record record;
	const size_t length = make_record(&record, post);
	const ssize_t sent =
	    send(fd, &record, length, MSG_NOSIGNAL | MSG_DONTWAIT);

	return sent > 0 && send_whole(fd, (const char *)&record + sent,
			       length - (size_t)sent);
}

bool post_may_ask(int fd)
{
	char answer = 'n';

	return read(fd, &answer, 1) == 1 && answer == 'y';
}

void post_answer(int fd, bool may_ask)
{
	(void)send_whole(fd, may_ask ? "y" : "n", 1);
}

bool post_receive(struct post_box *box, int fd)
{
	ssize_t got;

	memmove(box->octets, box->octets + box->taken, box->used - box->taken);
	box->used -= box->taken;
	box->taken = 0;
	do
		got = read(fd, box->octets + box->used,
		    sizeof box->octets - box->used);
	while (got < 0 && errno == EINTR);
	if (got <= 0)
		return false;
	box->used += (size_t)got;
	return true;
}

bool post_next(struct post_box *box, struct post *out_post)
{
	const char *record = box->octets + box->taken;
	const size_t length = box->used - box->taken;
	struct head head;

	if (length < sizeof head)
		return false;
	memcpy(&head, record, sizeof head);
	if (head.length > POST_TEXT_MAX || length - sizeof head < head.length)
		return false;
	*out_post = (struct post){
	    .kind = (enum post_kind)head.kind,
	    .level = (enum talk_level)head.level,
	    .shown = (head.flags & SHOWN) != 0,
	    .logged = (head.flags & LOGGED) != 0,
	    .text = record + sizeof head,
	    .counts = head.counts,
	    .echo =
		(head.flags & SILENT) != 0 ? ASKING_IN_SILENCE : ASKING_ALOUD,
	};
	box->taken += sizeof head + head.length;
	return true;
}
