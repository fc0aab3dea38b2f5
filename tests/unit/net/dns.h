/*
 * tests/unit/net/dns.h - name servers that know a few SRV records: this
 * res_query() stands in for the C library's, which asks those of the system
 * and no others.  tests/cli/srv.t asks a real one.
 *
 * It needs _DEFAULT_SOURCE.
 */
#ifndef TESTS_UNIT_NET_DNS_H
#define TESTS_UNIT_NET_DNS_H

#include <sys/types.h>

#include <arpa/nameser.h>
#include <criterion/criterion.h>
#include <netdb.h>
#include <netinet/in.h>
#include <resolv.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>
#include <unistd.h>

/* One record; target NULL ends a table.  A target of "." is the root. */
struct dns_record {
	const char *name;
	uint16_t priority;
	uint16_t weight;
	uint16_t port;
	const char *target;
};

struct dns {
	const struct dns_record *records;
	int code;	/* answered instead, where not 0: 2 is SERVFAIL */
	bool is_silent; /* never answers, */
	const char *to; /* or not when this is asked for */
	bool is_mad;	/* answers with octets of no meaning */
};

/* "a.b" as labels; returns how many octets. */
static inline size_t dns_name(unsigned char *octets, const char *name)
{
	size_t used = 0;

	while (*name != '\0' && strcmp(name, ".") != 0) {
		size_t length = strcspn(name, ".");

		octets[used++] = (unsigned char)length;
		memcpy(octets + used, name, length);
		used += length;
		name += length + (name[length] == '.');
	}
	octets[used++] = 0;
	return used;
}

static inline size_t dns_put16(unsigned char *octets, unsigned value)
{
	octets[0] = (unsigned char)(value >> 8);
	octets[1] = (unsigned char)value;
	return 2;
}

static inline size_t dns_record_write(
    unsigned char *octets, const struct dns_record *record)
{
	unsigned char target[256];
	size_t length = dns_name(target, record->target);
	size_t used = dns_put16(octets, 0xc00c); /* the name asked for */

	used += dns_put16(octets + used, ns_t_srv);
	used += dns_put16(octets + used, ns_c_in);
	used += dns_put16(octets + used, 0);
	used += dns_put16(octets + used, 60); /* seconds to live */
	used += dns_put16(octets + used, (unsigned)(6 + length));
	used += dns_put16(octets + used, record->priority);
	used += dns_put16(octets + used, record->weight);
	used += dns_put16(octets + used, record->port);
	memcpy(octets + used, target, length);
	return used + length;
}

#define DNS_ANSWER_SIZE 8192

/* Fills answer for a question of that name; how many octets. */
static inline size_t dns_answer(
    const struct dns *dns, const char *asked, unsigned char *answer)
{
	const struct dns_record *record = dns->records;
	size_t used = 12 + dns_name(answer + 12, asked), count = 0;

	memset(answer, 0, 12);
	dns_put16(answer + 2, 0x8180 | (unsigned)dns->code);
	dns_put16(answer + 4, 1);
	used += dns_put16(answer + used, ns_t_srv);
	used += dns_put16(answer + used, ns_c_in);
	for (; record != NULL && record->target != NULL; record++) {
		if (strcmp(record->name, asked) != 0)
			continue;
		used += dns_record_write(answer + used, record);
		count++;
	}
	dns_put16(answer + 6, (unsigned)count);
	return used;
}

/* The ones that are asked now. */
static const struct dns *dns_now;
static int dns_asked;

static inline void dns_start(const struct dns *dns)
{
	dns_now = dns;
	dns_asked = 0;
}

int res_query(
    const char *name, int class, int type, unsigned char *answer, int size)
{
	size_t length;

	cr_assert(class == ns_c_in && type == ns_t_srv);
	cr_assert_geq(size, DNS_ANSWER_SIZE);
	dns_asked++;
	while (dns_now->is_silent &&
	       (dns_now->to == NULL || strcmp(name, dns_now->to) == 0))
		pause();
	length = dns_answer(dns_now, name, answer);
	if (dns_now->is_mad) {
		dns_put16(answer + 6, 9);
		return (int)length - 3;
	}
	if (answer[7] > 0)
		return (int)length;
	h_errno = dns_now->code != 0 ? TRY_AGAIN : HOST_NOT_FOUND;
	return -1;
}

#endif
