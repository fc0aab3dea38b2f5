/*
 * net/srv.c - reading and ordering SRV records (RFC 2782).
 *
 * The lowest priority comes first.  Within one priority each next entry is
 * drawn, with the weight as its share of the chance; entries of weight 0 are
 * looked at first in each draw, so that they have a very small one.
 */
#if defined(__linux__)
#define _DEFAULT_SOURCE /* resolv.h's types */
#endif

#include "libpop3/net/srv.h"

#include <sys/types.h>

#include <arpa/nameser.h>
#include <netinet/in.h>
#include <resolv.h>
#include <string.h>

/* ---- Reading ------------------------------------------------------------- */

#define TARGET_AT 6 /* behind priority, weight and port */

/* What the resolver library writes for odd octets is escaped, and so no
 * name. */
static bool is_name(const char *text)
{
	static const char letters[] = "abcdefghijklmnopqrstuvwxyz"
				      "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
				      "0123456789-._";

	return text[strspn(text, letters)] == '\0';
}

static bool read_record(
    ns_msg message, const ns_rr *record, struct p3_srv *out_srv)
{
	const unsigned char *data = ns_rr_rdata(*record);
	char target[NS_MAXDNAME];
	size_t length;

	if (ns_rr_rdlen(*record) <= TARGET_AT ||
	    ns_name_uncompress(ns_msg_base(message), ns_msg_end(message),
		data + TARGET_AT, target, sizeof target) < 0)
		return false;
	length = strlen(target);
	if (length > 0 && target[length - 1] == '.')
		target[--length] = '\0';
	if (length >= sizeof out_srv->target || !is_name(target))
		return false;
	out_srv->priority = (uint16_t)ns_get16(data);
	out_srv->weight = (uint16_t)ns_get16(data + 2);
	out_srv->port = (uint16_t)ns_get16(data + 4);
	memcpy(out_srv->target, target, length + 1);
	return true;
}

bool p3_srv_parse(
    const unsigned char *answer, size_t length, struct p3_srv_list *out_list)
{
	struct p3_srv_list list = {.count = 0};
	ns_msg message;
	ns_rr record;

	if (length > NS_MAXMSG ||
	    ns_initparse(answer, (int)length, &message) != 0)
		return false;
	for (int i = 0; i < ns_msg_count(message, ns_s_an); i++) {
		if (ns_parserr(&message, ns_s_an, i, &record) != 0)
			return false;
		if (list.count < P3_SRV_MAX && ns_rr_type(record) == ns_t_srv &&
		    ns_rr_class(record) == ns_c_in &&
		    read_record(message, &record, &list.entries[list.count]))
			list.count++;
	}
	*out_list = list;
	return true;
}

/* ---- Order --------------------------------------------------------------- */

static void swap(struct p3_srv *a, struct p3_srv *b)
{
	struct p3_srv kept = *a;

	*a = *b;
	*b = kept;
}

static bool comes_before(const struct p3_srv *a, const struct p3_srv *b)
{
	if (a->priority != b->priority)
		return a->priority < b->priority;
	return a->weight == 0 && b->weight != 0;
}

/* Entry i, those before which are in order, finds its place among them. */
static void insert(struct p3_srv *entries, size_t i)
{
	for (; i > 0 && comes_before(&entries[i], &entries[i - 1]); i--)
		swap(&entries[i], &entries[i - 1]);
}

/* There are few of them. */
static void sort(struct p3_srv_list *list)
{
	for (size_t i = 1; i < list->count; i++)
		insert(list->entries, i);
}

/* Which of count entries of one priority is next. */
static size_t draw(const struct p3_srv *entries, size_t count,
    p3_srv_random_fn *random, void *context)
{
	uint32_t sum = 0, running = entries[0].weight, drawn;
	size_t next = 0;

	for (size_t i = 0; i < count; i++)
		sum += entries[i].weight;
	drawn = random(context, sum);
	while (running < drawn)
		running += entries[++next].weight;
	return next;
}

static size_t same_priority(const struct p3_srv *entries, size_t count)
{
	size_t same = 1;

	while (same < count && entries[same].priority == entries[0].priority)
		same++;
	return same;
}

void p3_srv_order(
    struct p3_srv_list *list, p3_srv_random_fn *random, void *context)
{
	sort(list);
	for (size_t i = 0; i < list->count; i++) {
		struct p3_srv *rest = &list->entries[i];
		size_t count = same_priority(rest, list->count - i);
		size_t next = draw(rest, count, random, context);

		/* The others keep their order: weight 0 stays in front. */
		for (; next > 0; next--)
			swap(&rest[next], &rest[next - 1]);
	}
}
