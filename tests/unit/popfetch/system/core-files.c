/*
 * No core files.
 */
#include <criterion/criterion.h>
#include <sys/resource.h>
#if defined(__linux__)
#include <sys/prctl.h>
#endif

#include "popfetch/system/core-files.h"

Test(core_files, are_forbidden_and_could_be_allowed_again)
{
	struct rlimit before, after;

	getrlimit(RLIMIT_CORE, &before);
	core_files_forbid();
	getrlimit(RLIMIT_CORE, &after);
	cr_assert_eq(after.rlim_cur, 0);
	cr_assert_eq(after.rlim_max, before.rlim_max);
}

#if defined(__linux__) && !defined(__SANITIZE_ADDRESS__) && !defined(__clang__)
Test(core_files, nor_do_other_processes_look_into_memory)
{
	cr_assert_eq(prctl(PR_GET_DUMPABLE, 0, 0, 0, 0), 1);
	core_files_forbid();
	cr_assert_eq(prctl(PR_GET_DUMPABLE, 0, 0, 0, 0), 0);
}
#endif
