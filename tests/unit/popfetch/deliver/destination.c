/*
 * destination.c - destinations as the journal names them.
 */
#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#include "popfetch/deliver/destination.h"

Test(destination, what_is_written_is_read_back)
{
	char maildir[] = "/home/jim/Mail box", mbox[] = "/var/mail/jim";
	const struct settings rows[] = {
	    {.maildir = maildir},
	    {.mbox = mbox, .mbox_format = MBOX_RD},
	    {.mbox = mbox, .mbox_format = MBOX_O},
	    {.mbox = mbox, .mbox_format = MBOX_CL2},
	    {.maildir = maildir, .headers_only = true},
	    {.mbox = mbox, .headers_only = true},
	};
	const size_t count = sizeof rows / sizeof rows[0];

	for (size_t i = 0; i < count; i++) {
		char *text = destination_text(&rows[i], "here 1 2");
		struct settings got = rows[(i + 1) % count];
		char other[] = "/elsewhere";
		const char *where = NULL;

		got.mda = got.lmtp = other;
		got.standard_output = true;
		cr_assert(destination_read(text, &got, &where));
		cr_expect_str_eq(where, "here 1 2");
		cr_expect_eq(got.maildir == NULL, rows[i].maildir == NULL);
		cr_expect_eq(got.mbox == NULL, rows[i].mbox == NULL);
		cr_expect_str_eq(got.maildir != NULL ? got.maildir : got.mbox,
		    rows[i].maildir != NULL ? maildir : mbox);
		cr_expect_eq(got.mbox_format, rows[i].mbox_format);
		cr_expect_eq(got.headers_only, rows[i].headers_only);
		cr_expect_null(got.mda);
		cr_expect_null(got.lmtp);
		cr_expect_not(got.standard_output);
		free(text);
	}
}

Test(destination, other_texts_are_refused)
{
	static const char *const rows[] = {"", "maildir", "maildir\tx",
	    "header", "header\t", "header\tmaildir\tx", "headers\tmaildir\tx",
	    "maildir\tx\t", "maildir\tx\trelative", "lmtp\tx\t/y", "\t\t/x"};

	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		char text[40];
		struct settings settings = {0};
		const char *where;

		strcpy(text, rows[i]);
		cr_expect(!destination_read(text, &settings, &where),
		    "'%s' is taken", rows[i]);
	}
}
