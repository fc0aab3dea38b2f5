/*
 * killer.c - runs a command and lets one of its system calls be the last, or
 * fail, or writes down what they all did.
 *
 *	killer [-o FILE] MODE COMMAND [ARGUMENT]...
 *
 *	list			names the calls that count
 *	record			the same, with the octets that were written
 *	before:CLASS:N		SIGKILL instead of the N-th call of that class
 *	after:CLASS:N		SIGKILL once that call is done
 *	fail:CLASS:N:ERROR	that call is not made, and fails
 *	short:CLASS:N		that call gets half of its octets
 *
 * Two classes of calls count, each by itself, since how the octets of a
 * connection are cut up depends on the moment, and what is done to a disk
 * does not:
 *
 *	disk	writes, syncs, creates, links, renames, truncates or removes
 *	wire	sends or receives, or writes to what is no regular file
 *
 * Only the calls of the command's own process count, of all its threads; what
 * it starts is let run.  FILE gets a line for each call listed, or for the
 * one that was struck; it stays empty when there is no N-th.  A line has,
 * separated by tabs: N, class, name, inode (0: none), path, second path,
 * offset or length, octets in hexadecimal digits.
 *
 * The exit status is the command's, 128 more than the signal it died of; 125
 * when the killer itself failed, 77 where the system has no such ptrace().
 *
 * Each stop comes twice, at the entry of a call and at its exit.  A call is
 * skipped by changing its number into none, and its result is put in at the
 * exit; a SIGKILL at the entry comes before anything is done.
 */
#define _GNU_SOURCE /* PTRACE_GET_SYSCALL_INFO */
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "calls.h"
#include "order.h"
#include "tracee.h"

#if defined(__linux__) && (defined(__x86_64__) || defined(__aarch64__))

#include <sys/ptrace.h>
#include <sys/syscall.h>

/* ---- A thread that is traced -------------------------------------------- */

#define THREADS_MAX 64

struct thread {
	pid_t id; /* 0: a free slot */
	bool counts;
	bool struck; /* between entry and exit of the call that is struck */
	/* Of the call that it is in; NULL: of none that counts. */
	const struct call *call;
	unsigned long n;
	enum medium medium;
	bool existed;	/* what CREATE names */
	uint64_t inode; /* what UNLINK and the like name */
	uint64_t arguments[6];
	char path[PATH_MAX], second[PATH_MAX];
};

struct killer {
	struct order order;
	FILE *out;
	pid_t group; /* the process whose calls count */
	unsigned long counted[2];
	struct thread threads[THREADS_MAX];
};

static bool is_of_group(pid_t group, pid_t id)
{
	char path[64];

	snprintf(path, sizeof path, "/proc/%d/task/%d", (int)group, (int)id);
	return access(path, F_OK) == 0;
}

static struct thread *thread_find(struct killer *killer, pid_t id)
{
	struct thread *free_slot = NULL;

	for (size_t i = 0; i < THREADS_MAX; i++) {
		if (killer->threads[i].id == id)
			return &killer->threads[i];
		if (killer->threads[i].id == 0)
			free_slot = &killer->threads[i];
	}
	if (free_slot == NULL) {
		errno = ENOMEM;
		die("too many threads");
	}
	*free_slot =
	    (struct thread){.id = id, .counts = is_of_group(killer->group, id)};
	return free_slot;
}

static const char *const medium_names[] = {"disk", "wire"};

/* ---- Writing down ------------------------------------------------------- */

/* Where a write went, to how many octets a file was cut. */
static uint64_t place_of(const struct thread *thread, uint64_t result)
{
	if (thread->call->number == SYS_pwrite64)
		return thread->arguments[3];
	if (thread->call->kind == WRITE && thread->medium == DISK)
		return descriptor_offset(
			   thread->id, (int)thread->arguments[0]) -
		       result;
	return thread->call->kind == TRUNCATE ? thread->arguments[1] : 0;
}

