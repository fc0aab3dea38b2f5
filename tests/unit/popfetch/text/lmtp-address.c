/*
 * lmtp-address.c - where an LMTP server may be said to be.
 */
#include <criterion/criterion.h>
#include <string.h>
#include <sys/un.h>

#include "popfetch/text/lmtp-address.h"

Test(lmtp_address, is_a_host_with_a_port_or_a_path)
{
	static const char *const good[] = {"localhost:24", "127.0.0.1:65535",
	    "[::1]:24", "/run/lmtp", "./lmtp", "a/b:c",
	    "b\u00fccher.example:24"};
	static const char *const bad[] = {"", "localhost", "localhost:", ":24",
	    "localhost:lmtp", "localhost:123456", "localhost:65536",
	    "localhost:65560", "localhost:99999", "localhost:0", "localhost:00",
	    "localhost:24x", "::1:24", "::1", "[]:24", "[::1]", "[::1:24",
	    "[host:24", "localhost:-1", "a:b:24"};

	for (size_t i = 0; i < sizeof good / sizeof good[0]; i++)
		cr_expect_null(lmtp_address_check(good[i]), "'%s'", good[i]);
	for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
		cr_expect_not_null(lmtp_address_check(bad[i]), "'%s'", bad[i]);
}

Test(lmtp_address, has_the_lengths_of_the_system)
{
	struct sockaddr_un un;
	char address[300];

	memset(address, 'x', sizeof address);
	address[0] = '/';
	address[sizeof un.sun_path] = '\0';
	cr_expect_not_null(lmtp_address_check(address));
	address[sizeof un.sun_path - 1] = '\0';
	cr_expect_null(lmtp_address_check(address));
	address[0] = 'x';
	memset(address, 'x', sizeof address);
	strcpy(address + 256, ":24");
	cr_expect_not_null(lmtp_address_check(address));
	strcpy(address + 255, ":24");
	cr_expect_null(lmtp_address_check(address));
}
