/*
 * question.c - one line from a terminal.
 *
 * Lines are read octet by octet and without stdio, which would go on after a
 * signal.  Whoever ends the input ends the questions.
 */
#include "popfetch/configure/question.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "popfetch/options/memory.h"
#include "popfetch/options/text-shape.h"
#include "popfetch/system/interrupt.h"
#include "popfetch/talk/talk.h"
#include "popfetch/text/letter-case.h"

/* A terminal that nobody sits at may say nonsense for ever. */
#define TRIES_MAX 20

enum reading {
	READ_LINE = 0,
	READ_TOO_LONG,
	READ_END,
	READ_CANCELLED
};

static enum reading read_line(char line[QUESTION_ANSWER_MAX + 1])
{
	size_t length = 0;
	char octet;
	ssize_t got;

	for (;;) {
		if (!interrupt_await(STDIN_FILENO))
			return READ_CANCELLED;
		got = read(STDIN_FILENO, &octet, 1);
		if (got < 0 && errno == EINTR)
			continue;
		if (got <= 0)
			return READ_END;
		if (octet == '\n')
			break;
		if (length < QUESTION_ANSWER_MAX)
			line[length] = octet;
		if (length <= QUESTION_ANSWER_MAX)
			length++;
	}
	if (length > QUESTION_ANSWER_MAX)
		return READ_TOO_LONG;
	line[length] = '\0';
	return READ_LINE;
}

static char *without_blanks(char *line)
{
	size_t length;

	line += strspn(line, " \t");
	length = strlen(line);
	while (length > 0 && strchr(" \t\r", line[length - 1]) != NULL)
		line[--length] = '\0';
	return line;
}

static void show_question(const char *question, const char *proposal)
{
	if (proposal != NULL && proposal[0] != '\0')
		fprintf(stderr, "%s [%s]: ", question, proposal);
	else
		fprintf(stderr, "%s: ", question);
	fflush(stderr);
}

/* Why this answer will not do, or NULL and *out_answer. */
static const char *judge(enum reading reading, char *line, const char *proposal,
    question_check_fn *check, void *context, char **out_answer)
{
	const char *answer, *why = NULL;

	if (reading == READ_TOO_LONG)
		return "that is too long";
	answer = without_blanks(line);
	if (answer[0] == '\0' && proposal != NULL)
		answer = proposal;
	else if (answer[0] == '\0')
		why = "an answer is needed; Ctrl-C ends this";
	else if (!text_is_clean(answer)) /* a key that is no letter */
		why = "there is a control character in it";
	if (why == NULL && check != NULL)
		why = check(context, answer);
	if (why == NULL)
		*out_answer = memory_copy(answer);
	return why;
}

enum exit_status question_ask(const char *question, const char *proposal,
    question_check_fn *check, void *context, char **out_answer)
{
	char line[QUESTION_ANSWER_MAX + 1] = "";

	for (int i = 0; i < TRIES_MAX; i++) {
		enum reading reading;
		const char *why;

		show_question(question, proposal);
		reading = read_line(line);
		if (reading == READ_END || reading == READ_CANCELLED)
			fputc('\n', stderr);
		if (reading == READ_CANCELLED)
			return EXIT_TRY_LATER;
		if (reading == READ_END)
			break;
		why =
		    judge(reading, line, proposal, check, context, out_answer);
		if (why == NULL)
			return EXIT_DONE;
		fprintf(stderr, "  %s\n", why);
	}
	talk_error(&talk_unnamed, "no answer: nothing is written");
	return EXIT_NO_INPUT;
}

static bool means(const char *answer, const char *word)
{
	const size_t length = strlen(answer);

	return length > 0 && words_match_within(answer, word, length);
}

static const char *check_confirmation(void *context, const char *answer)
{
	(void)context;
	return means(answer, "yes") || means(answer, "no") ? NULL
							   : "answer yes or no";
}

enum exit_status question_confirm(
    const char *question, bool proposal, bool *out_yes)
{
	char *answer = NULL;
	enum exit_status status = question_ask(question,
	    proposal ? "yes" : "no", check_confirmation, NULL, &answer);

	if (status == EXIT_DONE)
		*out_yes = means(answer, "yes");
	free(answer);
	return status;
}
