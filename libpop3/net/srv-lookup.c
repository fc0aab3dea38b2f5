/*
 * net/srv-lookup.c - asking for SRV records, within a deadline (see
 * errand.c).
 *
 * By res_query(), which every C library has, musl, too.  What it keeps from
 * one question to the next, and h_errno, belong to the thread, so that in one
 * of our own nothing of the application's is touched.
 */
#if defined(__linux__)
#define _DEFAULT_SOURCE /* resolv.h's types, h_errno */
#endif

#include "libpop3/net/srv.h"

#include <sys/types.h>

#include <arpa/nameser.h>
#include <errno.h>
#include <netdb.h>
#include <netinet/in.h>
#include <openssl/rand.h>
#include <resolv.h>
#include <stdio.h>
#include <stdlib.h>

#include "libpop3/base/error.h"
#include "libpop3/net/errand.h"

/* Of the name asked for: "_pop3s._tcp." and a domain. */
#define NAME_SIZE (P3_HOST_SIZE + 32)

struct question {
	struct p3_errand errand;
	char name[NAME_SIZE];
	unsigned char answer[NS_MAXMSG];
	int length; /* of the answer; -1: none */
	int reason; /* of none: as h_errno */
};

static void question_run(struct p3_errand *errand)
{
	struct question *question = (struct question *)errand;

	/* Wrong names stay what they are: no search list is gone through. */
	question->length = res_query(question->name, ns_c_in, ns_t_srv,
	    question->answer, sizeof question->answer);
	question->reason = h_errno;
}

static void question_free(struct p3_errand *errand)
{
	free(errand);
}

static struct question *question_new(
    const char *prefix, const struct p3_host *domain)
{
	struct question *question = calloc(1, sizeof *question);
	char name[P3_HOST_SIZE];

	if (question == NULL)
		return NULL;
	p3_errand_init(&question->errand, question_run, question_free);
	p3_host_tls_name(domain, name);
	snprintf(question->name, sizeof question->name, "%s.%s", prefix, name);
	return question;
}

static uint32_t random_number(void *context, uint32_t most)
{
	uint32_t number = 0;

	(void)context;
	/* Which server gets the load is no secret: any number will do. */
	(void)RAND_bytes((unsigned char *)&number, sizeof number);
	return (uint32_t)((uint64_t)number * ((uint64_t)most + 1) >> 32);
}

static enum pop3_status read_answer(const struct question *question,
    const char *shown, struct pop3_error *error, struct p3_srv_list *out_list)
{
	struct p3_srv_list list = {.count = 0};

	if (question->length < 0 && (question->reason == HOST_NOT_FOUND ||
					question->reason == NO_DATA)) {
		*out_list = list;
		return POP3_OK;
	}
	if (question->length < 0)
		return p3_error(error, POP3_E_NAME_TEMPORARY, 0,
		    "cannot ask for the servers of '%s' just now: %s", shown,
		    question->reason == TRY_AGAIN ? "no name server answered"
						  : "the name server failed");
	if (!p3_srv_parse(question->answer, (size_t)question->length, &list))
		return p3_error(error, POP3_E_NAME_TEMPORARY, 0,
		    "cannot ask for the servers of '%s' just now: the name "
		    "server's answer makes no sense",
		    shown);
	p3_srv_order(&list, random_number, NULL);
	*out_list = list;
	return POP3_OK;
}

enum pop3_status p3_srv_look_up(const char *prefix,
    const struct p3_host *domain, const struct p3_patience *patience,
    struct pop3_error *error, struct p3_srv_list *out_list)
{
	struct question *question;
	enum pop3_status status;

	if (domain->address_length > 0)
		return p3_error(error, POP3_E_HOST_NOT_FOUND, 0,
		    "'%s' is no domain but an address", domain->shown);
	question = question_new(prefix, domain);
	if (question == NULL)
		return p3_error_no_memory(error);
	status = p3_errand_start(&question->errand);
	if (status == POP3_OK)
		status = p3_errand_await(&question->errand, patience);
	if (status == POP3_E_SYSTEM)
		p3_error(error, status, errno,
		    "cannot ask for the servers of '%s'", domain->shown);
	else if (status != POP3_OK)
		p3_error(error, status, 0,
		    "cannot ask for the servers of '%s': %s", domain->shown,
		    pop3_status_text(status));
	else
		status = read_answer(question, domain->shown, error, out_list);
	p3_errand_release(&question->errand);
	return status;
}
