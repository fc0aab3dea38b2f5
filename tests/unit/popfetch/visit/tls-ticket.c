/*
 * tls-ticket.c - what resumes TLS, and when there is none.
 */
#include "tests/unit/popfetch/scene.h"

#include "popfetch/visit/tls-ticket.h"

#define FILE_NAME "jim@pop.example.org.tls"

static char user[] = "jim", host[] = "pop.example.org";
static struct settings settings;
static struct tls_ticket ticket;

static void begin(void)
{
	scene_begin();
	settings = (struct settings){.user = user,
	    .host = host,
	    .tls = POP3_TLS_IMPLICIT,
	    .state_dir = scene_home};
}

static void end(void)
{
	tls_ticket_clear(&ticket);
	scene_end();
}

TestSuite(tls_ticket, .init = begin, .fini = end);

Test(tls_ticket, is_what_the_file_has)
{
	scene_write(FILE_NAME, 0600, "octets");
	tls_ticket_read(&settings, &ticket);
	cr_assert_not_null(ticket.octets);
	cr_expect_eq(ticket.length, 6);
	cr_expect_eq(memcmp(ticket.octets, "octets", 6), 0);
	cr_expect_str_eq(ticket.path, scene_path(FILE_NAME));
	tls_ticket_forget(&ticket);
	cr_expect_null(ticket.octets);
	cr_expect_not_null(ticket.path);
}

Test(tls_ticket, without_a_file_may_still_be_written)
{
	tls_ticket_read(&settings, &ticket);
	cr_expect_null(ticket.octets);
	cr_expect_str_eq(ticket.path, scene_path(FILE_NAME));
}

static void expect_none(void)
{
	tls_ticket_read(&settings, &ticket);
	cr_expect_null(ticket.octets);
	tls_ticket_clear(&ticket);
}

/* Whoever has it reads the session that it resumes. */
Test(tls_ticket, that_others_could_read_or_put_there_is_none)
{
	scene_write(FILE_NAME, 0644, "octets");
	expect_none();
	scene_write(FILE_NAME, 0620, "octets");
	expect_none();
	chmod(FILE_NAME, 0600);
	tls_ticket_read(&settings, &ticket);
	cr_expect_not_null(ticket.octets);
}

Test(tls_ticket, that_is_no_file_or_of_no_size_is_none, .timeout = 60)
{
	scene_write(FILE_NAME, 0600, "");
	expect_none();
	cr_assert_eq(truncate(FILE_NAME, 65537), 0);
	expect_none();
	unlink(FILE_NAME);
	cr_assert_eq(mkfifo(FILE_NAME, 0600), 0);
	expect_none();
	unlink(FILE_NAME);
	cr_assert_eq(mkdir(FILE_NAME, 0700), 0);
	expect_none();
}

/* A certificate that was not verified is no reason to skip it the next time. */
Test(tls_ticket, is_kept_only_where_it_is_of_use)
{
	scene_write(FILE_NAME, 0600, "octets");
	settings.insecure_skip_verify = true;
	tls_ticket_read(&settings, &ticket);
	cr_expect_null(ticket.octets);
	cr_expect_null(ticket.path);
	settings.insecure_skip_verify = false;
	settings.tls = POP3_TLS_NONE;
	tls_ticket_read(&settings, &ticket);
	cr_expect_null(ticket.octets);
	cr_expect_null(ticket.path);
}

/* What needs a state file says so itself; --stat needs none. */
Test(tls_ticket, that_no_name_is_short_enough_for_is_none_without_a_word)
{
	char long_user[240];

	memset(long_user, 'u', sizeof long_user - 1);
	long_user[sizeof long_user - 1] = '\0';
	settings.user = long_user;
	scene_listen();
	tls_ticket_read(&settings, &ticket);
	cr_expect_null(ticket.path);
	cr_expect_str_eq(scene_said(), "");
}

Test(tls_ticket, that_did_harm_is_removed_and_one_that_is_new_is_not)
{
	scene_write(FILE_NAME, 0600, "octets");
	tls_ticket_read(&settings, &ticket);
	tls_ticket_remove(&ticket);
	cr_expect_neq(access(FILE_NAME, F_OK), 0);
	tls_ticket_clear(&ticket);
	tls_ticket_read(&settings, &ticket);
	scene_write(FILE_NAME, 0600, "of another run");
	tls_ticket_remove(&ticket);
	cr_expect_eq(access(FILE_NAME, F_OK), 0);
}

Test(tls_ticket, nothing_is_written_for_a_session_without_one)
{
	struct pop3_session_options options = POP3_SESSION_OPTIONS_INIT;
	struct pop3_session *session = NULL;

	scene_write(FILE_NAME, 0600, "octets");
	options.host = host;
	cr_assert_eq(pop3_session_new(&options, &session), POP3_OK);
	tls_ticket_read(&settings, &ticket);
	tls_ticket_write(&ticket, session);
	pop3_session_free(session);
	tls_ticket_clear(&ticket);
	tls_ticket_read(&settings, &ticket);
	cr_expect_eq(ticket.length, 6);
	cr_expect_neq(access(FILE_NAME ".new", F_OK), 0);
}
