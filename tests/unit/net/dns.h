/*
 * tests/unit/net/dns.h - a name server on loopback that knows a few SRV
 * records.
 */
#ifndef TESTS_UNIT_NET_DNS_H
#define TESTS_UNIT_NET_DNS_H

#include <arpa/inet.h>
#include <criterion/criterion.h>
#include <netinet/in.h>
#include <poll.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>
#include <sys/socket.h>
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
	bool is_silent; /* never answers */
	bool is_mad;	/* answers with octets of no meaning */
	int asked;
	struct sockaddr_in address;
	int socket;
	int stop[2];
	pthread_t thread;
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

	used += dns_put16(octets + used, 33); /* SRV */
	used += dns_put16(octets + used, 1);  /* IN */
	used += dns_put16(octets + used, 0);
	used += dns_put16(octets + used, 60); /* seconds to live */
	used += dns_put16(octets + used, (unsigned)(6 + length));
	used += dns_put16(octets + used, record->priority);
	used += dns_put16(octets + used, record->weight);
	used += dns_put16(octets + used, record->port);
	memcpy(octets + used, target, length);
	return used + length;
}

/* Fills answer for a question; how many octets. */
static inline size_t dns_answer(const struct dns *dns,
    const unsigned char *question, size_t length, unsigned char *answer)
{
	size_t used = 12, count = 0, asked;

	while (used < length && question[used] != 0)
		used += (size_t)question[used] + 1;
	asked = used + 1 - 12;
	used += 5;
	memcpy(answer, question, used);
	dns_put16(answer + 2, 0x8180 | (unsigned)dns->code);
	memset(answer + 6, 0, 6);
	for (const struct dns_record *record = dns->records;
	     record != NULL && record->target != NULL; record++) {
		unsigned char name[256];
		size_t size = dns_name(name, record->name);

		if (size != asked || memcmp(name, question + 12, size) != 0)
			continue;
		used += dns_record_write(answer + used, record);
		count++;
	}
	dns_put16(answer + 6, (unsigned)count);
	if (count == 0 && dns->code == 0)
		dns_put16(answer + 2, 0x8183); /* NXDOMAIN */
	return used;
}

static inline void *dns_main(void *argument)
{
	struct dns *dns = argument;
	struct pollfd polled[2] = {{.fd = dns->socket, .events = POLLIN},
	    {.fd = dns->stop[0], .events = POLLIN}};

	while (poll(polled, 2, -1) > 0 && polled[1].revents == 0) {
		unsigned char question[512], answer[8192];
		struct sockaddr_in from;
		socklen_t size = sizeof from;
		ssize_t got = recvfrom(dns->socket, question, sizeof question,
		    0, (struct sockaddr *)&from, &size);
		size_t length;

		if (got < 17 || dns->is_silent)
			continue;
		dns->asked++;
		length = dns_answer(dns, question, (size_t)got, answer);
		if (dns->is_mad) {
			dns_put16(answer + 6, 9);
			length -= 3;
		}
		(void)!sendto(dns->socket, answer, length, 0,
		    (struct sockaddr *)&from, size);
	}
	return NULL;
}

static inline void dns_start(struct dns *dns)
{
	socklen_t size = sizeof dns->address;

	dns->address = (struct sockaddr_in){
	    .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	dns->socket = socket(AF_INET, SOCK_DGRAM, 0);
	cr_assert_eq(
	    bind(dns->socket, (struct sockaddr *)&dns->address, size), 0);
	getsockname(dns->socket, (struct sockaddr *)&dns->address, &size);
	cr_assert_eq(pipe(dns->stop), 0);
	cr_assert_eq(pthread_create(&dns->thread, NULL, dns_main, dns), 0);
}

static inline void dns_end(struct dns *dns)
{
	cr_assert_eq(write(dns->stop[1], "", 1), 1);
	pthread_join(dns->thread, NULL);
	close(dns->stop[0]);
	close(dns->stop[1]);
	close(dns->socket);
}

#endif
