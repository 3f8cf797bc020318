// SPDX-License-Identifier: GPL-2.0-only
/* Attach names that no kernel has matter to tp_btf only at load: attach-target. */
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>
int seen;
SEC("kprobe/nft_do_chain") int k(void *c)
{
	return 0;
}
SEC("kprobe/no_such_function_anywhere") int none(void *c)
{
	return 0;
}
SEC("tp/no_such_group/no_such_event") int tp(void *c)
{
	return 0;
}
SEC("raw_tp/no_such_event") int rtp(void *c)
{
	return 0;
}
SEC("tp_btf/no_such_event") int tpb(unsigned long long *c)
{
	return 0;
}
char _license[] SEC("license") = "GPL";
