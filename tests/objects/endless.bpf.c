// SPDX-License-Identifier: GPL-2.0-only
/* One that the verifier takes and that never comes to an end when it is run: a processor that is not preempted there is lost. */
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
