#include <criterion/criterion.h>
#include <stdlib.h>

#include "guard.h"
#include "libpop3/engine/timestamp.h"

static const char *found(struct pop3_span text)
{
	static char timestamp[P3_TIMESTAMP_MAX];

	p3_timestamp_find(text, timestamp);
	return timestamp;
}

Test(timestamp, servers_greetings)
{
	cr_assert_str_eq(found(guarded_line("POP3 Ready <9.1795393482@vm>")),
	    "<9.1795393482@vm>");
	cr_assert_str_eq(
	    found(guarded_line("Dovecot (Debian) ready. "
			       "<c.2.6b03872e.6fS4PK0bhp2xNVq/fXTYeg==@vm>")),
	    "<c.2.6b03872e.6fS4PK0bhp2xNVq/fXTYeg==@vm>");
	cr_assert_str_eq(
	    found(guarded_line("<2026.1@localhost>")), "<2026.1@localhost>");
}

Test(timestamp, text_may_stand_around_it)
{
	cr_assert_str_eq(found(guarded_line("a <b> <1@c> d <2@e>")), "<1@c>");
	cr_assert_str_eq(found(guarded_line("a <<1@c>")), "<1@c>");
}

Test(timestamp, none_in_a_greeting_without)
{
	cr_assert_str_eq(found(guarded_line("")), "");
	cr_assert_str_eq(found(guarded_line("Hello there.")), "");
	cr_assert_str_eq(found(guarded_line("tester@vm")), "");
	cr_assert_str_eq(found(guarded_line("<1@vm")), "");
	cr_assert_str_eq(found(guarded_line("1@vm>")), "");
}

Test(timestamp, what_is_no_msg_id_is_refused)
{
	cr_assert_str_eq(found(guarded_line("<>")), "");
	cr_assert_str_eq(found(guarded_line("<1>")), "");
	cr_assert_str_eq(found(guarded_line("<@>")), "");
	cr_assert_str_eq(found(guarded_line("<1@>")), "");
	cr_assert_str_eq(found(guarded_line("<@vm>")), "");
	cr_assert_str_eq(found(guarded_line("<1@a@b>")), "");
	cr_assert_str_eq(found(guarded_line("<1 2@vm>")), "");
	cr_assert_str_eq(found(guarded_line("<1\t@vm>")), "");
	cr_assert_str_eq(found(guarded_line("<1\x01@vm>")), "");
	cr_assert_str_eq(found(guarded_line("<1\x7F@vm>")), "");
	cr_assert_str_eq(found(guarded_line("<1\xC3\xA4@vm>")), "");
	cr_assert_str_eq(found((struct pop3_span){"<1\0@vm>", 7}), "");
}

Test(timestamp, longest_fits_and_one_more_does_not)
{
	char text[300];

	memset(text, 'x', sizeof text);
	memcpy(text, "<1@", 3);
	text[254] = '>';
	cr_assert_eq(strlen(found((struct pop3_span){text, 255})), 255);
	text[254] = 'x';
	text[255] = '>';
	cr_assert_str_eq(found((struct pop3_span){text, 256}), "");
}

Test(timestamp, a_megabyte_of_brackets_is_one_pass)
{
	size_t n = 1 << 20;
	char *text = malloc(n);

	memset(text, '<', n);
	cr_assert_str_eq(found((struct pop3_span){text, n}), "");
	free(text);
}
