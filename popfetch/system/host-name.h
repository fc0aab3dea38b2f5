/*
 * host-name.h - the name of this machine, for header fields and dialogues.
 */
#ifndef POPFETCH_HOST_NAME_H
#define POPFETCH_HOST_NAME_H

#define HOST_NAME_SIZE 256

/* "localhost" where the system does not know; letters that no host has are
 * left out.  Returns out_name. */
const char *host_name_own(char out_name[HOST_NAME_SIZE]);

/* A host as a Received field has it (RFC 5321, section 4.1.3): an address
 * in brackets, a name as it is without what no host has in it. */
const char *host_name_literal(const char *host, char out_name[HOST_NAME_SIZE]);

#endif
