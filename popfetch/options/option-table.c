/*
 * option-table.c - the table itself.
 *
 * A row says everything about its option, so that the files that work on
 * options (arguments.c, config-file.c, help.c, tools/completions.c) know none
 * of them by name, but where two options have to do with each other
 * (option-value.c, command-line.c, account-list.c).
 */
#include "popfetch/options/option-table.h"
#include "popfetch/options/text-shape.h"
#include "popfetch/text/envelope.h"

#include <string.h>

#define FIELD(member)                                                          \
	.offset = offsetof(struct settings, member),                           \
	.size = sizeof(((struct settings *)NULL)->member)
#define RANGE(low, high)  .min = (low), .max = (high)
#define VALUE(name)	  .argument = ARGUMENT_REQUIRED, .metavar = (name)
#define SET_MAY		  .argument = ARGUMENT_OPTIONAL, .metavar = "SET"
#define ONLY_WITH(action) .actions = ACTION_BIT(action)
/* What can be done twice without harm, and without anybody who sits there. */
#define ROUND_ACTIONS                                                          \
	(ACTION_BIT(ACTION_FETCH) | ACTION_BIT(ACTION_LIST) |                  \
	    ACTION_BIT(ACTION_STAT) | ACTION_BIT(ACTION_UIDL) |                \
	    ACTION_BIT(ACTION_TOP) | ACTION_BIT(ACTION_RETR) |                 \
	    ACTION_BIT(ACTION_LAST) | ACTION_BIT(ACTION_NOOP) |                \
	    ACTION_BIT(ACTION_CAPA) | ACTION_BIT(ACTION_CHECK))
/* All of these print but one, and so do three others. */
#define PRINTING_ACTIONS                                                       \
	((ROUND_ACTIONS & ~ACTION_BIT(ACTION_NOOP)) |                          \
	    ACTION_BIT(ACTION_DIAGNOSE) | ACTION_BIT(ACTION_LIST_ACCOUNTS) |   \
	    ACTION_BIT(ACTION_PRINT_CONFIG))
#define SIZE_ACTIONS                                                           \
	(ACTION_BIT(ACTION_FETCH) | ACTION_BIT(ACTION_LIST) |                  \
	    ACTION_BIT(ACTION_STAT) | ACTION_BIT(ACTION_CHECK))
#define INSIDE_TLS	   .inside_tls = true
#define FITS(shape, words) .fits = (shape), .allowed = (words)
#define OFFERS(list)	   .completes = COMPLETES_WORDS, .words = (list)

static const char *const import_words[] = {
    "mpop:", "fetchmail:", "getmail:", "popfetch:", NULL};
static const char *const set_words[] = {"new", "all", NULL};
static const char *const tls_words[] = {"implicit", "starttls", "none", NULL};
static const char *const auth_words[] = {"USER", "PLAIN", "LOGIN",
    "SCRAM-SHA-256", "SCRAM-SHA-1", "SCRAM-SHA-256-PLUS", "SCRAM-SHA-1-PLUS",
    "CRAM-MD5", "DIGEST-MD5", "NTLM", "APOP", "XOAUTH2", "OAUTHBEARER",
    "GSSAPI", "EXTERNAL", NULL};
static const char *const version_words[] = {"1.2", "1.3", NULL};
static const char *const auto_words[] = {"auto", "on", "off", NULL};
static const char *const progress_words[] = {"auto", "always", "never", NULL};
static const char *const mbox_words[] = {"mboxrd", "mboxo", "mboxcl2", NULL};

const char *const option_group_titles[GROUP_COUNT] = {
    [GROUP_ACTION] = "Actions (one; without any, new mail is fetched)",
    [GROUP_DESTINATION] = "Where mail goes",
    [GROUP_POLICY] = "Policy",
    [GROUP_CONNECTION] = "Connection",
    [GROUP_SECRET] = "Password (else ~/.netrc, else the terminal)",
    [GROUP_OTHER] = "Other",
};

