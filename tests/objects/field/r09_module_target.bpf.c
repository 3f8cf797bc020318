// SPDX-License-Identifier: GPL-2.0-only
/*
 * iovisor/bcc#4585: a function of a module that is not loaded: attach-target.  The second form
 * names the module, which a libbpf of 1.5 reads.
 */
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>
SEC("fentry/nft_do_chain") int chain(void *ctx)
{
	return 0;
}
SEC("fentry/nf_tables:nft_do_chain") int named(void *ctx)
{
	return 0;
}
char _license[] SEC("license") = "GPL";
