/*
 * deliver-mda.c - messages to a program, one by one: a mail delivery agent
 * such as procmail(1) or maildrop(1).
 *
 * The program gets the message as a file on its standard input (parcel.c),
 * not through a pipe: it cannot take a torn one for whole, however it, or we,
 * end.  No shell comes in between unless the command begins with one; %F and
 * %T become whole words, so that what a stranger has written into a
 * Return-Path is never more than one argument, and never an option.
 *
 * Its exit status is read as sysexits.h has it: 0 is taken, what passes by
 * itself (EX_TEMPFAIL, EX_OSERR, EX_IOERR) is for the next run, anything
 * else refuses this message.
 */
#include "popfetch/deliver/deliver-kind.h"

#include <stdlib.h>
#include <string.h>

#include "popfetch/deliver/parcel.h"
#include "popfetch/options/memory.h"
#include "popfetch/options/words.h"
#include "popfetch/system/program.h"
#include "popfetch/talk/failure.h"
#include "popfetch/text/envelope.h"

/* A program may scan, ask, and scan again: so many times --timeout. */
#define PATIENCE 5

/* What sendmail writes for the null sender. */
#define NULL_SENDER "MAILER-DAEMON"

struct mda {
	struct parcel parcel;
	struct words words; /* of the command */
	char **argv;	    /* the same with values put in */
	const char *recipient;
	uint32_t limit_ms;
	char sender[ENVELOPE_ADDRESS_SIZE];
};

static struct mda *mda_of(struct deliver *deliver)
{
	return (struct mda *)deliver;
}

/* ---- How the program ended ----------------------------------------------- */

/* sysexits.h, from 64 on. */
static const char *const exit_words[] = {"it was used wrongly",
    "it finds an error in the message", "it cannot open its input",
    "it does not know the recipient", "it does not know the host",
    "its service is unavailable", "it has an internal error",
    "its system failed", "a system file is missing", "it cannot create a file",
    "it cannot write", "it says: try again later", "a protocol was broken",
    "it is not permitted to", "it is configured wrongly"};
#define EXIT_WORDS_FIRST 64
#define EXIT_WORDS_COUNT (sizeof exit_words / sizeof exit_words[0])

enum {
	EX_OF_SYSTEM = 71,
	EX_OF_WRITING = 74,
	EX_LATER = 75,
	SHELL_CANNOT_EXECUTE = 126,
	SHELL_FINDS_NOTHING = 127
};

static enum pop3_status cannot_run(struct mda *mda, const char *why)
{
	return failure_fill(&mda->parcel.deliver.error, POP3_E_UNSUPPORTED, 0,
	    "cannot run '%s': %s", mda->argv[0], why);
}

static enum pop3_status read_exit(struct mda *mda, int number)
{
	const unsigned place = (unsigned)number - EXIT_WORDS_FIRST;
	enum pop3_status status = POP3_E_REFUSED;

	if (number == 0)
		return POP3_OK;
	if (number == SHELL_CANNOT_EXECUTE)
		return cannot_run(mda, "exit status 126, it cannot execute");
	if (number == SHELL_FINDS_NOTHING)
		return cannot_run(mda, "exit status 127, it finds no command");
	if (number == EX_OF_SYSTEM || number == EX_OF_WRITING ||
	    number == EX_LATER)
		status = POP3_E_TEMPORARY;
	return failure_fill(&mda->parcel.deliver.error, status, 0,
	    "'%s' did not take it: exit status %d%s%s", mda->argv[0], number,
	    place < EXIT_WORDS_COUNT ? ", " : "",
	    place < EXIT_WORDS_COUNT ? exit_words[place] : "");
}

static enum pop3_status read_end(struct mda *mda, struct program_end end)
{
	struct pop3_error *error = &mda->parcel.deliver.error;

	switch (end.how) {
	case PROGRAM_EXITED:
		return read_exit(mda, end.number);
	case PROGRAM_DIED:
		return failure_fill(error, POP3_E_CLOSED, 0,
		    "'%s' died of signal %d", mda->argv[0], end.number);
	case PROGRAM_OUT_OF_TIME:
		return failure_fill(error, POP3_E_CLOSED, 0,
		    "'%s' did not end within %u seconds", mda->argv[0],
		    (unsigned)(mda->limit_ms / 1000));
	case PROGRAM_INTERRUPTED:
		return failure_fill(error, POP3_E_TEMPORARY, 0,
		    "'%s' did not end when we had to", mda->argv[0]);
	case PROGRAM_TOO_LATE:
		return failure_fill(error, POP3_E_TEMPORARY, 0,
		    "'%s' was not run, since we had to end", mda->argv[0]);
	case PROGRAM_NOT_RUN:
		break;
	}
	return failure_fill(error, POP3_E_UNSUPPORTED, end.number,
	    "cannot run '%s'", mda->argv[0]);
}

