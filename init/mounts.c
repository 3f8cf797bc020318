// SPDX-License-Identifier: GPL-2.0-only
#include "mounts.h"

#include <errno.h>
#include <stdbool.h>
#include <sys/mount.h>
#include <sys/stat.h>

#define ARRAY_SIZE(a) (sizeof(a) / sizeof(*(a)))

static struct mount_row {
	const char *type, *where;
	unsigned long flags;
	const char *data;
	bool needed;
	int err;
} table[] = {
	{"proc", "/proc", MS_NOSUID | MS_NODEV | MS_NOEXEC, NULL, true},
	{"sysfs", "/sys", MS_NOSUID | MS_NODEV | MS_NOEXEC, NULL, true},
	{"devtmpfs", "/dev", MS_NOSUID | MS_NOEXEC, "mode=0755", true},
	{"tmpfs", "/tmp", MS_NOSUID | MS_NODEV, "mode=1777", false},
	{"tmpfs", "/run", MS_NOSUID | MS_NODEV, "mode=0755", false},
	{"bpf", "/sys/fs/bpf", MS_NOSUID | MS_NODEV | MS_NOEXEC, "mode=0700", false},
	{"debugfs", "/sys/kernel/debug", MS_NOSUID | MS_NODEV | MS_NOEXEC, NULL, false},
	{"tracefs", "/sys/kernel/tracing", MS_NOSUID | MS_NODEV | MS_NOEXEC, NULL, false},
	{"cgroup2", "/sys/fs/cgroup", MS_NOSUID | MS_NODEV | MS_NOEXEC, NULL, false},
	{"securityfs", "/sys/kernel/security", MS_NOSUID | MS_NODEV | MS_NOEXEC, NULL, false},
};

int mounts_make(const char **ret_where)
{
	int r = 0;

	for (size_t i = 0; i < ARRAY_SIZE(table); i++) {
		struct mount_row *m = &table[i];
		mkdir(m->where, 0755); /* sysfs has its own; mount() reports what is missing */
		m->err = mount(m->type, m->where, m->type, m->flags, m->data) ? errno : 0;
		/* EBUSY: the kernel has mounted it itself (CONFIG_DEVTMPFS_MOUNT) */
		if (m->err == EBUSY)
			m->err = 0;
		if (m->err && m->needed && !r) {
			r = -m->err;
			*ret_where = m->where;
		}
	}
	return r;
}

json_t *mounts_absent(void)
{
	json_t *absent = json_array();

	for (size_t i = 0; absent && i < ARRAY_SIZE(table); i++)
		if (table[i].err)
			json_array_append_new(absent, json_string(table[i].type));
	return absent;
}
