// SPDX-License-Identifier: GPL-2.0-only
/* iovisor/bcc#5084: a value of more than 4 MiB in a hash: map-refused, not memory. */
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>
struct large_buffer {
	__u32 actual_len;
	char buffer[4 << 20];
};
struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__type(key, int);
	__type(value, struct large_buffer);
	__uint(max_entries, 100);
} large_read_buffer_ht SEC(".maps");
SEC("kprobe/do_nanosleep") int start(void *ctx)
{
	int key = 0;
	struct large_buffer *v = bpf_map_lookup_elem(&large_read_buffer_ht, &key);

	return v ? (int)v->actual_len : 0;
}
char _license[] SEC("license") = "GPL";
