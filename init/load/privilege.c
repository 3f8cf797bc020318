// SPDX-License-Identifier: GPL-2.0-only
#include "load/privilege.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/capability.h>
#include <sys/syscall.h>
#include <unistd.h>

int privilege_drop(uint64_t dropped)
{
	struct __user_cap_header_struct header = {.version = _LINUX_CAPABILITY_VERSION_3};
	struct __user_cap_data_struct data[_LINUX_CAPABILITY_U32S_3];

	if (syscall(SYS_capget, &header, data))
		return -errno;
	for (int i = 0; i < _LINUX_CAPABILITY_U32S_3; i++)
		data[i].effective = data[i].permitted & ~(__u32)(dropped >> (32 * i));
	return syscall(SYS_capset, &header, data) ? -errno : 0;
}

int privilege_restore(void)
{
	return privilege_drop(0);
}

int privilege_set_bpf_disabled(int disabled)
{
	static const char path[] = "/proc/sys/kernel/unprivileged_bpf_disabled";
	const char value = (char)('0' + disabled);
	char current = value;
	int fd = open(path, O_RDWR | O_CLOEXEC), r = 0;

	if (fd < 0)
		return errno == ENOENT ? 0 : -errno;
	/*
	 * 1 cannot be changed until the next boot, 2 can
	 * (Documentation/admin-guide/sysctl/kernel.rst)
	 */
	if (read(fd, &current, 1) == 1 && current != value && pwrite(fd, &value, 1, 0) != 1)
		r = -errno;
	close(fd);
	return r;
}
