// SPDX-License-Identifier: GPL-2.0-only
/* Programs that are run, disassembled, and judged unprivileged.  Those named wrong_… are unmet. */
#include <linux/bpf.h>

#include <bpf/bpf_helpers.h>

#include <bpfjury/expect.h>

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, __u64);
} limits SEC(".maps");

/* 0 unless the loader filled the map. */
SEC("socket") EXPECT_RETVAL(1000)
int returns_limit(struct __sk_buff *skb)
{
	__u32 key = 0;
	__u64 *limit = bpf_map_lookup_elem(&limits, &key);

	return limit ? (int)*limit : -1;
}

SEC("tc") EXPECT_RETVAL(64)
int returns_length(struct __sk_buff *skb)
{
	return skb->len;
}

SEC("socket") EXPECT_RETVAL(-2) EXPECT_RETVAL_UNPRIVILEGED(0xfffffffe)
int returns_negative(struct __sk_buff *skb)
{
	return -2;
}

SEC("tc") EXPECT_RETVAL(65)
int wrong_retval(struct __sk_buff *skb)
{
	return skb->len;
}

/* Unknown: kprobe programs do not support BPF_PROG_TEST_RUN. */
SEC("kprobe/do_nanosleep") EXPECT_RETVAL(0)
int unknown_type(void *ctx)
{
	return 0;
}

/*
 * Naked functions have no parameters here: clang leaves them nameless, and kernels refuse such BTF.
 */

/* Privileged programs may return a pointer. */
SEC("socket") EXPECT_SUCCESS
EXPECT_FAILURE_UNPRIVILEGED EXPECT_MESSAGE_UNPRIVILEGED("R0 leaks addr as return value")
__attribute__((naked)) void leaks(void)
{
	asm volatile("r0 = r10; exit;");
}

/* CAP_BPF and CAP_PERFMON allow returning a pointer.  The unprivileged variant has neither. */
SEC("socket") PROGRAM_CAPS("CAP_BPF|CAP_PERFMON") EXPECT_SUCCESS
EXPECT_FAILURE_UNPRIVILEGED EXPECT_MESSAGE_UNPRIVILEGED("R0 leaks addr as return value")
__attribute__((naked)) void leaks_by_capability(void)
{
	asm volatile("r0 = r10; exit;");
}

SEC("socket") EXPECT_SUCCESS EXPECT_SUCCESS_UNPRIVILEGED
__attribute__((naked)) void wrong_leaks(void)
{
	asm volatile("r0 = r10; exit;");
}

SEC("socket") EXPECT_SUCCESS
EXPECT_REWRITTEN("0: r0 = 7") EXPECT_REWRITTEN("...") EXPECT_REWRITTEN("{{[0-9]+}}: exit")
__attribute__((naked)) void rewritten(void)
{
	asm volatile("r0 = 7; r1 = 8; exit;");
}

SEC("socket") EXPECT_SUCCESS
EXPECT_REWRITTEN("0: r0 = 7") EXPECT_REWRITTEN("2: exit")
__attribute__((naked)) void wrong_line(void)
{
	asm volatile("r0 = 7; r1 = 8; exit;");
}

SEC("socket") EXPECT_SUCCESS EXPECT_LOG_LEVEL(2)
EXPECT_MESSAGE("0: (b7) r0 = 7") EXPECT_NO_MESSAGE("r2 =") EXPECT_MESSAGE("exit")
__attribute__((naked)) void no_message(void)
{
	asm volatile("r0 = 7; r1 = 8; exit;");
}

SEC("socket") EXPECT_SUCCESS EXPECT_LOG_LEVEL(2)
EXPECT_MESSAGE("0: (b7) r0 = 7") EXPECT_NO_MESSAGE("r1 = 8") EXPECT_MESSAGE("exit")
__attribute__((naked)) void wrong_message(void)
{
	asm volatile("r0 = 7; r1 = 8; exit;");
}

/* Refused at a line that line info names. */
SEC("socket") EXPECT_FAILURE EXPECT_LOG_LEVEL(1)
int refused_here(struct __sk_buff *skb)
{
	int sum = skb->len;

	return sum + *(volatile int *)((char *)skb + 4000);
}

char LICENSE[] SEC("license") = "GPL";
