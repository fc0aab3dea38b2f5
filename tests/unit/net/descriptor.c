/*
 * Descriptors, of which there may be none left.
 */
#include <pop3/lookup.h>

#include <errno.h>
#include <sys/resource.h>

#include "peer.h"

static void allow_no_more(void)
{
	struct rlimit limit;

	cr_assert_eq(getrlimit(RLIMIT_NOFILE, &limit), 0);
	limit.rlim_cur = (rlim_t)dup(STDOUT_FILENO) + 1;
	cr_assert_eq(setrlimit(RLIMIT_NOFILE, &limit), 0);
}

Test(descriptor, without_one_nothing_is_looked_up)
{
	struct pop3_lookup *lookup = NULL;
	struct pop3_error error;

	allow_no_more();
	cr_assert_eq(pop3_lookup_start("pop.example.org", 995, POP3_FAMILY_ANY,
			 &error, &lookup),
	    POP3_E_SYSTEM);
	cr_assert_eq(error.sys_errno, EMFILE);
	cr_assert_null(lookup);
}

Test(descriptor, that_we_lack_is_no_fault_of_the_hosts)
{
	struct sockaddr_in loopback = {.sin_family = AF_INET,
	    .sin_port = htons(995),
	    .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	const struct addrinfo address = {.ai_family = AF_INET,
	    .ai_addr = (struct sockaddr *)&loopback,
	    .ai_addrlen = sizeof loopback};
	struct p3_patience patience = patience_ms(AMPLE_MS);
	struct p3_transport *transport;
	struct pop3_error error;

	allow_no_more();
	cr_assert_eq(p3_connect_addresses(&address, NULL, "'x' port 995",
			 &patience, &error, &transport),
	    POP3_E_SYSTEM);
	cr_assert_eq(error.sys_errno, EMFILE);
}
