/*
 * pop3/api.h - how the library's symbols are marked, its version, and what
 * holds for all of it.
 *
 * Every function of the public interface is declared with POP3_API; nothing
 * else is exported from the shared library.  libpop3 never prints, logs,
 * exits, installs a signal handler, raises SIGPIPE or keeps a mutable global;
 * every function may be called from any thread as long as no two threads use
 * one handle at the same time (the exceptions are pop3_cancel_fire() and
 * _fired()).  Nor do two processes: behind a fork() one of them lets the handle
 * be, and does not free it, since that would act on the other's connection or
 * file.
 *
 * Options and credentials begin with their size, set to the sizeof of the
 * struct, and what is not used in them is zero.  A size that the library does
 * not know is POP3_E_MISUSE: what is asked for there may be a matter of trust,
 * and cannot be passed over.
 *
 * A callback returns.  An exception of C++ or a longjmp() that leaves one
 * leaves the call that it was called by unfinished: what that had in memory is
 * lost, secrets included, and all that may still be done with the handle is to
 * free it.  So exceptions are caught in the callback, which asks to stop.
 *
 * What the comments do not say again: no pointer may be NULL unless they say
 * that it may, but for a context, which is the caller's own, and for what has
 * a length or count of 0; outputs are named out_x and are untouched on failure,
 * whose words are for error, in front of them; what a getter shows is the
 * handle's, and lives until the next call that takes the handle as non-const;
 * everything is there since 0.1, the first version.
 */
#ifndef POP3_API_H
#define POP3_API_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#if defined(__GNUC__)
#define POP3_API __attribute__((visibility("default")))
#else
#define POP3_API
#endif

#ifdef __cplusplus
#define POP3_BEGIN_DECLS extern "C" {
#define POP3_END_DECLS	 }
#else
#define POP3_BEGIN_DECLS
#define POP3_END_DECLS
#endif

/* The version these headers belong to; the soname is POP3_VERSION_MAJOR. */
#define POP3_VERSION_MAJOR 0
#define POP3_VERSION_MINOR 1
#define POP3_VERSION_PATCH 0
#define POP3_VERSION	   "0.1.0"

POP3_BEGIN_DECLS

/*
 * The version of the library in use, as "MAJOR.MINOR.PATCH"; static storage.
 */
POP3_API const char *pop3_version(void);

/* Room for the line of pop3_version_libraries(), its NUL counted. */
#define POP3_VERSION_LIBRARIES_MAX 160

/*
 * Writes one line that names the libraries libpop3 stands on with the
 * versions in use, such as "OpenSSL 3.0.15, libgsasl 2.2.0, libidn2 2.3.3",
 * cut to fit into size octets, the NUL counted; where that is none, nothing is
 * written.  Returns text.
 */
POP3_API char *pop3_version_libraries(char *text, size_t size);

POP3_END_DECLS

#endif