static uint64_t inode_of(const struct thread *thread)
{
	struct stat about;

	if (thread->call->shape == FD)
		return descriptor_stat(
			   thread->id, (int)thread->arguments[0], &about)
			   ? about.st_ino
			   : 0;
	if (thread->call->kind == CREATE ||
	    thread->call->kind == MAKE_DIRECTORY)
		return lstat(thread->path, &about) == 0 ? about.st_ino : 0;
	return thread->inode;
}

/* A file that was there already has not been created. */
static const char *name_of(const struct thread *thread)
{
	return thread->call->kind == CREATE && thread->existed
		   ? "reopen"
		   : thread->call->name;
}

static void call_show(
    struct killer *killer, const struct thread *thread, uint64_t result)
{
	bool octets = killer->order.mode == RECORD && thread->call->size > 0;

	if (killer->out == NULL)
		return;
	fprintf(killer->out, "%lu\t%s\t%s\t%" PRIu64 "\t%s\t%s\t%" PRIu64 "\t",
	    thread->n, medium_names[thread->medium], name_of(thread),
	    inode_of(thread), thread->path, thread->second,
	    place_of(thread, result));
	if (octets && thread->call->kind != RECEIVE)
		memory_show(
		    killer->out, thread->id, thread->arguments[1], result);
	fputc('\n', killer->out);
	fflush(killer->out);
}

/* ---- At the entry and the exit of a call -------------------------------- */

static void subject_read(struct thread *thread)
{
	const uint64_t *arguments = thread->arguments;
	pid_t id = thread->id;

	thread->second[0] = '\0';
	switch (thread->call->shape) {
	case FD:
		descriptor_path(id, (int)arguments[0], thread->path, PATH_MAX);
		break;
	case PATHS:
		path_read(id, AT_FDCWD, arguments[1], thread->second);
		/* fallthrough */
	case PATH:
		path_read(id, AT_FDCWD, arguments[0], thread->path);
		break;
	case ATS:
		path_read(id, (int)arguments[2], arguments[3], thread->second);
		/* fallthrough */
	case AT:
		path_read(id, (int)arguments[0], arguments[1], thread->path);
		break;
	}
}

static enum medium medium_of(const struct thread *thread)
{
	struct stat about;

	if (thread->call->kind == SEND || thread->call->kind == RECEIVE)
		return WIRE;
	if (thread->call->kind == WRITE &&
	    (!descriptor_stat(thread->id, (int)thread->arguments[0], &about) ||
		!S_ISREG(about.st_mode)))
		return WIRE;
	return DISK;
}

static bool is_struck(const struct killer *killer, const struct thread *thread)
{
	const struct order *order = &killer->order;

	return order->n > 0 && thread->medium == order->medium &&
	       thread->n == order->n;
}

static void strike(struct killer *killer, struct thread *thread)
{
	const struct call *call = thread->call;

	thread->struck = true;
	switch (killer->order.mode) {
	case BEFORE:
		call_show(killer, thread, 0);
		kill(killer->group, SIGKILL);
		break;
	case FAIL:
		call_show(killer, thread, 0);
		call_skip(thread->id);
		break;
	case SHORT:
		call_show(killer, thread, 0);
		if (call->size > 0 && thread->arguments[call->size] > 1)
			size_set(thread->id, thread->arguments[call->size] / 2);
		break;
	default:
		break;
	}
}

static void call_enter(struct killer *killer, struct thread *thread,
    uint64_t number, const uint64_t *arguments)
{
	const struct call *call = thread->counts ? call_find(number) : NULL;
	struct stat about;

	thread->call = NULL;
	if (call == NULL ||
	    (call->flags > 0 && (arguments[call->flags] & O_CREAT) == 0))
		return;
	thread->call = call;
	memcpy(thread->arguments, arguments, sizeof thread->arguments);
	subject_read(thread);
	thread->medium = medium_of(thread);
	thread->n = ++killer->counted[thread->medium];
	thread->existed = lstat(thread->path, &about) == 0;
	thread->inode = thread->existed ? about.st_ino : 0;
	if (is_struck(killer, thread))
		strike(killer, thread);
}

static void call_leave(
    struct killer *killer, struct thread *thread, uint64_t result)
{
	const struct call *call = thread->call;

