// SPDX-License-Identifier: GPL-2.0-only
/* libbpf/libbpf#863: accepted everywhere. */
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>
enum wide { NARROW = 1, WIDE = 0x100000000ULL };
struct v {
	struct bpf_spin_lock l;
	enum wide w;
	float f;
} __attribute__((btf_decl_tag("tagged")));
struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__type(key, int);
	__type(value, struct v);
	__uint(max_entries, 16);
} m SEC(".maps");
SEC("tc") int count(struct __sk_buff *s)
{
	int k = 0;
	struct v *v = bpf_map_lookup_elem(&m, &k);
	if (v) {
		bpf_spin_lock(&v->l);
		v->w = WIDE;
		bpf_spin_unlock(&v->l);
	}
	return 0;
}
char _license[] SEC("license") = "GPL";
