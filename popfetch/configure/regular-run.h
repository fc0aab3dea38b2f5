/*
 * regular-run.h - how an account is fetched from time to time: a line for
 * crontab(5), a command for systemd.
 */
#ifndef POPFETCH_REGULAR_RUN_H
#define POPFETCH_REGULAR_RUN_H

/*
 * A line of the user's crontab, every ten minutes.  program is absolute;
 * config NULL: the usual one.  The minute is drawn from the account's name,
 * since servers are asked by everybody on the hour.  The caller frees it.
 */
char *regular_run_cron(
    const char *program, const char *config, const char *account);

/* The words behind "popfetch" for a run by hand.  The caller frees it. */
char *regular_run_now(const char *config, const char *account);

/* What starts the timer (contrib/systemd) that fetches the account: its own,
 * or that of all accounts where its name cannot be a unit's.  The caller
 * frees it. */
char *regular_run_timer(const char *account);

#endif
