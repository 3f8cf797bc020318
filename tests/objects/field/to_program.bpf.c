// SPDX-License-Identifier: GPL-2.0-only
/* The loader names a program of another object: attach-target as the object has it. */
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>
/* loader: bpf_program__set_attach_target(p, fd of an xdp program, "its_function") */
SEC("fentry/func") int before(unsigned long long *ctx)
{
	return 0;
}
SEC("fexit/func") int after(unsigned long long *ctx)
{
	return 0;
}
char LICENSE[] SEC("license") = "GPL";
