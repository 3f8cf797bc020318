// SPDX-License-Identifier: GPL-2.0-only
/* elastic/ebpf#200: the function lost an argument with 6.10: context-access. */
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>
unsigned long long seen;
SEC("fexit/inet_csk_accept") int accepted_sock(unsigned long long *ctx)
{
	seen = ctx[4];
	return 0;
}
char _license[] SEC("license") = "GPL";
