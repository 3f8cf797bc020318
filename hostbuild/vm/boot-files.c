// SPDX-License-Identifier: GPL-2.0-only
#include "vm/boot-files.h"
#include "cleanup.h"
#include "diag.h"
#include "format.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

static const char *const names[] = {
	CONSOLE_LOG, QEMU_ARGV, QEMU_LOG, RECORDS_LOG, REGISTERS_TXT, REPORTS_LOG};

char *boot_directory(const char *dir, size_t n)
{
	return format_string("%s/boot-%zu", dir, n);
}

/* "boot-12".  Numbers may be missing where a person removed a directory. */
static bool is_boot_directory(const char *name)
{
	size_t digits = strncmp(name, "boot-", 5) == 0 ? strspn(name + 5, "0123456789") : 0;

	return digits && !name[5 + digits];
}

void boot_forget(const char *dir)
{
	DIR *d = opendir(dir);

	for (struct dirent *e; d && (e = readdir(d));) {
		if (!is_boot_directory(e->d_name))
			continue;
		for (size_t i = 0; i < ARRAY_SIZE(names); i++) {
			cleanup_free char *path =
				format_string("%s/%s/%s", dir, e->d_name, names[i]);
			if (path)
				unlink(path);
		}
		unlinkat(dirfd(d), e->d_name, AT_REMOVEDIR);
	}
	if (d)
		closedir(d);
}

int boot_open_log(const char *dir, const char *name)
{
	cleanup_free char *path = format_string("%s/%s", dir, name);
	int fd = path ? open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644) : -1;

	return fd < 0 ? diag_errno(path ? -errno : -ENOMEM, "write %s/%s", dir, name) : fd;
}
