/*
 * The terms under which a ticket is good.
 */
#include "libpop3/net/ticket.h"

#include <criterion/criterion.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

static struct p3_ticket_terms terms_of(const struct p3_tls_options *options)
{
	struct p3_ticket_terms terms;
	struct p3_host host;

	cr_assert_eq(p3_host_read(options->host, &host, NULL), POP3_OK);
	cr_assert(p3_ticket_terms(options, &host, &terms));
	return terms;
}

/* Options in which that file is named, before and behind a change of it. */
static void expect_followed(const struct p3_tls_options *options, char *path)
{
	struct p3_ticket_terms before = terms_of(options), after;
	FILE *file = fopen(path, "a");

	fputs("more", file);
	fclose(file);
	after = terms_of(options);
	cr_assert_arr_neq(after.octets, before.octets, sizeof after.octets);
}

Test(terms, have_what_each_file_says_among_them)
{
	struct p3_tls_options revocations = {.host = "pop.example.org"};
	struct p3_tls_options own = {.host = "pop.example.org"};
	struct p3_host host;
	struct p3_ticket_terms terms;
	char path[] = "/tmp/net-test-XXXXXX";

	close(mkstemp(path));
	revocations.crl_file = own.cert_file = path;
	expect_followed(&revocations, path);
	expect_followed(&own, path);
	unlink(path);
	/* One that is gone says nothing, not the same. */
	p3_host_read(own.host, &host, NULL);
	cr_assert_not(p3_ticket_terms(&revocations, &host, &terms));
}

Test(terms, have_the_time_of_a_directory_among_them)
{
	static const struct timespec earlier[2] = {
	    {.tv_sec = 1}, {.tv_sec = 1}};
	char directory[] = "/tmp/net-test-XXXXXX";
	struct p3_tls_options options = {.host = "pop.example.org"};
	struct p3_ticket_terms before, after;

	cr_assert_not_null(mkdtemp(directory));
	options.ca_dir = directory;
	before = terms_of(&options);
	cr_assert_eq(utimensat(AT_FDCWD, directory, earlier, 0), 0);
	after = terms_of(&options);
	cr_assert_arr_neq(after.octets, before.octets, sizeof after.octets);
	rmdir(directory);
}
