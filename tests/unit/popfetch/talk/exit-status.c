/*
 * Exit statuses: the table of popfetch(1), and which of two is worse.
 */
#include <criterion/criterion.h>
#include <errno.h>

#include "popfetch/talk/exit-status.h"

Test(exit_status, every_failure_has_the_one_of_the_table)
{
	static const struct {
		enum pop3_status status;
		int exit_status;
	} table[] = {{POP3_OK, 0}, {POP3_E_MISUSE, 70}, {POP3_E_FULL, 70},
	    {POP3_E_CANCELLED, 75}, {POP3_E_UNSUPPORTED, 69},
	    {POP3_E_NO_MEMORY, 71}, {POP3_E_SYSTEM, 71},
	    {POP3_E_HOST_NOT_FOUND, 68}, {POP3_E_NAME_TEMPORARY, 75},
	    {POP3_E_CONNECT, 69}, {POP3_E_TIMEOUT, 75}, {POP3_E_LOCKED, 75},
	    {POP3_E_FILE, 65}, {POP3_E_TLS, 76}, {POP3_E_TLS_UNAVAILABLE, 77},
	    {POP3_E_CERTIFICATE, 77}, {POP3_E_CLEARTEXT, 77},
	    {POP3_E_PROTOCOL, 76}, {POP3_E_CLOSED, 69}, {POP3_E_LIMIT, 76},
	    {POP3_E_AUTH, 77}, {POP3_E_IN_USE, 75}, {POP3_E_LOGIN_DELAY, 75},
	    {POP3_E_TEMPORARY, 75}, {POP3_E_PERMANENT, 77},
	    {POP3_E_REFUSED, 69}, {POP3_E_SINK, 74}, {1000, 70}};

	for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++)
		cr_expect_eq((int)exit_status_of(table[i].status),
		    table[i].exit_status, "status %d", (int)table[i].status);
}

Test(exit_status, a_file_that_is_not_there_is_no_bad_one)
{
	static const struct {
		struct pop3_error error;
		enum exit_status exit_status;
	} table[] = {
	    {{.status = POP3_E_FILE, .sys_errno = ENOENT}, EXIT_NO_INPUT},
	    {{.status = POP3_E_FILE, .sys_errno = EACCES}, EXIT_NO_INPUT},
	    {{.status = POP3_E_FILE, .sys_errno = ENOTDIR}, EXIT_NO_INPUT},
	    {{.status = POP3_E_FILE, .sys_errno = ELOOP}, EXIT_NO_INPUT},
	    {{.status = POP3_E_FILE, .sys_errno = ENAMETOOLONG}, EXIT_NO_INPUT},
	    {{.status = POP3_E_FILE, .sys_errno = EISDIR}, EXIT_DATA},
	    {{.status = POP3_E_FILE, .sys_errno = EMFILE}, EXIT_SYSTEM},
	    {{.status = POP3_E_FILE, .sys_errno = ENOMEM}, EXIT_SYSTEM},
	    {{.status = POP3_E_FILE}, EXIT_DATA},
	    {{.status = POP3_E_CONNECT, .sys_errno = ENOENT}, EXIT_UNAVAILABLE},
	};

	for (size_t i = 0; i < sizeof table / sizeof table[0]; i++)
		cr_expect_eq(exit_status_of_error(&table[i].error),
		    table[i].exit_status, "row %zu", i);
}

Test(exit_status, an_end_that_is_said_to_pass_is_for_later)
{
	static const struct {
		enum pop3_response_code code;
		enum exit_status exit_status;
	} table[] = {
	    {POP3_CODE_SYS_TEMP, EXIT_TRY_LATER},
	    {POP3_CODE_IN_USE, EXIT_TRY_LATER},
	    {POP3_CODE_LOGIN_DELAY, EXIT_TRY_LATER},
	    {POP3_CODE_SYS_PERM, EXIT_UNAVAILABLE},
	    {POP3_CODE_NONE, EXIT_UNAVAILABLE},
	};

	for (size_t i = 0; i < sizeof table / sizeof table[0]; i++) {
		const struct pop3_error error = {
		    .status = POP3_E_CLOSED, .code = table[i].code};

		cr_expect_eq(
		    exit_status_of_error(&error), table[i].exit_status);
	}
}

Test(exit_status, what_cannot_be_written_is_no_broken_system)
{
	static const struct {
		struct pop3_error error;
		enum exit_status exit_status;
	} table[] = {
	    {{.status = POP3_E_SYSTEM, .sys_errno = ENOSPC}, EXIT_IO},
	    {{.status = POP3_E_SYSTEM, .sys_errno = EMFILE}, EXIT_SYSTEM},
	    {{.status = POP3_E_SYSTEM, .sys_errno = ENOMEM}, EXIT_SYSTEM},
	    {{.status = POP3_E_NO_MEMORY}, EXIT_SYSTEM},
	    {{.status = POP3_E_LOCKED}, EXIT_TRY_LATER},
	    {{.status = POP3_OK}, EXIT_DONE},
	};

	for (size_t i = 0; i < sizeof table / sizeof table[0]; i++)
		cr_expect_eq(exit_status_of_writing(&table[i].error),
		    table[i].exit_status, "row %zu", i);
}

Test(exit_status, what_cannot_be_made_is_no_broken_system)
{
	static const struct {
		struct pop3_error error;
		enum exit_status exit_status;
	} table[] = {
	    {{.status = POP3_E_SYSTEM, .sys_errno = EACCES},
		EXIT_CANNOT_CREATE},
	    {{.status = POP3_E_FILE, .sys_errno = ENOTDIR}, EXIT_CANNOT_CREATE},
	    {{.status = POP3_E_FILE}, EXIT_DATA},
	    {{.status = POP3_E_SYSTEM, .sys_errno = EMFILE}, EXIT_SYSTEM},
	    {{.status = POP3_E_SYSTEM, .sys_errno = ENOSPC}, EXIT_IO},
	    {{.status = POP3_E_SYSTEM, .sys_errno = EDQUOT}, EXIT_IO},
	    {{.status = POP3_E_SYSTEM, .sys_errno = ENOMEM}, EXIT_SYSTEM},
	    {{.status = POP3_E_NO_MEMORY}, EXIT_SYSTEM},
	    {{.status = POP3_E_LOCKED}, EXIT_TRY_LATER},
	};

	for (size_t i = 0; i < sizeof table / sizeof table[0]; i++)
		cr_expect_eq(exit_status_of_creating(&table[i].error),
		    table[i].exit_status, "row %zu", i);
}

static void expect_order(enum exit_status better, enum exit_status worse)
{
	cr_expect_eq(exit_status_worse(better, worse), worse);
	cr_expect_eq(exit_status_worse(worse, better), worse);
	cr_expect_eq(exit_status_worse(better, better), better);
}

Test(exit_status, what_lasts_is_worse_than_what_passes)
{
	expect_order(EXIT_DONE, EXIT_TRY_LATER);
	expect_order(EXIT_TRY_LATER, EXIT_UNAVAILABLE);
	expect_order(EXIT_UNAVAILABLE, EXIT_DATA);
	expect_order(EXIT_DATA, EXIT_REFUSED);
	expect_order(EXIT_IO, EXIT_REFUSED);
	expect_order(EXIT_REFUSED, EXIT_CONFIG);
	expect_order(EXIT_CONFIG, EXIT_BUG);
}

Test(exit_status, new_mail_anywhere_outweighs_none_elsewhere)
{
	expect_order(EXIT_NOTHING_NEW, EXIT_DONE);
	expect_order(EXIT_NOTHING_NEW, EXIT_TRY_LATER);
}
