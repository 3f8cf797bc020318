// SPDX-License-Identifier: GPL-2.0-only
/* EHfive/einat-ebpf#6: accepted. */
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>
struct key {
	unsigned char proto;
	unsigned addr;
};
struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__type(key, struct key);
	__type(value, int);
	__uint(max_entries, 16);
} m SEC(".maps");
SEC("tc") int find(struct __sk_buff *s)
{
	struct key k;
	volatile struct key *p = &k;
	p->proto = s->protocol;
	p->addr = s->len;
	return bpf_map_lookup_elem(&m, &k) ? 0 : 2;
}
char _license[] SEC("license") = "GPL";