/* ---- Handing over -------------------------------------------------------- */

static enum pop3_status mda_end(struct deliver *deliver)
{
	struct mda *mda = mda_of(deliver);
	enum pop3_status status = parcel_end(&mda->parcel);

	if (status == POP3_OK)
		status = parcel_sender(&mda->parcel, mda->sender);
	if (status != POP3_OK)
		return status;
	if (mda->sender[0] == '\0')
		strcpy(mda->sender, NULL_SENDER);
	status = read_end(
	    mda, program_run(mda->argv, mda->parcel.reader, mda->limit_ms));
	if (status == POP3_OK)
		parcel_drop(deliver);
	return status;
}

/* ---- Opening ------------------------------------------------------------- */

static void mda_close(struct deliver *deliver)
{
	struct mda *mda = mda_of(deliver);

	parcel_free(&mda->parcel);
	words_clear(&mda->words);
	free(mda->argv);
	free(mda);
}

/* NULL, or what is wrong with a word; "%%" becomes "%" in it. */
static const char *check_word(char *word)
{
	char *to = word;

	for (; *word != '\0'; word++) {
		if (word[0] == '%' && (word[1] == 'F' || word[1] == 'T'))
			return "'%F' and '%T' stand as words of their own only";
		if (word[0] == '%' && word[1] == '%')
			word++;
		*to++ = *word;
	}
	*to = '\0';
	return NULL;
}

/* argv points at where the values are, or will be. */
static const char *fill_arguments(struct mda *mda)
{
	for (size_t i = 0; i < mda->words.count; i++) {
		char *word = mda->words.list[i];
		const char *why = NULL;

		mda->argv[i] = word;
		if (i > 0 && strcmp(word, "%F") == 0) {
			mda->argv[i] = mda->sender;
		} else if (i > 0 && strcmp(word, "%T") == 0) {
			mda->argv[i] = (char *)mda->recipient;
			if (!envelope_is_address(mda->recipient))
				why = "the user is no address that '%T' could "
				      "be; 'delivered-to' gives one";
		} else {
			why = check_word(word);
		}
		if (why != NULL)
			return why;
	}
	return NULL;
}

static const char *read_command(struct mda *mda, const char *command)
{
	const char *why = words_split(command, &mda->words);

	if (why != NULL)
		return why;
	mda->argv = memory_array(mda->words.count + 1, sizeof *mda->argv);
	return fill_arguments(mda);
}

const char *mda_misnamed(const struct settings *settings)
{
	struct mda mda = {.recipient = settings_recipient(settings)};
	const char *why = read_command(&mda, settings->mda);

	words_clear(&mda.words);
	free(mda.argv);
	return why;
}

static enum pop3_status prepare(
    struct mda *mda, const char *command, struct pop3_error *error)
{
	const char *why = read_command(mda, command);
	int failure;

	if (why != NULL)
		return failure_fill(error, POP3_E_MISUSE, 0,
		    "cannot use the command '%s': %s", command, why);
	failure = program_look_up(mda->argv[0]);
	if (failure != 0)
		return failure_fill(error, POP3_E_SYSTEM, failure,
		    "cannot run '%s'", mda->argv[0]);
	return POP3_OK;
}

static const struct deliver_kind mda_kind = {
    .close = mda_close,
    .begin = parcel_begin,
    .data = parcel_data,
    .end = mda_end,
    .drop = parcel_drop,
    .recover = parcel_recover,
};

enum pop3_status mda_open(const struct settings *settings, const char *spool,
    struct pop3_error *error, struct deliver **out_deliver)
{
	struct mda *mda = calloc(1, sizeof *mda);
	enum pop3_status status;

	if (mda == NULL)
		return failure_no_memory(error);
	mda->recipient = settings_recipient(settings);
	mda->limit_ms = settings->timeout_s * PATIENCE * 1000;
	status = parcel_init(&mda->parcel, &mda_kind, spool)
		     ? prepare(mda, settings->mda, error)
		     : failure_no_memory(error);
	if (status != POP3_OK) {
		mda_close(&mda->parcel.deliver);
		return status;
	}
	*out_deliver = &mda->parcel.deliver;
	return POP3_OK;
}
