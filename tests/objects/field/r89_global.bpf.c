// SPDX-License-Identifier: GPL-2.0-only
/* sched-ext/scx#2668, #3527, yandex/perforator#22: global functions, judged by themselves. */
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>
struct value {
	struct bpf_spin_lock lock;
	int n;
};
struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__type(key, int);
	__type(value, struct value);
	__uint(max_entries, 1);
} m SEC(".maps");
struct pair {
	int a, b;
};
__attribute__((noinline)) int sum(struct pair *p)
{
	return p ? p->a + p->b : 0;
}
__attribute__((noinline)) int step(int n)
{
	return n + 1;
}
SEC("tc") int by_pointer(struct __sk_buff *skb)
{
	struct pair p = {.a = skb->len, .b = 1};
	return sum(&p);
}
SEC("tc") int locked(struct __sk_buff *skb)
{
	int key = 0;
	struct value *v = bpf_map_lookup_elem(&m, &key);
	if (!v)
		return 0;
	bpf_spin_lock(&v->lock);
	v->n = step(v->n);
	bpf_spin_unlock(&v->lock);
	return 0;
}
char _license[] SEC("license") = "GPL";
