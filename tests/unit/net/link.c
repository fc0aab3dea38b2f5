/*
 * What OpenSSL reads through.
 */
#include <criterion/criterion.h>
#include <sys/socket.h>
#include <unistd.h>

#include "libpop3/net/link.h"

static int wire[2];
static struct p3_link link_of_ours;
static BIO *bio;

static void set_up(void)
{
	cr_assert_eq(socketpair(AF_UNIX, SOCK_STREAM, 0, wire), 0);
	link_of_ours = (struct p3_link){.descriptor = wire[0]};
	bio = p3_link_bio(&link_of_ours);
	cr_assert_not_null(bio);
}

static void tear_down(void)
{
	BIO_free(bio);
	p3_link_clear(&link_of_ours);
	close(wire[0]);
	close(wire[1]);
}

TestSuite(link, .init = set_up, .fini = tear_down);

Test(link, reads_of_one_call_are_counted)
{
	static const char octets[P3_LINK_READS_MAX + 1];
	char octet;

	cr_assert_eq(
	    write(wire[1], octets, sizeof octets), (ssize_t)sizeof octets);
	link_of_ours.reads_left = P3_LINK_READS_MAX;
	for (int i = 0; i < P3_LINK_READS_MAX; i++)
		cr_assert_eq(BIO_read(bio, &octet, 1), 1);
	cr_assert_leq(BIO_read(bio, &octet, 1), 0);
	cr_assert(BIO_should_retry(bio) && BIO_should_read(bio));
	cr_assert_eq(link_of_ours.sys_errno, 0);
	link_of_ours.reads_left = 1;
	cr_assert_eq(BIO_read(bio, &octet, 1), 1);
}
