/*
 * srv.c - answers of a DNS server of any octets: what is read of them has a
 * host's name that can be asked for, and each has its turn.
 */
#include "must.h"

#include "libpop3/net/srv.h"

/* Octets of the input say which of those that are as good comes first. */
static uint32_t chosen(void *context, uint32_t most)
{
	const unsigned char **octet = context;

	return (uint32_t)(*(*octet)++ << 8) % (most + 1);
}

static unsigned long sum_of_ports(const struct p3_srv_list *list)
{
	unsigned long sum = 0;

	for (size_t i = 0; i < list->count; i++)
		sum += list->entries[i].port;
	return sum;
}

static void check(const struct p3_srv_list *list)
{
	must(list->count <= P3_SRV_MAX);
	for (size_t i = 0; i < list->count; i++) {
		must_be_text(list->entries[i].target);
		must(i == 0 || list->entries[i - 1].priority <=
				   list->entries[i].priority);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	unsigned char choices[P3_SRV_MAX] = {0};
	const unsigned char *next = choices;
	struct p3_srv_list list;
	unsigned long ports;

	memcpy(choices, data, size < sizeof choices ? size : sizeof choices);
	if (!p3_srv_parse(data, size, &list))
		return 0;
	ports = sum_of_ports(&list);
	p3_srv_order(&list, chosen, &next);
	must(next <= choices + sizeof choices);
	check(&list);
	must(sum_of_ports(&list) == ports);
	return 0;
}
