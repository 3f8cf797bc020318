// SPDX-License-Identifier: GPL-2.0-only
/* The same, of a type that sleeps: it is freed later than others, after a grace period of tasks trace. */
#include <linux/bpf.h>

#include <bpf/bpf_helpers.h>

SEC("syscall")
int planted(void *ctx)
{
	return 0;
}

char LICENSE[] SEC("license") = "GPL";
