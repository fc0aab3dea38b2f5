/*
 * option-table.h - every option of popfetch(1), once.
 *
 * The parser of the command line, the schema of the configuration, --help,
 * --print-config, the shell completions and the test that holds the man
 * pages to the truth are all made from this table.  An option is added by
 * adding its enum option_id, its row and, where it has a value, its field in
 * struct settings.
 */
#ifndef POPFETCH_OPTION_TABLE_H
#define POPFETCH_OPTION_TABLE_H

#include "popfetch/options/settings.h"

/* Rows, in the order in which --help and the man pages show them. */
enum option_id {
	OPT_LIST = 0,
	OPT_STAT,
	OPT_UIDL,
	OPT_TOP,
	OPT_RETR,
	OPT_DELE,
	OPT_LAST,
	OPT_NOOP,
	OPT_CAPA,
	OPT_CHECK,
	OPT_DIAGNOSE,
	OPT_SHELL,
	OPT_CATCH_UP,
	OPT_IMPORT_STATE,
	OPT_CONFIGURE,
	OPT_LIST_ACCOUNTS,
	OPT_PRINT_CONFIG,
	OPT_HELP,
	OPT_VERSION,
	OPT_MAILDIR,
	OPT_MBOX,
	OPT_MBOX_FORMAT,
	OPT_MDA,
	OPT_LMTP,
	OPT_STDOUT,
	OPT_DELIVERED_TO,
	OPT_RECEIVED,
	OPT_KEEP,
	OPT_KEEP_NEWEST,
	OPT_ALL,
	OPT_MAX_SIZE,
	OPT_MAX_MESSAGES,
	OPT_MAX_OCTETS,
	OPT_NEWEST_FIRST,
	OPT_HEADERS_ONLY,
	OPT_UNTIL_EMPTY,
	OPT_DRY_RUN,
	OPT_HEADERS,
	OPT_HUMAN_READABLE,
	OPT_LINES,
	OPT_YES,
	OPT_HOST,
	OPT_PORT,
	OPT_USER,
	OPT_TLS,
	OPT_AUTH,
	OPT_TLS_CA_FILE,
	OPT_TLS_CA_DIR,
	OPT_TLS_CRL_FILE,
	OPT_TLS_FINGERPRINT,
	OPT_TLS_CERT,
	OPT_TLS_KEY,
	OPT_TLS_MIN_VERSION,
	OPT_TLS_CIPHERS,
	OPT_TLS_HOST,
	OPT_INSECURE_SKIP_VERIFY,
	OPT_PROXY,
	OPT_PROXY_COMMAND,
	OPT_SOCKET,
	OPT_SRV,
	OPT_SOURCE_IP,
	OPT_IPV4,
	OPT_IPV6,
	OPT_TIMEOUT,
	OPT_DEADLINE,
	OPT_PIPELINE,
	OPT_UTF8,
	OPT_PASSWORD_COMMAND,
	OPT_PASSWORD_FD,
	OPT_PASSWORD_FILE,
	OPT_JOBS,
	OPT_EVERY,
	OPT_STATE_DIR,
	OPT_LOCK_TIMEOUT,
	OPT_JSON,
	OPT_QUIET,
	OPT_VERBOSE,
	OPT_TRACE,
	OPT_PROGRESS,
	OPT_QUIET_FAILURES,
	OPT_LOG_FILE,
	OPT_SYSLOG,
	OPT_CONFIG,
	OPT_ENABLED,
	OPTION_COUNT
};

/* What the value is, and with it the type of its field. */
enum option_kind {
	KIND_ACTION = 0, /* none; sets the action, its value is a SET */
	KIND_FLAG,	 /* bool; on the command line taken back by --no- */
	KIND_TEXT,	 /* char *: not empty, no control characters */
	KIND_NAME,	 /* char *: one of words, written in any case */
	KIND_PATH,	 /* char *: as text; ~/ is HOME, made absolute */
	KIND_NUMBER,	 /* an unsigned of 2 or 4 octets, min to max */
	KIND_DURATION,	 /* uint32_t seconds, min to max; 90, 90s, 5m, 2h, 1d */
	KIND_TERM,	 /* uint32_t: 0 for no, TERM_ENDLESS for yes, or seconds
			  * as above; without a value it is yes */
	KIND_OCTETS,	 /* uint64_t; 1000, 64K, 10M, 1G; 0: no limit */
	KIND_CHOICE	 /* an enum that counts through words from 0 */
};

enum option_group {
	GROUP_ACTION = 0,
	GROUP_DESTINATION,
	GROUP_POLICY,
	GROUP_CONNECTION,
	GROUP_SECRET,
	GROUP_OTHER,
	GROUP_COUNT
};

/* Where an option may be written. */
enum option_scope {
	SCOPE_BOTH = 0,	    /* command line and configuration */
	SCOPE_COMMAND_LINE, /* an action, or what names the configuration */
	SCOPE_RUN /* it acts on the run: command line and "defaults" */
};

/* Options of which one replaces the others, so that what the command line
 * says of the group overrides what the configuration says of it. */
enum option_rivals {
	RIVALS_NONE = 0,
	RIVALS_DESTINATION,
	RIVALS_FAMILY,
	RIVALS_TRUST,
	RIVALS_WAY,
	RIVALS_TALK,
	RIVALS_SECRET /* may stand together: the first one is used */
};

/* What a shell offers as the value. */
enum option_completion {
	COMPLETES_NOTHING = 0,
	COMPLETES_WORDS,
	COMPLETES_WORD_AND_FILE, /* the file stands behind the word */
	COMPLETES_FILE,
	COMPLETES_DIRECTORY
};

enum option_argument {
	ARGUMENT_NONE = 0,
	ARGUMENT_OPTIONAL, /* only as --option=VALUE */
	ARGUMENT_REQUIRED  /* --option=VALUE or --option VALUE */
};

struct option {
	const char *name; /* without the dashes */
	char letter;	  /* 0: none */
	enum option_kind kind;
	enum option_group group;
	enum option_scope scope;
	enum option_argument argument;
	enum option_rivals rivals;
	bool inside_tls; /* means nothing without it */
	enum option_completion completes;
	enum action action;	  /* of KIND_ACTION */
	uint32_t actions;	  /* bits of ACTION_BIT() with which it has
				   * an effect; 0: with all */
	const char *metavar;	  /* of the value; NULL without one */
	const char *help;	  /* one line, lower case, no full stop */
	const char *const *words; /* choices, or what a shell offers */
	bool (*fits)(const char *text); /* of KIND_TEXT; NULL: any does */
	const char *allowed;		/* what does, in words */
	uint32_t min;
	uint32_t max;
	size_t offset; /* of the field in struct settings */
	size_t size;   /* of the field; 0: none */
};

/* In seconds. */
#define DAY_S UINT32_C(86400)

#define ACTION_BIT(action) (UINT32_C(1) << (action))

extern const struct option option_table[OPTION_COUNT];
extern const char *const option_group_titles[GROUP_COUNT];

/* Whether it can be off, and is taken back by --no-. */
bool option_is_switch(const struct option *option);

/* Whether its field is a text that settings own. */
bool option_is_text(const struct option *option);

/* The row of a long name or of a letter, or NULL. */
const struct option *option_by_name(const char *name);
const struct option *option_by_letter(char letter);

/* Whether it is a key of the configuration, too. */
bool option_in_configuration(const struct option *option);

#endif
