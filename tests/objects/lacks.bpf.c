// SPDX-License-Identifier: GPL-2.0-only
/*
 * Features that some kernels lack, one per object: a missing map or kfunc fails its whole object.
 */
#include <linux/bpf.h>

#include <bpf/bpf_helpers.h>

#include <bpfjury/expect.h>

#if defined(HELPER)
SEC("socket")
int lacks_helper(struct __sk_buff *skb)
{
	return bpf_ktime_get_tai_ns() & 1; /* 6.1 */
}

/* No help is given for a refusal whose reason was expected. */
SEC("socket") EXPECT_FAILURE EXPECT_REASON("helper-unknown")
int foretold(struct __sk_buff *skb)
{
	return bpf_ktime_get_tai_ns() & 1;
}
#elif defined(PRIVILEGE)
/* The kernel has the helper, but it needs CAP_PERFMON. */
SEC("socket") PROGRAM_CAPS("CAP_BPF")
int lacks_privilege(struct __sk_buff *skb)
{
	bpf_printk("called");
	return 0;
}
#elif defined(KFUNC)
extern void bpf_rcu_read_lock(void) __ksym; /* 6.2 */
extern void bpf_rcu_read_unlock(void) __ksym;

SEC("tc")
int lacks_kfunc(struct __sk_buff *skb)
{
	bpf_rcu_read_lock();
	bpf_rcu_read_unlock();
	return 0;
}
#elif defined(PROTOTYPE)
extern void bpf_rcu_read_lock(int much) __ksym __weak;

SEC("tc")
int lacks_prototype(struct __sk_buff *skb)
{
	bpf_rcu_read_lock(skb->len);
	return 0;
}
#elif defined(KFUNC_CALLS)
struct sock {
	int sk_rcvbuf; /* libbpf cannot compare a struct without members */
};
/* a function since 3.x, a kfunc since 5.13 */
extern __u32 tcp_reno_ssthresh(struct sock *sk) __ksym;

SEC("tc")
int lacks_kfunc_calls(struct __sk_buff *skb)
{
	return tcp_reno_ssthresh((void *)skb);
}
#elif defined(MAP)
struct {
	__uint(type, BPF_MAP_TYPE_USER_RINGBUF); /* 6.1 */
	__uint(max_entries, 4096);
} ring SEC(".maps");

SEC("tc")
int lacks_map(struct __sk_buff *skb)
{
	void *volatile used = &ring;

	(void)used;
	return 0;
}
#elif defined(MAP_INNER)
struct {
	__uint(type, BPF_MAP_TYPE_ARRAY_OF_MAPS);
	__uint(max_entries, 1);
	__type(key, __u32);
	__array(values, struct {
		__uint(type, BPF_MAP_TYPE_USER_RINGBUF);
		__uint(max_entries, 4096);
	});
} rings SEC(".maps");

SEC("tc")
int lacks_map_inner(struct __sk_buff *skb)
{
	__u32 key = 0;

	return bpf_map_lookup_elem(&rings, &key) == 0;
}
#elif defined(MAP_FLAG)
struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(map_flags, 1 << 20); /* no kernel has this flag */
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, __u64);
} flagged SEC(".maps");

SEC("tc")
int lacks_map_flag(struct __sk_buff *skb)
{
	__u32 key = 0;

	return bpf_map_lookup_elem(&flagged, &key) == 0;
}
#elif defined(PROGRAM_OPTION)
SEC("lirc_mode2") /* 4.18, with CONFIG_BPF_LIRC_MODE2, which Debian's cloud kernels do not have */
int lacks_program_option(unsigned int *sample)
{
	return 0;
}
#elif defined(PROGRAM)
struct bpf_nf_ctx;

SEC("netfilter") /* 6.4 */
int lacks_program_type(struct bpf_nf_ctx *ctx)
{
	return 1;
}
#endif

char LICENSE[] SEC("license") = "GPL";
