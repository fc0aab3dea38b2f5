/*
 * host-name.c - names that stand in somebody's syntax, cleaned first: a name
 * from the command line or from the system may hold anything.
 */
#include "popfetch/system/host-name.h"

#include <arpa/inet.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* What is beyond ASCII belongs to an internationalised name (RFC 6532). */
static bool is_of_a_host(unsigned char c)
{
	return c >= 0x80 || (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') ||
	       (c >= 'A' && c <= 'Z') ||
	       (c != '\0' && strchr("-._", c) != NULL);
}

static const char *clean(const char *name, char out_name[HOST_NAME_SIZE])
{
	size_t used = 0;

	for (; *name != '\0' && used < HOST_NAME_SIZE - 1; name++)
		if (is_of_a_host((unsigned char)*name))
			out_name[used++] = *name;
	out_name[used] = '\0';
	if (used == 0)
		strcpy(out_name, "localhost");
	return out_name;
}

const char *host_name_own(char out_name[HOST_NAME_SIZE])
{
	char name[HOST_NAME_SIZE] = "";

	if (gethostname(name, sizeof name - 1) != 0)
		name[0] = '\0';
	return clean(name, out_name);
}

const char *host_name_literal(const char *host, char out_name[HOST_NAME_SIZE])
{
	unsigned char address[16];

	if (inet_pton(AF_INET, host, address) == 1)
		snprintf(out_name, HOST_NAME_SIZE, "[%s]", host);
	else if (inet_pton(AF_INET6, host, address) == 1)
		snprintf(out_name, HOST_NAME_SIZE, "[IPv6:%s]", host);
	else
		clean(host, out_name);
	return out_name;
}
