// SPDX-License-Identifier: GPL-2.0-only
/* Accepted, with the sizes of both maps supplied. */
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>
struct rb {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
};
struct {
	__uint(type, BPF_MAP_TYPE_ARRAY_OF_MAPS);
	__type(key, __u32);
	__type(value, __u32);
	__array(values, struct rb);
} per_cpu SEC(".maps"); /* loader sets both sizes */
SEC("kprobe/vfs_fsync_range") int irb(void *ctx)
{
	__u32 k = 0, x = 1;
	void *r = bpf_map_lookup_elem(&per_cpu, &k);
	return r ? bpf_ringbuf_output(r, &x, sizeof x, 0) : 0;
}
char LICENSE[] SEC("license") = "GPL";
