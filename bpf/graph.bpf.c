// SPDX-License-Identifier: GPL-2.0-only
/*
 * A penalty box: an address that uses a forbidden port is blocked for a while, and each time for
 * twice as long.  Blocked addresses are in a tree, sorted by the end of their time (bpf_rbtree,
 * 6.3).  Released ones are in a list, the oldest first (bpf_list, 6.2), and are forgotten when it
 * grows too long.  A node is in one of both at a time, and the verifier ensures that it always has
 * an owner.
 *
 * For IPv4 only; everything else passes.
 */
#include <linux/bpf.h>
#include <linux/udp.h>
#include <linux/version.h>

#include <bpf/bpf_core_read.h>
#include <bpf/bpf_helpers.h>

#include <bpfjury/expect.h>
#include "packet.h"

#define NS_PER_S   1000000000ULL
#define REMEMBERED 1024 /* released addresses that are remembered */
#define AT_ONCE	   4	/* most addresses released for one packet */

/* Set before the program is loaded. */
const volatile __u16 trap_port = 23;
const volatile __u32 first_penalty = 10; /* seconds */

#if LINUX_VERSION_CODE < KERNEL_VERSION(6, 6, 0)
/* in <linux/bpf.h> since 6.2 to 6.4, with these sizes since 6.6 */
struct bpf_list_head {
	__u64 opaque[2];
} __attribute__((aligned(8)));

struct bpf_list_node {
	__u64 opaque[3];
} __attribute__((aligned(8)));

struct bpf_rb_root {
	__u64 opaque[2];
} __attribute__((aligned(8)));

struct bpf_rb_node {
	__u64 opaque[4];
} __attribute__((aligned(8)));

struct bpf_refcount {
	__u32 opaque[1];
} __attribute__((aligned(4)));
#endif

extern void *bpf_obj_new_impl(__u64 local_type_id, void *meta) __ksym;
extern void bpf_obj_drop_impl(void *kptr, void *meta) __ksym;
extern int bpf_rbtree_add_impl(struct bpf_rb_root *root, struct bpf_rb_node *node,
	_Bool(less)(struct bpf_rb_node *a, const struct bpf_rb_node *b), void *meta,
	__u64 off) __ksym;
extern struct bpf_rb_node *bpf_rbtree_first(struct bpf_rb_root *root) __ksym;
extern struct bpf_rb_node *bpf_rbtree_remove(struct bpf_rb_root *root,
	struct bpf_rb_node *node) __ksym;
extern int bpf_list_push_back_impl(
	struct bpf_list_head *head, struct bpf_list_node *node, void *meta, __u64 off) __ksym;
extern struct bpf_list_node *bpf_list_pop_front(struct bpf_list_head *head) __ksym;

#define contains(type, node) __attribute__((btf_decl_tag("contains:" #type ":" #node)))

struct offender {
	struct bpf_rb_node inside;
	struct bpf_list_node outside;
	struct bpf_refcount references; /* a node that may be in two places has a reference count */
	__be32 address;
	__u64 until; /* ns, CLOCK_MONOTONIC */
};

struct record {
	__u64 until; /* of the last penalty */
	__u64 times;
};

/* By address. */
struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 65536);
	__type(key, __be32);
	__type(value, struct record);
} records SEC(".maps");

#define GUARDED SEC(".data.guarded") __attribute__((visibility("hidden"), aligned(8)))
struct bpf_spin_lock lock GUARDED;
struct bpf_rb_root inside GUARDED contains(offender, inside);
struct bpf_list_head outside GUARDED contains(offender, outside);
static __u32 remembered; /* in outside; written with the lock held */

static _Bool leaves_first(struct bpf_rb_node *a, const struct bpf_rb_node *b)
{
	return container_of(a, struct offender, inside)->until <
	       container_of(b, struct offender, inside)->until;
}