/* clang-format off */
const struct option option_table[OPTION_COUNT] = {
	[OPT_LIST] = {"list", 0, KIND_ACTION, GROUP_ACTION,
	    SCOPE_COMMAND_LINE, SET_MAY, .action = ACTION_LIST,
	    OFFERS(set_words),
	    .help = "number, octets and unique-id of each message"},
	[OPT_STAT] = {"stat", 0, KIND_ACTION, GROUP_ACTION,
	    SCOPE_COMMAND_LINE, .action = ACTION_STAT,
	    .help = "how many messages and octets there are"},
	[OPT_UIDL] = {"uidl", 0, KIND_ACTION, GROUP_ACTION,
	    SCOPE_COMMAND_LINE, SET_MAY, .action = ACTION_UIDL,
	    OFFERS(set_words),
	    .help = "number and unique-id of each message"},
	[OPT_TOP] = {"top", 0, KIND_ACTION, GROUP_ACTION,
	    SCOPE_COMMAND_LINE, VALUE("SET"), .action = ACTION_TOP,
	    OFFERS(set_words),
	    .help = "print headers, and --lines of the text"},
	[OPT_RETR] = {"retr", 0, KIND_ACTION, GROUP_ACTION,
	    SCOPE_COMMAND_LINE, VALUE("SET"), .action = ACTION_RETR,
	    OFFERS(set_words),
	    .help = "print whole messages"},
	[OPT_DELE] = {"dele", 0, KIND_ACTION, GROUP_ACTION,
	    SCOPE_COMMAND_LINE, VALUE("SET"), .action = ACTION_DELE,
	    OFFERS(set_words),
	    .help = "delete messages from the server"},
	[OPT_LAST] = {"last", 0, KIND_ACTION, GROUP_ACTION,
	    SCOPE_COMMAND_LINE, .action = ACTION_LAST,
	    .help = "the highest number accessed, where LAST exists"},
	[OPT_NOOP] = {"noop", 0, KIND_ACTION, GROUP_ACTION,
	    SCOPE_COMMAND_LINE, .action = ACTION_NOOP,
	    .help = "log in and do nothing"},
	[OPT_CAPA] = {"capa", 0, KIND_ACTION, GROUP_ACTION,
	    SCOPE_COMMAND_LINE, .action = ACTION_CAPA,
	    .help = "capabilities before and after login"},
	[OPT_CHECK] = {"check", 0, KIND_ACTION, GROUP_ACTION,
	    SCOPE_COMMAND_LINE, .action = ACTION_CHECK,
	    .help = "count new messages; exit 1 if there are none"},
	[OPT_DIAGNOSE] = {"diagnose", 0, KIND_ACTION, GROUP_ACTION,
	    SCOPE_COMMAND_LINE, .action = ACTION_DIAGNOSE,
	    .help = "each step to the maildrop, timed; what to change"},
	[OPT_SHELL] = {"shell", 0, KIND_ACTION, GROUP_ACTION,
	    SCOPE_COMMAND_LINE, .action = ACTION_SHELL,
	    .help = "type the verbs by hand, or in a script"},
	[OPT_CATCH_UP] = {"catch-up", 0, KIND_ACTION, GROUP_ACTION,
	    SCOPE_COMMAND_LINE, .action = ACTION_CATCH_UP,
	    .help = "mark all that is there as seen; fetch nothing"},
	[OPT_IMPORT_STATE] = {"import-state", 0, KIND_ACTION, GROUP_ACTION,
	    SCOPE_COMMAND_LINE, VALUE("FROM:FILE"),
	    .action = ACTION_IMPORT_STATE,
	    .completes = COMPLETES_WORD_AND_FILE, .words = import_words,
	    .help = "take over what mpop, fetchmail, getmail saw"},
	[OPT_CONFIGURE] = {"configure", 0, KIND_ACTION, GROUP_ACTION,
	    SCOPE_COMMAND_LINE, VALUE("ADDRESS"),
	    .action = ACTION_CONFIGURE,
	    .help = "find the server, log in, write a configuration"},
	[OPT_LIST_ACCOUNTS] = {"list-accounts", 0, KIND_ACTION, GROUP_ACTION,
	    SCOPE_COMMAND_LINE, .action = ACTION_LIST_ACCOUNTS,
	    .help = "the accounts of the configuration"},
	[OPT_PRINT_CONFIG] = {"print-config", 0, KIND_ACTION, GROUP_ACTION,
	    SCOPE_COMMAND_LINE, .action = ACTION_PRINT_CONFIG,
	    .help = "the merged configuration"},
	[OPT_HELP] = {"help", 0, KIND_ACTION, GROUP_ACTION,
	    SCOPE_COMMAND_LINE, .action = ACTION_HELP,
	    .help = "this text"},
	[OPT_VERSION] = {"version", 0, KIND_ACTION, GROUP_ACTION,
	    SCOPE_COMMAND_LINE, .action = ACTION_VERSION,
	    .help = "the version, and those of the libraries"},

	[OPT_MAILDIR] = {"maildir", 0, KIND_PATH, GROUP_DESTINATION,
	    VALUE("DIR"), FIELD(maildir), .rivals = RIVALS_DESTINATION,
	    .completes = COMPLETES_DIRECTORY, ONLY_WITH(ACTION_FETCH),
	    .help = "into a Maildir, made when absent"},
	[OPT_MBOX] = {"mbox", 0, KIND_PATH, GROUP_DESTINATION,
	    VALUE("FILE"), FIELD(mbox), .rivals = RIVALS_DESTINATION,
	    .completes = COMPLETES_FILE, ONLY_WITH(ACTION_FETCH),
	    .help = "to the end of an mbox file"},
	[OPT_MBOX_FORMAT] = {"mbox-format", 0, KIND_CHOICE,
	    GROUP_DESTINATION, VALUE("FORMAT"), FIELD(mbox_format),
	    OFFERS(mbox_words), ONLY_WITH(ACTION_FETCH),
	    .help = "how the mbox is written"},
	[OPT_MDA] = {"mda", 0, KIND_TEXT, GROUP_DESTINATION,
	    VALUE("COMMAND"), FIELD(mda), .rivals = RIVALS_DESTINATION,
	    ONLY_WITH(ACTION_FETCH),
	    FITS(text_is_command, "a command, each quote in it closed,"),
	    .help = "to a program; %F and %T are sender and recipient"},
	[OPT_LMTP] = {"lmtp", 0, KIND_TEXT, GROUP_DESTINATION,
	    VALUE("ADDRESS"), FIELD(lmtp), .rivals = RIVALS_DESTINATION,
	    ONLY_WITH(ACTION_FETCH),
	    FITS(text_is_lmtp_server, "HOST:PORT or the path of a socket"),
	    .help = "to an LMTP server: HOST:PORT, or a socket's path"},
	[OPT_STDOUT] = {"stdout", 0, KIND_FLAG, GROUP_DESTINATION,
	    FIELD(standard_output), .rivals = RIVALS_DESTINATION,
	    ONLY_WITH(ACTION_FETCH),
	    .help = "to standard output, as an mbox"},
	[OPT_DELIVERED_TO] = {"delivered-to", 0, KIND_TEXT,
	    GROUP_DESTINATION, VALUE("ADDRESS"), FIELD(delivered_to),
	    ONLY_WITH(ACTION_FETCH),
	    FITS(envelope_is_address, "an address such as jim@example.org"),
	    .help = "whom mail is for, noted in front of it"},
	[OPT_RECEIVED] = {"received", 0, KIND_FLAG, GROUP_DESTINATION,
	    FIELD(received), ONLY_WITH(ACTION_FETCH),
	    .help = "note in front of mail how it came here"},

	[OPT_KEEP] = {"keep", 0, KIND_TERM, GROUP_POLICY,
	    .argument = ARGUMENT_OPTIONAL, .metavar = "DURATION",
	    FIELD(keep_s), RANGE(1, 36500 * DAY_S), ONLY_WITH(ACTION_FETCH),
	    .help = "leave all copies on the server, or so long"},
	[OPT_KEEP_NEWEST] = {"keep-newest", 0, KIND_NUMBER, GROUP_POLICY,
	    VALUE("N"), FIELD(keep_newest), RANGE(0, 1000000000),
	    ONLY_WITH(ACTION_FETCH),
	    .help = "leave the newest N messages on the server"},
	[OPT_ALL] = {"all", 0, KIND_FLAG, GROUP_POLICY,
	    FIELD(all), ONLY_WITH(ACTION_FETCH),
	    .help = "fetch what has been seen, too"},
	[OPT_MAX_SIZE] = {"max-size", 0, KIND_OCTETS, GROUP_POLICY,
	    VALUE("OCTETS"), FIELD(max_size),
	    ONLY_WITH(ACTION_FETCH),
	    .help = "leave larger messages alone (64K, 10M, 1G)"},
	[OPT_MAX_MESSAGES] = {"max-messages", 0, KIND_NUMBER, GROUP_POLICY,
	    VALUE("N"), FIELD(max_messages), RANGE(0, 1000000000),
	    ONLY_WITH(ACTION_FETCH),
	    .help = "fetch at most so many a session (0: no limit)"},
	[OPT_MAX_OCTETS] = {"max-octets", 0, KIND_OCTETS, GROUP_POLICY,
	    VALUE("OCTETS"), FIELD(max_octets),
	    ONLY_WITH(ACTION_FETCH),
	    .help = "fetch at most so many octets a session"},
	[OPT_NEWEST_FIRST] = {"newest-first", 0, KIND_FLAG, GROUP_POLICY,
	    FIELD(newest_first), ONLY_WITH(ACTION_FETCH),
	    .help = "fetch the newest message first"},
	[OPT_HEADERS_ONLY] = {"headers-only", 0, KIND_FLAG, GROUP_POLICY,
	    FIELD(headers_only), ONLY_WITH(ACTION_FETCH),
	    .help = "deliver headers alone; delete none of them"},
	[OPT_UNTIL_EMPTY] = {"until-empty", 0, KIND_FLAG, GROUP_POLICY,
	    FIELD(until_empty), ONLY_WITH(ACTION_FETCH),
	    .help = "repeat sessions until nothing new comes"},
	[OPT_DRY_RUN] = {"dry-run", 0, KIND_FLAG, GROUP_POLICY,
	    FIELD(dry_run), ONLY_WITH(ACTION_FETCH),
	    .help = "say what would be done and why; change nothing"},
	[OPT_HEADERS] = {"headers", 0, KIND_FLAG, GROUP_POLICY,
	    FIELD(headers), ONLY_WITH(ACTION_LIST),
	    .help = "with --list: date, from and subject, too"},
	[OPT_HUMAN_READABLE] = {"human-readable", 'h', KIND_FLAG,
	    GROUP_POLICY, FIELD(human_readable), .actions = SIZE_ACTIONS,
	    .help = "in tables: sizes such as 1.5K, 10M"},
	[OPT_LINES] = {"lines", 0, KIND_NUMBER, GROUP_POLICY,
	    VALUE("N"), FIELD(lines), RANGE(0, 1000000000),
	    ONLY_WITH(ACTION_TOP),
	    .help = "with --top: so many lines of the text (0)"},
	[OPT_YES] = {"yes", 0, KIND_FLAG, GROUP_POLICY,
	    FIELD(yes), ONLY_WITH(ACTION_DELE),
	    .help = "with --dele: do not ask"},

	[OPT_HOST] = {"host", 0, KIND_TEXT, GROUP_CONNECTION,
	    VALUE("HOST"), FIELD(host),
	    FITS(text_is_host,
		"a name or an address, without user, port or brackets,"),
	    .help = "the server's name or address"},
	[OPT_PORT] = {"port", 0, KIND_NUMBER, GROUP_CONNECTION,
	    VALUE("PORT"), FIELD(port), RANGE(1, 65535),
	    .help = "its port (995; 110 without implicit TLS)"},
	[OPT_USER] = {"user", 0, KIND_TEXT, GROUP_CONNECTION,
	    VALUE("USER"), FIELD(user),
	    .help = "who logs in (from ~/.netrc, else you)"},
	[OPT_TLS] = {"tls", 0, KIND_CHOICE, GROUP_CONNECTION,
	    VALUE("MODE"), FIELD(tls), OFFERS(tls_words),
	    .help = "protection"},
	[OPT_AUTH] = {"auth", 0, KIND_NAME, GROUP_CONNECTION,
	    VALUE("MECHANISM"), FIELD(auth), OFFERS(auth_words),
	    .help = "how to log in (the strongest both know)"},
	[OPT_TLS_CA_FILE] = {"tls-ca-file", 0, KIND_PATH, GROUP_CONNECTION,
	    VALUE("FILE"), FIELD(tls_ca_file), INSIDE_TLS, .completes = COMPLETES_FILE,
	    .help = "trust these certificates (the system's)"},
	[OPT_TLS_CA_DIR] = {"tls-ca-dir", 0, KIND_PATH, GROUP_CONNECTION,
	    VALUE("DIR"), FIELD(tls_ca_dir), INSIDE_TLS,
	    .completes = COMPLETES_DIRECTORY,
	    .help = "trust the certificates in this directory"},
	[OPT_TLS_CRL_FILE] = {"tls-crl-file", 0, KIND_PATH, GROUP_CONNECTION,
	    VALUE("FILE"), FIELD(tls_crl_file), INSIDE_TLS, .completes = COMPLETES_FILE,
	    .help = "trust none of those revoked in this file"},
	[OPT_TLS_FINGERPRINT] = {"tls-fingerprint", 0, KIND_TEXT,
	    GROUP_CONNECTION, VALUE("SHA256"), FIELD(tls_fingerprint), INSIDE_TLS,
	    .rivals = RIVALS_TRUST,
	    FITS(text_is_fingerprint, "64 hexadecimal digits or sha256//BASE64"),
	    .help = "trust this certificate or key alone"},
	[OPT_TLS_CERT] = {"tls-cert", 0, KIND_PATH, GROUP_CONNECTION,
	    VALUE("FILE"), FIELD(tls_cert), INSIDE_TLS, .completes = COMPLETES_FILE,
	    .help = "your certificate, for servers that ask"},
	[OPT_TLS_KEY] = {"tls-key", 0, KIND_PATH, GROUP_CONNECTION,
	    VALUE("FILE"), FIELD(tls_key), INSIDE_TLS, .completes = COMPLETES_FILE,
	    .help = "its private key (in the same file)"},
	[OPT_TLS_MIN_VERSION] = {"tls-min-version", 0, KIND_CHOICE,
	    GROUP_CONNECTION, VALUE("VERSION"), FIELD(tls_min_version), INSIDE_TLS,
	    OFFERS(version_words),
	    .help = "the oldest that will do"},
	[OPT_TLS_CIPHERS] = {"tls-ciphers", 0, KIND_TEXT, GROUP_CONNECTION,
	    VALUE("LIST"), FIELD(tls_ciphers), INSIDE_TLS,
	    .help = "use these only, in OpenSSL's words"},
	[OPT_TLS_HOST] = {"tls-host", 0, KIND_TEXT, GROUP_CONNECTION,
	    VALUE("NAME"), FIELD(tls_host), INSIDE_TLS,
	    .help = "the name the certificate must have (HOST)"},
	[OPT_INSECURE_SKIP_VERIFY] = {"insecure-skip-verify", 0, KIND_FLAG,
	    GROUP_CONNECTION, FIELD(insecure_skip_verify), INSIDE_TLS,
	    .rivals = RIVALS_TRUST,
	    .help = "trust any certificate: only for tests"},
	[OPT_PROXY] = {"proxy", 0, KIND_TEXT, GROUP_CONNECTION,
	    VALUE("URL"), FIELD(proxy), .rivals = RIVALS_WAY,
	    FITS(text_is_proxy, "socks5://HOST:PORT or http://HOST:PORT"),
	    .help = "through socks5://HOST or http://HOST:PORT"},
	[OPT_PROXY_COMMAND] = {"proxy-command", 0, KIND_TEXT,
	    GROUP_CONNECTION, VALUE("CMD"), FIELD(proxy_command),
	    .rivals = RIVALS_WAY,
	    .help = "through a command; %h and %p are put in"},
	[OPT_SOCKET] = {"socket", 0, KIND_PATH, GROUP_CONNECTION,
	    VALUE("PATH"), FIELD(socket), .rivals = RIVALS_WAY,
	    .completes = COMPLETES_FILE,
	    .help = "through a Unix domain socket"},
	[OPT_SRV] = {"srv", 0, KIND_FLAG, GROUP_CONNECTION,
	    FIELD(srv), .rivals = RIVALS_WAY,
	    .help = "ask the DNS of the domain HOST for its server"},
	[OPT_SOURCE_IP] = {"source-ip", 0, KIND_TEXT, GROUP_CONNECTION,
	    VALUE("ADDRESS"), FIELD(source_ip),
	    FITS(text_is_ip_address, "an address of this machine in figures"),
	    .help = "connect from this address"},
	[OPT_IPV4] = {"ipv4", '4', KIND_FLAG, GROUP_CONNECTION,
	    FIELD(ipv4_only), .rivals = RIVALS_FAMILY,
	    .help = "only addresses of IPv4"},
	[OPT_IPV6] = {"ipv6", '6', KIND_FLAG, GROUP_CONNECTION,
	    FIELD(ipv6_only), .rivals = RIVALS_FAMILY,
	    .help = "only addresses of IPv6"},
	[OPT_TIMEOUT] = {"timeout", 0, KIND_DURATION, GROUP_CONNECTION,
	    VALUE("SECONDS"), FIELD(timeout_s), RANGE(1, DAY_S),
	    .help = "the longest wait for each step (60)"},
	[OPT_DEADLINE] = {"deadline", 0, KIND_DURATION, GROUP_CONNECTION,
	    VALUE("SECONDS"), FIELD(deadline_s), RANGE(0, 30 * DAY_S),
	    .help = "the longest a session may last (0: no limit)"},
	[OPT_PIPELINE] = {"pipeline", 0, KIND_CHOICE, GROUP_CONNECTION,
	    VALUE("WHEN"), FIELD(pipeline), OFFERS(auto_words),
	    .help = "send commands ahead"},
	[OPT_UTF8] = {"utf8", 0, KIND_CHOICE, GROUP_CONNECTION,
	    VALUE("WHEN"), FIELD(utf8), OFFERS(auto_words),
	    .help = "ask for messages in UTF-8"},

	[OPT_PASSWORD_COMMAND] = {"password-command", 0, KIND_TEXT,
	    GROUP_SECRET, VALUE("CMD"), FIELD(password_command),
	    .rivals = RIVALS_SECRET,
	    .help = "the first line that a command prints"},
	[OPT_PASSWORD_FD] = {"password-fd", 0, KIND_NUMBER, GROUP_SECRET,
	    VALUE("N"), FIELD(password_fd), RANGE(0, 65535),
	    .rivals = RIVALS_SECRET,
	    .help = "a line from this file descriptor"},
	[OPT_PASSWORD_FILE] = {"password-file", 0, KIND_PATH, GROUP_SECRET,
	    VALUE("FILE"), FIELD(password_file), .rivals = RIVALS_SECRET,
	    .completes = COMPLETES_FILE,
	    .help = "the first line of a file only you can read"},

	[OPT_JOBS] = {"jobs", 0, KIND_NUMBER, GROUP_OTHER, SCOPE_RUN,
	    VALUE("N"), FIELD(jobs), RANGE(1, JOBS_MAX),
	    .help = "so many accounts at once (1)"},
	[OPT_EVERY] = {"every", 0, KIND_DURATION, GROUP_OTHER, SCOPE_RUN,
	    VALUE("DURATION"), FIELD(every_s), RANGE(0, 30 * DAY_S),
	    .actions = ROUND_ACTIONS,
	    .help = "do it again and again, so far apart"},
	[OPT_STATE_DIR] = {"state-dir", 0, KIND_PATH, GROUP_OTHER,
	    VALUE("DIR"), FIELD(state_dir),
	    .completes = COMPLETES_DIRECTORY,
	    .help = "where it is kept what has been seen"},
	[OPT_LOCK_TIMEOUT] = {"lock-timeout", 0, KIND_DURATION, GROUP_OTHER,
	    VALUE("SECONDS"), FIELD(lock_timeout_s), RANGE(0, DAY_S),
	    .help = "wait for another popfetch to finish (0)"},
	[OPT_JSON] = {"json", 0, KIND_FLAG, GROUP_OTHER,
	    FIELD(json), .actions = PRINTING_ACTIONS,
	    .help = "results as JSON Lines: popfetch.json(5)"},
	[OPT_QUIET] = {"quiet", 'q', KIND_FLAG, GROUP_OTHER,
	    FIELD(quiet), .rivals = RIVALS_TALK,
	    .help = "say nothing but errors"},
	[OPT_VERBOSE] = {"verbose", 'v', KIND_FLAG, GROUP_OTHER,
	    FIELD(verbose), .rivals = RIVALS_TALK,
	    .help = "say a line for each message"},
	[OPT_TRACE] = {"trace", 0, KIND_FLAG, GROUP_OTHER,
	    FIELD(trace),
	    .help = "show the dialogue, without secrets"},
	[OPT_PROGRESS] = {"progress", 0, KIND_CHOICE, GROUP_OTHER,
	    VALUE("WHEN"), FIELD(progress), OFFERS(progress_words),
	    ONLY_WITH(ACTION_FETCH),
	    .help = "show how far a fetch is"},
	[OPT_QUIET_FAILURES] = {"quiet-failures", 0, KIND_DURATION,
	    GROUP_OTHER, VALUE("DURATION"), FIELD(quiet_failures_s),
	    RANGE(0, 365 * DAY_S),
	    .help = "say what passes only once it has lasted so long"},
	[OPT_LOG_FILE] = {"log-file", 0, KIND_PATH, GROUP_OTHER, SCOPE_RUN,
	    VALUE("FILE"), FIELD(log_file), .completes = COMPLETES_FILE,
	    .help = "append what happens, with times, to a file"},
	[OPT_SYSLOG] = {"syslog", 0, KIND_FLAG, GROUP_OTHER, SCOPE_RUN,
	    FIELD(syslog), .help = "send it to the system's log"},
	[OPT_CONFIG] = {"config", 0, KIND_PATH, GROUP_OTHER,
	    SCOPE_COMMAND_LINE, VALUE("FILE"), .completes = COMPLETES_FILE,
	    .help = "read this configuration"},
	[OPT_ENABLED] = {"enabled", 0, KIND_FLAG, GROUP_OTHER,
	    FIELD(enabled),
	    .help = "take part when no account is named"},
};
/* clang-format on */

const struct option *option_by_name(const char *name)
{
	for (size_t i = 0; i < OPTION_COUNT; i++)
		if (strcmp(option_table[i].name, name) == 0)
			return &option_table[i];
	return NULL;
}

const struct option *option_by_letter(char letter)
{
	for (size_t i = 0; i < OPTION_COUNT; i++)
		if (option_table[i].letter == letter && letter != '\0')
			return &option_table[i];
	return NULL;
}

bool option_is_switch(const struct option *option)
{
	return option->kind == KIND_FLAG || option->kind == KIND_TERM;
}

bool option_is_text(const struct option *option)
{
	return option->kind == KIND_TEXT || option->kind == KIND_NAME ||
	       option->kind == KIND_PATH;
}

bool option_in_configuration(const struct option *option)
{
	return option->scope != SCOPE_COMMAND_LINE;
}
