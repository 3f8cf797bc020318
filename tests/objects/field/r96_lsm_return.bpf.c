// SPDX-License-Identifier: GPL-2.0-only
/* cilium/tetragon#3032: an LSM program returns a value of a map, unbounded. */
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, __s32);
} overrides SEC(".maps");

SEC("lsm/file_open") int overridden(unsigned long long *ctx)
{
	__u32 key = 0;
	__s32 *error = bpf_map_lookup_elem(&overrides, &key);

	(void)ctx;
	return error ? *error : 0;
}

char _license[] SEC("license") = "GPL";
