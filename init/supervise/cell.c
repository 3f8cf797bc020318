// SPDX-License-Identifier: GPL-2.0-only
#include "supervise/cell.h"

#include <fcntl.h>
#include <linux/sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/sysinfo.h>
#include <unistd.h>

#define CELL "/sys/fs/cgroup/judged"
/* libbpf starts no process; debug builds may start some. */
#define PIDS_MAX "32"

static int cell_fd = -1, peak_fd = -1;
static bool made;
static long oom_kills;

static bool write_text(const char *path, const char *text)
{
	int fd = open(path, O_WRONLY | O_CLOEXEC);
	bool ok = fd >= 0 && write(fd, text, strlen(text)) == (ssize_t)strlen(text);

	if (fd >= 0)
		close(fd);
	return ok;
}

void cell_make(void)
{
	struct sysinfo info;
	char bytes[32];

	/* in two writes: a kernel may have one controller and not the other */
	write_text("/sys/fs/cgroup/cgroup.subtree_control", "+memory");
	write_text("/sys/fs/cgroup/cgroup.subtree_control", "+pids");
	if (mkdir(CELL, 0755))
		return;
	made = true;
	cell_fd = open(CELL, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	peak_fd = open(CELL "/memory.peak", O_RDWR | O_CLOEXEC);
	write_text(CELL "/pids.max", PIDS_MAX);
	if (sysinfo(&info) == 0) {
		snprintf(bytes, sizeof(bytes), "%llu",
			CELL_BYTES((unsigned long long)info.totalram * info.mem_unit));
		write_text(CELL "/memory.max", bytes);
	}
}

pid_t cell_fork(uint64_t flags)
{
	/* since 5.7; moving a process later costs an RCU grace period */
	struct clone_args args = {.flags = flags | CLONE_INTO_CGROUP,
		.exit_signal = SIGCHLD,
		.cgroup = (__u64)(cell_fd >= 0 ? cell_fd : 0)};
	long pid = cell_fd >= 0 ? syscall(SYS_clone3, &args, sizeof(args)) : -1;

	if (pid >= 0)
		return (pid_t)pid;
	args = (struct clone_args){.flags = flags, .exit_signal = SIGCHLD};
	pid = flags ? syscall(SYS_clone3, &args, sizeof(args)) : fork();
	if (pid == 0 && made)
		write_text(CELL "/cgroup.procs", "0");
	return (pid_t)pid;
}

int cell_peak(void)
{
	return peak_fd;
}

bool cell_ran_out_of_memory(void)
{
	char text[512];
	int fd = made ? open(CELL "/memory.events", O_RDONLY | O_CLOEXEC) : -1;
	ssize_t n = fd < 0 ? -1 : read(fd, text, sizeof(text) - 1);

	if (fd >= 0)
		close(fd);
	if (n <= 0)
		return false;
	text[n] = '\0';
	const char *at = strstr(text, "oom_kill ");
	long kills = at ? strtol(at + strlen("oom_kill "), NULL, 10) : 0;
	bool more = kills > oom_kills;
	oom_kills = kills;
	return more;
}
