// SPDX-License-Identifier: GPL-2.0-only
/* iovisor/bcc#2519: a per-CPU value above 32 KiB: map-refused. */
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>
struct big {
	char b[131072];
};
struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__type(key, int);
	__type(value, struct big);
	__uint(max_entries, 1);
} buf SEC(".maps");
SEC("kprobe/vfs_read") int use(void *ctx)
{
	int k = 0;
	struct big *b = bpf_map_lookup_elem(&buf, &k);
	return b ? b->b[5] : 0;
}
char _license[] SEC("license") = "GPL";