/* Move an address whose time is over from the tree to the list; false: there is none. */
static __always_inline _Bool let_out(__u64 now)
{
	struct bpf_list_node *forgotten = NULL;
	struct bpf_rb_node *first;
	struct offender *offender;
	struct record *record;
	__be32 address;
	__u64 until;

	bpf_spin_lock(&lock);
	first = bpf_rbtree_first(&inside);
	if (!first || container_of(first, struct offender, inside)->until > now) {
		bpf_spin_unlock(&lock);
		return 0;
	}
	first = bpf_rbtree_remove(&inside, first);
	if (!first) {
		bpf_spin_unlock(&lock);
		return 0;
	}
	offender = container_of(first, struct offender, inside);
	bpf_list_push_back_impl(&outside, &offender->outside, NULL, 0);
	if (remembered < REMEMBERED)
		remembered++;
	else
		forgotten = bpf_list_pop_front(&outside);
	bpf_spin_unlock(&lock);
	if (!forgotten)
		return 1;
	offender = container_of(forgotten, struct offender, outside);
	address = offender->address;
	until = offender->until;
	bpf_obj_drop_impl(offender, NULL);
	record = bpf_map_lookup_elem(&records, &address);
	if (record && record->until == until) /* it has not been in again */
		bpf_map_delete_elem(&records, &address);
	return 1;
}

/* False: no memory for it.  Then it is not blocked, because nothing would end that. */
static __always_inline _Bool penalise(__be32 address, __u64 now)
{
	struct record first = {}, *record = bpf_map_lookup_elem(&records, &address);
	struct offender *offender = bpf_obj_new_impl(bpf_core_type_id_local(struct offender), NULL);
	__u64 times = record ? record->times : 0;

	if (!offender)
		return 0;
	offender->address = address;
	offender->until = now + (first_penalty * NS_PER_S << (times < 10 ? times : 10));
	first.until = offender->until;
	first.times = times + 1;
	if (bpf_map_update_elem(&records, &address, &first, BPF_ANY)) {
		bpf_obj_drop_impl(offender, NULL);
		return 0;
	}
	bpf_spin_lock(&lock);
	bpf_rbtree_add_impl(&inside, &offender->inside, leaves_first, NULL, 0);
	bpf_spin_unlock(&lock);
	return 1;
}

SEC("xdp") PROGRAM_SHOWS("a tree and a list that the program owns") PROGRAM_FROM("6.6")
EXPECT_NEEDS("kfunc:bpf_rbtree_add_impl") EXPECT_SINCE("6.6") EXPECT_SUCCESS
EXPECT_OTHERWISE EXPECT_UNTIL("6.2") EXPECT_UNLOADABLE EXPECT_REASON("kfunc-missing")
EXPECT_MESSAGE("extern (func ksym) 'bpf_{{[a-z_]+}}': not found in kernel or module BTFs")
int penalty_box(struct xdp_md *ctx)
{
	struct cursor c = {
		.pos = (void *)(long)ctx->data,
		.end = (void *)(long)ctx->data_end,
	};
	__u64 now = bpf_ktime_get_ns();
	struct transport transport = {};
	struct record *record;
	struct udphdr *ports;
	struct iphdr *ip;
	int ethertype;
	__be32 from;

	for (int i = 0; i < AT_ONCE && let_out(now); i++)
		;
	ethertype = packet_ethernet(&c);
	if (ethertype != ETH_P_IP)
		return ethertype < 0 ? XDP_DROP : XDP_PASS;
	ip = c.pos;
	if ((void *)(ip + 1) > c.end)
		return XDP_DROP;
	from = ip->saddr;
	if (packet_ipv4(&c, &transport))
		return XDP_DROP;
	record = bpf_map_lookup_elem(&records, &from);
	if (record && record->until > now)
		return XDP_DROP;
	if (transport.fragment ||
		(transport.protocol != IPPROTO_TCP && transport.protocol != IPPROTO_UDP))
		return XDP_PASS;
	ports = cursor_take(&c, sizeof(*ports)); /* the TCP header begins with the same fields */
	if (ports && ports->dest == bpf_htons(trap_port) && penalise(from, now))
		return XDP_DROP;
	return XDP_PASS;
}

char LICENSE[] SEC("license") = "GPL";