	if (call == NULL)
		return;
	if (killer->order.mode == LIST || killer->order.mode == RECORD) {
		if ((int64_t)result >= 0)
			call_show(killer, thread, result);
	} else if (thread->struck && killer->order.mode == AFTER) {
		call_show(killer, thread, result);
		kill(killer->group, SIGKILL);
	} else if (thread->struck && killer->order.mode == FAIL) {
		result_set(thread->id, (uint64_t)-killer->order.error);
	} else if (thread->struck && call->size > 0) {
		/* A program may rely on its register. */
		size_set(thread->id, thread->arguments[call->size]);
	}
	thread->struck = false;
	thread->call = NULL;
}

static void call_stopped(struct killer *killer, struct thread *thread)
{
	struct __ptrace_syscall_info info;

	if (ptrace(PTRACE_GET_SYSCALL_INFO, thread->id, sizeof info, &info) <=
	    0)
		return; /* killed meanwhile */
	if (info.op == PTRACE_SYSCALL_INFO_ENTRY) {
		uint64_t arguments[6];

		for (size_t i = 0; i < 6; i++)
			arguments[i] = info.entry.args[i];
		call_enter(killer, thread, info.entry.nr, arguments);
	} else if (info.op == PTRACE_SYSCALL_INFO_EXIT) {
		call_leave(killer, thread, (uint64_t)info.exit.rval);
	}
}

/* ---- The life of the command -------------------------------------------- */

static pid_t command_start(char **command)
{
	pid_t child = fork();

	if (child < 0)
		die("cannot fork");
	if (child > 0)
		return child;
	raise(SIGSTOP);
	execvp(command[0], command);
	die(command[0]);
}

/* What a stop that is no system call's passes on. */
static int signal_of(int status)
{
	int number = WSTOPSIG(status);

	return status >> 16 != 0 || number == SIGSTOP || number == SIGTRAP
		   ? 0
		   : number;
}

static void thread_stopped(struct killer *killer, pid_t id, int status)
{
	struct thread *thread = thread_find(killer, id);
	int number = 0;

	if (WSTOPSIG(status) == (SIGTRAP | 0x80))
		call_stopped(killer, thread);
	else
		number = signal_of(status);
	ptrace(PTRACE_SYSCALL, id, 0, number);
}

static int exit_status_of(int status)
{
	return WIFSIGNALED(status) ? 128 + WTERMSIG(status)
				   : WEXITSTATUS(status);
}

/* Until nothing that was traced is left; the status is the command's. */
static int command_follow(struct killer *killer)
{
	int result = EXIT_CANNOT;
	int status;
	pid_t id;

	while ((id = waitpid(-1, &status, __WALL)) > 0) {
		if (WIFSTOPPED(status)) {
			thread_stopped(killer, id, status);
			continue;
		}
		thread_find(killer, id)->id = 0;
		if (id == killer->group)
			result = exit_status_of(status);
	}
	return result;
}

static int command_run(struct killer *killer, char **command)
{
	const int options = PTRACE_O_TRACESYSGOOD | PTRACE_O_EXITKILL |
			    PTRACE_O_TRACECLONE | PTRACE_O_TRACEFORK |
			    PTRACE_O_TRACEVFORK | PTRACE_O_TRACEEXEC;
	int status;

	killer->group = command_start(command);
	if (waitpid(killer->group, &status, WUNTRACED) != killer->group ||
	    ptrace(PTRACE_SEIZE, killer->group, 0, options) != 0) {
		kill(killer->group, SIGKILL);
		die("cannot trace");
	}
	kill(killer->group, SIGCONT);
	return command_follow(killer);
}

int main(int argc, char **argv)
{
	static struct killer killer;

	if (argc > 3 && strcmp(argv[1], "-o") == 0) {
		killer.out = fopen(argv[2], "we");
		if (killer.out == NULL)
			die(argv[2]);
		argv += 2;
		argc -= 2;
	}
	if (argc < 3)
		refuse("command", NULL);
	killer.order = order_read(argv[1]);
	return command_run(&killer, argv + 2);
}

#else

int main(void)
{
	fprintf(stderr, "killer: not for this system\n");
	return EXIT_UNSUPPORTED;
}

#endif
