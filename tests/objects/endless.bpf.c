// SPDX-License-Identifier: GPL-2.0-only
/* The verifier accepts it, but it practically never returns.  Without preemption its CPU hangs. */
#include <linux/bpf.h>

#include <bpf/bpf_helpers.h>

#include <bpfjury/expect.h>

#define TIMES (1 << 22)

static long innermost(__u32 i, void *context)
{
	return 0;
}

static long inner(__u32 i, void *context)
{
	bpf_loop(TIMES, innermost, context, 0);
	return 0;
}

static long outer(__u32 i, void *context)
{
	bpf_loop(TIMES, inner, context, 0);
	return 0;
}

SEC("tc") EXPECT_RETVAL(0)
int endless(struct __sk_buff *skb)
{
	bpf_loop(TIMES, outer, (void *)0, 0);
	return 0;
}
