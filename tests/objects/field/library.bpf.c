// SPDX-License-Identifier: GPL-2.0-only
/* No program: no-programs, unless that is meant. */
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>
__attribute__((noinline)) int lib_add(int a, int b)
{
	return a * 3 + b;
} /* no SEC(): to be linked with others */
char LICENSE[] SEC("license") = "GPL";
