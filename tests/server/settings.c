/*
 * settings.c - the command line, from one table of options.
 */
#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "settings.h"

#define USAGE 64

enum option_id {
	OPT_MAILDROP = 1,
	OPT_GENERATE,
	OPT_USER,
	OPT_PASSWORD,
	OPT_PASSWORD_FILE,
	OPT_LISTEN,
	OPT_PORT,
	OPT_PORT_FILE,
	OPT_TLS_CERT,
	OPT_TLS_KEY,
	OPT_IMPLICIT,
	OPT_APOP,
	OPT_LOGIN_DELAY,
	OPT_LOG,
	OPT_ONCE,
	OPT_WITH_STDIN,
	OPT_FAULT,
	OPT_FAULTY_SESSIONS,
	OPT_HELP
};

struct option_row {
	enum option_id id;
	const char *name;
	const char *argument;
	const char *help;
};

static const struct option_row rows[] = {
    {OPT_MAILDROP, "maildrop", "DIR", "serves the files of DIR, by name"},
    {OPT_GENERATE, "generate", "COUNT:OCTETS", "serves made-up messages"},
    {OPT_USER, "user", "NAME", "the one user (default jim)"},
    {OPT_PASSWORD, "password", "WORD", "the password (default secret)"},
    {OPT_PASSWORD_FILE, "password-file", "FILE", "its first line instead"},
    {OPT_LISTEN, "listen", "ADDRESS", "where to listen (default 127.0.0.1)"},
    {OPT_PORT, "port", "PORT", "default 0: any free one"},
    {OPT_PORT_FILE, "port-file", "FILE", "gets \"ADDRESS PORT\" when ready"},
    {OPT_TLS_CERT, "tls-cert", "PEM", "certificate chain; announces STLS"},
    {OPT_TLS_KEY, "tls-key", "PEM", "its key (default: the same file)"},
    {OPT_IMPLICIT, "implicit", NULL, "TLS from the first octet on"},
    {OPT_APOP, "apop", NULL, "a timestamp in the greeting, and APOP"},
    {OPT_LOGIN_DELAY, "login-delay", "S", "refuses logins that come sooner"},
    {OPT_LOG, "log", "FILE", "appends the whole dialogue"},
    {OPT_ONCE, "once", NULL, "ends after one session"},
    {OPT_WITH_STDIN, "with-stdin", NULL, "ends with its standard input"},
    {OPT_FAULT, "fault", "SPEC", "misbehaves, see below; repeatable"},
    {OPT_FAULTY_SESSIONS, "faulty-sessions", "N", "the first N sessions only"},
    {OPT_HELP, "help", NULL, "this text"},
};

#define ROWS (sizeof rows / sizeof *rows)

static void help_show(void)
{
	puts("usage: pop3-test-server --maildrop DIR | --generate "
	     "COUNT:OCTETS [OPTION]...\n");
	for (size_t i = 0; i < ROWS; i++) {
		char spec[64];

		snprintf(spec, sizeof spec, "--%s %s", rows[i].name,
		    rows[i].argument ? rows[i].argument : "");
		printf("  %-28s %s\n", spec, rows[i].help);
	}
	puts("\nfaults (N: message-number, or how often VERB has come):\n");
	fault_help(stdout);
}

static _Noreturn void usage_refuse(const char *what, const char *subject)
{
	fprintf(
	    stderr, "pop3-test-server: %s '%s', see --help\n", what, subject);
	exit(USAGE);
}

static const char *first_line_read(const char *path)
{
	static char line[1024];
	FILE *file = fopen(path, "r");

	if (!file || !fgets(line, sizeof line, file)) {
		fprintf(stderr,
		    "pop3-test-server: cannot read a password from '%s': %s\n",
		    path, file ? "empty" : strerror(errno));
		exit(USAGE);
	}
	fclose(file);
	line[strcspn(line, "\r\n")] = '\0';
	return line;
}

static void generate_read(struct settings *settings, const char *value)
{
	unsigned long long count;
	unsigned long long octets;
	char more;

	if (sscanf(value, "%llu:%llu%c", &count, &octets, &more) != 2 ||
	    octets < 2)
		usage_refuse("not COUNT:OCTETS:", value);
	settings->generate_count = count;
	settings->generate_octets = octets;
}

static const char **text_field(struct settings *settings, int id)
{
	switch (id) {
	case OPT_MAILDROP:
		return &settings->maildrop;
	case OPT_USER:
		return &settings->user;
	case OPT_PASSWORD:
		return &settings->password;
	case OPT_LISTEN:
		return &settings->listen;
	case OPT_PORT:
		return &settings->port;
	case OPT_PORT_FILE:
		return &settings->port_file;
	case OPT_TLS_CERT:
		return &settings->tls_cert;
	case OPT_TLS_KEY:
		return &settings->tls_key;
	case OPT_LOG:
		return &settings->log;
	default:
		return NULL;
	}
}

static void option_take(struct settings *settings, int id, const char *value)
{
	const char **text = text_field(settings, id);

	if (text)
		*text = value;
	else if (id == OPT_PASSWORD_FILE)
		settings->password = first_line_read(value);
	else if (id == OPT_GENERATE)
		generate_read(settings, value);
	else if (id == OPT_IMPLICIT)
		settings->implicit = true;
	else if (id == OPT_APOP)
		settings->apop = true;
	else if (id == OPT_LOGIN_DELAY)
		settings->login_delay_s = strtoull(value, NULL, 10);
	else if (id == OPT_ONCE)
		settings->once = true;
	else if (id == OPT_WITH_STDIN)
		settings->with_stdin = true;
	else if (id == OPT_FAULTY_SESSIONS)
		settings->faulty_sessions = strtoull(value, NULL, 10);
	else if (id == OPT_FAULT && !fault_add(&settings->faults, value))
		usage_refuse("no such fault:", value);
}

void settings_read(struct settings *settings, int argc, char **argv)
{
	struct option options[ROWS + 1] = {{NULL, 0, NULL, 0}};
	int id;

	*settings = (struct settings){.user = "jim",
	    .password = "secret",
	    .listen = "127.0.0.1",
	    .port = "0",
	    .faulty_sessions = UINT64_MAX};
	for (size_t i = 0; i < ROWS; i++)
		options[i] = (struct option){rows[i].name,
		    rows[i].argument ? required_argument : no_argument, NULL,
		    (int)rows[i].id};
	while ((id = getopt_long(argc, argv, "", options, NULL)) != -1) {
		if (id == '?')
			exit(USAGE);
		if (id == OPT_HELP) {
			help_show();
			exit(EXIT_SUCCESS);
		}
		option_take(settings, id, optarg);
	}
	if (optind < argc)
		usage_refuse("superfluous argument", argv[optind]);
	if (!settings->maildrop == !settings->generate_octets)
		usage_refuse("one is needed of", "--maildrop, --generate");
	if (settings->implicit && !settings->tls_cert)
		usage_refuse("missing", "--tls-cert");
	if (!settings->tls_key)
		settings->tls_key = settings->tls_cert;
}
