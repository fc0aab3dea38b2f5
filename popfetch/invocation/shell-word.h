/*
 * shell-word.h - a text as one word of a command line for sh(1).
 */
#ifndef POPFETCH_SHELL_WORD_H
#define POPFETCH_SHELL_WORD_H

/* As it is where that is the same, else in quotes.  The caller frees it. */
char *shell_word(const char *text);

/* The same for a line of crontab(5), where a percent sign ends the command
 * unless there is a backslash before it. */
char *shell_word_cron(const char *text);

#endif
