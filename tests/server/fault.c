/*
 * fault.c - the table of faults.
 *
 * A spec is NAME or NAME:FIELD..., the fields in the order of the row's
 * shape.  The letters of a shape stand for the fields: 'v' a verb,
 * 'n' a number, 'o' octets, 't' text, which is always last and takes all
 * that is left, colons too.  What follows '?' may be left out, and an empty
 * field counts as left out.
 *
 * The number of "err", "close", "stall", "garbage" and "hold" is the
 * message-number where the verb has one, and else counts how often the verb
 * has come in this session: "close:QUIT:1", "hold:RETR:3:/x",
 * "err:PASS::[IN-USE] later".
 */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "fault.h"

struct fault_row {
	enum fault_kind kind;
	const char *name;
	const char *shape;
	const char *fields;
	const char *help;
};

static const struct fault_row rows[] = {
    {FAULT_ERR, "err", "v?nt", ":VERB[:N[:TEXT]]", "-ERR TEXT to VERB"},
    {FAULT_CLOSE, "close", "v?n", ":VERB[:N]", "closes instead of answering"},
    {FAULT_STALL, "stall", "v?n", ":VERB[:N]", "never answers, stays open"},
    {FAULT_GARBAGE, "garbage", "v?n", ":VERB[:N]",
	"answers with no status indicator"},
    {FAULT_DRIP, "drip", "?v", "[:VERB]",
	"answers (to VERB) one octet a second"},
    {FAULT_HOLD, "hold", "v?nt", ":VERB:[N]:FILE",
	"answers once FILE is there"},
    {FAULT_CUT, "cut", "no", ":N:OCTETS", "closes OCTETS into message N"},
    {FAULT_STALL_IN, "stall-in", "no", ":N:OCTETS",
	"falls silent OCTETS into message N"},
    {FAULT_CLOSE_NOTIFY_CUT, "close-notify-cut", "no", ":N:OCTETS",
	"ends TLS properly there"},
    {FAULT_CUT_SESSION, "cut-session", "o", ":OCTETS",
	"closes after OCTETS sent in a session"},
    {FAULT_GREETING, "greeting", "t", ":TEXT", "TEXT is the greeting"},
    {FAULT_LOGIN, "login", "t", ":TEXT",
	"-ERR TEXT to a right password, \"[SYS/TEMP] x\""},
    {FAULT_LOSE_BEHIND_LOGIN, "lose-behind-login", "", "",
	"loses what is pipelined behind the secret"},
    {FAULT_LATE_LOGIN_DELAY, "late-login-delay", "", "",
	"announces LOGIN-DELAY only after login"},
    {FAULT_EARLY_LOGIN_DELAY, "early-login-delay", "", "",
	"announces LOGIN-DELAY only before login"},
    {FAULT_NO_CAPA, "no-capa", "", "", "knows no CAPA"},
    {FAULT_NO_UIDL, "no-uidl", "", "", "knows no UIDL"},
    {FAULT_NO_TOP, "no-top", "", "", "knows no TOP"},
    {FAULT_HIDDEN_TOP, "hidden-top", "", "", "knows TOP, does not announce it"},
    {FAULT_NO_PIPELINING, "no-pipelining", "", "",
	"loses what is pipelined, announces none"},
    {FAULT_NO_SASL, "no-sasl", "", "", "knows no AUTH"},
    {FAULT_NO_USER, "no-user", "", "", "knows no USER and PASS"},
    {FAULT_NO_LAST, "no-last", "", "", "knows no LAST"},
    {FAULT_NO_LOCK, "no-lock", "", "", "lets several sessions in at once"},
    {FAULT_NO_STLS, "no-stls", "", "", "knows no STLS"},
    {FAULT_STLS_ERR, "stls-err", "", "", "announces STLS, then refuses it"},
    {FAULT_INJECT_AFTER_STLS, "inject-after-stls", "t", ":TEXT",
	"TEXT in clear behind STLS's +OK"},
    {FAULT_BARE_LF, "bare-lf", "", "", "every line ends in a bare LF"},
    {FAULT_LATE_BARE_LF, "late-bare-lf", "", "",
	"every line but the greeting does"},
    {FAULT_RAW_LF, "raw-lf", "", "", "a bare LF in a file is sent as it is"},
    {FAULT_DUPLICATE_UIDS, "duplicate-uids", "", "",
	"messages 2, 4... have the unique-id of 1, 3..."},
    {FAULT_EMPTY_UIDS, "empty-uids", "", "", "all unique-ids are empty"},
    {FAULT_LONG_UIDS, "long-uids", "?o", "[:OCTETS]",
	"unique-ids of OCTETS octets (default 200)"},
    {FAULT_OTHER_UIDS, "other-uids", "", "",
	"all unique-ids begin with \"other-\""},
    {FAULT_UIDL_WITHOUT, "uidl-without", "n", ":N",
	"UIDL does not name message N"},
    {FAULT_SHOW, "show", "o", ":COUNT",
	"a session shows the first COUNT messages"},
    {FAULT_WRONG_SIZES, "wrong-sizes", "", "",
	"STAT and LIST say half the octets"},
    {FAULT_TINY_SIZES, "tiny-sizes", "", "",
	"STAT and LIST say a thousandth of the octets"},
    {FAULT_QUIT_LOST, "quit-lost", "", "", "QUIT deletes, then only closes"},
    {FAULT_QUIT_DROP, "quit-drop", "", "", "QUIT deletes nothing and closes"},
    {FAULT_QUIT_ERR, "quit-err", "", "", "QUIT deletes nothing, says -ERR"},
};

