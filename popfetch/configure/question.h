/*
 * question.h - asking people at a terminal, and hearing that they want to go.
 */
#ifndef POPFETCH_QUESTION_H
#define POPFETCH_QUESTION_H

#include <stdbool.h>

#include "popfetch/talk/exit-status.h"

/* Octets of an answer; a longer one is not taken. */
#define QUESTION_ANSWER_MAX 1024

/* Judges an answer: NULL, or why it will not do, and it is asked again. */
typedef const char *question_check_fn(void *context, const char *answer);

/*
 * Asks on standard error for a line; an empty one stands for the proposal,
 * which is shown ("" is one, NULL is none: something must be typed).
 * EXIT_DONE and *out_answer, the caller's to free, without blanks around it;
 * EXIT_TRY_LATER (a signal came), EXIT_NO_INPUT (the input ended, or
 * nothing would do, many times over), which has been told.
 */
enum exit_status question_ask(const char *question, const char *proposal,
    question_check_fn *check, void *context, char **out_answer);

/* Asks for yes or no in the same way. */
enum exit_status question_confirm(
    const char *question, bool proposal, bool *out_yes);

#endif
