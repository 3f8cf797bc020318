// SPDX-License-Identifier: GPL-2.0-only
/* Accepted: nothing is pinned. */
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>
struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__type(key, int);
	__type(value, int);
	__uint(max_entries, 4);
	__uint(pinning, LIBBPF_PIN_BY_NAME);
} a_map_with_a_name_that_is_too_long_for_kernels SEC(".maps");
SEC("tc") int a_program_with_a_name_that_is_too_long_for_kernels(struct __sk_buff *s)
{
	int k = 0;
	return bpf_map_lookup_elem(&a_map_with_a_name_that_is_too_long_for_kernels, &k) ? 1 : 0;
}
char _license[] SEC("license") = "GPL";
