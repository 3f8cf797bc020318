// SPDX-License-Identifier: GPL-2.0-only
/* cilium/tetragon#2409, #2818: a helper that may sleep, and maps of programs that may. */
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>
struct inode {
	int i;
};
struct file {
	struct inode *f_inode;
} __attribute__((preserve_access_index));
struct {
	__uint(type, BPF_MAP_TYPE_PERF_EVENT_ARRAY);
	__uint(key_size, 4);
	__uint(value_size, 4);
} events SEC(".maps");
char hash[64];
SEC("lsm/file_open") int hashes(unsigned long long *ctx)
{
	struct file *file = (void *)ctx[0];
	return bpf_ima_inode_hash(file->f_inode, hash, sizeof(hash)) < 0 ? 0 : 0;
}
SEC("lsm.s/file_open") int sends(unsigned long long *ctx)
{
	int v = 0;
	bpf_perf_event_output(ctx, &events, BPF_F_CURRENT_CPU, &v, sizeof(v));
	return 0;
}
char _license[] SEC("license") = "GPL";
