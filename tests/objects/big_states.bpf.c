// SPDX-License-Identifier: GPL-2.0-only
/*
 * A program whose verification takes some 600 MiB, or with -DDEEP 2.5 GiB, for the verifier's
 * states.  It keeps one where two jumps and eight instructions were walked since the last one
 * (is_state_visited(), kernel/bpf/verifier.c, Linux 6.12), with all slots of the stack.  They are
 * all on the one path to the end, so that none is freed before.  Both arms of the jumps are the
 * same, which no pass over the program removes.
 */
#include <linux/bpf.h>

#include <bpf/bpf_helpers.h>
#include <bpfjury/expect.h>

#define naked __attribute__((naked))
#define STATES(n)                                                              \
	"r1 = 0;"                                                              \
	".rept " #n ";"                                                        \
	"if r1 == 0 goto +0;"                                                  \
	"r0 = 1; r2 = 2; r3 = 3; r4 = 4; r5 = 5; r0 = 0;"                      \
	"if r1 == 0 goto +0;"                                                  \
	".endr;"

#ifndef DEEP
SEC("socket") EXPECT_SUCCESS naked int states(struct __sk_buff *skb)
{
	asm volatile("r0 = 0;"
		     "*(u64 *)(r10 - 512) = r0;" STATES(62500) "exit;" ::: "memory");
}
#else
static naked __noinline int frame_7(void)
{
	asm volatile("r0 = 0;"
		     "*(u64 *)(r10 - 64) = r0;" STATES(110000) "exit;" ::: "memory");
}

#define FRAME(n, next)                                                         \
	static naked __noinline int frame_##n(void)                            \
	{                                                                      \
		asm volatile("r0 = 0;"                                         \
			     "*(u64 *)(r10 - 64) = r0;"                        \
			     "call %[f];"                                      \
			     "exit;" ::[f] "i"(next)                           \
			     : "memory");                                      \
	}
FRAME(6, frame_7)
FRAME(5, frame_6)
FRAME(4, frame_5)
FRAME(3, frame_4)
FRAME(2, frame_3)
FRAME(1, frame_2)

SEC("socket") EXPECT_SUCCESS naked int states(struct __sk_buff *skb)
{
	asm volatile("call %[f];"
		     "r0 = 0;"
		     "exit;" ::[f] "i"(frame_1)
		     : "memory");
}
#endif

char LICENSE[] SEC("license") = "GPL";
