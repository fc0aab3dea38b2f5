/*
 * provider.h - large providers, and what is known of how one logs in there.
 *
 * It is what README.md says in its table, which says from where it is known.
 */
#ifndef POPFETCH_PROVIDER_H
#define POPFETCH_PROVIDER_H

struct provider {
	const char *name;
	const char *host;
	const char *const *domains; /* of its addresses, up to a NULL */
	const char *token;	    /* mechanism where passwords do not help;
				     * NULL: they do */
	const char *advice;	    /* before the password is asked for */
};

/* The provider of an address's domain, or of a server, in any case; NULL:
 * none that is known. */
const struct provider *provider_of_domain(const char *domain);
const struct provider *provider_of_host(const char *host);

#endif
