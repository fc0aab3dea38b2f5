/*
 * measure.c - runs a command and writes what it took.
 *
 *	measure LIMIT OUTPUT [KEY=VALUE]... -- COMMAND [ARGUMENT]...
 *
 * Appends one JSON object to OUTPUT: the keys, then wall, user and system in
 * seconds, peak_kb (the resident set at its greatest) and status.  What runs
 * longer than LIMIT seconds is ended, with its children, and has the status
 * -1.  Time and memory are those that wait4() gives: what the command waited
 * for is counted with it.
 */
#define _GNU_SOURCE
#include "tests/bench/mail.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static double now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

static double seconds(const struct timeval *time)
{
	return (double)time->tv_sec + (double)time->tv_usec / 1e6;
}

static pid_t start(char **command, const sigset_t *mask)
{
	pid_t pid = fork();

	if (pid < 0)
		die("fork");
	if (pid > 0)
		return pid;
	setpgid(0, 0);
	sigprocmask(SIG_SETMASK, mask, NULL);
	execvp(command[0], command);
	die(command[0]);
}

/* The status, or -1 where time ran out. */
static int wait_for(
    pid_t pid, const sigset_t *child, double until, struct rusage *usage)
{
	int status;
	int late = 0;

	for (;;) {
		double left = until - now();
		struct timespec time = {.tv_sec = left > 0 ? (time_t)left : 0,
		    .tv_nsec = left > 0 ? 1000000 : 0};

		if (wait4(pid, &status, WNOHANG, usage) == pid)
			break;
		if (left <= 0 && !late) {
			late = 1;
			kill(-pid, SIGTERM);
			until = now() + 2;
		} else if (left <= 0) {
			kill(-pid, SIGKILL);
			until = now() + 60;
		}
		sigtimedwait(child, NULL, &time);
	}
	if (late)
		return -1;
	return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

static void write_keys(FILE *file, char **keys)
{
	for (; *keys != NULL && strcmp(*keys, "--") != 0; keys++) {
		const char *equals = strchr(*keys, '=');

		if (equals != NULL)
			fprintf(file, "\"%.*s\": \"%s\", ",
			    (int)(equals - *keys), *keys, equals + 1);
	}
}

int main(int argc, char **argv)
{
	struct rusage usage = {0};
	sigset_t child;
	sigset_t before;
	double began;
	double wall;
	int command = 3;
	int status;
	FILE *file;

	while (command < argc && strcmp(argv[command], "--") != 0)
		command++;
	if (command + 1 >= argc) {
		fputs("usage: measure LIMIT OUTPUT [KEY=VALUE]... -- "
		      "COMMAND...\n",
		    stderr);
		return 2;
	}
	file = fopen(argv[2], "a");
	if (file == NULL)
		die(argv[2]);
	sigemptyset(&child);
	sigaddset(&child, SIGCHLD);
	sigprocmask(SIG_BLOCK, &child, &before);
	began = now();
	status = wait_for(start(argv + command + 1, &before), &child,
	    began + atof(argv[1]), &usage);
	wall = now() - began;
	fputc('{', file);
	write_keys(file, argv + 3);
	fprintf(file,
	    "\"wall\": %.4f, \"user\": %.4f, \"system\": %.4f, "
	    "\"peak_kb\": %ld, \"status\": %d}\n",
	    wall, seconds(&usage.ru_utime), seconds(&usage.ru_stime),
	    usage.ru_maxrss, status);
	if (fclose(file) != 0)
		die(argv[2]);
	return status == 0 ? 0 : 1;
}
