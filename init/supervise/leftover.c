// SPDX-License-Identifier: GPL-2.0-only
#include "supervise/leftover.h"
#include "console.h"
#include "file.h"

#include <bpf/bpf.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/bpf.h>
#include <string.h>
#include <unistd.h>

#define ARRAY_SIZE(a) (sizeof(a) / sizeof(*(a)))
#define IDS_MAX	      4096 /* in one walk, which a hostile child must not prolong */

/* Judging depends on all of these; a child may write the first (confine.c). */
static struct {
	const char *path;
	char first[16]; /* before the first child; "": the kernel has none */
} sysctls[] = {
	{"/proc/sys/kernel/unprivileged_bpf_disabled", ""},
	{"/proc/sys/net/core/bpf_jit_enable", ""},
	{"/proc/sys/net/core/bpf_jit_harden", ""},
};

/* The highest ids before the first child; ids only rise. */
static __u32 first_map, first_link;

static void restore_sysctl(const char *path, const char *first)
{
	char now[16];

	file_read_line(path, now, sizeof(now));
	if (!*first || !*now || strcmp(now, first) == 0)
		return;
	int fd = open(path, O_WRONLY | O_CLOEXEC);
	/* unprivileged_bpf_disabled cannot be changed once it is 1 */
	if (fd < 0 || write(fd, first, strlen(first)) < 0)
		console_add("# bpfjury: %s cannot be put back: %s\n", path, strerror(errno));
	if (fd >= 0)
		close(fd);
}

static __u32 last_of(int (*next)(__u32 after, __u32 *ret))
{
	__u32 id = 0;

	for (int n = 0; n < IDS_MAX && next(id, &id) == 0; n++)
		;
	return id;
}

/*
 * A registered struct_ops map holds a reference to itself until its only element is deleted
 * (kernel/bpf/bpf_struct_ops.c).
 */
static void unregister(__u32 id)
{
	struct bpf_map_info info = {0};
	__u32 len = sizeof(info), zero = 0;
	int fd = bpf_map_get_fd_by_id(id);

	if (fd < 0)
		return;
	if (!bpf_obj_get_info_by_fd(fd, &info, &len) && info.type == BPF_MAP_TYPE_STRUCT_OPS)
		bpf_map_delete_elem(fd, &zero);
	close(fd);
}

/* A link that cannot be detached is freed with its last descriptor, which was the child's. */
static void detach(__u32 id)
{
	int fd = bpf_link_get_fd_by_id(id);

	if (fd < 0)
		return;
	bpf_link_detach(fd);
	close(fd);
}

void leftover_init(void)
{
	for (size_t i = 0; i < ARRAY_SIZE(sysctls); i++)
		file_read_line(sysctls[i].path, sysctls[i].first, sizeof(sysctls[i].first));
	first_map = last_of(bpf_map_get_next_id);
	first_link = last_of(bpf_link_get_next_id);
}

void leftover_clear(void)
{
	__u32 id = first_link;

	for (int n = 0; n < IDS_MAX && bpf_link_get_next_id(id, &id) == 0; n++)
		detach(id);
	id = first_map;
	for (int n = 0; n < IDS_MAX && bpf_map_get_next_id(id, &id) == 0; n++)
		unregister(id);
	for (size_t i = 0; i < ARRAY_SIZE(sysctls); i++)
		restore_sysctl(sysctls[i].path, sysctls[i].first);
}
