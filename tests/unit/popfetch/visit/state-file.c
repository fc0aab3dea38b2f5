/*
 * state-file.c - where an account's state lives, and whose it is.
 */
#include "tests/unit/popfetch/scene.h"

#include "popfetch/visit/state-file.h"

static struct settings settings;
static struct state_file file;
static const struct talk talk;

static void begin(void)
{
	scene_begin();
	scene_listen();
	settings = (struct settings){.user = strdup("jim"),
	    .host = strdup("pop.example.org"),
	    .state_dir = strdup(scene_path("state/popfetch"))};
}

static void end(void)
{
	state_file_clear(&file);
	free(settings.user);
	free(settings.host);
	free(settings.state_dir);
	scene_end();
}

TestSuite(state_file, .init = begin, .fini = end);

/* ---- Names --------------------------------------------------------------- */

static const char *name_of(const char *user, const char *host, uint16_t port)
{
	static char name[300];

	free(settings.user);
	free(settings.host);
	settings.user = strdup(user);
	settings.host = strdup(host);
	settings.port = port;
	state_file_clear(&file);
	if (state_file_name(&settings, &talk, &file) != EXIT_DONE)
		return "-";
	snprintf(name, sizeof name, "%s", file.account);
	return name;
}

Test(state_file, is_named_by_the_account_on_the_server)
{
	cr_expect_str_eq(
	    name_of("jim", "pop.example.org", 0), "jim@pop.example.org");
	cr_expect_str_eq(
	    file.path, scene_path("state/popfetch/jim@pop.example.org.uidl"));
	cr_expect_str_eq(
	    file.spool, scene_path("state/popfetch/jim@pop.example.org.spool"));
}

/* A user's name may differ in its case alone; a host's does not. */
Test(state_file, host_is_the_same_in_any_case)
{
	cr_expect_str_eq(
	    name_of("Jim", "POP.Example.ORG", 0), "Jim@pop.example.org");
}

Test(state_file, another_port_may_be_another_server)
{
	cr_expect_str_eq(name_of("jim", "h", 110), "jim@h");
	cr_expect_str_eq(name_of("jim", "h", 995), "jim@h");
	cr_expect_str_eq(name_of("jim", "h", 1995), "jim@h:1995");
	cr_expect_str_eq(name_of("jim", "h", 65535), "jim@h:65535");
}

Test(state_file, no_name_leads_elsewhere)
{
	cr_expect_str_eq(name_of("../../x", "h", 0), "%2E.%2F..%2Fx@h");
	cr_expect_str_eq(name_of(".", "..", 0), "%2E@..");
	cr_expect_str_eq(
	    name_of("a b\n", "h/../..", 0), "a%20b%0A@h%2f..%2f..");
	cr_expect_str_eq(name_of("j\xC3\xB6", "::1", 0), "j%C3%B6@%3a%3a1");
}

/* By another name a state would not be found again. */
Test(state_file, what_is_plain_stands_for_itself)
{
	cr_expect_str_eq(name_of("azAZ09._-@x", "h", 0), "azAZ09._-@x@h");
	cr_expect_str_eq(name_of("`{@[/:+", "h", 0), "%60%7B@%5B%2F%3A%2B@h");
}

/* Or two accounts would share what they have seen. */
Test(state_file, different_accounts_have_different_names)
{
	char name[300];

	strcpy(name, name_of("a%20b", "h", 0));
	cr_expect_str_neq(name, name_of("a b", "h", 0));
	strcpy(name, name_of("jim", "h:1995", 0));
	cr_expect_str_neq(name, name_of("jim", "h", 1995));
}

Test(state_file, name_that_no_file_system_takes_is_refused)
{
	char user[300];

	memset(user, 'u', sizeof user);
	user[299] = '\0';
	cr_expect_str_eq(name_of(user, "h", 0), "-");
	cr_expect_not_null(strstr(scene_said(), "too long"));
	cr_expect_str_eq(name_of("jim", user, 0), "-");
	user[220] = '\0';
	cr_expect_str_neq(name_of(user, "h", 0), "-");
	user[220] = '/';
	user[228] = '\0';
	cr_expect_str_eq(name_of(user, "h", 0), "-");
	user[220] = '\0';
	cr_expect_str_eq(name_of(user, "hhhh", 12345), "-");
	cr_expect_eq(state_file_name(&settings, &talk, &file), EXIT_CONFIG);
}

/* ---- Opening ------------------------------------------------------------- */

static const struct pop3_state_key key = {.uid = "one", .length = 3};

