/*
 * provider.c - a table, so short because all others are found by the DNS and
 * by the usual names.
 */
#include "popfetch/configure/provider.h"

#include <stddef.h>

#include "popfetch/text/letter-case.h"

static const char *const google[] = {"gmail.com", "googlemail.com", NULL};
static const char *const microsoft[] = {
    "outlook.com", "hotmail.com", "live.com", "msn.com", NULL};
static const char *const yahoo[] = {
    "yahoo.com", "ymail.com", "rocketmail.com", NULL};
static const char *const fastmail[] = {"fastmail.com", "fastmail.fm", NULL};
static const char *const gmx[] = {
    "gmx.net", "gmx.de", "gmx.at", "gmx.ch", NULL};

static const struct provider PROVIDERS[] = {
    {"Google", "pop.gmail.com", google, NULL,
	"Google wants an app password, or a token (--auth XOAUTH2); POP can be "
	"switched off in its settings"},
    {"Microsoft", "outlook.office365.com", microsoft, "XOAUTH2",
	"Microsoft wants a token and takes no password; POP must be switched "
	"on in its settings"},
    {"Yahoo", "pop.mail.yahoo.com", yahoo, NULL,
	"Yahoo wants an app password, which its security page makes"},
    {"Fastmail", "pop.fastmail.com", fastmail, NULL,
	"Fastmail wants an app password, which its settings make"},
    {"GMX", "pop.gmx.net", gmx, NULL,
	"POP3 must be switched on in the settings of GMX"},
};
#define PROVIDER_COUNT (sizeof PROVIDERS / sizeof PROVIDERS[0])

const struct provider *provider_of_domain(const char *domain)
{
	for (size_t i = 0; i < PROVIDER_COUNT; i++)
		for (size_t j = 0; PROVIDERS[i].domains[j] != NULL; j++)
			if (words_match(PROVIDERS[i].domains[j], domain))
				return &PROVIDERS[i];
	return NULL;
}

const struct provider *provider_of_host(const char *host)
{
	for (size_t i = 0; i < PROVIDER_COUNT; i++)
		if (words_match(PROVIDERS[i].host, host))
			return &PROVIDERS[i];
	return NULL;
}
