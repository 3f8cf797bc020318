// SPDX-License-Identifier: GPL-2.0-only
/* Accepted. */
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>
struct {
	__uint(type, BPF_MAP_TYPE_CGROUP_STORAGE);
	__type(key, struct bpf_cgroup_storage_key);
	__type(value, long);
} cg SEC(".maps");
struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_CGROUP_STORAGE);
	__type(key, struct bpf_cgroup_storage_key);
	__type(value, long);
} pcg SEC(".maps");
struct {
	__uint(type, BPF_MAP_TYPE_SK_STORAGE);
	__uint(map_flags, BPF_F_NO_PREALLOC);
	__type(key, int);
	__type(value, long);
} sk SEC(".maps");
struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
} rb SEC(".maps");
struct {
	__uint(type, BPF_MAP_TYPE_PERF_EVENT_ARRAY);
	__uint(key_size, 4);
	__uint(value_size, 4);
} pe SEC(".maps");
SEC("cgroup_skb/egress") int all(struct __sk_buff *s)
{
	long *v = bpf_get_local_storage(&cg, 0), *w = bpf_get_local_storage(&pcg, 0);
	__sync_fetch_and_add(v, 1);
	*w += 1;
	void *r = bpf_ringbuf_reserve(&rb, 8, 0);
	if (r)
		bpf_ringbuf_submit(r, 0);
	return 1;
}
char _license[] SEC("license") = "GPL";
