/*
 * settings.h - what the command line asks for.
 */
#ifndef TEST_SERVER_SETTINGS_H
#define TEST_SERVER_SETTINGS_H

#include <stdbool.h>
#include <stdint.h>

#include "fault.h"

struct settings {
	const char *maildrop; /* a folder, or NULL: generated messages */
	uint64_t generate_count;
	uint64_t generate_octets;
	const char *user;
	const char *password;
	const char *listen;
	const char *port;
	const char *port_file;
	const char *tls_cert;
	const char *tls_key;
	const char *log;
	bool implicit; /* TLS from the first octet on */
	bool apop;
	uint64_t login_delay_s; /* announced and enforced; 0: none */
	bool once;
	bool with_stdin;
	uint64_t faulty_sessions; /* later ones behave; 0: none does */
	struct faults faults;
};

/* Fills settings from the command line; says what is wrong and exits 64, or
 * shows the help and exits 0. */
void settings_read(struct settings *settings, int argc, char **argv);

#endif
