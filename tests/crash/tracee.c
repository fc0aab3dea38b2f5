/*
 * tracee.c - the memory, the descriptors and the registers of another
 * process.
 *
 * Registers are the one thing here that depends on the processor: the number
 * of a call and its result are each in their own place.  What the kernel
 * leaves alone must be put back by whoever changes it.
 */
#define _GNU_SOURCE /* process_vm_readv() */
#include "tracee.h"

#if defined(__linux__) && (defined(__x86_64__) || defined(__aarch64__))

#include <elf.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/uio.h>
#include <sys/user.h>
#include <unistd.h>

#include "order.h"

/* No page is smaller. */
#define PAGE 4096

/* ---- Looking ------------------------------------------------------------ */

void memory_read(pid_t id, uint64_t from, void *to, size_t size)
{
	struct iovec local = {.iov_base = to, .iov_len = size};
	struct iovec remote = {
	    .iov_base = (void *)(uintptr_t)from, .iov_len = size};

	if (process_vm_readv(id, &local, 1, &remote, 1, 0) != (ssize_t)size)
		die("cannot read the command's memory");
}

void memory_show(FILE *out, pid_t id, uint64_t from, uint64_t length)
{
	unsigned char piece[4096];

	while (length > 0) {
		size_t n =
		    length < sizeof piece ? (size_t)length : sizeof piece;

		memory_read(id, from, piece, n);
		for (size_t i = 0; i < n; i++)
			fprintf(out, "%02x", piece[i]);
		from += n;
		length -= n;
	}
}

/* No further at once than to the end of a page: what follows may not be
 * there. */
static void string_read(pid_t id, uint64_t from, char *to, size_t size)
{
	for (size_t used = 0; used + 1 < size;) {
		size_t n = PAGE - (size_t)(from + used) % PAGE;

		if (n > size - 1 - used)
			n = size - 1 - used;
		memory_read(id, from + used, to + used, n);
		if (memchr(to + used, '\0', n) != NULL)
			return;
		used += n;
	}
	to[size - 1] = '\0';
}

static void link_read(const char *link, char *to, size_t size)
{
	ssize_t length = readlink(link, to, size - 1);

	to[length > 0 ? length : 0] = '\0';
}

void descriptor_path(pid_t id, int fd, char *to, size_t size)
{
	char link[64];

	if (fd == AT_FDCWD)
		snprintf(link, sizeof link, "/proc/%d/cwd", (int)id);
	else
		snprintf(link, sizeof link, "/proc/%d/fd/%d", (int)id, fd);
	link_read(link, to, size);
}

void path_read(pid_t id, int directory, uint64_t from, char *to)
{
	char name[PATH_MAX / 2];
	size_t used = 0;

	string_read(id, from, name, sizeof name);
	if (name[0] != '/') {
		descriptor_path(id, directory, to, PATH_MAX / 2);
		used = strlen(to);
		to[used++] = '/';
	}
	snprintf(to + used, PATH_MAX - used, "%s", name);
}

bool descriptor_stat(pid_t id, int fd, struct stat *out_stat)
{
	char link[64];

	snprintf(link, sizeof link, "/proc/%d/fd/%d", (int)id, fd);
	return stat(link, out_stat) == 0;
}

uint64_t descriptor_offset(pid_t id, int fd)
{
	uint64_t offset = 0;
	char path[64];
	FILE *info;

	snprintf(path, sizeof path, "/proc/%d/fdinfo/%d", (int)id, fd);
	info = fopen(path, "r");
	if (info == NULL || fscanf(info, "pos: %" SCNu64, &offset) != 1)
		die(path);
	fclose(info);
	return offset;
}

/* ---- Changing ----------------------------------------------------------- */

#ifdef __x86_64__

static void register_set(pid_t id, size_t offset, uint64_t value)
{
	if (ptrace(PTRACE_POKEUSER, id, offset, value) != 0)
		die("cannot set a register");
}

void call_skip(pid_t id)
{
	register_set(id, offsetof(struct user, regs.orig_rax), (uint64_t)-1);
}

void result_set(pid_t id, uint64_t value)
{
	register_set(id, offsetof(struct user, regs.rax), value);
}

void size_set(pid_t id, uint64_t value)
{
	register_set(id, offsetof(struct user, regs.rdx), value);
}

#else

static void register_set(pid_t id, size_t i, uint64_t value)
{
	struct user_regs_struct registers;
	struct iovec all = {&registers, sizeof registers};

	if (ptrace(PTRACE_GETREGSET, id, NT_PRSTATUS, &all) != 0)
		die("cannot get registers");
	registers.regs[i] = value;
	if (ptrace(PTRACE_SETREGSET, id, NT_PRSTATUS, &all) != 0)
		die("cannot set a register");
}

void call_skip(pid_t id)
{
	int none = -1;
	struct iovec number = {&none, sizeof none};

	if (ptrace(PTRACE_SETREGSET, id, NT_ARM_SYSTEM_CALL, &number) != 0)
		die("cannot skip a call");
}

void result_set(pid_t id, uint64_t value)
{
	register_set(id, 0, value);
}

void size_set(pid_t id, uint64_t value)
{
	register_set(id, 2, value);
}

#endif

#endif
