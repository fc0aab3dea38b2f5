/*
 * The library's version and those it stands on.
 */
#include <pop3/api.h>

#include <criterion/criterion.h>
#include <openssl/crypto.h>
#include <stdio.h>
#include <string.h>

Test(version, is_that_of_the_headers)
{
	char numbers[32];

	snprintf(numbers, sizeof numbers, "%d.%d.%d", POP3_VERSION_MAJOR,
	    POP3_VERSION_MINOR, POP3_VERSION_PATCH);
	cr_assert_str_eq(pop3_version(), numbers);
	cr_assert_str_eq(pop3_version(), POP3_VERSION);
}

Test(version, libraries_are_named_with_what_is_in_use)
{
	char line[POP3_VERSION_LIBRARIES_MAX];

	cr_assert_eq(pop3_version_libraries(line, sizeof line), line);
	cr_assert_eq(strncmp(line, "OpenSSL 3.", 10), 0, "%s", line);
	cr_assert_not_null(
	    strstr(line, OpenSSL_version(OPENSSL_VERSION_STRING)));
	cr_assert_not_null(strstr(line, ", libgsasl "));
	cr_assert_not_null(strstr(line, ", libidn2 "));
	cr_assert_null(strchr(line, '\n'));
}

Test(version, a_line_that_does_not_fit_is_cut)
{
	char line[8];

	cr_assert_str_eq(pop3_version_libraries(line, sizeof line), "OpenSSL");
}
