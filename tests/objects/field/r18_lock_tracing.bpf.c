// SPDX-License-Identifier: GPL-2.0-only
/* iovisor/bcc#4844: no bpf_spin_lock in tracing programs: map-not-allowed. */
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>
struct v {
	struct bpf_spin_lock l;
	int n;
};
struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__type(key, int);
	__type(value, struct v);
	__uint(max_entries, 16);
} m SEC(".maps");
static __always_inline int add(void)
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
SEC("kprobe/vfs_read") int in_kprobe(void *ctx)
{
	return add();
}
SEC("tp/sched/sched_switch") int in_tp(void *ctx)
{
	return add();
}
SEC("fentry/vfs_read") int in_fentry(void *ctx)
{
	return add();
}
char _license[] SEC("license") = "GPL";