static struct pop3_state *opened(void)
{
	struct pop3_state *state = NULL;

	if (file.path == NULL)
		cr_assert_eq(
		    state_file_name(&settings, &talk, &file), EXIT_DONE);
	cr_assert_eq(
	    state_file_open(&settings, &file, NULL, &talk, &state), EXIT_DONE);
	return state;
}

Test(state_file, directory_is_made_for_its_owner_alone)
{
	struct pop3_state *state = opened();
	struct stat status;

	cr_assert_eq(stat(settings.state_dir, &status), 0);
	cr_expect_eq(status.st_mode & 0777, 0700);
	cr_assert_eq(stat(file.path, &status), 0);
	cr_expect_eq(status.st_mode & 0777, 0600);
	pop3_state_close(state, NULL);
}

Test(state_file, directory_that_cannot_be_made_is_told)
{
	struct pop3_state *state = NULL;

	scene_write("state", 0600, "a file in the way");
	cr_assert_eq(state_file_name(&settings, &talk, &file), EXIT_DONE);
	cr_expect_eq(state_file_open(&settings, &file, NULL, &talk, &state),
	    EXIT_CANNOT_CREATE);
	cr_expect_null(state);
	cr_expect_not_null(
	    strstr(scene_said(), "cannot make the state directory '"));
	cr_expect_not_null(strstr(
	    scene_text, "': not a directory; '--state-dir' names another\n"));
}

Test(state_file, another_run_keeps_us_out_but_not_from_looking)
{
	struct pop3_state *state = opened(), *second = NULL;

	cr_assert_eq(pop3_state_place(state, &key, 1), POP3_OK);
	cr_assert_eq(pop3_state_sync(state), POP3_OK);
	cr_expect_eq(state_file_open(&settings, &file, NULL, &talk, &second),
	    EXIT_TRY_LATER);
	cr_expect_null(second);
	cr_expect_null(state_file_seize(&settings));
	cr_assert_eq(
	    state_file_open_readonly(&settings, &talk, &second), EXIT_DONE);
	cr_expect(pop3_state_seen(second, &key));
	pop3_state_close(second, NULL);
	second = state_file_glance(&settings);
	cr_assert_not_null(second);
	cr_expect(pop3_state_seen(second, &key));
	pop3_state_close(second, NULL);
	pop3_state_close(state, NULL);
	state = state_file_seize(&settings);
	cr_assert_not_null(state);
	pop3_state_close(state, NULL);
}

/* The signal may have come before there was anything to wait for. */
Test(state_file, nobody_waits_for_the_lock_once_it_is_cancelled)
{
	struct pop3_state *state = opened(), *second = NULL;
	struct pop3_cancel *cancel;

	cr_assert_eq(pop3_cancel_new(&cancel), POP3_OK);
	pop3_cancel_fire(cancel);
	settings.lock_timeout_s = 86400;
	cr_expect_eq(state_file_open(&settings, &file, cancel, &talk, &second),
	    EXIT_TRY_LATER);
	cr_expect_null(second);
	cr_expect_str_eq(scene_said(), "");
	pop3_cancel_free(cancel);
	pop3_state_close(state, NULL);
}

Test(state_file, looking_at_none_makes_none)
{
	struct pop3_state *state = state_file_glance(&settings);

	pop3_state_close(state, NULL);
	cr_expect_neq(access(settings.state_dir, F_OK), 0);
	cr_expect_str_eq(scene_said(), "");
}

Test(state_file, what_is_no_state_file_is_refused_and_stays)
{
	struct pop3_state *state = opened();

	pop3_state_close(state, NULL);
	state = NULL;
	scene_write(
	    "state/popfetch/jim@pop.example.org.uidl", 0600, "not ours\n");
	cr_expect_eq(
	    state_file_open(&settings, &file, NULL, &talk, &state), EXIT_DATA);
	cr_expect_null(state);
	cr_expect_null(state_file_glance(&settings));
	cr_expect_null(state_file_seize(&settings));
	cr_expect_str_neq(scene_said(), "");
	cr_expect_eq(access(file.path, F_OK), 0);
}

Test(state_file, failure_to_write_is_told_as_one)
{
	const struct pop3_error full = {
	    .status = POP3_E_SYSTEM, .text = "cannot write '/x'"};

	cr_expect_eq(state_file_failed(&talk, &full), EXIT_IO);
	cr_expect_str_eq(scene_said(), "popfetch: cannot write '/x'\n");
}
