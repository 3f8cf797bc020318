// SPDX-License-Identifier: GPL-2.0-only
/* The loader names the targets: target-of-loader.  A target that no kernel has is attach-target. */
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>
/* loader: bpf_program__set_attach_target(p, 0, "file_open") */
SEC("lsm") int l(unsigned long long *ctx)
{
	return 0;
}
SEC("fentry") int f(unsigned long long *ctx)
{
	return 0;
}
SEC("fentry/dummy_read") int d(unsigned long long *ctx)
{
	return 0;
}
char LICENSE[] SEC("license") = "GPL";
