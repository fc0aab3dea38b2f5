/*
 * settings.h - everything one account is run with, after command line,
 * account section, defaults and what is built in have been merged.
 *
 * The fields follow the option table (option-table.h), which says for each
 * long option where its value lands here.  Strings are owned by the struct;
 * NULL means "not given".
 */
#ifndef POPFETCH_SETTINGS_H
#define POPFETCH_SETTINGS_H

#include <pop3.h>

/* The actions of popfetch(1); exactly one a run. */
enum action {
	ACTION_FETCH = 0,
	ACTION_LIST,
	ACTION_STAT,
	ACTION_UIDL,
	ACTION_TOP,
	ACTION_RETR,
	ACTION_DELE,
	ACTION_LAST,
	ACTION_NOOP,
	ACTION_CAPA,
	ACTION_CHECK,
	ACTION_DIAGNOSE,
	ACTION_SHELL,
	ACTION_CATCH_UP,
	ACTION_IMPORT_STATE,
	ACTION_CONFIGURE,
	ACTION_LIST_ACCOUNTS,
	ACTION_PRINT_CONFIG,
	ACTION_HELP,
	ACTION_VERSION
};

/* A time that has no end, in seconds. */
#define TERM_ENDLESS UINT32_MAX

enum mbox_format {
	MBOX_RD = 0,
	MBOX_O,
	MBOX_CL2
};

/* Whether progress is shown. */
enum progress_when {
	PROGRESS_AUTO = 0,
	PROGRESS_ALWAYS,
	PROGRESS_NEVER
};

/* Accounts at once, a process each. */
#define JOBS_MAX 256

/* One account, or one URL. */
struct settings {
	char *account; /* the section's name, the URL as given, or --host's */
	bool enabled;
	bool from_url; /* of a URL or --host: it has no section */

	/* Connection. */
	char *host;
	uint16_t port; /* 0: by tls */
	char *user;
	enum pop3_tls_mode tls;
	bool tls_given; /* said by somebody, not built in */
	char *auth;
	char *tls_ca_file;
	char *tls_ca_dir;
	char *tls_crl_file;
	char *tls_fingerprint;
	char *tls_cert;
	char *tls_key;
	enum pop3_tls_version tls_min_version;
	char *tls_ciphers;
	char *tls_host;
	bool insecure_skip_verify;
	char *proxy; /* at most one of these four */
	char *proxy_command;
	char *socket;
	bool srv;
	char *source_ip;
	bool ipv4_only;
	bool ipv6_only;
	uint32_t timeout_s;
	uint32_t deadline_s; /* 0: none */
	enum pop3_pipelining pipeline;
	enum pop3_utf8 utf8;

	/* Secrets: where from, never what. */
	char *password_command;
	char *password_file;
	int password_fd; /* -1: none */

	/* Destination: at most one of them. */
	char *maildir;
	char *mbox;
	enum mbox_format mbox_format;
	char *mda;  /* a command */
	char *lmtp; /* HOST:PORT, or the path of a socket */
	bool standard_output;

	/* Header fields in front of what is delivered. */
	char *delivered_to;
	bool received;

	/* Policy; for the numbers 0 is no limit. */
	uint32_t keep_s;      /* 0: no; TERM_ENDLESS: for ever */
	bool keep_given;      /* said by somebody, not built in */
	uint32_t keep_newest; /* this many */
	bool all;	      /* seen ones too */
	uint64_t max_size;    /* octets of a message */
	uint32_t max_messages;
	uint64_t max_octets; /* of a session */
	bool newest_first;
	bool headers_only;
	bool until_empty;
	bool dry_run;

	/* The run: the same for each account. */
	uint32_t jobs;	  /* accounts at once */
	uint32_t every_s; /* from round to round; 0: there is one only */
	char *log_file;	  /* NULL: none */
	bool syslog;

	/* State and talk. */
	char *state_dir; /* absolute */
	uint32_t lock_timeout_s;
	uint32_t quiet_failures_s; /* 0: they are said at once */
	bool quiet;
	bool verbose;
	bool trace;
	enum progress_when progress;
	bool json; /* results are objects */
	bool human_readable;
	bool headers;	/* --list --headers */
	bool yes;	/* --dele does not ask */
	uint32_t lines; /* --top */
};

/* The whole of a run: an action and its SET, and the accounts in order.  Of
 * --configure the SET is the address, and the one account is what is known of
 * it beforehand. */
struct invocation {
	enum action action;
	char *set; /* text of the action's value; NULL: none given */
	struct settings *accounts;
	size_t count;
	struct settings defaults; /* of an account that says nothing */
	char *config_path;	  /* of the configuration, there or not */
};

/* What is built in; free it with settings_clear(). */
void settings_init(struct settings *settings);

/* Whom messages are for, where a destination has to be told: --delivered-to,
 * else the user. */
const char *settings_recipient(const struct settings *settings);

/* Frees the strings and zeroes; fine on a zeroed one. */
void settings_clear(struct settings *settings);

#endif
