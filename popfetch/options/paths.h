/*
 * paths.h - where the files of a user are (XDG Base Directory
 * Specification).
 *
 * Results are the caller's to free.  Variables that hold no absolute path
 * are passed over, as the specification wants.
 */
#ifndef POPFETCH_PATHS_H
#define POPFETCH_PATHS_H

/* $HOME, or what the user database says; "/" where neither knows. */
char *path_home(void);

/* $XDG_CONFIG_HOME/popfetch/popfetch.conf, below ~/.config without it. */
char *path_configuration(void);

/* $XDG_STATE_HOME/popfetch, below ~/.local/state without it. */
char *path_state(void);

/* .netrc in the home directory. */
char *path_netrc(void);

/* The same path, absolute: ~ and ~/ are the home directory, anything else
 * that does not begin with a slash is below the current directory. */
char *path_absolute(const char *path);

/* The path as people write it: ~/ for what is below the home directory, so
 * that path_absolute() makes the same of it again. */
char *path_shown(const char *path);

/* Of the program that runs, absolute; its bare name where that is not known. */
char *path_program(void);

/* The login name of the user, or NULL. */
char *path_login_name(void);

#endif