#define ROWS (sizeof rows / sizeof *rows)

/* Takes the field up to the next colon off *rest, "" when none is left. */
static void field_take(const char **rest, char *field, size_t cap)
{
	size_t length = *rest ? strcspn(*rest, ":") : 0;
	size_t copied = length < cap ? length : cap - 1;

	if (copied)
		memcpy(field, *rest, copied);
	field[copied] = '\0';
	if (*rest)
		*rest = (*rest)[length] ? *rest + length + 1 : NULL;
}

static bool number_read(const char *field, uint64_t *out_number)
{
	char *end;

	if (!isdigit((unsigned char)*field))
		return false;
	*out_number = strtoull(field, &end, 10);
	return *end == '\0';
}

static bool field_read(struct fault *fault, char shape, const char **rest)
{
	char field[32];

	if (shape == 't') {
		fault->text = *rest ? *rest : "";
		*rest = NULL;
		return true;
	}
	field_take(rest, field, sizeof field);
	if (shape == 'n')
		return number_read(field, &fault->number);
	if (shape == 'o')
		return number_read(field, &fault->octets);
	for (size_t i = 0; i + 1 < sizeof fault->verb && field[i]; i++)
		fault->verb[i] = (char)toupper((unsigned char)field[i]);
	return *field != '\0';
}

static bool fields_read(
    struct fault *fault, const char *shape, const char *rest)
{
	bool optional = false;

	for (; *shape; shape++) {
		if (*shape == '?') {
			optional = true;
			continue;
		}
		if (optional && (!rest || (*rest == ':' && *shape != 't'))) {
			rest = rest ? rest + 1 : NULL;
			continue;
		}
		if (!rest || !field_read(fault, *shape, &rest))
			return false;
	}
	return !rest;
}

bool fault_add(struct faults *faults, const char *spec)
{
	size_t length = strcspn(spec, ":");
	struct fault *fault = &faults->fault[faults->count];

	if (faults->count == sizeof faults->fault / sizeof *faults->fault)
		return false;
	for (size_t i = 0; i < ROWS; i++) {
		if (strlen(rows[i].name) != length ||
		    strncmp(rows[i].name, spec, length) != 0)
			continue;
		*fault = (struct fault){.kind = rows[i].kind};
		if (!fields_read(fault, rows[i].shape,
			spec[length] ? spec + length + 1 : NULL))
			return false;
		faults->count++;
		return true;
	}
	return false;
}

const struct fault *fault_find(
    const struct faults *faults, enum fault_kind kind)
{
	for (size_t i = 0; i < faults->count; i++)
		if (faults->fault[i].kind == kind)
			return &faults->fault[i];
	return NULL;
}

const struct fault *fault_find_verb(const struct faults *faults,
    enum fault_kind kind, const char *verb, uint64_t number)
{
	for (size_t i = 0; i < faults->count; i++) {
		const struct fault *fault = &faults->fault[i];

		if (fault->kind == kind &&
		    (!*fault->verb || strcmp(fault->verb, verb) == 0) &&
		    (!fault->number || fault->number == number))
			return fault;
	}
	return NULL;
}

const struct fault *fault_find_message(
    const struct faults *faults, enum fault_kind kind, uint64_t number)
{
	return fault_find_verb(faults, kind, "", number);
}

void fault_help(FILE *to)
{
	for (size_t i = 0; i < ROWS; i++) {
		char spec[64];

		snprintf(
		    spec, sizeof spec, "%s%s", rows[i].name, rows[i].fields);
		fprintf(to, "  %-28s %s\n", spec, rows[i].help);
	}
}
