// SPDX-License-Identifier: GPL-2.0-only
/* cilium/ebpf#1524: the map has no BTF: btf-missing. */
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>
struct v {
	struct bpf_spin_lock l;
	int n;
};
struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(key_size, 4);
	__uint(value_size, sizeof(struct v));
	__uint(max_entries, 16);
} m SEC(".maps");
SEC("tc") int count(struct __sk_buff *s)
{
	int k = 0;
	struct v *v = bpf_map_lookup_elem(&m, &k);
	if (v) {
		bpf_spin_lock(&v->l);
		v->n++;
		bpf_spin_unlock(&v->l);
	}
	return 0;
}
char _license[] SEC("license") = "GPL";
