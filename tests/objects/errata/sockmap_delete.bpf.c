// SPDX-License-Identifier: GPL-2.0-only
/* 98e948fb60d4: a kprobe deletes from a sockmap. */
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

struct {
	__uint(type, BPF_MAP_TYPE_SOCKMAP);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, __u64);
} sockets SEC(".maps");

SEC("kprobe/do_exit") int deletes(void *ctx)
{
	__u32 key = 0;

	(void)ctx;
	bpf_map_delete_elem(&sockets, &key);
	return 0;
}

char _license[] SEC("license") = "GPL";
