/*
 * core-files.c - secrets live in memory from the login on, and in the
 * library's and OpenSSL's, too; so it is the whole process that is not dumped.
 *
 * The limit alone does not hold where the system pipes core files into a
 * program (core(5)).  On Linux a process that is not "dumpable" is left alone
 * by that, too, and its memory cannot be read by the user's other processes.
 * Neither is inherited by what is not popfetch: exec gives back the one, and
 * the hard limit is left as it was.
 *
 * The leak checker of a sanitized build reads our memory from another
 * process, and must be let.
 */
#include "popfetch/system/core-files.h"

#include <sys/resource.h>
#if defined(__linux__)
#include <sys/prctl.h>
#endif

#if defined(__has_feature)
#if __has_feature(address_sanitizer)
#define IS_SANITIZED 1
#endif
#elif defined(__SANITIZE_ADDRESS__)
#define IS_SANITIZED 1
#endif

void core_files_forbid(void)
{
	struct rlimit limit;

	if (getrlimit(RLIMIT_CORE, &limit) == 0) {
		limit.rlim_cur = 0;
		(void)setrlimit(RLIMIT_CORE, &limit);
	}
#if defined(__linux__) && !defined(IS_SANITIZED)
	(void)prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
#endif
}
