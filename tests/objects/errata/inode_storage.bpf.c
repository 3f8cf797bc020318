// SPDX-License-Identifier: GPL-2.0-only
/* a6f0643e4f63: a map that needs the BPF LSM. */
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

struct inode;
struct file {
	struct inode *f_inode;
} __attribute__((preserve_access_index));

struct {
	__uint(type, BPF_MAP_TYPE_INODE_STORAGE);
	__uint(map_flags, BPF_F_NO_PREALLOC);
	__type(key, int);
	__type(value, __u64);
} opened SEC(".maps");

SEC("lsm/file_open") int counts_opened(__u64 *ctx)
{
	struct file *file = (void *)ctx[0];
	__u64 *n = bpf_inode_storage_get(&opened, file->f_inode, 0, BPF_LOCAL_STORAGE_GET_F_CREATE);

	if (n)
		*n += 1;
	return 0;
}

char _license[] SEC("license") = "GPL";
