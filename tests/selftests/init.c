// SPDX-License-Identifier: GPL-2.0-only
/*
 * PID 1 of a guest that runs the kernel's test_progs or veristat.  It mounts the file systems that
 * they need, allows unprivileged bpf(), redirects their output to ttyS1, and ends the machine.
 * /command has the command to run, one argument a line.
 */
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/reboot.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>

static const struct {
	const char *type, *at;
} mounts[] = {
	{"devtmpfs", "/dev"},
	{"proc", "/proc"},
	{"sysfs", "/sys"},
	{"bpf", "/sys/fs/bpf"},
	{"debugfs", "/sys/kernel/debug"},
	{"tracefs", "/sys/kernel/tracing"},
	{"cgroup2", "/sys/fs/cgroup"},
	{"tmpfs", "/tmp"},
};

static long long milliseconds(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * 1000LL + t.tv_nsec / 1000000;
}

int main(void)
{
	static char text[1 << 20];
	char *args[1024];
	struct termios t;
	int status = 0, n = 0;

	for (size_t i = 0; i < sizeof(mounts) / sizeof(*mounts); i++) {
		mkdir(mounts[i].at, 0755);
		mount(mounts[i].type, mounts[i].at, mounts[i].type, 0, NULL);
	}
	int fd = open("/proc/sys/kernel/unprivileged_bpf_disabled", O_WRONLY);
	if (fd >= 0 && write(fd, "0", 1) == 1)
		close(fd);
	int out = open("/dev/ttyS1", O_RDWR | O_NOCTTY);
	tcgetattr(out, &t);
	cfmakeraw(&t);
	tcsetattr(out, TCSANOW, &t);
	dup2(out, 1);
	dup2(out, 2);
	fd = open("/command", O_RDONLY);
	if (fd < 0 || read(fd, text, sizeof(text) - 1) <= 0 || chdir("/t"))
		printf("\nno command\n");
	for (char *at = strtok(text, "\n"); at && n < 1023; at = strtok(NULL, "\n"))
		args[n++] = at;
	args[n] = NULL;
	setvbuf(stdout, NULL, _IOLBF, 0);
	printf("\nBEGIN %lld\n", milliseconds());
	pid_t pid = fork();
	if (pid == 0) {
		execv(args[0], args);
		_exit(127);
	}
	waitpid(pid, &status, 0);
	printf("\nEND %d %lld\n", status, milliseconds());
	tcdrain(1);
	/*
	 * a machine with ACPI is powered off; one without restarts, upon which QEMU exits
	 * (-no-reboot)
	 */
	reboot(access("/sys/firmware/acpi", F_OK) == 0 ? RB_POWER_OFF : RB_AUTOBOOT);
	for (;;)
		pause();
}
