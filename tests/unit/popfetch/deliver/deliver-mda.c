/*
 * deliver-mda.c - messages to a program: the words of its command, and what
 * its end says.
 */
#include "tests/unit/popfetch/delivery.h"

static struct settings settings = {.timeout_s = 60};

TestSuite(deliver_mda, .init = scene_begin, .fini = scene_end);

/* What one message comes to, that the command was given. */
static struct pop3_error handed_to(const char *command, const char *message)
{
	struct deliver *deliver;
	struct pop3_error error = {.status = POP3_OK};

	settings.mda = (char *)command;
	deliver = open_at(&settings);
	cr_assert_eq(deliver_begin(deliver), POP3_OK);
	cr_assert_eq(deliver_data(deliver, message, strlen(message)), POP3_OK);
	if (deliver_end(deliver) != POP3_OK)
		error = *deliver_error(deliver);
	deliver_close(deliver);
	return error;
}

/* ---- How it ends --------------------------------------------------------- */

static void ends(const char *command, enum pop3_status status, const char *text)
{
	const struct pop3_error error = handed_to(command, "\r\n");

	cr_expect_eq(error.status, status, "%s: %d", command, error.status);
	cr_expect_str_eq(error.text, text, "%s: %s", command, error.text);
}

/* sysexits(3), and what people make of it. */
Test(deliver_mda, exit_status_is_told_in_words)
{
	static const char *const words[] = {"it was used wrongly",
	    "it finds an error in the message", "it cannot open its input",
	    "it does not know the recipient", "it does not know the host",
	    "its service is unavailable", "it has an internal error",
	    "its system failed", "a system file is missing",
	    "it cannot create a file", "it cannot write",
	    "it says: try again later", "a protocol was broken",
	    "it is not permitted to", "it is configured wrongly"};
	char command[64], text[128];

	for (int number = 64; number <= 78; number++) {
		const bool later = number == 71 || number == 74 || number == 75;

		snprintf(command, sizeof command, "sh -c 'exit %d'", number);
		snprintf(text, sizeof text,
		    "'sh' did not take it: exit status %d, %s", number,
		    words[number - 64]);
		ends(command, later ? POP3_E_TEMPORARY : POP3_E_REFUSED, text);
	}
}

Test(deliver_mda, exit_status_without_a_meaning_refuses_too)
{
	ends("sh -c 'exit 0'", POP3_OK, "");
	ends("sh -c 'exit 1'", POP3_E_REFUSED,
	    "'sh' did not take it: exit status 1");
	ends("sh -c 'exit 63'", POP3_E_REFUSED,
	    "'sh' did not take it: exit status 63");
	ends("sh -c 'exit 79'", POP3_E_REFUSED,
	    "'sh' did not take it: exit status 79");
	ends("sh -c 'exit 255'", POP3_E_REFUSED,
	    "'sh' did not take it: exit status 255");
}

Test(deliver_mda, shell_that_cannot_run_it_is_no_matter_of_the_message)
{
	ends("sh -c 'exit 126'", POP3_E_UNSUPPORTED,
	    "cannot run 'sh': exit status 126, it cannot execute");
	ends("sh -c 'exit 127'", POP3_E_UNSUPPORTED,
	    "cannot run 'sh': exit status 127, it finds no command");
	ends("sh -c 'exit 125'", POP3_E_REFUSED,
	    "'sh' did not take it: exit status 125");
	ends("sh -c 'exit 128'", POP3_E_REFUSED,
	    "'sh' did not take it: exit status 128");
}

Test(deliver_mda, death_leaves_open_whether_it_was_taken)
{
	ends("sh -c 'kill -9 $$'", POP3_E_CLOSED, "'sh' died of signal 9");
}

static int descriptors(void)
{
	int count = 0;

	for (int fd = 0; fd < 256; fd++)
		count += fcntl(fd, F_GETFD) >= 0;
	return count;
}

Test(deliver_mda, message_that_was_taken_leaves_no_descriptor)
{
	struct deliver *deliver;
	int before;

	settings.mda = (char *)"cat";
	deliver = open_at(&settings);
	before = descriptors();
	stage(deliver, "\r\n");
	cr_expect_eq(descriptors(), before);
	stage(deliver, "\r\n");
	cr_expect_eq(descriptors(), before);
	deliver_close(deliver);
}

/* ---- The words of its command -------------------------------------------- */

/* What a command writes when it is given its words, one a line. */
static void writes(const char *words, const char *message, const char *expected)
{
	char command[512];
	struct pop3_error error;
	char *text, *path = below("words");

	snprintf(command, sizeof command,
	    "sh -c 'for word; do printf \"<%%%%s>\" \"$word\"; done >words' sh "
	    "%s",
	    words);
	error = handed_to(command, message);
	cr_assert_eq(error.status, POP3_OK, "%s", error.text);
	text = read_file(path, NULL);
	cr_expect_str_eq(text, expected, "%s: %s", words, text);
	free(text);
	free(path);
}

Test(deliver_mda, sender_and_recipient_are_words)
{
	settings.user = "jim";
	writes("%F %T", "Return-Path: <ann@example.org>\r\n\r\n",
	    "<ann@example.org><jim>");
	writes("-f %F", "Return-Path: <>\r\n\r\n", "<-f><MAILER-DAEMON>");
	writes("%F", "\r\n", "<MAILER-DAEMON>");
	writes("%F", "Return-Path: <a>\r\n\r\n", "<a>");
	writes("", "\r\n", "");
}

Test(deliver_mda, two_percent_signs_are_one_and_one_is_itself)
{
	settings.user = "jim";
	writes("%%F %%T %% a%%b%%", "\r\n", "<%F><%T><%><a%b%>");
	writes("50% %f % aF aT", "\r\n", "<50%><%f><%><aF><aT>");
	writes("%%%%F", "\r\n", "<%%F>");
}

static void misnamed(const char *command, const char *why)
{
	const char *told;

	settings.mda = (char *)command;
	told = deliver_misnamed(&settings);
	if (why == NULL)
		cr_expect_null(told, "%s: %s", command, told);
	else
		cr_expect(told != NULL && strstr(told, why) != NULL, "%s: %s",
		    command, told != NULL ? told : "(nothing)");
}

Test(deliver_mda, value_in_a_part_of_a_word_is_refused)
{
	static const char part[] = "stand as words of their own only";

	settings.user = "jim";
	misnamed("sh --from=%F", part);
	misnamed("sh %Fx", part);
	misnamed("sh a%T", part);
	misnamed("sh %%%F", part);
	misnamed("%F", part);
	misnamed("%T x", part);
	misnamed("sh %%F", NULL);
	misnamed("sh %F %T", NULL);
}

Test(deliver_mda, recipient_that_is_no_address_is_refused_where_it_is_asked_for)
{
	settings.user = "-jim";
	misnamed("sh %T", "the user is no address");
	misnamed("sh %F", NULL);
	settings.delivered_to = "jim@example.org";
	misnamed("sh %T", NULL);
}

Test(deliver_mda, program_that_is_not_there_is_told_when_it_is_opened)
{
	struct pop3_error error;

	settings.mda = "./nothing";
	error = open_failure(&settings);
	cr_expect_eq(error.status, POP3_E_SYSTEM);
	cr_expect_str_eq(
	    error.text, "cannot run './nothing': no such file or directory");
	settings.mda = "sh 'x";
	error = open_failure(&settings);
	cr_expect_eq(error.status, POP3_E_MISUSE);
	cr_expect_not_null(
	    strstr(error.text, "cannot use the command 'sh 'x': "));
}
